//! `deprecated-api`.

use tongguan_model::text::bi;
use tongguan_policy::Deprecated;
use tongguan_rule::declare_rule;

use crate::{
    app::{App, Doc},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds interfaces of `wx` and `open-type`s that the platform has given up.
    ///
    /// ## Why
    /// They return less than they did, or nothing: `wx.getUserInfo` answers 微信用户 and a grey face for everybody.
    ///
    /// ## Fail example
    /// `wx.getUserInfo({ … })`, `<button open-type="getUserInfo">`
    ///
    /// ## Pass example
    /// `<button open-type="chooseAvatar">` and `<input type="nickname">`; `wx.getWindowInfo()`. An old interface that is called only
    /// where the new one is missing (`wx.getWindowInfo ? … : …`) is fine.
    ///
    /// ## References
    /// VER-3; WeChat: API 文档, 小程序用户头像昵称获取规则调整公告.
    pub(crate) static META = {
        slug: "deprecated-api", code: "QUA003", group: Quality, severity: Warning, requirement: "VER-3", since: "0.2.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let policy = &app.input.policy.preflight;
    for (doc, script) in app.scripts() {
        for (name, at) in script.apis.iter().filter(|(_, at)| !script.notes.probes.contains(&at.start)) {
            let Some(row) = policy.deprecated_calls.iter().find(|d| d.name == *name) else { continue };
            // With its successor in the same script it is the way for old phones.
            let newer = |other: &str| row.instead.contains(other) && other.len() > 8;
            if script.apis.iter().any(|(other, _)| other != name && newer(other)) {
                continue;
            }
            report(sink, doc, at.clone(), &format!("wx.{name}"), row);
        }
    }
    for (unit, doc, wxml) in app.shown_templates() {
        for node in &wxml.nodes {
            let Some(attr) = node.attr("open-type") else { continue };
            let known = node.name() == Some("button") || node.name().is_some_and(|n| unit.uses.contains(n));
            let row = policy.deprecated_open_types.iter().find(|d| attr.value == Some(d.name.as_str()));
            if let Some(row) = row.filter(|_| known) {
                report(sink, doc, attr.bytes.clone(), &format!("open-type=\"{}\"", row.name), row);
            }
        }
    }
}

fn report(sink: &mut Sink<'_>, doc: &Doc<'_>, at: std::ops::Range<usize>, what: &str, row: &Deprecated) {
    let (since, instead) = (&row.since, &row.instead);
    sink.report(
        &META,
        doc,
        at,
        bi(format!("{what} 自 {since} 起已废弃。"), format!("{what} is given up since {since}.")),
        bi(format!("改用 {instead}。"), format!("Use {instead}.")),
    )
    .measured(what, format!("< {since}"));
}
