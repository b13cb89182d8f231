//! `json-schema`.

use std::collections::BTreeSet;

use jsonc_parser::ast;
use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::declare_rule;

use super::json_shape::{File, compare};
use crate::{
    app::{
        App, Doc,
        json::{self, bytes},
    },
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// The JSON files that the program loads can be read and have the shape they must have: entries have the right type and a
    /// name that exists and stand where they belong, pages are listed once, a tab bar has two to five tabs that are
    /// registered pages.
    ///
    /// ## Why
    /// With a broken configuration nothing starts.
    ///
    /// ## Fail example
    /// `"tabBar": { "list": [{ "pagePath": "pages/gone/gone", "text": "首页" }] }`
    ///
    /// ## Pass example
    /// Two tabs whose `pagePath` are among `pages`.
    ///
    /// ## References
    /// VER-3; WeChat: 全局配置.
    pub(crate) static META = {
        slug: "json-schema", code: "STR004", group: Structure, severity: Error, requirement: "VER-3", since: "0.1.0",
    };
}

fn fix() -> Bilingual {
    bi("按官方的配置格式改正。", "Mend it as the configuration's reference says.")
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    for (path, problem) in &app.bad_json {
        let Some(doc) = app.doc(path) else { continue };
        let what = &problem.what;
        let message =
            bi(format!("JSON 无法解析：{}。", what.zh), format!("The JSON cannot be read: {}.", what.en));
        sink.report(&META, doc, problem.bytes.clone(), message, fix());
    }
    for path in app.not_text.iter().filter(|p| p.ends_with(".json")) {
        let message = bi("JSON 不是 UTF-8 文本。", "The JSON is not UTF-8 text.");
        sink.report_file(&META, path, message, fix());
    }
    if let (Some(manifest), Some(doc)) = (&app.manifest, app.doc("app.json")) {
        shape(doc, File::App, manifest, sink);
        pages(app, manifest, doc, sink);
        tabs(app, manifest, doc, sink);
        others(app, sink);
    }
    if let (Some(plugin), Some(doc)) = (&app.plugin, app.doc(app.entry())) {
        shape(doc, File::Plugin, plugin, sink);
        others(app, sink);
    }
}

/// Types and names of the entries.
fn shape(doc: &Doc<'_>, file: File, object: &ast::Object<'_>, sink: &mut Sink<'_>) {
    for wrong in compare(file, object) {
        sink.report(&META, doc, wrong.bytes, wrong.what, wrong.fix).severity(wrong.severity);
    }
}

/// The configuration of pages and components, and the site map.
fn others(app: &App<'_>, sink: &mut Sink<'_>) {
    for unit in &app.units {
        let Some(doc) = app.doc(&format!("{}.json", unit.base)) else { continue };
        if let Ok(ast::Value::Object(object)) = json::parse(doc.text) {
            shape(doc, File::Page, &object, sink);
        }
    }
    let named =
        app.manifest.as_ref().and_then(|m| m.get_string("sitemapLocation")).map(|s| s.value.to_string());
    let Some(doc) = app.doc(named.as_deref().unwrap_or("sitemap.json").trim_start_matches("./")) else {
        return;
    };
    match json::parse(doc.text) {
        Ok(ast::Value::Object(object)) => shape(doc, File::Sitemap, &object, sink),
        Ok(_) => {}
        Err(problem) => {
            let what = &problem.what;
            let message =
                bi(format!("JSON 无法解析：{}。", what.zh), format!("The JSON cannot be read: {}.", what.en));
            sink.report(&META, doc, problem.bytes.clone(), message, fix());
        }
    }
}

fn pages(app: &App<'_>, manifest: &ast::Object<'_>, doc: &Doc<'_>, sink: &mut Sink<'_>) {
    let Some(pages) = manifest.get_array("pages").filter(|p| !p.elements.is_empty()) else {
        let at = manifest.get("pages").map_or(0..0, |p| bytes(&p.value));
        let message = bi(
            "app.json 没有 pages，或它不是非空数组。",
            "app.json has no pages, or they are not a filled array.",
        );
        sink.report(&META, doc, at, message, fix());
        return;
    };
    for value in pages.elements.iter().filter(|v| v.as_string_lit().is_none()) {
        let message = bi("pages 的每一项须是字符串。", "Every page must be a string.");
        sink.report(&META, doc, bytes(value), message, fix());
    }
    let mut seen = BTreeSet::new();
    for page in &app.pages {
        if !seen.insert(&page.path) {
            let message = bi(
                format!("页面 {} 注册了两次。", page.path),
                format!("The page {} is registered twice.", page.path),
            );
            sink.report(&META, doc, page.bytes.clone(), message, fix());
        }
    }
}

fn tabs(app: &App<'_>, manifest: &ast::Object<'_>, doc: &Doc<'_>, sink: &mut Sink<'_>) {
    let Some(bar) = manifest.get_object("tabBar") else { return };
    let Some(list) = bar.get_array("list") else {
        let message = bi("tabBar 没有 list。", "The tab bar has no list.");
        sink.report(&META, doc, bar.range.start..bar.range.end, message, fix());
        return;
    };
    let n = list.elements.len();
    if !(2..=5).contains(&n) {
        let message = bi(
            format!("tabBar 有 {n} 项，须有 2 至 5 项。"),
            format!("The tab bar has {n} tabs; 2 to 5 are allowed."),
        );
        sink.report(&META, doc, list.range.start..list.range.end, message, fix()).measured(n, "2–5");
    }
    for tab in list.elements.iter().filter_map(ast::Value::as_object) {
        let Some(path) = tab.get_string("pagePath") else { continue };
        let plain = path.value.trim_start_matches('/').trim_end_matches(".html");
        if !app.pages.iter().any(|p| p.path == plain) {
            let message = bi(
                format!("标签页 {plain} 没有在 pages 中注册。"),
                format!("The tab {plain} is no registered page."),
            );
            sink.report(&META, doc, path.range.start..path.range.end, message, fix());
        }
    }
}
