//! `unused-file`.

use std::collections::BTreeSet;

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use crate::{
    app::{App, styles, wxml},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Names files of the program that no page, component, script or style leads to: templates, scripts, styles, pictures and
    /// sounds. Where a name may be computed, nothing is said of the files it may mean; workers, plugins and npm packages are
    /// left alone.
    ///
    /// ## Why
    /// Every visitor downloads them; and what is left behind is often a test page or an old version.
    ///
    /// ## Fail example
    /// `pages/old/old.js`, which `app.json` does not register and nothing requires.
    ///
    /// ## Pass example
    /// `` `/images/level-${n}.png` `` uses all of `images/level-*.png`.
    ///
    /// ## References
    /// VER-1; WeChat: 代码质量扫描 (无依赖文件).
    pub(crate) static META = {
        slug: "unused-file", code: "STR013", group: Structure, severity: Info, requirement: "VER-1", since: "0.2.0",
    };
}

/// Kinds of program files.
const CODE: [&str; 5] = ["js", "ts", "wxml", "wxss", "wxs"];
/// Kinds of media.
const MEDIA: [&str; 14] =
    ["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "mp3", "m4a", "wav", "aac", "mp4", "ttf", "woff"];
/// Folders that have rules of their own.
const APART: [&str; 8] = [
    "miniprogram_npm",
    "workers",
    "plugin",
    "functional-pages",
    "cloudfunctions",
    "node_modules",
    "custom-tab-bar",
    "app-bar",
];

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let Some(manifest) = app.manifest.as_ref().filter(|_| !app.pages.is_empty()) else { return };
    let mut apart: BTreeSet<String> = APART.iter().map(|f| (*f).to_owned()).collect();
    let workers = manifest.get("workers").and_then(|p| p.value.as_string_lit()).map(|s| s.value.to_string());
    apart.extend(workers.iter().map(|w| w.trim_matches('/').to_owned()));
    let used = used(app);
    let computed = app.scripts().any(|(_, s)| s.notes.computed_require || s.problem.is_some());
    let said = Said::new(app);
    for (path, _) in app.input.source.iter() {
        let ending = path.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
        let left_alone =
            apart.iter().any(|f| path.starts_with(&format!("{f}/")) || path.contains(&format!("/{f}/")));
        if left_alone || used.contains(path) || path.ends_with(".d.ts") {
            continue;
        }
        let unused = if CODE.contains(&ending.as_str()) {
            // A script at the root may belong to the build.
            let build = matches!(ending.as_str(), "js" | "ts") && (!path.contains('/') || computed);
            !build && !said.names(path)
        } else {
            MEDIA.contains(&ending.as_str()) && !said.names(path)
        };
        if unused {
            sink.report_file(
                &META,
                path,
                bi(format!("没有文件用到 {path}。"), format!("No file uses {path}.")),
                bi(
                    "删去它，或用 packOptions.ignore 排除。",
                    "Delete it, or leave it out with packOptions.ignore.",
                ),
            );
        }
    }
}

/// Files that the model of the program reaches.
fn used(app: &App<'_>) -> BTreeSet<String> {
    let mut used: BTreeSet<String> = ["app.js", "app.ts", "app.wxss", "app.json"].map(str::to_owned).into();
    for unit in &app.units {
        used.extend(["wxml", "wxss", "js", "ts", "json", "wxs"].map(|e| format!("{}.{e}", unit.base)));
        used.extend(unit.templates.iter().cloned());
    }
    used.extend(app.scripts().map(|(doc, _)| doc.path.to_owned()));
    used.extend(app.styles().into_iter().map(|d| d.path.to_owned()));
    used
}

/// What texts of the package say of files.
struct Said {
    /// Last parts of paths that are named whole.
    names: BTreeSet<String>,
    /// Beginnings of paths to which something is added.
    beginnings: BTreeSet<String>,
}

impl Said {
    fn new(app: &App<'_>) -> Self {
        let mut said = Self { names: BTreeSet::new(), beginnings: BTreeSet::new() };
        for doc in app.docs() {
            if let Some(script) = app.script(doc.path) {
                for path in &script.notes.paths {
                    said.hear(path);
                }
            }
            if let Some(template) = app.template(doc.path) {
                for attr in template.nodes.iter().flat_map(|n| n.attrs()) {
                    let value = attr.value.unwrap_or("");
                    for piece in wxml::pieces(value, 0) {
                        match piece {
                            wxml::Piece::Literal(text, _) => said.hear(text),
                            wxml::Piece::Expression(text, at) => {
                                for (text, _) in wxml::quoted(text, at) {
                                    said.hear(text);
                                }
                            }
                        }
                    }
                }
            }
            if doc.path.ends_with(".wxss") {
                styles::urls(doc.text).into_iter().for_each(|(url, _)| said.hear(url));
            }
            if doc.path.ends_with(".json") || doc.path.ends_with(".wxs") {
                doc.text.split(['"', '\'']).for_each(|text| said.hear(text));
            }
        }
        // Sources of styles that are compiled outside name pictures too.
        let sources = app
            .input
            .source
            .iter()
            .filter(|(p, _)| [".scss", ".sass", ".less", ".styl"].iter().any(|e| p.ends_with(e)));
        for text in sources.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok()) {
            text.split(['"', '\'', '(', ')']).for_each(|text| said.hear(text));
        }
        said
    }

    fn hear(&mut self, text: &str) {
        let text = text.trim();
        let text = &text[..text.find(['?', '#']).unwrap_or(text.len())];
        if text.len() > 300 || text.contains("://") {
            return;
        }
        let last = text.rsplit('/').next().unwrap_or("");
        if !last.is_empty() {
            self.names.insert(last.to_owned());
            self.names.insert(last.rsplit_once('.').map_or(last, |(stem, _)| stem).to_owned());
        }
        let plain = text.trim_start_matches(['.', '/']);
        if plain.contains('/') && !plain.rsplit('/').next().unwrap_or("").contains('.') {
            self.beginnings.insert(plain.to_owned());
        }
    }

    /// Whether a text may mean this file.
    fn names(&self, path: &str) -> bool {
        let last = path.rsplit('/').next().unwrap_or(path);
        let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
        if self.names.contains(last) || (stem != "index" && self.names.contains(stem)) {
            return true;
        }
        // `images/level-` and the like: from any folder on.
        let mut starts = vec![0];
        starts.extend(path.match_indices('/').map(|(i, _)| i + 1));
        starts.into_iter().any(|from| {
            let rest = &path[from..];
            let ends = rest.char_indices().map(|(i, c)| i + c.len_utf8());
            ends.filter(|end| rest[..*end].contains('/')).any(|end| self.beginnings.contains(&rest[..end]))
        })
    }
}
