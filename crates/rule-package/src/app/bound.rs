//! Texts of data that a template may show: the page's own, those of its behaviours, and constants of other modules.

use std::collections::BTreeSet;

use super::{
    App, Doc, Unit, folder,
    script::{Elsewhere, Script, Text},
    unit::module,
    wxml::{self, Wxml},
};

/// Behaviours of behaviours that are looked at.
const DEEP: usize = 3;

/// A text of data and the key it stands below; without one, a call shows it.
pub(crate) struct Bound<'b> {
    pub(crate) key: Option<&'b str>,
    pub(crate) doc: &'b Doc<'b>,
    pub(crate) text: &'b Text,
}

/// All texts of a unit's data.
pub(crate) fn data<'b>(app: &'b App<'_>, unit: &Unit) -> Vec<Bound<'b>> {
    let mut out = Vec::new();
    if let Some(path) = unit.script.as_deref() {
        of_script(app, path, 0, &mut out);
    }
    out
}

fn of_script<'b>(app: &'b App<'_>, path: &str, depth: usize, out: &mut Vec<Bound<'b>>) {
    let (Some(doc), Some(script)) = (app.doc(path), app.script(path)) else { return };
    let own = script.data.iter().map(|(key, text)| (Some(key.as_str()), text));
    let shown = script.shown.iter().map(|text| (None, text));
    let told = script.told.iter().map(|(key, text)| (key.as_deref(), text));
    out.extend(own.chain(told).chain(shown).map(|(key, text)| Bound { key, doc, text }));
    for (key, place) in &script.elsewhere {
        let key = key.as_deref();
        out.extend(meant(app, path, place).into_iter().map(|(doc, text)| Bound { key, doc, text }));
    }
    if depth < DEEP {
        for required in &script.requires {
            let Some(target) = module(app, folder(path), &required.value) else { continue };
            if app.script(&target).is_some_and(|s| s.behavior) {
                of_script(app, &target, depth + 1, out);
            }
        }
    }
}

/// The strings that a name of another place means.
fn meant<'b>(app: &'b App<'_>, path: &str, place: &Elsewhere) -> Vec<(&'b Doc<'b>, &'b Text)> {
    match place {
        Elsewhere::Global(name) => {
            let scripts = app.scripts().filter(|(_, s)| !s.globals.is_empty());
            let of = |(doc, script): (&'b Doc<'b>, &'b Script)| {
                script.globals.iter().filter(|(key, _)| key == name).map(move |(_, text)| (doc, text))
            };
            scripts.flat_map(of).collect()
        }
        Elsewhere::Module { module: named, name: Some(name) } => {
            let found = module(app, folder(path), named).and_then(|target| {
                let (doc, script) = (app.doc(&target)?, app.script(&target)?);
                let start = script.constants.partition_point(|(key, _)| key < name);
                let same = script.constants[start..].iter().take_while(|(key, _)| key == name);
                Some(same.map(|(_, text)| (doc, text)).collect())
            });
            found.unwrap_or_default()
        }
        Elsewhere::Module { name: None, .. } | Elsewhere::Returned(_) => Vec::new(),
    }
}

/// Names of data that an expression at an element may mean: a list stands for its items.
pub(crate) fn roots<'b>(wxml: &'b Wxml<'b>, i: usize, expression: &'b str) -> BTreeSet<&'b str> {
    let mut names: BTreeSet<&str> = wxml::names(expression).into_iter().collect();
    let mut at = Some(i);
    while let Some(here) = at {
        let node = &wxml.nodes[here];
        if let Some(list) = node.value("wx:for").or_else(|| node.value("wx:for-items")) {
            let item = node.value("wx:for-item").unwrap_or("item");
            if names.remove(item) {
                for piece in wxml::pieces(list, 0) {
                    if let wxml::Piece::Expression(list, _) = piece {
                        names.extend(wxml::names(list));
                    }
                }
            }
            names.remove(node.value("wx:for-index").unwrap_or("index"));
        }
        at = node.parent;
    }
    names
}

/// Whether an expression only reads what is there, or chooses among it, and adds nothing to it.
pub(crate) fn is_plain(expression: &str) -> bool {
    let choice =
        |c: char| matches!(c, '|' | '&' | '?' | ':' | '!' | '=' | '<' | '>' | '\'' | '"' | '/' | '-');
    expression
        .chars()
        .all(|c| c.is_alphanumeric() || choice(c) || matches!(c, '_' | '$' | '.' | '[' | ']' | ' '))
}

/// `icon-path` is the property `iconPath`.
pub(crate) fn camel(name: &str) -> String {
    let mut up = false;
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '-' => up = true,
            c if std::mem::take(&mut up) => out.extend(c.to_uppercase()),
            c => out.push(c),
        }
    }
    out
}
