//! `privacy-api`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use super::collect::places;
use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Names every call, button and element that touches personal data, and the key under which the privacy guide must name
    /// it. Where the data-compliance plan is known, `privacy-undeclared` compares the two instead.
    ///
    /// ## Why
    /// REV-4: an interface that the guide does not name is closed by the platform, and the version is refused.
    ///
    /// ## Fail example
    /// `wx.getLocation(…)`: the guide must name `Location`.
    ///
    /// ## Pass example
    /// `wx.getLocation(…)` with `data_uses = ["Location"]` in `tongguan.toml`.
    ///
    /// ## References
    /// REV-4; WeChat: 小程序用户隐私保护指引.
    pub(crate) static META = {
        slug: "privacy-api", code: "PRI003", group: Privacy, severity: Warning, requirement: "REV-4", since: "0.2.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    if app.input.facts.data_plan.is_some() {
        return;
    }
    for place in places(app) {
        let (Some(key), Some(doc)) = (place.key, app.doc(place.path)) else { continue };
        let what = &place.what;
        sink.report(
            &META,
            doc,
            place.bytes.clone(),
            bi(
                format!("{what} 涉及个人信息，《用户隐私保护指引》须写明 {key}。"),
                format!("{what} touches personal data: the privacy guide must name {key}."),
            ),
            bi(
                format!("在隐私保护指引中声明 {key} 及其用途，并写入 tongguan.toml 的 data_uses。"),
                format!("Declare {key} and its purpose in the guide, and list it under data_uses in tongguan.toml."),
            ),
        );
    }
}
