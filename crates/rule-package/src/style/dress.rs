//! Classes and style of an element where some conditions hold.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    css::declarations,
    expr::{Condition, UNKNOWN},
    tree::{Element, Inline, Tree},
};
use crate::app::{
    App, Unit,
    wxml::{Piece, pieces},
};

/// Most words that data may hold for one name.
const WORDS: usize = 6;

/// The words that a unit's data holds, by name, where they can be classes or values and are few.
pub(super) fn words<'a>(app: &'a App<'a>, unit: &'a Unit) -> BTreeMap<&'a str, Vec<&'a str>> {
    let script = unit.script.as_deref().and_then(|p| app.script(p));
    let mut out: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, text) in script.iter().flat_map(|s| &s.data) {
        let known = out.entry(key).or_default();
        let word = text.value.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '#' | ' ');
        if known.len() <= WORDS && !known.contains(&word) {
            known.push(word);
        }
        if !word.chars().all(plain) {
            known.resize(WORDS + 1, "");
        }
    }
    // What a component is given from outside may be anything else.
    for key in script.iter().flat_map(|s| &s.given) {
        out.remove(key.as_str());
    }
    out.retain(|_, known| known.len() <= WORDS);
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
    match node.value("style").map(write) {
        Some(Cow::Borrowed(text)) => {
            out.inline.extend(declarations(text, 0).into_iter().map(|d| Inline {
                name: Cow::Borrowed(d.name),
                value: Cow::Borrowed(d.value),
                important: d.important,
                unsure: false,
            }));
        }
        Some(Cow::Owned(text)) => {
            for d in declarations(&text, 0) {
                out.inline.push(Inline {
                    name: Cow::Owned(d.name.replace(UNKNOWN, "")),
                    value: Cow::Owned(d.value.to_owned()),
                    important: d.important,
                    unsure: d.value.contains(UNKNOWN),
                });
            }
            // A part that is computed as a whole may declare anything.
            out.computed |= text.split(';').any(|part| {
                let name = part.split(':').next().unwrap_or("");
                name.contains(UNKNOWN)
            });
        }
        None => {}
    }
    Some(out)
}
