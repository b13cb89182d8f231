//! `login-wall`.

use std::collections::BTreeSet;

use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::declare_rule;

use crate::{
    app::{
        App, Doc, Unit, folder, resolve,
        script::Script,
        wxml::{Kind, Wxml},
    },
    privacy::privacy_consent::{called, reached},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds programs that ask to sign in before they show anything: the start of the program or of its first page leads to
    /// a sign-in page, or the first page is one and offers no way past.
    ///
    /// ## Why
    /// REV-2: a visitor may look around first. A wall at the entrance is a frequent reason of a refusal.
    ///
    /// ## Fail example
    /// `onLaunch() { if (!token) wx.reLaunch({ url: '/pages/login/login' }) }`
    ///
    /// ## Pass example
    /// The page is shown; 登录 is asked for where an order is made. A first page with 暂不登录 leads past.
    ///
    /// ## References
    /// REV-2; WeChat: 常见拒绝情形 (强制登录).
    pub(crate) static META = {
        slug: "login-wall", code: "HON003", group: Honesty, severity: Warning, requirement: "REV-2", since: "0.2.0",
    };
}

/// Buttons that sign in.
const SIGN_IN: [&str; 4] = ["getPhoneNumber", "getRealtimePhoneNumber", "getUserInfo", "chooseAvatar"];

fn fix() -> Bilingual {
    bi(
        "先展示内容，在需要身份的操作时再请求登录。",
        "Show the content first; ask to sign in where an act needs it.",
    )
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    // A plugin has no first page.
    let Some(home) = app
        .pages
        .first()
        .filter(|_| app.plugin.is_none())
        .and_then(|p| app.units.iter().find(|u| u.base == p.path))
    else {
        return;
    };
    let starts = ["app.js", "app.ts"]
        .into_iter()
        .map(|p| (p, ""))
        .chain(home.script.as_deref().map(|p| (p, folder(&home.base))));
    for (path, folder) in starts {
        if let (Some(doc), Some(script)) = (app.doc(path), app.script(path)) {
            led(app, home, doc, script, folder, &early(app, script), sink);
            elsewhere(app, home, script, sink);
        }
    }
    if !signs_in(app, &home.base, home.title.as_ref().map(|t| t.0.as_str())) {
        return;
    }
    for path in &home.templates {
        if let (Some(doc), Some(wxml)) = (app.doc(path), app.template(path)) {
            wall(app, doc, wxml, sink);
        }
    }
}

/// Whether a page is there to sign in.
fn signs_in(app: &App<'_>, path: &str, title: Option<&str>) -> bool {
    let words = &*app.input.policy.preflight.login_words;
    let is = |part: &str| {
        let part = part.to_lowercase();
        words.iter().any(|w| {
            part == *w || (part.contains(w.as_str()) && w.len() > 4) || part.starts_with(&format!("{w}-"))
        }) && !part.contains("author") | part.contains("authorize")
    };
    path.split('/').any(is)
        || title.is_some_and(|t| words.iter().any(|w| !w.is_ascii() && t.contains(w.as_str())))
}

/// Functions of a script that run at the start.
fn early<'s>(app: &'s App<'_>, script: &'s Script) -> BTreeSet<&'s str> {
    reached(&script.notes, &app.input.policy.preflight.first_functions)
}

/// The start calls another module that leads there: `auth.checkLogin()`, `app.ensureUser()`.
fn elsewhere(app: &App<'_>, home: &Unit, script: &Script, sink: &mut Sink<'_>) {
    let checks = |name: &str| {
        let name = name.to_lowercase();
        ["login", "logon", "signin", "auth", "ensureuser", "checkuser"].iter().any(|w| name.contains(w))
    };
    let early = early(app, script);
    let names: BTreeSet<_> = early
        .iter()
        .flat_map(|f| called(&script.notes.other_calls, f).chain(called(&script.notes.calls, f)))
        .filter(|name| checks(name))
        .collect();
    for (doc, other) in app.scripts().filter(|_| !names.is_empty()) {
        // Pages have functions of these names too; only modules are called from outside.
        if !std::ptr::eq(other, script) && app.units.iter().all(|u| u.script.as_deref() != Some(doc.path)) {
            led(app, home, doc, other, "", &names, sink);
        }
    }
}

/// The start leads to a page that signs in.
fn led(
    app: &App<'_>,
    home: &Unit,
    doc: &Doc<'_>,
    script: &Script,
    folder: &str,
    early: &BTreeSet<&str>,
    sink: &mut Sink<'_>,
) {
    for route in &script.notes.routes {
        if route.place.answered || !early.contains(route.place.function.as_str()) {
            continue;
        }
        let url = route.url.value.split(['?', '#']).next().unwrap_or("");
        let target = resolve(folder, url).unwrap_or_default();
        let unit = app.units.iter().find(|u| u.base == target && u.base != home.base);
        let title = unit.and_then(|u| u.title.as_ref()).map(|t| t.0.as_str());
        if unit.is_some() && signs_in(app, &target, title) {
            let function = &route.place.function;
            sink.report(
                &META,
                doc,
                route.url.bytes.clone(),
                bi(
                    format!("程序一打开（{function}）就转到登录页 {target}，访客还没看到内容。"),
                    format!("As soon as it opens ({function}) the program leads to {target} to sign in; nothing was shown yet."),
                ),
                fix(),
            );
        }
    }
}

/// The first page asks to sign in and offers no way past.
fn wall(app: &App<'_>, doc: &Doc<'_>, wxml: &Wxml<'_>, sink: &mut Sink<'_>) {
    let past = &*app.input.policy.preflight.login_past_words;
    let passes = wxml.nodes.iter().any(|n| match &n.kind {
        Kind::Text(text) => past.iter().any(|w| text.contains(w.as_str())),
        Kind::Element { name, .. } => *name == "navigator",
    });
    let button = wxml.nodes.iter().find_map(|n| {
        let signs = n.attr("open-type").filter(|a| a.value.is_some_and(|v| SIGN_IN.contains(&v)));
        let secret = n
            .attr("password")
            .or_else(|| n.attr("type").filter(|a| matches!(a.value, Some("safe-password"))));
        signs.or(secret.filter(|_| n.name() == Some("input")))
    });
    if let Some(attr) = button.filter(|_| !passes) {
        sink.report(
            &META,
            doc,
            attr.bytes.clone(),
            bi(
                "首页就是登录页，没有先浏览的途径。",
                "The first page asks to sign in, and nothing leads past it.",
            ),
            fix(),
        );
    }
}
