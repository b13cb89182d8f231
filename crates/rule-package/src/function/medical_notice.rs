//! `medical-notice`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;
use tongguan_text::normalise;

use crate::{
    app::{App, visible::Shown},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// A program of a medical industry shows the label 「非急诊服务」 on its first page.
    ///
    /// ## Why
    /// Somebody in an emergency must not wait for an appointment: they have to see at once that this is not the place.
    ///
    /// ## Fail example
    /// `industry = "medical"`, and the first page shows only 预约挂号.
    ///
    /// ## Pass example
    /// `<view>非急诊服务。急症请拨打 120。</view>` on the first page.
    ///
    /// ## References
    /// REV-2.
    pub(crate) static META = {
        slug: "medical-notice", code: "FUN001", group: Function, severity: Error, requirement: "REV-2", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let review = &app.input.policy.review;
    let Some(industry) = &app.input.facts.industry else {
        sink.not_checked(
            &META,
            None,
            bi("不知道所属行业（industry）。", "The industry is not known (industry)."),
        );
        return;
    };
    if !review.medical_industries.contains(industry) {
        return;
    }
    let label = normalise(&review.medical_label);
    let Some(entry) = app.units.first().filter(|_| !app.pages.is_empty()) else { return };
    let shown = Shown::new(app);
    let has = |text: &str| normalise(text).contains(&label);
    if shown.written(entry).any(|v| has(v.text)) || shown.computed(entry).iter().any(|v| has(v.text)) {
        return;
    }
    let path = entry.templates.first().map_or("app.json", String::as_str);
    sink.report_file(
        &META,
        path,
        bi(
            format!("首页没有「{}」标识。", *review.medical_label),
            format!("The first page lacks the label 「{}」.", *review.medical_label),
        ),
        bi(
            format!("在首页的显著位置写明「{}」。", *review.medical_label),
            format!("Show 「{}」 in a prominent place of the first page.", *review.medical_label),
        ),
    );
}
