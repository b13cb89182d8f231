//! `privacy-consent`.

use std::collections::BTreeSet;

use jsonc_parser::{ast, common::Ranged};
use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use crate::{
    app::{App, script::Notes},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds personal data that is collected as soon as the program or a page opens, in a program that nowhere asks for
    /// consent; and a program that turns the platform's own question off with `"__usePrivacyCheck__": false`.
    ///
    /// ## Why
    /// REV-4, 个人信息保护法 §14: consent comes first, and it is given by an act of the visitor.
    ///
    /// ## Fail example
    /// `onLoad() { wx.getLocation({ … }) }`, and no call of `wx.requirePrivacyAuthorize`.
    ///
    /// ## Pass example
    /// `onLoad() { wx.requirePrivacyAuthorize({ success: () => wx.getLocation({ … }) }) }`, a button with
    /// `open-type="agreePrivacyAuthorization"`, or a call that follows a tap.
    ///
    /// ## References
    /// REV-4; 个人信息保护法 §14; WeChat: 小程序隐私协议开发指南.
    pub(crate) static META = {
        slug: "privacy-consent", code: "PRI004", group: Privacy, severity: Warning, requirement: "REV-4", since: "0.2.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let setting = app.manifest.as_ref().and_then(|m| m.get("__usePrivacyCheck__"));
    if let (Some(setting), Some(doc)) = (setting, app.doc("app.json"))
        && matches!(&setting.value, ast::Value::BooleanLit(b) if !b.value)
    {
        sink.report(
            &META,
            doc,
            setting.start()..setting.end(),
            bi("app.json 关闭了隐私授权检查。", "app.json turns the privacy check off."),
            bi("删去此项或设为 true。", "Take the entry out, or make it true."),
        );
    }
    if asks(app) {
        return;
    }
    let policy = &app.input.policy.preflight;
    for (doc, script) in app.scripts() {
        let early = reached(&script.notes, &policy.first_functions);
        for call in &script.notes.uses {
            let interface = policy.privacy_interfaces.iter().find(|i| i.calls.contains(&call.api));
            let Some(interface) = interface.filter(|_| early.contains(call.place.function.as_str())) else {
                continue;
            };
            // A context or a listener collects nothing by itself.
            if call.api.starts_with("create")
                || call.api.starts_with("getRecorder")
                || call.api.starts_with("on")
            {
                continue;
            }
            let (api, key, function) = (&call.api, &interface.key, &call.place.function);
            sink.report(
                &META,
                doc,
                call.bytes.clone(),
                bi(
                    format!("wx.{api} 在 {function} 中执行，先于访客同意收集 {key}，全包没有征求同意。"),
                    format!("wx.{api} runs in {function} and collects {key} before any consent; the program asks for none."),
                ),
                bi(
                    "先用 wx.requirePrivacyAuthorize 或同意按钮征求同意，或在访客点击后再调用。",
                    "Ask with wx.requirePrivacyAuthorize or a consent button first, or call it after a tap.",
                ),
            );
        }
    }
}

/// Whether the program asks for consent anywhere.
fn asks(app: &App<'_>) -> bool {
    let calls = &*app.input.policy.preflight.consent_calls;
    let called = app.scripts().any(|(_, s)| s.apis.iter().any(|(name, _)| calls.contains(name)));
    called
        || app.shown_templates().any(|(_, _, wxml)| {
            let agrees = |v: Option<&str>| v.is_some_and(|v| v.contains("agreePrivacyAuthorization"));
            wxml.nodes.iter().any(|n| agrees(n.value("open-type")))
        })
}

/// Functions that run without the visitor's doing: these, and what they call.
pub(crate) fn reached<'n>(notes: &'n Notes, first: &'n [String]) -> BTreeSet<&'n str> {
    let mut out = BTreeSet::new();
    let mut queue: Vec<&str> = first.iter().map(String::as_str).collect();
    while let Some(name) = queue.pop() {
        if out.insert(name) {
            queue.extend(called(&notes.calls, name));
        }
    }
    out
}

/// What a function calls.
pub(crate) fn called<'n>(
    calls: &'n BTreeSet<(String, String)>,
    function: &'n str,
) -> impl Iterator<Item = &'n str> {
    let from = calls.range((function.to_owned(), String::new())..);
    from.take_while(move |(f, _)| f == function).map(|(_, to)| to.as_str())
}
