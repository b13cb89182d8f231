//! Pages and components, and the files each of them loads.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::Range,
};

use jsonc_parser::ast;
use tongguan_model::text::bi;

use super::{App, folder, json, resolve};

/// A page or component.
#[derive(Debug, Default)]
pub(crate) struct Unit {
    /// Path without extension.
    pub(crate) base: String,
    /// Used by others, with styles of its own; else a page.
    pub(crate) component: bool,
    /// Template files it shows: its own, imported and included ones.
    pub(crate) templates: Vec<String>,
    /// Its script.
    pub(crate) script: Option<String>,
    /// Tags that are components.
    pub(crate) uses: BTreeSet<String>,
    /// The components that are in the package, by tag.
    pub(crate) components: BTreeMap<String, String>,
    /// `styleIsolation` of its JSON or script.
    pub(crate) isolation: Option<String>,
    /// `externalClasses` of its script.
    pub(crate) external: Vec<String>,
    /// Title in its JSON, with its bytes.
    pub(crate) title: Option<(String, Range<usize>)>,
}

/// A file that another one names and that is not there.
#[derive(Debug)]
pub(crate) struct Missing {
    pub(crate) path: String,
    pub(crate) bytes: Range<usize>,
    pub(crate) named: String,
    /// Stands in an npm package that the developer tools have not built yet: its name.
    pub(crate) npm: Option<String>,
}

/// Libraries that `useExtendedLib` brings, and the packages that are in them.
const EXTENDED: [(&str, &[&str]); 2] = [
    ("weui", &["weui-miniprogram"]),
    ("kbone", &["kbone-ui", "miniprogram-element", "miniprogram-render", "kbone-api", "kbone-tool"]),
];

enum Found {
    File(String),
    /// In a plugin or not decidable.
    Outside,
    Missing {
        npm: Option<String>,
    },
}

/// Finds units, templates and scripts by following names from `app.json` on; each file is followed once.
pub(super) fn read(app: &mut App<'_>) {
    let mut units = Vec::new();
    let mut missing = Vec::new();
    let mut bad = Vec::new();
    let mut queue: VecDeque<(String, bool)> = app.pages.iter().map(|p| (p.path.clone(), false)).collect();
    let mut seen = BTreeSet::new();
    let mut edges = BTreeMap::new();
    let global = match &app.manifest {
        Some(manifest) => components(app, "app.json", manifest, &mut queue, &mut missing),
        None => Tags::default(),
    };
    if let Some(plugin) = &app.plugin {
        tags_of(
            app,
            super::manifest::PLUGIN,
            plugin.get_object("publicComponents"),
            &mut queue,
            &mut missing,
        );
    }
    let bar = app.manifest.as_ref().and_then(|m| m.get_object("tabBar")?.get_boolean("custom"));
    if bar.is_some_and(|b| b.value) {
        queue.push_back(("custom-tab-bar/index".to_owned(), true));
        if !["wxml", "json", "js", "ts"].iter().any(|e| app.has(&format!("custom-tab-bar/index.{e}")))
            && let Some(value) = app.manifest.as_ref().and_then(|m| m.get_object("tabBar")?.get("custom"))
        {
            missing.push(Missing {
                path: "app.json".to_owned(),
                bytes: json::bytes(&value.value),
                named: "custom-tab-bar/index".to_owned(),
                npm: None,
            });
        }
    }
    while let Some((base, component)) = queue.pop_front() {
        if !seen.insert(base.clone()) {
            continue;
        }
        let mut unit = Unit {
            base: base.clone(),
            component,
            uses: global.all.clone(),
            components: global.found.clone(),
            ..Unit::default()
        };
        let config = format!("{base}.json");
        if let Some(doc) = app.doc(&config) {
            match json::parse(doc.text) {
                Ok(ast::Value::Object(object)) => {
                    let own = components(app, &config, &object, &mut queue, &mut missing);
                    // A tag of its own stands before one of the program.
                    unit.components.retain(|tag, _| !own.all.contains(tag));
                    unit.uses.extend(own.all);
                    unit.components.extend(own.found);
                    unit.isolation = object.get_string("styleIsolation").map(|s| s.value.to_string());
                    unit.title = object
                        .get("navigationBarTitleText")
                        .and_then(|p| p.value.as_string_lit())
                        .map(|s| (s.value.to_string(), s.range.start + 1..s.range.end - 1));
                }
                Ok(value) => bad.push((
                    doc.path,
                    json::Problem { bytes: json::bytes(&value), what: bi("不是对象", "not an object") },
                )),
                Err(problem) => bad.push((doc.path, problem)),
            }
        }
        unit.script = ["js", "ts"].iter().map(|e| format!("{base}.{e}")).find(|p| app.doc(p).is_some());
        if let Some(script) = unit.script.as_deref().and_then(|p| app.script(p)) {
            unit.isolation = unit.isolation.or_else(|| script.isolation.clone());
            unit.external.clone_from(&script.external);
        }
        unit.templates = templates(app, &format!("{base}.wxml"), &mut edges, &mut missing);
        units.push(unit);
    }
    app.used_scripts = scripts(app, &units, &mut missing);
    let mut once = BTreeSet::new();
    missing.retain(|m: &Missing| once.insert((m.path.clone(), m.bytes.start)));
    app.by_base = units.iter().enumerate().map(|(i, u)| (u.base.clone(), i)).collect();
    app.units = units;
    app.missing = missing;
    app.bad_json.extend(bad);
}

/// Tags that are components, and the files of those that are in the package.
#[derive(Debug, Default)]
struct Tags {
    all: BTreeSet<String>,
    found: BTreeMap<String, String>,
}

/// `usingComponents` of a JSON file: their tags; their files join the queue.
fn components(
    app: &App<'_>,
    path: &str,
    object: &ast::Object<'_>,
    queue: &mut VecDeque<(String, bool)>,
    missing: &mut Vec<Missing>,
) -> Tags {
    // What stands for an abstract node unless its user names another: the tag itself stays open.
    for p in object.get_object("componentGenerics").map(|o| o.properties.as_slice()).unwrap_or_default() {
        if let Some(value) = p.value.as_object().and_then(|o| o.get("default")) {
            follow(app, path, &value.value, queue, missing);
        }
    }
    tags_of(app, path, object.get_object("usingComponents"), queue, missing)
}

/// The component that a value names joins the queue.
fn follow(
    app: &App<'_>,
    path: &str,
    value: &ast::Value<'_>,
    queue: &mut VecDeque<(String, bool)>,
    missing: &mut Vec<Missing>,
) -> Option<String> {
    let named = &value.as_string_lit()?.value;
    match component(app, folder(path), named) {
        Found::File(base) => {
            queue.push_back((base.clone(), true));
            Some(base)
        }
        Found::Outside => None,
        Found::Missing { npm } => {
            let (path, bytes) = (path.to_owned(), json::bytes(value));
            missing.push(Missing { path, bytes, named: named.to_string(), npm });
            None
        }
    }
}

/// An object of tags and paths.
fn tags_of(
    app: &App<'_>,
    path: &str,
    object: Option<&ast::Object<'_>>,
    queue: &mut VecDeque<(String, bool)>,
    missing: &mut Vec<Missing>,
) -> Tags {
    let mut tags = Tags::default();
    for p in object.map(|o| o.properties.as_slice()).unwrap_or_default() {
        if p.value.as_string_lit().is_none() {
            continue;
        }
        let tag = p.name.as_str().to_owned();
        tags.all.insert(tag.clone());
        if let Some(base) = follow(app, path, &p.value, queue, missing) {
            tags.found.insert(tag, base);
        }
    }
    tags
}

fn component(app: &App<'_>, from: &str, named: &str) -> Found {
    if named.contains("://") || is_extended(app, named) {
        return Found::Outside;
    }
    let is = |base: &str| app.has(&format!("{base}.wxml")) || app.has(&format!("{base}.json"));
    let mut tries: Vec<String> = resolve(from, named).into_iter().collect();
    let npm = !named.starts_with(['.', '/']);
    if npm {
        // Packages built by the developer tools, in any folder above.
        let mut at = from;
        loop {
            tries.push(format!("{at}miniprogram_npm/{named}"));
            if at.is_empty() {
                break;
            }
            at = folder(at.trim_end_matches('/'));
        }
        tries.extend(resolve("", named));
    }
    for base in tries {
        if is(&base) {
            return Found::File(base);
        }
        let index = format!("{base}/index");
        if is(&index) {
            return Found::File(index);
        }
    }
    let package = if npm { Some(named) } else { named.split_once("miniprogram_npm/").map(|(_, p)| p) };
    Found::Missing { npm: package.and_then(|p| not_built(app, from, p)) }
}

/// Whether a component comes with a library of the platform that `app.json` asks for.
fn is_extended(app: &App<'_>, named: &str) -> bool {
    let asked = app.manifest.as_ref().and_then(|m| m.get_object("useExtendedLib"));
    let package = named.split('/').next().unwrap_or("");
    EXTENDED.iter().any(|(key, packages)| {
        packages.contains(&package)
            && asked.is_some_and(|a| a.properties.iter().any(|p| p.name.as_str() == *key))
    })
}

/// The npm package of a path, unless it is built, or is a folder of the program in which a path goes astray.
fn not_built(app: &App<'_>, from: &str, path: &str) -> Option<String> {
    let mut parts = path.split('/');
    let first = parts.next().filter(|p| !p.is_empty())?;
    let name = match parts.next() {
        Some(second) if first.starts_with('@') => format!("{first}/{second}"),
        _ => first.to_owned(),
    };
    let folders = [format!("{name}/"), format!("{from}{name}/")];
    let built = format!("miniprogram_npm/{name}/");
    let there = |p: &str| folders.iter().any(|f| p.starts_with(f.as_str())) || p.contains(&built);
    (!app.input.source.iter().any(|(p, _)| there(p))).then_some(name)
}

/// The template of a unit, and those it imports and includes. What a file names is looked up once.
fn templates(
    app: &App<'_>,
    first: &str,
    edges: &mut BTreeMap<String, Vec<String>>,
    missing: &mut Vec<Missing>,
) -> Vec<String> {
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    let mut queue = VecDeque::from([first.to_owned()]);
    while let Some(path) = queue.pop_front() {
        if app.template(&path).is_none() || !seen.insert(path.clone()) {
            continue;
        }
        let next = edges.entry(path.clone()).or_insert_with(|| named(app, &path, missing));
        queue.extend(next.iter().cloned());
        out.push(path);
    }
    out
}

/// Templates that a template file imports and includes.
fn named(app: &App<'_>, path: &str, missing: &mut Vec<Missing>) -> Vec<String> {
    let mut out = Vec::new();
    for node in app.template(path).map(|w| w.nodes.as_slice()).unwrap_or_default() {
        let Some(name @ ("import" | "include" | "wxs")) = node.name() else { continue };
        let Some(src) = node.attr("src") else { continue };
        let Some(value) = src.value.filter(|v| !v.is_empty() && !v.contains("{{")) else { continue };
        let target = resolve(folder(path), value).map(|t| {
            let whole = name == "wxs" || app.has(&t) || t.ends_with(".wxml");
            if whole { t } else { format!("{t}.wxml") }
        });
        match target.filter(|t| app.has(t)) {
            Some(target) if name != "wxs" => out.push(target),
            Some(_) => {}
            None => missing.push(Missing {
                path: path.to_owned(),
                bytes: src.bytes.clone(),
                named: value.to_owned(),
                npm: None,
            }),
        }
    }
    out
}

/// Scripts that are loaded, from `app.js` and the units on.
fn scripts(app: &App<'_>, units: &[Unit], missing: &mut Vec<Missing>) -> BTreeSet<String> {
    let mut queue: VecDeque<String> =
        ["app.js", "app.ts"].iter().filter(|p| app.has(p)).map(|p| (*p).to_owned()).collect();
    queue.extend(units.iter().filter_map(|u| u.script.clone()));
    if let Some(main) = app.plugin.as_ref().and_then(|p| p.get("main"))
        && let Some(named) = main.value.as_string_lit()
    {
        match module(app, "", &named.value) {
            Some(path) => queue.push_back(path),
            None => missing.push(Missing {
                path: super::manifest::PLUGIN.to_owned(),
                bytes: json::bytes(&main.value),
                named: named.value.to_string(),
                npm: None,
            }),
        }
    }
    let mut used = BTreeSet::new();
    let mut known: BTreeMap<(String, String), Option<String>> = BTreeMap::new();
    while let Some(path) = queue.pop_front() {
        if !used.insert(path.clone()) {
            continue;
        }
        for named in app.script(&path).map(|s| s.requires.as_slice()).unwrap_or_default() {
            let key = (folder(&path).to_owned(), named.value.clone());
            let target = known.entry(key).or_insert_with(|| module(app, folder(&path), &named.value)).clone();
            match target {
                Some(target) => queue.push_back(target),
                None if named.value.starts_with(['.', '/']) || named.value.starts_with("@/") => {
                    missing.push(Missing {
                        path: path.clone(),
                        bytes: named.bytes.clone(),
                        named: named.value.clone(),
                        npm: None,
                    })
                }
                None => {}
            }
        }
        for named in app.script(&path).map(|s| s.types.as_slice()).unwrap_or_default() {
            queue.extend(module(app, folder(&path), &named.value));
        }
    }
    used
}

/// The file of a module that is named in a script of a folder.
pub(crate) fn module(app: &App<'_>, from: &str, named: &str) -> Option<String> {
    let aliased = alias(app, named);
    let named = aliased.as_deref().unwrap_or(named);
    let relative = resolve(from, named);
    let npm = (!named.starts_with(['.', '/'])).then(|| format!("miniprogram_npm/{named}"));
    for base in relative.into_iter().chain(npm) {
        for end in ["", ".js", ".ts", "/index.js", "/index.ts", ".json", ".d.ts", "/index.d.ts"] {
            let path = format!("{base}{end}");
            if app.has(&path) {
                return Some(path);
            }
        }
    }
    None
}

/// A module under one of the short names of `resolveAlias`: `"@utils/*": "/utils/*"`.
fn alias(app: &App<'_>, named: &str) -> Option<String> {
    let aliases = app.manifest.as_ref()?.get_object("resolveAlias")?;
    aliases.properties.iter().find_map(|p| {
        let (short, to) = (p.name.as_str(), p.value.as_string_lit()?);
        match (short.strip_suffix('*'), to.value.strip_suffix('*')) {
            (Some(short), Some(to)) => {
                named.strip_prefix(short).map(|rest| format!("/{}{rest}", to.trim_start_matches(['.', '/'])))
            }
            _ => (named == short).then(|| format!("/{}", to.value.trim_start_matches(['.', '/']))),
        }
    })
}
