//! `privacy-undeclared`.

use std::collections::BTreeSet;

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use super::collect::places;
use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Compares the privacy interfaces that the program uses with the data-compliance plan that was declared.
    ///
    /// ## Why
    /// REV-4, SYS-4: data that is collected without being declared is collected without a purpose; the platform closes the
    /// interface.
    ///
    /// ## Fail example
    /// `data_uses = ["PhoneNumber"]` and `wx.getLocation(…)`.
    ///
    /// ## Pass example
    /// `data_uses = ["PhoneNumber", "Location"]`
    ///
    /// ## References
    /// REV-4, SYS-4; WeChat: 小程序用户隐私保护指引.
    pub(crate) static META = {
        slug: "privacy-undeclared", code: "PRI002", group: Privacy, severity: Error, requirement: "REV-4", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let Some(plan) = &app.input.facts.data_plan else {
        sink.not_checked(
            &META,
            None,
            bi("不知道数据合规方案（data_uses）。", "The data-compliance plan is not known (data_uses)."),
        );
        return;
    };
    let declared: BTreeSet<_> = plan.uses.iter().map(|u| u.kind.as_str()).collect();
    for place in places(app) {
        let Some(key) = place.key.filter(|k| !declared.contains(k)) else { continue };
        let Some(doc) = app.doc(place.path) else { continue };
        sink.report(
            &META,
            doc,
            place.bytes.clone(),
            bi(
                format!("{} 收集 {key}，数据合规方案没有声明。", place.what),
                format!("{} collects {key}, which the data-compliance plan does not declare.", place.what),
            ),
            bi(
                format!("在数据合规方案中声明 {key} 及其用途，或去掉这一调用。"),
                format!("Declare {key} and its purpose in the data-compliance plan, or take the call out."),
            ),
        )
        .measured(key, declared.iter().copied().collect::<Vec<_>>().join(" "));
    }
}
