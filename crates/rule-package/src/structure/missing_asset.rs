//! `missing-asset`.

use std::ops::Range;

use jsonc_parser::ast;
use tongguan_model::text::bi;
use tongguan_rule::{Severity, declare_rule};

use crate::{
    app::{
        App, Doc, Unit,
        bound::{Bound, camel, data, is_plain, roots},
        folder,
        json::bytes,
        resolve, styles,
        wxml::{Piece, Wxml, lead, pieces, quoted},
    },
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Every picture, sound and font that a template, a style, data bound into a picture, or the tab bar names by a local
    /// path is in the package.
    ///
    /// ## Why
    /// A missing picture is a hole in the page; a missing icon of the tab bar stops the upload.
    ///
    /// ## Fail example
    /// `<image src="/images/logo.png" />` without that file, or with `Logo.png`: phones tell capitals apart.
    ///
    /// ## Pass example
    /// `images/logo.png` is there; addresses on a server and computed paths are not looked at.
    ///
    /// ## References
    /// VER-3; WeChat: image, tabBar.
    pub(crate) static META = {
        slug: "missing-asset", code: "STR012", group: Structure, severity: Warning, requirement: "VER-3", since: "0.2.0",
    };
}

/// Attributes that name a file, by element.
const SOURCES: [(&str, &str); 7] = [
    ("image", "src"),
    ("cover-image", "src"),
    ("audio", "src"),
    ("audio", "poster"),
    ("video", "src"),
    ("video", "poster"),
    ("live-player", "background-image"),
];
/// Endings of such files.
const ENDINGS: [&str; 20] = [
    "png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "ico", "mp3", "m4a", "wav", "aac", "mp4", "ogg",
    "ttf", "otf", "woff", "woff2", "eot", "json",
];

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    for (unit, doc, wxml) in app.shown_templates() {
        let mut known = None;
        // An imported template's paths count from the page in some versions of the platform.
        let folders = [folder(doc.path), folder(&unit.base)];
        for (i, node) in wxml.nodes.iter().enumerate() {
            let Some(tag) = node.name() else { continue };
            let used = unit.uses.contains(tag);
            let component = unit.components.get(tag).and_then(|base| app.unit(base));
            for attr in node.attrs() {
                let value = attr.value.unwrap_or("");
                if attr.name == "style" {
                    for (url, at) in styles::urls(value) {
                        let at = attr.bytes.start + at.start..attr.bytes.start + at.end;
                        judge(app, doc, &folders, url, at, sink);
                    }
                    continue;
                }
                let shows = component.filter(|c| shows(app, c, attr.name));
                if (used || !SOURCES.contains(&(tag, attr.name))) && shows.is_none() {
                    continue;
                }
                let folders = match shows {
                    Some(shows) => [folder(&shows.base), folder(&unit.base)],
                    None => folders,
                };
                match pieces(value.trim(), attr.bytes.start + lead(value))[..] {
                    [Piece::Expression(expression, at)] => {
                        let known = known.get_or_insert_with(|| data(app, unit));
                        computed(app, doc, &folders, (wxml, i), expression, at, known, sink);
                    }
                    _ => judge(app, doc, &folders, value, attr.bytes.clone(), sink),
                }
            }
        }
    }
    for doc in app.styles() {
        for (value, at) in styles::urls(doc.text) {
            judge(app, doc, &[folder(doc.path)], value, at, sink);
        }
    }
    if let (Some(manifest), Some(doc)) = (&app.manifest, app.doc("app.json")) {
        icons(app, manifest, doc, sink);
    }
}

/// Whether a component shows a property of that name as a picture.
fn shows(app: &App<'_>, component: &Unit, name: &str) -> bool {
    let property = camel(name);
    component.templates.iter().filter_map(|t| app.template(t)).flat_map(|w| &w.nodes).any(|node| {
        let Some(tag) = node.name() else { return false };
        node.attrs().iter().filter(|a| SOURCES.contains(&(tag, a.name))).any(|a| {
            matches!(pieces(a.value.unwrap_or("").trim(), 0)[..], [Piece::Expression(e, _)] if e.trim() == property)
        })
    })
}

/// Paths that stand in an expression, or in the data that it reads.
#[expect(clippy::too_many_arguments, reason = "one attribute in its place")]
fn computed(
    app: &App<'_>,
    doc: &Doc<'_>,
    folders: &[&str],
    (wxml, i): (&Wxml<'_>, usize),
    expression: &str,
    at: usize,
    known: &[Bound<'_>],
    sink: &mut Sink<'_>,
) {
    if !expression.contains('+') {
        for (text, at) in quoted(expression, at) {
            judge(app, doc, folders, text, at..at + text.len(), sink);
        }
    }
    if !is_plain(expression) {
        return;
    }
    let roots = roots(wxml, i, expression);
    for bound in known.iter().filter(|b| b.key.is_some_and(|k| roots.contains(k))) {
        let value = bound.text.value.as_str();
        // Only what says that it is a path: a mere name may be put together elsewhere.
        if value.starts_with(['/', '.']) && bound.doc.text.get(bound.text.bytes.clone()) == Some(value) {
            judge(app, bound.doc, folders, value, bound.text.bytes.clone(), sink);
        }
    }
}

/// A local path of a known kind of file, without its query.
fn local(value: &str) -> Option<&str> {
    let path = value.trim();
    let path = &path[..path.find(['?', '#']).unwrap_or(path.len())];
    let ending = path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase())?;
    let elsewhere = path.contains(':')
        || path.starts_with("//")
        || path.contains("{{")
        || path.contains("miniprogram_npm/");
    (!elsewhere && ENDINGS.contains(&ending.as_str())).then_some(path)
}

fn judge(app: &App<'_>, doc: &Doc<'_>, folders: &[&str], value: &str, at: Range<usize>, sink: &mut Sink<'_>) {
    let Some(path) = local(value) else { return };
    let tries: Vec<_> = folders.iter().filter_map(|f| resolve(f, path)).collect();
    if tries.iter().any(|t| app.has(t)) {
        return;
    }
    report(app, doc, path, tries.first(), at, sink);
}

fn report(
    app: &App<'_>,
    doc: &Doc<'_>,
    path: &str,
    tried: Option<&String>,
    at: Range<usize>,
    sink: &mut Sink<'_>,
) {
    let folded = tried.map(|t| t.to_lowercase());
    let same = folded.and_then(|f| app.input.source.iter().map(|(p, _)| p).find(|p| p.to_lowercase() == f));
    let fix = match same {
        Some(same) => {
            bi(format!("大小写不同：文件是 {same}。"), format!("The capitals differ: the file is {same}."))
        }
        None => bi("补上文件，或改正路径。", "Add the file, or mend the path."),
    };
    sink.report(
        &META,
        doc,
        at,
        bi(format!("素材 {path} 不存在。"), format!("The file {path} does not exist.")),
        fix,
    );
}

/// Icons of the tab bar count from the root.
fn icons(app: &App<'_>, manifest: &ast::Object<'_>, doc: &Doc<'_>, sink: &mut Sink<'_>) {
    let list = manifest.get_object("tabBar").and_then(|t| t.get_array("list"));
    for tab in list.into_iter().flat_map(|l| &l.elements).filter_map(|e| e.as_object()) {
        for key in ["iconPath", "selectedIconPath"] {
            let Some(icon) = tab.get(key) else { continue };
            let Some(value) = icon.value.as_string_lit() else { continue };
            if value.value.starts_with('@') || value.value.is_empty() {
                continue;
            }
            let target = resolve("", &value.value);
            if target.as_ref().is_none_or(|t| !app.has(t)) {
                sink.report(
                    &META,
                    doc,
                    bytes(&icon.value),
                    bi(
                        format!("标签图标 {} 不存在。", value.value),
                        format!("The tab icon {} does not exist.", value.value),
                    ),
                    bi("补上图标，或改正路径。", "Add the icon, or mend the path."),
                )
                .severity(Severity::Error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_of_known_kinds_are_looked_for() {
        assert_eq!(local("/f.ttf?x#y"), Some("/f.ttf"));
        for other in
            ["https://a/b.png", "//a/b.png", "data:image/png;base64,x", "{{a}}.png", "a", "cloud://x.png"]
        {
            assert_eq!(local(other), None, "{other}");
        }
    }
}
