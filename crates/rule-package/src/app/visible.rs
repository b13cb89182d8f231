//! What a visitor reads: texts of templates, data bound into them, titles, toasts.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use jsonc_parser::ast;

use super::{
    App, Doc, Unit,
    bound::{Bound, camel, data},
    drawn::{is_drawn, of_attrs, of_helpers, of_styles, sum},
    folder, resolve,
    script::Text,
    wxml::{self, Kind, Piece, Wxml},
};

/// A text that is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visible<'b> {
    pub(crate) path: &'b str,
    pub(crate) text: &'b str,
    /// First byte in the file.
    pub(crate) at: usize,
    /// The text stands in the file as it is shown, so that a part of it has its own place.
    pub(crate) plain: bool,
    /// Bytes of the whole.
    pub(crate) end: usize,
    /// Where parts meet of which the text is put together.
    pub(crate) joints: &'b [usize],
}

impl<'b> Visible<'b> {
    /// A text as it stands in a file.
    pub(super) fn written(path: &'b str, text: &'b str, at: usize) -> Self {
        Self { path, text, at, plain: true, end: at + text.len(), joints: &[] }
    }

    /// A text of a script.
    fn said(doc: &Doc<'b>, text: &'b Text) -> Self {
        let plain = doc.text.get(text.bytes.clone()) == Some(text.value.as_str());
        let Range { start: at, end } = text.bytes;
        Self { path: doc.path, text: &text.value, at, plain, end, joints: &text.joints }
    }

    /// Whether a part of the text stands in no single literal.
    pub(crate) fn joins(&self, part: &Range<usize>) -> bool {
        self.joints.iter().any(|j| part.start < *j && *j < part.end)
    }
}

impl Visible<'_> {
    /// Bytes of parts of the text that are given as characters, in order: `start..end` each.
    pub(crate) fn parts(&self, characters: &[Range<usize>]) -> Vec<Range<usize>> {
        if !self.plain {
            return vec![self.at..self.end; characters.len()];
        }
        let whole = self.at..self.at + self.text.len();
        let mut places = places(self.text, characters.iter().flat_map(|c| [c.start, c.end])).0.into_iter();
        let mut next = || places.next().map_or(whole.end, |byte| self.at + byte);
        characters.iter().map(|_| next()..next()).collect()
    }
}

/// Bytes at which characters start, and how many characters were passed. They come in rising order, so the text is walked
/// once, however many there are.
fn places(text: &str, characters: impl Iterator<Item = usize>) -> (Vec<usize>, usize) {
    let mut offsets = text.char_indices().map(|(byte, _)| byte);
    let (mut passed, mut byte) = (0, 0);
    let mut out = Vec::new();
    for character in characters {
        // `passed` characters were taken; the last of them, number `passed - 1`, starts at `byte`.
        if character + 1 > passed {
            byte = offsets.nth(character - passed).unwrap_or(text.len());
            passed = character + 1;
        }
        out.push(byte);
    }
    (out, passed)
}

/// Names that a template reads where what it reads may be shown.
fn bound<'b>(wxml: &Wxml<'b>, components: &BTreeSet<&str>) -> BTreeSet<&'b str> {
    let mut out = BTreeSet::new();
    for node in &wxml.nodes {
        match &node.kind {
            Kind::Text(text) => expressions(text, &mut out),
            Kind::Element { name, attrs } => {
                let all = *name == "template" || components.contains(*name);
                for attr in attrs {
                    let shown =
                        all || matches!(attr.name, "wx:for" | "wx:for-items") || is_drawn(name, attr.name);
                    if let Some(value) = attr.value.filter(|_| shown) {
                        expressions(value, &mut out);
                    }
                }
            }
        }
    }
    out
}

fn expressions<'b>(text: &'b str, out: &mut BTreeSet<&'b str>) {
    for piece in wxml::pieces(text, 0) {
        if let Piece::Expression(expression, _) = piece {
            out.extend(wxml::names(expression));
        }
    }
}

/// Texts that stand in one line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Joined<'b> {
    pub(crate) path: &'b str,
    pub(crate) text: String,
    /// Of each part: where it begins in the text, and its bytes in the file.
    pub(crate) parts: Vec<(usize, Range<usize>)>,
}

impl Joined<'_> {
    /// Bytes in the file of a part of the text, from where it begins to the end of the part it begins in; `None` if it is in
    /// one part.
    pub(crate) fn across(&self, part: Range<usize>) -> Option<Range<usize>> {
        let (at, bytes) = self.parts.iter().rfind(|(at, _)| *at <= part.start)?;
        (at + bytes.len() < part.end).then(|| bytes.start + (part.start - at)..bytes.end)
    }
}

/// Elements that stand in a line.
const INLINE: [&str; 3] = ["text", "span", "label"];

fn join<'b>(path: &'b str, wxml: &Wxml<'b>) -> Vec<Joined<'b>> {
    let mut out = Vec::new();
    let mut now = Joined { path, ..Joined::default() };
    let mut line = None;
    let mut flush = |now: &mut Joined<'b>| {
        let done = std::mem::replace(now, Joined { path, ..Joined::default() });
        if done.parts.len() > 1 {
            out.push(done);
        }
    };
    let inline = |n: &wxml::Node<'_>| n.name().is_some_and(|n| INLINE.contains(&n));
    let mut hidden = 0;
    for (i, node) in wxml.nodes.iter().enumerate() {
        if i < hidden {
            continue;
        }
        let mut around = node.parent;
        while let Some(above) = around.filter(|a| inline(&wxml.nodes[*a])) {
            around = wxml.nodes[above].parent;
        }
        if line != Some(around) {
            flush(&mut now);
            line = Some(around);
        }
        let Kind::Text(text) = &node.kind else {
            let apart =
                ["wx:else", "wx:elif", "wx:for", "wx:for-items"].iter().any(|d| node.attr(d).is_some());
            if !inline(node) || apart || never_shown(node) {
                flush(&mut now);
            }
            if node.name() == Some("wxs") || never_shown(node) {
                hidden = node.end;
            }
            continue;
        };
        for piece in wxml::pieces(text, node.bytes.start) {
            match piece {
                Piece::Literal(text, at) => {
                    let kept = text.trim();
                    if !kept.is_empty() {
                        let at = at + (text.len() - text.trim_start().len());
                        now.parts.push((now.text.len(), at..at + kept.len()));
                        now.text += kept;
                    }
                }
                // `国{{''}}家级` and `{{'国' + '家级'}}` are one text.
                Piece::Expression(expression, at) => match sum(expression, at) {
                    Some(parts) => {
                        for (text, bytes) in parts.into_iter().filter(|(text, _)| !text.is_empty()) {
                            now.parts.push((now.text.len(), bytes));
                            now.text += text;
                        }
                    }
                    None => flush(&mut now),
                },
            }
        }
    }
    flush(&mut now);
    out
}

/// Every text of a template file that is shown.
fn of_template<'b>(doc: &Doc<'b>, wxml: &'b Wxml<'b>) -> Vec<Visible<'b>> {
    let mut out = Vec::new();
    let path = doc.path;
    let mut hidden = 0;
    for (i, node) in wxml.nodes.iter().enumerate() {
        if i < hidden {
            continue;
        }
        let Kind::Text(text) = &node.kind else {
            if node.name() == Some("wxs") || never_shown(node) {
                hidden = node.end;
            } else {
                of_attrs(doc, node, &mut out);
            }
            continue;
        };
        for piece in wxml::pieces(text, node.bytes.start) {
            match piece {
                Piece::Literal(text, at) if !text.trim().is_empty() => {
                    out.push(Visible::written(path, text, at));
                }
                Piece::Literal(..) => {}
                Piece::Expression(expression, at) => {
                    let yielded = wxml::yielded(expression, at).into_iter();
                    out.extend(yielded.map(|(text, at)| Visible::written(path, text, at)));
                }
            }
        }
    }
    out
}

/// An element that is written never to be shown.
pub(crate) fn never_shown(node: &wxml::Node<'_>) -> bool {
    let off = |value: Option<&str>| value.is_some_and(|v| v.replace(' ', "") == "{{false}}");
    let style = node.value("style").unwrap_or("").replace(' ', "");
    off(node.value("wx:if"))
        || style.contains("display:none")
        || node.attr("hidden").is_some_and(|a| {
            a.value.is_none_or(|v| matches!(v.replace(' ', "").as_str(), "" | "true" | "hidden" | "{{true}}"))
        })
}

/// What is shown, by unit; a file is read once, however many units show it.
pub(crate) struct Shown<'b> {
    app: &'b App<'b>,
    texts: BTreeMap<&'b str, Vec<Visible<'b>>>,
    names: BTreeMap<&'b str, BTreeSet<&'b str>>,
}

impl<'b> Shown<'b> {
    pub(crate) fn new(app: &'b App<'b>) -> Self {
        let components = app.units.iter().flat_map(|u| &u.uses).map(String::as_str).collect();
        let mut shown = Self { app, texts: BTreeMap::new(), names: BTreeMap::new() };
        for path in app.units.iter().flat_map(|u| &u.templates) {
            if let (Some(doc), Some(wxml)) = (app.doc(path), app.template(path))
                && !shown.texts.contains_key(doc.path)
            {
                shown.texts.insert(doc.path, of_template(doc, wxml));
                shown.names.insert(doc.path, bound(wxml, &components));
            }
        }
        shown
    }

    /// Texts of a unit's templates.
    pub(crate) fn written(&self, unit: &'b Unit) -> impl Iterator<Item = Visible<'b>> {
        unit.templates.iter().filter_map(|t| self.texts.get(t.as_str())).flatten().copied()
    }

    /// Data bound into a unit's templates, what its script shows, its title.
    pub(crate) fn computed(&self, unit: &'b Unit) -> Vec<Visible<'b>> {
        let mut out = Vec::new();
        let app = self.app;
        let names: Vec<_> = unit.templates.iter().filter_map(|t| self.names.get(t.as_str())).collect();
        let bound = |key: &str| names.iter().any(|n| n.contains(key));
        let data =
            data(app, unit).into_iter().filter(|b| b.key.is_none_or(bound) && b.text.joints.is_empty());
        out.extend(data.map(|Bound { doc, text, .. }| Visible::said(doc, text)));
        out.extend(self.handed(unit));
        out.extend(self.filtered(unit));
        out.extend(self.title(unit));
        out
    }

    /// Data that is put together of parts, each of which is a text of its own besides.
    pub(crate) fn put_together(&self) -> Vec<Visible<'b>> {
        let mut seen = BTreeSet::new();
        let mut out = Vec::new();
        for unit in &self.app.units {
            let names: Vec<_> = unit.templates.iter().filter_map(|t| self.names.get(t.as_str())).collect();
            let bound = |key: &str| names.iter().any(|n| n.contains(key));
            for Bound { key, doc, text } in data(self.app, unit) {
                if !text.joints.is_empty()
                    && key.is_none_or(bound)
                    && seen.insert((doc.path, text.bytes.start, text.value.as_str()))
                {
                    out.push(Visible::said(doc, text));
                }
            }
        }
        out
    }

    /// Texts that components of the package are handed and show: `<card title="…" />`.
    fn handed(&self, unit: &'b Unit) -> Vec<Visible<'b>> {
        let app = self.app;
        let mut out = Vec::new();
        for (doc, wxml) in unit.templates.iter().filter_map(|t| Some((app.doc(t)?, app.template(t)?))) {
            for node in &wxml.nodes {
                let component = node.name().and_then(|n| unit.components.get(n)).and_then(|b| app.unit(b));
                let Some(component) = component else { continue };
                for attr in node.attrs().iter().filter(|a| a.value.is_some_and(|v| !v.is_ascii())) {
                    let property = camel(attr.name);
                    let templates = component.templates.iter().filter_map(|t| app.template(t));
                    let reads = |n: &wxml::Node<'_>| match &n.kind {
                        Kind::Text(text) => {
                            let mut names = BTreeSet::new();
                            expressions(text, &mut names);
                            names.contains(property.as_str())
                        }
                        Kind::Element { name, attrs } => attrs.iter().any(|a| {
                            let mut names = BTreeSet::new();
                            if is_drawn(name, a.name) {
                                expressions(a.value.unwrap_or(""), &mut names);
                            }
                            names.contains(property.as_str())
                        }),
                    };
                    if !templates.flat_map(|w| &w.nodes).any(reads) {
                        continue;
                    }
                    let mut push = |text: &'b str, at: usize| {
                        out.push(Visible::written(doc.path, text, at));
                    };
                    for piece in wxml::pieces(attr.value.unwrap_or(""), attr.bytes.start) {
                        match piece {
                            Piece::Literal(text, at) => push(text, at),
                            Piece::Expression(text, at) => {
                                wxml::yielded(text, at).into_iter().for_each(|(text, at)| push(text, at));
                            }
                        }
                    }
                }
            }
        }
        out
    }

    /// Texts of the WXS modules that a unit's templates load.
    fn filtered(&self, unit: &'b Unit) -> Vec<Visible<'b>> {
        let app = self.app;
        let mut out = Vec::new();
        for (path, wxml) in unit.templates.iter().filter_map(|t| Some((t, app.template(t)?))) {
            for src in wxml.nodes.iter().filter(|n| n.name() == Some("wxs")).filter_map(|n| n.value("src")) {
                let Some(target) = resolve(folder(path), src) else { continue };
                let (Some(doc), Some(script)) = (app.doc(&target), app.script(&target)) else { continue };
                let texts = script.constants.iter().map(|(_, text)| text).filter(|t| !t.value.is_ascii());
                out.extend(texts.map(|text| Visible::said(doc, text)));
            }
        }
        out
    }

    /// Texts that inline elements beside each other make together: `<text>国家</text><text>级</text>`.
    pub(crate) fn joined(&self) -> Vec<Joined<'b>> {
        let templates = self.texts.keys().filter_map(|path| Some((*path, self.app.template(path)?)));
        templates.flat_map(|(path, wxml)| join(path, wxml)).collect()
    }

    /// Titles of the program and of its pages.
    pub(crate) fn titles(&self) -> Vec<Visible<'b>> {
        let title = self
            .app
            .manifest
            .as_ref()
            .and_then(|m| m.get_object("window")?.get_string("navigationBarTitleText"));
        let title = title.and_then(|t| Some(text_of(self.app.doc("app.json")?, t)));
        let mut out: Vec<_> = title.into_iter().collect();
        out.extend(self.app.units.iter().filter_map(|unit| self.title(unit)));
        out
    }

    fn title(&self, unit: &'b Unit) -> Option<Visible<'b>> {
        let (title, bytes) = unit.title.as_ref()?;
        let doc = self.app.doc(&format!("{}.json", unit.base))?;
        let plain = doc.text.get(bytes.clone()) == Some(title.as_str());
        Some(Visible { path: doc.path, text: title, at: bytes.start, plain, end: bytes.end, joints: &[] })
    }

    /// Every text of the program, each once.
    pub(crate) fn all(&self) -> Vec<Visible<'b>> {
        let mut out = of_manifest(self.app);
        out.extend(self.texts.values().flatten().copied());
        for unit in &self.app.units {
            out.extend(self.computed(unit));
        }
        out.extend(of_styles(self.app));
        out.extend(of_helpers(self.app).into_iter().map(|(doc, text)| Visible::said(doc, text)));
        let mut seen = BTreeSet::new();
        out.retain(|v| seen.insert((v.path, v.at)));
        out
    }
}

/// Titles and tab texts of `app.json`.
fn of_manifest<'b>(app: &'b App<'b>) -> Vec<Visible<'b>> {
    let (Some(manifest), Some(doc)) = (&app.manifest, app.doc("app.json")) else { return Vec::new() };
    let title = manifest.get_object("window").and_then(|w| w.get_string("navigationBarTitleText"));
    let tabs = manifest.get_object("tabBar").and_then(|t| t.get_array("list"));
    let texts = tabs.into_iter().flat_map(|t| &t.elements).filter_map(|e| e.as_object()?.get_string("text"));
    title.into_iter().chain(texts).map(|s| text_of(doc, s)).collect()
}

fn text_of<'b>(doc: &'b Doc<'b>, literal: &'b ast::StringLit<'_>) -> Visible<'b> {
    let (at, end) = (literal.range.start + 1, literal.range.end - 1);
    let plain = doc.text.get(at..end) == Some(literal.value.as_ref());
    Visible { path: doc.path, text: &literal.value, at, plain, end, joints: &[] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_bytes_of_characters() {
        let visible =
            Visible { path: "a", text: "我a国家级b级", at: 10, plain: true, end: 27, joints: &[] };
        assert_eq!(visible.parts(&[2..5, 6..7]), [14..23, 24..27]);
        assert_eq!(visible.parts(&[0..1, 1..2, 2..2]), [10..13, 13..14, 14..14]);
        assert_eq!(visible.parts(&[5..99, 99..99]), [23..27, 27..27]);
        assert_eq!(Visible { plain: false, ..visible }.parts(&[2..5, 6..7]), [10..27, 10..27]);
    }

    /// Twice the hits in twice the text are twice the steps, not four times.
    #[test]
    fn places_walk_the_text_once() {
        let steps = |k: usize| {
            let text = "国家级".repeat(k);
            let (places, passed) = places(&text, (0..k).flat_map(|i| [3 * i, 3 * i + 3]));
            assert_eq!(places.last(), Some(&text.len()));
            passed
        };
        assert_eq!((steps(1000), steps(2000)), (3001, 6001));
    }
}
