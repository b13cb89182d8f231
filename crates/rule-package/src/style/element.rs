//! The elements that a unit shows, with what styles see of them.

use std::collections::{BTreeSet, VecDeque};

use super::{
    css::{Declaration, declarations},
    selector::Seen,
};
use crate::app::{
    App, Unit, folder, resolve,
    visible::never_shown,
    wxml::{Kind, Node, Piece, Wxml, pieces, quoted},
};

/// An element, or the page itself (the first).
#[derive(Debug)]
pub(crate) struct Element<'a> {
    pub(crate) seen: Seen<'a>,
    /// Its file and node; none for the page itself.
    pub(crate) node: Option<(&'a str, usize)>,
    pub(crate) inline: Vec<Declaration<'a>>,
    /// A class or the whole style is computed: what holds is not known.
    pub(crate) computed: bool,
    /// Texts right inside it: bytes in its file.
    pub(crate) texts: Vec<std::ops::Range<usize>>,
    pub(crate) hidden: bool,
}

/// Most elements of one unit.
const MOST: usize = 50_000;

/// Elements of a unit, parents first.
pub(crate) fn elements<'a>(app: &'a App<'a>, unit: &'a Unit) -> Vec<Element<'a>> {
    let tag = if unit.component { "" } else { "page" };
    let root = Element {
        seen: Seen { tag, ..Seen::default() },
        node: None,
        inline: Vec::new(),
        computed: false,
        texts: Vec::new(),
        hidden: false,
    };
    let mut out = vec![root];
    let Some(first) = unit.templates.first().and_then(|t| Some((app.doc(t)?.path, app.template(t)?))) else {
        return out;
    };
    let mut queue = VecDeque::from([(first.0, first.1, 0, first.1.nodes.len(), 0)]);
    let mut used: BTreeSet<(&str, usize)> = BTreeSet::from([(first.0, 0)]);
    while let Some((path, wxml, start, end, parent)) = queue.pop_front() {
        let mut map = vec![parent; end - start];
        let mut i = start;
        while i < end && out.len() < MOST {
            let node = &wxml.nodes[i];
            let above = node.parent.filter(|p| *p >= start).map_or(parent, |p| map[p - start]);
            match &node.kind {
                Kind::Text(text) => {
                    // Signs without a letter or digit are ornament.
                    if text.contains("{{") || text.chars().any(char::is_alphanumeric) {
                        let lead = text.len() - text.trim_start().len();
                        let from = node.bytes.start + lead;
                        out[above].texts.push(from..from + text.trim().len());
                    }
                }
                Kind::Element { name: "wxs" | "import", .. } => i = node.end - 1,
                Kind::Element { name: "template", .. } if node.attr("name").is_some() => i = node.end - 1,
                Kind::Element { name: name @ ("template" | "include"), .. } => {
                    let named = node.value(if *name == "include" { "src" } else { "is" });
                    let target = named.and_then(|n| find(app, path, wxml, *name == "include", n));
                    if let Some((path, wxml, start, end)) = target
                        && used.insert((path, start))
                    {
                        queue.push_back((path, wxml, start, end, above));
                    }
                    map[i - start] = above;
                }
                Kind::Element { name: "block", .. } => {
                    map[i - start] = above;
                    if never_shown(node) {
                        i = node.end - 1;
                    }
                }
                Kind::Element { .. } => {
                    map[i - start] = out.len();
                    out.push(element(path, i, node, above));
                }
            }
            i += 1;
        }
    }
    out
}

/// The nodes that a template's use or an include puts in.
fn find<'a>(
    app: &'a App<'a>,
    path: &'a str,
    wxml: &'a Wxml<'a>,
    include: bool,
    named: &str,
) -> Option<(&'a str, &'a Wxml<'a>, usize, usize)> {
    let open = |src: &str| {
        let target = resolve(folder(path), src)?;
        let target = if app.has(&target) { target } else { format!("{target}.wxml") };
        Some((app.doc(&target)?.path, app.template(&target)?))
    };
    if include {
        let (path, wxml) = open(named)?;
        return Some((path, wxml, 0, wxml.nodes.len()));
    }
    let defined = |path: &'a str, wxml: &'a Wxml<'a>| {
        let is = |n: &Node<'_>| n.name() == Some("template") && n.value("name") == Some(named);
        wxml.nodes.iter().position(is).map(|i| (path, wxml, i + 1, wxml.nodes[i].end))
    };
    defined(path, wxml).or_else(|| {
        let imports = wxml.nodes.iter().filter(|n| n.name() == Some("import"));
        imports.filter_map(|n| open(n.value("src")?)).find_map(|(path, wxml)| defined(path, wxml))
    })
}

fn element<'a>(path: &'a str, i: usize, node: &'a Node<'a>, parent: usize) -> Element<'a> {
    let mut seen = Seen {
        tag: node.name().unwrap_or(""),
        id: node.value("id"),
        parent: Some(parent),
        ..Seen::default()
    };
    let mut computed = false;
    let value = node.value("class").unwrap_or("");
    let parts = pieces(value, 0);
    for (k, piece) in parts.iter().enumerate() {
        match piece {
            Piece::Literal(text, _) => {
                // A word that touches an expression is only a part of a class.
                let glued_left = k > 0 && !text.starts_with(char::is_whitespace);
                let glued_right = k + 1 < parts.len() && !text.ends_with(char::is_whitespace);
                let words: Vec<&str> = text.split_whitespace().collect();
                let last = words.len().saturating_sub(1);
                for (w, word) in words.iter().enumerate() {
                    if (w == 0 && glued_left) || (w == last && glued_right) {
                        computed = true;
                    } else {
                        seen.classes.push(word);
                    }
                }
            }
            Piece::Expression(text, _) => {
                let strings: Vec<_> = quoted(text, 0).into_iter().map(|(s, _)| s).collect();
                computed |= strings.is_empty();
                seen.maybe.extend(strings.iter().flat_map(|s| s.split_whitespace()));
            }
        }
    }
    let style = node.attr("style").filter(|a| a.value.is_some());
    let inline = style.map(|a| declarations(a.value.unwrap_or(""), a.bytes.start)).unwrap_or_default();
    computed |= inline.is_empty() && node.value("style").is_some_and(|s| s.contains("{{"));
    Element { seen, node: Some((path, i)), inline, computed, texts: Vec::new(), hidden: never_shown(node) }
}
