//! The package as a program: what is a page, what is a component, what uses what.

pub(crate) mod bound;
mod depth;
mod doc;
mod drawn;
pub(crate) mod flow;
pub(crate) mod json;
pub(crate) mod manifest;
pub(crate) mod script;
pub(crate) mod styles;
pub(crate) mod unit;
pub(crate) mod visible;
pub(crate) mod wxml;

pub(crate) use doc::Doc;
pub(crate) use manifest::{Page, Subpackage};
pub(crate) use unit::{Missing, Unit};

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use jsonc_parser::ast;
use tongguan_model::text::bi;
use tongguan_rule::CheckInput;

use json::Problem;
use script::Script;
use wxml::Wxml;

use crate::{
    each,
    interface::{Survey, survey},
    style::{self, Screen, Sheet, Sheets},
};

/// A package, read once.
pub(crate) struct App<'a> {
    pub(crate) input: &'a CheckInput<'a>,
    docs: BTreeMap<&'a str, Doc<'a>>,
    /// Sources that are longer than a package may be, or more than all packages may hold: nobody looks into them.
    pub(crate) too_long: Vec<(&'a str, u64)>,
    /// Text files that are not UTF-8.
    pub(crate) not_text: Vec<&'a str>,
    /// `app.json`.
    pub(crate) manifest: Option<ast::Object<'a>>,
    /// `plugin.json` of a plugin's own package, which has no `app.json`.
    pub(crate) plugin: Option<ast::Object<'a>>,
    /// Registered pages, the first page of the program first.
    pub(crate) pages: Vec<Page>,
    /// Subpackages.
    pub(crate) subpackages: Vec<Subpackage>,
    /// Pages, and the components they use.
    pub(crate) units: Vec<Unit>,
    by_base: BTreeMap<String, usize>,
    /// Files that a used file names and that are not there.
    pub(crate) missing: Vec<Missing>,
    /// JSON files that are read and cannot be.
    pub(crate) bad_json: Vec<(&'a str, Problem)>,
    templates: BTreeMap<&'a str, Wxml<'a>>,
    /// Style sheets.
    pub(crate) sheets: Sheets<'a>,
    scripts: BTreeMap<&'a str, Script>,
    /// Scripts that the program really loads.
    used_scripts: BTreeSet<String>,
    /// How the pages look, once a rule asks.
    survey: OnceLock<Survey>,
    /// URLs of network calls, once a rule asks.
    urls: OnceLock<Vec<flow::Kept>>,
}

/// What a file says.
enum Read<'a> {
    Template(Wxml<'a>),
    Script(Box<Script>),
    Style(Sheet<'a>),
    Other,
}

impl<'a> Read<'a> {
    fn of(doc: &Doc<'a>, width: f64) -> Self {
        match doc.path.rsplit('.').next() {
            Some("wxml") => Self::Template(wxml::parse(doc.text)),
            Some("wxss") => Self::Style(style::parse(doc.text, Screen { width, dark: false })),
            Some("js" | "ts" | "wxs") if !doc.path.ends_with(".d.ts") => {
                Self::Script(Box::new(script::parse(doc.path, doc.text)))
            }
            _ => Self::Other,
        }
    }
}

/// Sources of styles that have to be compiled.
pub(crate) const RAW_STYLES: [&str; 4] = ["less", "scss", "sass", "styl"];

/// Files whose text rules look at.
const TEXT: [&str; 6] = [".wxml", ".wxss", ".wxs", ".js", ".ts", ".json"];

/// Sources that are not read: what rules make of a text is many times its size.
fn too_long<'a>(
    input: &CheckInput<'_>,
    files: impl Iterator<Item = (&'a str, &'a [u8])>,
) -> Vec<(&'a str, u64)> {
    let limit = |value: i64| u64::try_from(value).unwrap_or(0);
    let package = &input.policy.package;
    let (most, mut left) = (limit(*package.source_max_bytes), limit(*package.total_max_bytes));
    let mut out = Vec::new();
    for (path, bytes) in files {
        let size = bytes.len() as u64;
        if size > most.min(left) {
            out.push((path, size));
        } else {
            left -= size;
        }
    }
    out
}

/// JSON files that scripts load as modules.
fn modules_of_data<'a>(
    docs: &BTreeMap<&'a str, Doc<'a>>,
    scripts: &BTreeMap<&'a str, Script>,
) -> Vec<(&'a str, Script)> {
    let named = scripts.iter().flat_map(|(path, s)| s.requires.iter().map(move |r| (folder(path), &r.value)));
    let paths: BTreeSet<String> =
        named.filter(|(_, n)| n.ends_with(".json")).filter_map(|(from, n)| resolve(from, n)).collect();
    let docs = paths.iter().filter_map(|p| docs.get(p.as_str()));
    docs.map(|doc| (doc.path, Script { constants: json::strings(doc.text), ..Script::default() })).collect()
}

impl<'a> App<'a> {
    pub(crate) fn read(input: &'a CheckInput<'a>) -> Self {
        let files = || input.source.iter().filter(|(path, _)| TEXT.iter().any(|t| path.ends_with(t)));
        let too_long = too_long(input, files());
        let long: BTreeSet<&str> = too_long.iter().map(|(path, _)| *path).collect();
        let files = || files().map(|(path, _)| path).filter(|path| !long.contains(path));
        let docs: BTreeMap<_, _> =
            files().filter_map(|path| Some((path, Doc::new(path, input.source.text(path)?)))).collect();
        let not_text = files().filter(|p| !docs.contains_key(p)).collect();
        let mut bad_json = Vec::new();
        let mut object = |path: &str| {
            let doc = docs.get(path)?;
            match json::parse(doc.text) {
                Ok(ast::Value::Object(object)) => return Some(object),
                Ok(value) => {
                    let what = bi("不是对象", "not an object");
                    bad_json.push((doc.path, Problem { bytes: json::bytes(&value), what }));
                }
                Err(problem) => bad_json.push((doc.path, problem)),
            }
            None
        };
        let manifest = object("app.json");
        let plugin = if docs.contains_key("app.json") { None } else { object(manifest::PLUGIN) };
        let (pages, subpackages) = match &plugin {
            Some(plugin) => (manifest::plugin_pages(plugin), Vec::new()),
            None => manifest.as_ref().map(manifest::read).unwrap_or_default(),
        };
        let width = *input.policy.review.reference_width_px;
        let list: Vec<&Doc<'a>> = docs.values().collect();
        let (mut templates, mut scripts, mut sheets) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (path, read) in each(&list, |doc| (doc.path, Read::of(doc, width))) {
            match read {
                Read::Template(wxml) => drop(templates.insert(path, wxml)),
                Read::Script(script) => drop(scripts.insert(path, *script)),
                Read::Style(sheet) => drop(sheets.insert(path, sheet)),
                Read::Other => {}
            }
        }
        for (path, script) in modules_of_data(&docs, &scripts) {
            scripts.insert(path, script);
        }
        let sheets = Sheets::new(sheets);
        let mut app = Self {
            sheets,
            input,
            docs,
            too_long,
            not_text,
            manifest,
            plugin,
            pages,
            subpackages,
            units: Vec::new(),
            by_base: BTreeMap::new(),
            missing: Vec::new(),
            bad_json,
            templates,
            scripts,
            used_scripts: BTreeSet::new(),
            survey: OnceLock::new(),
            urls: OnceLock::new(),
        };
        unit::read(&mut app);
        app
    }

    /// A text file.
    pub(crate) fn doc(&self, path: &str) -> Option<&Doc<'a>> {
        self.docs.get(path)
    }

    /// All text files, in order of their paths.
    pub(crate) fn docs(&self) -> impl Iterator<Item = &Doc<'a>> {
        self.docs.values()
    }

    /// The parsed template of a file.
    pub(crate) fn template(&self, path: &str) -> Option<&Wxml<'a>> {
        self.templates.get(path)
    }

    /// The scripts that the program loads.
    pub(crate) fn scripts(&self) -> impl Iterator<Item = (&Doc<'a>, &Script)> {
        self.scripts
            .iter()
            .filter(|(path, _)| self.used_scripts.contains(**path))
            .filter_map(|(path, script)| Some((self.doc(path)?, script)))
    }

    /// The script of a file.
    pub(crate) fn script(&self, path: &str) -> Option<&Script> {
        self.scripts.get(path)
    }

    /// Template files that pages and components show, each once, with its unit.
    pub(crate) fn shown_templates(&self) -> impl Iterator<Item = (&Unit, &Doc<'a>, &Wxml<'a>)> {
        let mut seen = BTreeSet::new();
        self.units.iter().flat_map(|u| u.templates.iter().map(move |t| (u, t))).filter_map(
            move |(unit, path)| {
                let first = seen.insert(path.as_str());
                first.then(|| Some((unit, self.doc(path)?, self.template(path)?))).flatten()
            },
        )
    }

    /// The file that registers the pages: `app.json`, in a plugin's package `plugin.json`.
    pub(crate) fn entry(&self) -> &'static str {
        if self.has("app.json") || !self.has(manifest::PLUGIN) { "app.json" } else { manifest::PLUGIN }
    }

    /// Whether a page stands in a subpackage that runs without the main package, and without its styles.
    pub(crate) fn independent(&self, base: &str) -> bool {
        self.subpackages.iter().any(|s| s.independent && base.starts_with(&s.root))
    }

    /// Whether the program uses the second style of the platform's components.
    pub(crate) fn is_v2(&self) -> bool {
        self.manifest.as_ref().and_then(|m| m.get_string("style")).is_some_and(|s| s.value == "v2")
    }

    /// Styles as a screen in dark colours reads them, if the program follows it and they say something of it.
    pub(crate) fn dark_sheets(&self) -> Option<Sheets<'a>> {
        let follows = self.manifest.as_ref().and_then(|m| m.get_boolean("darkmode")).is_some_and(|b| b.value);
        let styles: Vec<&Doc<'a>> = self.docs().filter(|d| follows && d.path.ends_with(".wxss")).collect();
        styles.iter().any(|d| d.text.contains("prefers-color-scheme")).then(|| {
            let screen = Screen { width: *self.input.policy.review.reference_width_px, dark: true };
            Sheets::new(each(&styles, |d| (d.path, style::parse(d.text, screen))).into_iter().collect())
        })
    }

    /// How the pages look.
    pub(crate) fn survey(&self) -> &Survey {
        self.survey.get_or_init(|| survey(self))
    }

    /// The page or component of a path without extension.
    pub(crate) fn unit(&self, base: &str) -> Option<&Unit> {
        self.by_base.get(base).map(|i| &self.units[*i])
    }

    /// The style source of a page, a component or `app` that is not compiled to WXSS.
    pub(crate) fn raw_style(&self, base: &str) -> Option<&str> {
        if self.has(&format!("{base}.wxss")) {
            return None;
        }
        let files = &self.input.source;
        RAW_STYLES.iter().find_map(|e| {
            let path = format!("{base}.{e}");
            files.get(&path).and_then(|_| files.iter().map(|(p, _)| p).find(|p| *p == path))
        })
    }

    /// Whether the package has this file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.input.source.get(path).is_some()
    }
}

/// A path named in a file of `folder` (with its slash), made plain; `None` if it leaves the package.
pub(crate) fn resolve(folder: &str, path: &str) -> Option<String> {
    let (mut parts, path): (Vec<&str>, _) = match path.strip_prefix('/') {
        Some(path) => (Vec::new(), path),
        None => (folder.split('/').filter(|p| !p.is_empty()).collect(), path),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The folder of a file, with its slash.
pub(crate) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |i| &path[..=i])
}
