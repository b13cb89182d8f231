//! Texts that are shown without standing between tags: attributes, contents that a style sheet adds, helpers that show what
//! they are called with.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    App, Doc,
    script::{Argument, Head, Parameter, Script, Text},
    visible::Visible,
    wxml::{Node, Piece, pieces, yielded},
};

/// Whether an attribute of an element is drawn as a text.
pub(super) fn is_drawn(element: &str, attr: &str) -> bool {
    match attr {
        "placeholder" => true,
        "nodes" => element == "rich-text",
        "value" | "model:value" => matches!(element, "input" | "textarea"),
        "range" | "header-text" => element == "picker",
        "title" => matches!(element, "navigation-bar" | "video"),
        "name" | "author" => element == "audio",
        _ => false,
    }
}

/// Texts of an element's attributes.
pub(super) fn of_attrs<'b>(doc: &Doc<'b>, node: &Node<'b>, out: &mut Vec<Visible<'b>>) {
    let Some(element) = node.name() else { return };
    for attr in node.attrs().iter().filter(|a| is_drawn(element, a.name)) {
        let mut push = |text: &'b str, at: usize| out.push(Visible::written(doc.path, text, at));
        for piece in pieces(attr.value.unwrap_or(""), attr.bytes.start) {
            match piece {
                Piece::Literal(text, at) if !text.trim().is_empty() => push(text, at),
                Piece::Literal(..) => {}
                Piece::Expression(text, at) => yielded(text, at).into_iter().for_each(|(t, at)| push(t, at)),
            }
        }
    }
}

/// `content: '…'` of the style sheets; what is ASCII only is an icon.
pub(super) fn of_styles<'b>(app: &'b App<'_>) -> Vec<Visible<'b>> {
    let contents = app.sheets.declared("content").filter(|(_, d)| !d.value.is_ascii());
    contents
        .filter_map(|(path, declared)| {
            let doc = app.doc(path)?;
            let from = declared.at + doc.text[declared.at..].find(['"', '\''])? + 1;
            let quote = char::from(doc.text.as_bytes()[from - 1]);
            let text = doc.text[from..].split([quote, '\n']).next()?;
            Some(Visible::written(doc.path, text, from))
        })
        .collect()
}

/// A call, where it stands, and what it hands over.
type Call<'b> = (&'b Doc<'b>, &'b Script, &'b [Argument]);

/// Texts that calls hand to functions of the program that show them: `tip('…')`.
pub(super) fn of_helpers<'b>(app: &'b App<'_>) -> Vec<(&'b Doc<'b>, &'b Text)> {
    let mut queue: Vec<&Parameter> = app.scripts().flat_map(|(_, s)| &s.tellers).collect();
    let mut out = Vec::new();
    if queue.is_empty() {
        return out;
    }
    let mut calls: BTreeMap<&str, Vec<Call<'_>>> = BTreeMap::new();
    for (doc, script) in app.scripts() {
        for (name, arguments) in &script.calls {
            calls.entry(name).or_default().push((doc, script, arguments));
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(parameter) = queue.pop() {
        if !seen.insert(parameter) {
            continue;
        }
        for (doc, script, arguments) in calls.get(parameter.function.as_str()).into_iter().flatten() {
            let Some(argument) = arguments.get(parameter.index) else { continue };
            let heads: Vec<&Head> = match &parameter.property {
                None => argument.heads.iter().collect(),
                Some(property) => {
                    argument.properties.iter().filter(|(n, _)| n == property).flat_map(|(_, h)| h).collect()
                }
            };
            for head in heads {
                match head {
                    Head::Literal(text) => out.push((*doc, text)),
                    Head::Parameter(p) => queue.push(p),
                    Head::Variable(name) => {
                        let start = script.constants.partition_point(|(key, _)| key < name);
                        let same = script.constants[start..].iter().take_while(|(key, _)| key == name);
                        out.extend(same.map(|(_, text)| (*doc, text)));
                    }
                    Head::Property(_) | Head::Returned(_) => {}
                }
            }
        }
    }
    out
}

/// The strings of an expression that is nothing but their sum: `'国' + '家级'`, `''`.
pub(super) fn sum(expression: &str, at: usize) -> Option<Vec<(&str, Range<usize>)>> {
    let mut out = Vec::new();
    let mut rest = expression.trim_start();
    loop {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let end = rest[1..].find(quote)?;
        let from = at + (expression.len() - rest.len()) + 1;
        out.push((&rest[1..=end], from..from + end));
        rest = rest[end + 2..].trim_start();
        if rest.is_empty() {
            return Some(out);
        }
        rest = rest.strip_prefix('+')?.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_strings_are_told_from_other_expressions() {
        assert_eq!(sum(" '国' + \"家\"", 10), Some(vec![("国", 12..15), ("家", 20..23)]));
        assert_eq!(sum("''", 0), Some(vec![("", 1..1)]));
        for other in ["", "a", "'a' + b", "'a' ? 'b' : 'c'", "'a", "'a' +"] {
            assert_eq!(sum(other, 0), None, "{other}");
        }
    }
}
