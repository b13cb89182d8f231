//! `missing-route`.

use std::{collections::BTreeSet, ops::Range};

use jsonc_parser::ast;
use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::{Severity, declare_rule};

use crate::{
    app::{
        App, Doc, Unit,
        bound::{data, is_plain, roots},
        flow::paths,
        folder, resolve,
        wxml::{Attr, Piece, Wxml, lead, pieces, quoted},
    },
    near::nearest,
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Every page that a link or a call leads to is registered; tabs are reached by `switchTab`, other pages are not.
    ///
    /// ## Why
    /// A call that leads to no page fails: the visitor taps and nothing happens. A path that begins with no slash counts from
    /// the folder of the page that names it.
    ///
    /// ## Fail example
    /// `wx.navigateTo({ url: '/pages/gone/gone' })`, `<navigator url="url">`
    ///
    /// ## Pass example
    /// `wx.navigateTo({ url: '/pages/order/order?id=1' })`, with `pages/order/order` in `app.json`.
    ///
    /// ## References
    /// VER-3; WeChat: 路由, navigator.
    pub(crate) static META = {
        slug: "missing-route", code: "STR011", group: Structure, severity: Error, requirement: "VER-3", since: "0.2.0",
    };
}

struct Pages<'a> {
    all: BTreeSet<&'a str>,
    tabs: BTreeSet<String>,
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let Some(manifest) = app.manifest.as_ref().filter(|_| !app.pages.is_empty()) else { return };
    let pages = Pages { all: app.pages.iter().map(|p| p.path.as_str()).collect(), tabs: tabs(manifest) };
    for (unit, doc, wxml) in app.shown_templates() {
        for (i, node) in wxml.nodes.iter().enumerate().filter(|(_, n)| n.name() == Some("navigator")) {
            let kind = node.value("open-type").or_else(|| node.value("openType"));
            let elsewhere = matches!(node.value("target"), Some(t) if t != "self")
                || matches!(kind, Some("navigateBack" | "exit" | "redirectBack"))
                || kind.is_some_and(|t| t.contains("{{"))
                || unit.uses.contains("navigator");
            let Some(attr) = node.attr("url").filter(|_| !elsewhere) else { continue };
            let value = attr.value.unwrap_or("");
            let end = value.find("{{");
            let call = match kind {
                Some("redirect") => "redirectTo",
                Some("switchTab") => "switchTab",
                Some("reLaunch") => "reLaunch",
                _ => "navigateTo",
            };
            if let [Piece::Expression(expression, at)] =
                pieces(value.trim(), attr.bytes.start + lead(value))[..]
            {
                computed(app, &pages, (unit, doc, wxml, i), call, expression, at, sink);
                continue;
            }
            let url = &value[..end.unwrap_or(value.len())];
            judge(
                &pages,
                doc,
                Some(unit),
                &Link { call, url, whole: end.is_none(), bytes: attr.bytes.clone() },
                sink,
            );
        }
    }
    handed_on(app, &pages, sink);
    for (doc, script) in app.scripts() {
        let unit = app.units.iter().find(|u| u.script.as_deref() == Some(doc.path));
        for route in &script.notes.routes {
            let link = Link {
                call: route.call,
                url: &route.url.value,
                whole: route.whole,
                bytes: route.url.bytes.clone(),
            };
            judge(&pages, doc, unit, &link, sink);
        }
    }
}

/// Paths that an expression of a template writes, or that stand in the data it reads.
fn computed(
    app: &App<'_>,
    pages: &Pages<'_>,
    (unit, doc, wxml, i): (&Unit, &Doc<'_>, &Wxml<'_>, usize),
    call: &'static str,
    expression: &str,
    at: usize,
    sink: &mut Sink<'_>,
) {
    if !expression.contains('+') {
        for (url, at) in quoted(expression, at).into_iter().filter(|(u, _)| u.starts_with('/')) {
            judge(pages, doc, Some(unit), &Link { call, url, whole: true, bytes: at..at + url.len() }, sink);
        }
    }
    if !is_plain(expression) {
        return;
    }
    let roots = roots(wxml, i, expression);
    for bound in data(app, unit) {
        let url = bound.text.value.as_str();
        if bound.key.is_some_and(|k| roots.contains(k)) && is_path(url) {
            let whole = is_whole(bound.doc, &bound.text.bytes);
            let link = Link { call, url, whole, bytes: bound.text.bytes.clone() };
            judge(pages, bound.doc, None, &link, sink);
        }
    }
}

/// Paths that reach a call through constants, arguments, and attributes `data-…`.
fn handed_on(app: &App<'_>, pages: &Pages<'_>, sink: &mut Sink<'_>) {
    for path in paths(app) {
        let value = path.text.value.as_str();
        let Some(doc) = app.doc(path.path).filter(|_| is_path(value)) else { continue };
        // A name may lead to other paths too, those of a server: pages stand where other pages do.
        let first = value.trim_start_matches('/').split('/').next();
        let beside = pages.all.iter().any(|p| p.split('/').next() == first);
        // The folder of pages may be what others are put to.
        let folder = format!("{}/", value.trim_matches('/'));
        if !beside || pages.all.iter().any(|p| p.starts_with(&folder)) {
            continue;
        }
        let whole = is_whole(doc, &path.text.bytes);
        let link = Link { call: path.kind, url: &path.text.value, whole, bytes: path.text.bytes.clone() };
        judge(pages, doc, None, &link, sink);
    }
    for (unit, doc, wxml) in app.shown_templates() {
        let script = unit.script.as_deref().and_then(|p| app.script(p));
        for (call, name) in script.iter().flat_map(|s| &s.notes.dataset_routes) {
            let is = |a: &Attr<'_>| {
                a.name.strip_prefix("data-").is_some_and(|n| n.replace('-', "").eq_ignore_ascii_case(name))
            };
            for (i, node) in wxml.nodes.iter().enumerate() {
                for attr in node.attrs().iter().filter(|a| is(a)) {
                    let value = attr.value.unwrap_or("");
                    match pieces(value.trim(), attr.bytes.start + lead(value))[..] {
                        [Piece::Expression(expression, at)] => {
                            computed(app, pages, (unit, doc, wxml, i), call, expression, at, sink);
                        }
                        [Piece::Literal(url, _)] if is_path(url) => {
                            let link = Link { call, url, whole: true, bytes: attr.bytes.clone() };
                            judge(pages, doc, Some(unit), &link, sink);
                        }
                        _ => {}
                    }
                }
            }
        }
    }
}

/// Whether a text is surely the path of a page: from the root, in a folder.
fn is_path(text: &str) -> bool {
    let path = &text[..text.find(['?', '#']).unwrap_or(text.len())];
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.ends_with('/')
        && path[1..].contains('/')
        && path.chars().all(plain)
        && !path.rsplit('/').next().unwrap_or("").contains('.')
}

/// Whether nothing is added to a text where it stands.
fn is_whole(doc: &Doc<'_>, bytes: &Range<usize>) -> bool {
    let rest = doc.text.get(bytes.end..).unwrap_or("");
    !rest.starts_with("${") && !rest.trim_start_matches(['"', '\'', '`']).trim_start().starts_with(['+', '.'])
}

/// Pages of the tab bar.
fn tabs(manifest: &ast::Object<'_>) -> BTreeSet<String> {
    let list = manifest.get_object("tabBar").and_then(|t| t.get_array("list"));
    let tabs =
        list.into_iter().flat_map(|l| &l.elements).filter_map(|e| e.as_object()?.get_string("pagePath"));
    tabs.map(|p| p.value.trim_start_matches('/').trim_end_matches(".html").to_owned()).collect()
}

struct Link<'l> {
    call: &'static str,
    /// The written beginning.
    url: &'l str,
    whole: bool,
    bytes: Range<usize>,
}

fn judge(pages: &Pages<'_>, doc: &Doc<'_>, unit: Option<&Unit>, link: &Link<'_>, sink: &mut Sink<'_>) {
    let url = link.url.trim();
    let cut = url.find(['?', '#']);
    let path = url[..cut.unwrap_or(url.len())].trim_end_matches(".html");
    // Where something is added, only what stands before a query is known; `plugin://` and the like lead elsewhere.
    if path.is_empty() || path.contains(':') || (!link.whole && cut.is_none()) {
        return;
    }
    let from_root = resolve("", path);
    let target = if path.starts_with('/') {
        from_root.clone()
    } else {
        // In a component or a module it counts from whatever page is open.
        match unit {
            Some(unit) if !unit.component => resolve(folder(&unit.base), path),
            _ => return,
        }
    };
    let Some(target) = target else { return };
    let problem = if !pages.all.contains(target.as_str()) {
        let meant = from_root.as_deref().filter(|t| pages.all.contains(t));
        let meant = meant.or_else(|| nearest(&target, pages.all.iter().copied()));
        let what = bi(format!("页面 {target} 没有注册。"), format!("The page {target} is not registered."));
        let fix = match meant {
            Some(meant) => bi(format!("是不是 /{meant}？"), format!("Is it /{meant}?")),
            None => bi(
                "改正路径，或在 app.json 中注册这一页。",
                "Mend the path, or register the page in app.json.",
            ),
        };
        Some((what, fix, Severity::Error))
    } else {
        tab(pages, &target, link.call, cut.is_some())
    };
    if let Some((what, fix, severity)) = problem {
        sink.report(&META, doc, link.bytes.clone(), what, fix).severity(severity);
    }
}

/// Whether the call fits what the page is.
fn tab(pages: &Pages<'_>, target: &str, call: &str, query: bool) -> Option<(Bilingual, Bilingual, Severity)> {
    let tab = pages.tabs.contains(target);
    match call {
        "switchTab" if !tab => Some((
            bi(
                format!("{target} 不是标签页，switchTab 会失败。"),
                format!("{target} is no tab: switchTab fails."),
            ),
            bi("改用 navigateTo 或 redirectTo。", "Use navigateTo or redirectTo."),
            Severity::Error,
        )),
        "switchTab" if query => Some((
            bi("switchTab 的路径不能带参数，参数会丢失。", "switchTab takes no query: it is lost."),
            bi("去掉参数，改用全局数据传递。", "Take the query out and hand the values on in global data."),
            Severity::Warning,
        )),
        "navigateTo" | "redirectTo" if tab => Some((
            bi(format!("{target} 是标签页，{call} 会失败。"), format!("{target} is a tab: {call} fails.")),
            bi("改用 switchTab。", "Use switchTab."),
            Severity::Error,
        )),
        _ => None,
    }
}
