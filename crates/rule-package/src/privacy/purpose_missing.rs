//! `purpose-missing`.

use jsonc_parser::{ast, common::Ranged};
use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use crate::{
    app::{App, Doc},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// A program that asks where the visitor is says why: `permission` of `app.json` has a `desc` for the scope, and
    /// `requiredPrivateInfos` lists the calls.
    ///
    /// ## Why
    /// REV-4: the purpose of every kind of data. Without it the platform refuses the call, and the version.
    ///
    /// ## Fail example
    /// `wx.getLocation(…)`, and `app.json` has no `"scope.userLocation"`.
    ///
    /// ## Pass example
    /// `"permission": { "scope.userLocation": { "desc": "用于查找附近的门诊" } }, "requiredPrivateInfos": ["getLocation"]`
    ///
    /// ## References
    /// REV-4; WeChat: 全局配置 `permission`, 地理位置接口新增与相关流程调整.
    pub(crate) static META = {
        slug: "purpose-missing", code: "PRI006", group: Privacy, severity: Error, requirement: "REV-4", since: "0.2.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let (Some(manifest), Some(doc)) = (&app.manifest, app.doc("app.json")) else { return };
    let policy = &app.input.policy.preflight;
    let call = |api: &str| {
        let found = |(doc, script): (&'_ Doc<'_>, &crate::app::script::Script)| {
            let at = script.notes.uses.iter().find(|u| u.api == api)?.bytes.start;
            Some((doc.path.to_owned(), at))
        };
        app.scripts().find_map(found)
    };
    let mut calls = Vec::new();
    let mut missing = Vec::new();
    for row in policy.purpose_scopes.iter() {
        let Some(first) = row.calls.iter().find_map(|api| Some((api, call(api)?))) else { continue };
        let desc = manifest
            .get_object("permission")
            .and_then(|p| p.get_object(&row.scope))
            .and_then(|s| s.get_string("desc"));
        if desc.is_none_or(|d| d.value.trim().is_empty()) {
            missing.push(format!("permission.{}.desc", row.scope));
            calls.push(first);
        }
    }
    let listed: Vec<_> = match manifest.get_array("requiredPrivateInfos") {
        Some(list) => {
            list.elements.iter().filter_map(|e| e.as_string_lit()).map(|s| s.value.to_string()).collect()
        }
        None => Vec::new(),
    };
    for api in policy.required_private_infos.iter().filter(|api| !listed.contains(api)) {
        if let Some(at) = call(api) {
            missing.push(format!("requiredPrivateInfos: {api}"));
            calls.push((api, at));
        }
    }
    if missing.is_empty() {
        return;
    }
    let missing = missing.join("，");
    let at = ["permission", "requiredPrivateInfos"].iter().find_map(|key| manifest.get(key));
    let at = at.map_or(0..0, |p: &ast::ObjectProp<'_>| {
        p.start()..p.start() + p.name.range().end - p.name.range().start
    });
    let mut draft = sink.report(
        &META,
        doc,
        at,
        bi(
            format!("程序使用位置等接口，app.json 没有写明：{missing}。"),
            format!(
                "The program uses interfaces such as location; app.json lacks {}.",
                missing.replace('，', ", ")
            ),
        ),
        bi(
            "在 app.json 中写明用途，并列出这些接口。",
            "Say the purpose in app.json, and list these interfaces.",
        ),
    );
    let mut seen = std::collections::BTreeSet::new();
    for (api, (path, at)) in calls {
        if let Some(doc) = app.doc(&path).filter(|_| seen.insert(api)) {
            draft = draft.related(doc, at, format!("wx.{api}"));
        }
    }
}
