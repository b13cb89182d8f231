//! Classes and style of an element where some conditions hold.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    css::declarations,
    expr::{Condition, UNKNOWN, Words},
    tree::{Element, Inline, META, Tree},
};
use crate::app::{
    App, Unit,
    wxml::{Piece, pieces},
};

/// Most words that data may hold for one name.
const WORDS: usize = 6;

/// The words that a unit's data holds, by path, where they can be classes or values and are few.
pub(super) fn words<'a>(app: &'a App<'a>, unit: &'a Unit) -> BTreeMap<&'a str, Words<'a>> {
    let Some(script) = unit.script.as_deref().and_then(|p| app.script(p)) else { return BTreeMap::new() };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '#' | ' ' | '.');
    let root = |path: &str| path.split('.').next().unwrap_or("").to_owned();
    // What a component is given from outside may be anything else, and so may what is set as a whole.
    let given: BTreeSet<&str> = script.given.iter().map(String::as_str).collect();
    let mut open: BTreeSet<String> =
        script.leaves.iter().filter(|(_, l)| l.open).map(|(p, _)| root(p)).collect();
    open.retain(|root| script.leaves.get(root).is_some_and(|l| l.open));
    let mut out = BTreeMap::new();
    for (path, leaf) in &script.leaves {
        let root = root(path);
        let few = !leaf.open && leaf.words.len() <= WORDS;
        let words: Vec<&str> = leaf.words.iter().map(|w| w.trim()).collect();
        if few
            && words.iter().all(|w| w.chars().all(plain))
            && !given.contains(root.as_str())
            && !open.contains(&root)
        {
            out.insert(path.as_str(), Words { words, later: leaf.later });
        }
    }
    out
}

/// Classes and style of an element where some conditions hold.
pub(crate) struct Dress<'a> {
    classes: Vec<Cow<'a, str>>,
    more: bool,
    inline: Vec<Inline<'a>>,
    computed: bool,
}

/// Puts classes and style on an element.
pub(crate) fn put_on<'a>(element: &mut Element<'a>, dress: Dress<'a>) {
    element.seen.classes = dress.classes;
    element.seen.more = dress.more;
    element.inline = dress.inline;
    element.computed = dress.computed;
}

/// Classes and style of an element where the conditions in `yes` hold and no others.
pub(crate) fn dress<'a>(
    app: &'a App<'a>,
    tree: &Tree<'a>,
    element: &Element<'a>,
    yes: &BTreeSet<usize>,
) -> Option<Dress<'a>> {
    let (path, i) = element.node?;
    let node = app.template(path)?.nodes.get(i)?;
    let holds = |c: &Condition| {
        let number = tree.conditions.get(&(element.scope, c.text.clone()));
        number.is_some_and(|n| yes.contains(n)) != c.negated
    };
    let write = |value: &'a str| -> Cow<'a, str> {
        if !value.contains("{{") {
            return Cow::Borrowed(value);
        }
        let mut out = String::new();
        for piece in pieces(value, 0) {
            match piece {
                Piece::Literal(text, _) => out.push_str(text),
                Piece::Expression(text, _) => match tree.expressions.get(&(element.scope, text)) {
                    Some(expression) => expression.write(&holds, &mut out),
                    None => out.push(UNKNOWN),
                },
            }
        }
        Cow::Owned(out)
    };
    let mut out = Dress { classes: Vec::new(), more: false, inline: Vec::new(), computed: false };
    match node.value("class").map(write) {
        Some(Cow::Borrowed(text)) => out.classes.extend(text.split_whitespace().map(Cow::Borrowed)),
        Some(Cow::Owned(text)) => {
            for word in text.split_whitespace() {
                if word.contains(UNKNOWN) {
                    (out.more, out.computed) = (true, true);
                } else {
                    out.classes.push(Cow::Owned(word.to_owned()));
                }
            }
        }
        None => {}
    }
    if node.name() == Some("page-meta") {
        for name in META.into_iter().filter(|n| *n != "page-style") {
            let Some(value) = node.value(name).map(write) else { continue };
            let (name, unsure) = (Cow::Borrowed("background-color"), value.contains(UNKNOWN));
            if !value.trim().is_empty() {
                out.inline.push(Inline { name, value, important: false, unsure, weak: true });
            }
        }
        out.style(node.value("page-style").map(write));
    } else {
        out.style(node.value("style").map(write));
    }
    Some(out)
}

impl<'a> Dress<'a> {
    /// Takes what a style attribute says.
    fn style(&mut self, written: Option<Cow<'a, str>>) {
        match written {
            Some(Cow::Borrowed(text)) => {
                self.inline.extend(declarations(text, 0).into_iter().map(|d| Inline {
                    name: d.name,
                    value: d.value,
                    important: d.important,
                    unsure: false,
                    weak: false,
                }));
            }
            Some(Cow::Owned(text)) => {
                for d in declarations(&text, 0) {
                    self.inline.push(Inline {
                        name: Cow::Owned(d.name.replace(UNKNOWN, "")),
                        unsure: d.value.contains(UNKNOWN),
                        value: Cow::Owned(d.value.into_owned()),
                        important: d.important,
                        weak: false,
                    });
                }
                // A part that is computed as a whole may declare anything.
                self.computed |= text.split(';').any(|part| {
                    let name = part.split(':').next().unwrap_or("");
                    name.contains(UNKNOWN)
                });
            }
            None => {}
        }
    }
}
