//! How large a control can be at most, by what is declared. What the content or the run decides has no bound.

use std::rc::Rc;

use super::look::{Line, Look, Painter, Value, get};
use crate::{
    app::wxml::Kind,
    style::{Declared, Element, value::length},
};

/// A page's elements with their looks and children.
pub(super) struct Boxes<'p, 'a> {
    pub(super) painter: &'p Painter<'a>,
    pub(super) elements: &'p [Element<'a>],
    pub(super) declared: &'p [Rc<Declared<'a>>],
    pub(super) looks: &'p [Rc<Look<'a>>],
    children: Vec<Vec<usize>>,
}

/// Deepest content that is measured.
const DEPTH: usize = 6;
/// How far up a width is looked for.
const AROUND: usize = 24;
/// A line is at most so many times as high as its text, where no line height is declared.
const NORMAL_LINE: f64 = 1.5;
/// Width of a sign of the Latin script in sizes of its text, at most.
const LATIN: f64 = 0.7;
/// What a side is moved by, top and bottom or left and right.
type Sides = [&'static str; 2];
const VERTICAL: Sides = ["top", "bottom"];
const HORIZONTAL: Sides = ["left", "right"];

/// A declared length.
enum Declaration {
    Absent,
    Px(f64),
    Unknown,
}

impl<'p, 'a> Boxes<'p, 'a> {
    pub(super) fn new(
        painter: &'p Painter<'a>,
        elements: &'p [Element<'a>],
        declared: &'p [Rc<Declared<'a>>],
        looks: &'p [Rc<Look<'a>>],
    ) -> Self {
        let mut children = vec![Vec::new(); elements.len()];
        for (i, element) in elements.iter().enumerate() {
            if let Some(above) = element.above {
                children[above].push(i);
            }
        }
        Self { painter, elements, declared, looks, children }
    }

    fn word(&self, i: usize, name: &str) -> Option<String> {
        match get(&self.declared[i], &self.looks[i].variables, name).0 {
            Value::Absent => None,
            Value::Known(v) => Some(v.trim().to_ascii_lowercase()),
            Value::Unknown => Some("?".into()),
        }
    }

    fn is(&self, i: usize, name: &str, values: &[&str]) -> bool {
        self.word(i, name).is_some_and(|w| values.contains(&w.as_str()))
    }

    fn length(&self, i: usize, name: &str) -> Declaration {
        match self.word(i, name).as_deref() {
            None | Some("auto" | "initial" | "none" | "unset") => Declaration::Absent,
            Some(v) => {
                let part = v.strip_suffix('%').and_then(|p| p.trim().parse::<f64>().ok());
                let px = match part {
                    Some(part) => self.whole(i, name).map(|whole| whole * part / 100.0),
                    None => length(v, self.looks[i].size, self.painter.rpx),
                };
                px.map_or(Declaration::Unknown, Declaration::Px)
            }
        }
    }

    /// What a share of a length is taken of, at most: the length that is declared around, or the screen's width.
    fn whole(&self, i: usize, name: &str) -> Option<f64> {
        let mut at = i;
        for _ in 0..AROUND {
            if self.is(at, "position", &["absolute", "fixed", "?"]) {
                return None;
            }
            let above = self.elements[at].above.filter(|_| matches!(name, "width" | "height"))?;
            if name == "width"
                && self.grows(above)
                && self.parent(above).and_then(|p| self.flex(p)) == Some(true)
            {
                return None;
            }
            if let Some(value) = self.word(above, name).filter(|v| v != "auto") {
                let wide = value == "100%" || value == "100vw";
                if !wide || name == "height" {
                    return length(&value, self.looks[above].size, self.painter.rpx);
                }
            }
            // A block is as wide as what is around it; what shrinks, grows or is laid out otherwise is not followed.
            let plain = matches!(self.word(above, "display").as_deref(), None | Some("block" | "flex"))
                && matches!(self.elements[above].seen.tag, "view" | "page" | "form" | ":host")
                && !self.is(above, "float", &["left", "right", "?"])
                && ["min-width", "margin", "margin-left", "margin-right", "transform", "zoom"]
                    .iter()
                    .all(|n| self.word(above, n).is_none_or(|v| !v.contains(['-', '?'])));
            if name == "height" || !plain || self.bent(above) {
                return None;
            }
            match self.elements[above].above {
                None if self.painter.component => return None,
                None => return Some(self.painter.rpx * 750.0),
                Some(around) if self.flex(around) == Some(true) => return None,
                Some(_) => at = above,
            }
        }
        None
    }

    /// Sum of padding or margin at two sides; `None` if it is not known.
    fn sides(&self, i: usize, name: &str, sides: Sides, default: f64) -> Option<f64> {
        let mut sum = 0.0;
        for (at, side) in sides.iter().enumerate() {
            let value = self.word(i, &format!("{name}-{side}")).or_else(|| self.word(i, name));
            let Some(value) = value else {
                sum += default / 2.0;
                continue;
            };
            let parts: Vec<&str> = value.split_whitespace().collect();
            let vertical = sides == VERTICAL;
            let part = match (parts.len(), vertical) {
                (1, _) => parts[0],
                (2, true) | (3 | 4, true) if at == 0 => parts[0],
                (2, true) => parts[0],
                (3 | 4, true) => parts[2],
                (2 | 3, false) => parts[1],
                (4, false) if at == 0 => parts[3],
                (4, false) => parts[1],
                _ => return None,
            };
            if name == "margin" && part == "auto" {
                continue;
            }
            sum += length(part, self.looks[i].size, self.painter.rpx)?;
        }
        Some(sum)
    }

    /// Strokes at two sides, at most.
    fn strokes(&self, i: usize, sides: Sides) -> f64 {
        let of = |name: &str| {
            let value = self.word(i, name)?;
            if matches!(value.as_str(), "none" | "0") || value.starts_with("none") {
                return Some(0.0);
            }
            let px = |p: &str| {
                length(p, None, self.painter.rpx).filter(|_| p.contains(|c: char| c.is_ascii_digit()))
            };
            Some(value.split_whitespace().find_map(px).unwrap_or(3.0))
        };
        let one = |side: &str| {
            of(&format!("border-{side}")).or_else(|| of("border-width")).or_else(|| of("border"))
        };
        sides.iter().map(|s| one(s).unwrap_or(0.0).max(0.0)).sum()
    }

    fn border_box(&self, i: usize) -> bool {
        match self.word(i, "box-sizing").as_deref() {
            Some(value) => value == "border-box",
            None => self.elements[i].seen.tag == "button",
        }
    }

    /// A row or column that lays its children out.
    pub(super) fn flex(&self, i: usize) -> Option<bool> {
        if !self.is(i, "display", &["flex", "inline-flex", "-webkit-flex"]) {
            return None;
        }
        let column = self.word(i, "flex-direction").is_some_and(|d| d.starts_with("column"))
            || self.word(i, "flex-flow").is_some_and(|d| d.starts_with("column"));
        Some(!column)
    }

    fn grows(&self, i: usize) -> bool {
        let zero = |v: String| matches!(v.split_whitespace().next(), Some("0" | "none" | "initial"));
        ["flex", "flex-grow"].iter().any(|n| self.word(i, n).is_some_and(|v| !zero(v)))
    }

    /// Whether other declarations change a size in a way that is not followed.
    fn bent(&self, i: usize) -> bool {
        let element = &self.elements[i];
        let moved = |v: String| {
            let only = v
                .split(')')
                .filter(|p| !p.trim().is_empty())
                .all(|p| p.trim().starts_with("translate") || p.trim().starts_with("rotate"));
            v != "none" && !only
        };
        element.computed
            || element.opaque
            || self.declared[i].cover.is_some()
            || self.word(i, "transform").is_some_and(moved)
            || self.word(i, "zoom").is_some()
            || self.word(i, "position").as_deref() == Some("?")
            || self.word(i, "display").as_deref() == Some("?")
    }

    /// What stands right inside.
    pub(super) fn children(&self, i: usize) -> &[usize] {
        &self.children[i]
    }

    fn parent(&self, i: usize) -> Option<usize> {
        self.elements[i].above
    }

    pub(super) fn inline(&self, i: usize) -> bool {
        let blockified =
            self.parent(i).is_some_and(|p| self.flex(p).is_some() || self.is(p, "display", &["grid"]))
                || self.is(i, "position", &["absolute", "fixed"])
                || self.is(i, "float", &["left", "right"]);
        let tag = self.elements[i].seen.tag;
        !blockified
            && match self.word(i, "display").as_deref() {
                None => tag == "text" || tag.is_empty(),
                Some(d) => d == "inline",
            }
    }

    /// Whether each element is shown at all.
    pub(super) fn visible(&self, shown: &dyn Fn(&Element<'a>) -> bool) -> Vec<bool> {
        let mut out: Vec<bool> = Vec::with_capacity(self.elements.len());
        for (i, element) in self.elements.iter().enumerate() {
            let gone = element.hidden
                || !shown(element)
                || self.is(i, "display", &["none"])
                || self.is(i, "visibility", &["hidden"]);
            out.push(!gone && element.above.is_none_or(|a| out[a]));
        }
        out
    }

    /// Whether a tap on it does nothing, or nobody can see where.
    pub(super) fn ghost(&self, i: usize) -> bool {
        self.is(i, "opacity", &["0"]) || self.is(i, "pointer-events", &["none"])
    }

    /// The greatest height and width in px; `None`: no bound is known.
    pub(super) fn most(&self, i: usize) -> (Option<f64>, Option<f64>) {
        if self.bent(i) {
            return (None, None);
        }
        (self.height(i, DEPTH), self.width(i, DEPTH))
    }

    fn bounded(&self, i: usize, size: Option<f64>, least: &str, most: &str) -> Option<f64> {
        let size = match self.length(i, least) {
            Declaration::Absent => size,
            Declaration::Px(px) => size.map(|s| s.max(px)),
            Declaration::Unknown => None,
        };
        match self.length(i, most) {
            Declaration::Px(px) => Some(size.map_or(px, |s| s.min(px))),
            _ => size,
        }
    }

    fn height(&self, i: usize, depth: usize) -> Option<f64> {
        let parent = self.parent(i);
        let row = parent.and_then(|p| self.flex(p));
        if row == Some(false) && self.grows(i)
            || parent.is_some_and(|p| self.is(p, "display", &["grid", "?"]))
        {
            return None;
        }
        let tag = self.elements[i].seen.tag;
        let v2 = if tag == "button"
            && self.painter.v2
            && self.painter.attr(&self.elements[i], "size") != Some("mini")
        {
            16.0
        } else {
            0.0
        };
        let padding = self.sides(i, "padding", VERTICAL, v2)? + self.strokes(i, VERTICAL);
        let size = match self.length(i, "height") {
            Declaration::Unknown => None,
            Declaration::Px(px) if !self.inline(i) => {
                Some(if self.border_box(i) { px.max(padding) } else { px + padding })
            }
            _ => {
                let stretched = row == Some(true)
                    && !self.is(
                        parent?,
                        "align-items",
                        &["center", "flex-start", "flex-end", "baseline", "start", "end"],
                    )
                    && !self.is(
                        i,
                        "align-self",
                        &["center", "flex-start", "flex-end", "baseline", "start", "end"],
                    );
                let pinned = self.is(i, "position", &["absolute", "fixed"])
                    && (self.word(i, "inset").is_some()
                        || VERTICAL.iter().all(|s| self.word(i, s).is_some()));
                if stretched || pinned { None } else { self.content(i, VERTICAL, depth).map(|c| c + padding) }
            }
        };
        self.bounded(i, size, "min-height", "max-height")
    }

    fn width(&self, i: usize, depth: usize) -> Option<f64> {
        let parent = self.parent(i);
        let row = parent.and_then(|p| self.flex(p));
        if row == Some(true) && self.grows(i) || parent.is_some_and(|p| self.is(p, "display", &["grid", "?"]))
        {
            return None;
        }
        let element = &self.elements[i];
        let button = element.seen.tag == "button";
        let mini = self.painter.attr(element, "size") == Some("mini");
        // The platform's own selector of a large button is stronger than one class.
        if button && self.painter.v2 && !mini && self.declared[i].get("width").is_none_or(|h| !h.strong) {
            return None;
        }
        let default = match (button, self.painter.v2, mini) {
            (false, ..) => 0.0,
            (true, false, false) => 28.0,
            (true, false, true) => 2.68 * 13.0,
            (true, true, true) => 24.0,
            (true, true, false) => 48.0,
        };
        let padding = self.sides(i, "padding", HORIZONTAL, default)? + self.strokes(i, HORIZONTAL);
        let size = match self.length(i, "width") {
            Declaration::Unknown => None,
            Declaration::Px(px) if !self.inline(i) => {
                Some(if self.border_box(i) { px.max(padding) } else { px + padding })
            }
            _ => {
                let out = self.is(i, "position", &["absolute", "fixed"]);
                let pinned = out
                    && (self.word(i, "inset").is_some()
                        || HORIZONTAL.iter().all(|s| self.word(i, s).is_some()));
                let shrinks = row == Some(true)
                    || (out && !pinned)
                    || self.is(i, "float", &["left", "right"])
                    || self.inline(i)
                    || self.is(i, "display", &["inline-block", "inline-flex"])
                    || (button && mini && self.word(i, "display").is_none())
                    || matches!(element.seen.tag, "image" | "icon");
                if shrinks { self.content(i, HORIZONTAL, depth).map(|c| c + padding) } else { None }
            }
        };
        self.bounded(i, size, "min-width", "max-width")
    }

    /// What is inside, at most.
    fn content(&self, i: usize, sides: Sides, depth: usize) -> Option<f64> {
        let element = &self.elements[i];
        let vertical = sides == VERTICAL;
        match element.seen.tag {
            "icon" => {
                let size = match self.painter.attr(element, "size") {
                    None => Some(23.0),
                    Some(s) => length(&format!("{}px", s.trim_end_matches("px")), None, self.painter.rpx),
                };
                return size;
            }
            "" | "view" | "text" | "button" | "navigator" | "label" | "cover-view" => {}
            _ => return None,
        }
        // Of nothing inside, a template may still make something; an icon stands before or after the content.
        if depth == 0 || (element.texts.is_empty() && self.children[i].is_empty()) || self.declared[i].inserts
        {
            return None;
        }
        // How the second style lays out a small button is not declared anywhere.
        if element.seen.tag == "button"
            && self.painter.v2
            && self.painter.attr(element, "size") == Some("mini")
            && vertical
        {
            return None;
        }
        let mut sum = 0.0;
        if !element.texts.is_empty() {
            sum += self.text(i, vertical)?;
        }
        for child in &self.children[i] {
            let look = &self.looks[*child];
            if look.exempt && (self.elements[*child].hidden || self.is(*child, "display", &["none"])) {
                continue;
            }
            if self.is(*child, "position", &["absolute", "fixed"]) {
                // It may stick out, and be met there.
                return None;
            }
            if self.elements[*child].seen.repeated || self.bent(*child) {
                return None;
            }
            let size =
                if vertical { self.height(*child, depth - 1)? } else { self.width(*child, depth - 1)? };
            sum += size + self.sides(*child, "margin", sides, 0.0)?.max(0.0);
        }
        Some(sum)
    }

    /// Height of the line, or width, of an element's own texts.
    fn text(&self, i: usize, vertical: bool) -> Option<f64> {
        let (element, look) = (&self.elements[i], &self.looks[i]);
        let size = look.size?;
        let (path, node) = element.node?;
        let doc = self.painter.app.doc(path)?;
        let wxml = self.painter.app.template(path)?;
        let button = element.seen.tag == "button";
        let mut signs = 0.0;
        for text in &element.texts {
            let text = &doc.text[text.clone()];
            if text.contains("{{") {
                // A button's label is one line; of other texts nobody knows.
                if !button || !vertical {
                    return None;
                }
                continue;
            }
            signs += text.chars().map(|c| if c.is_ascii() { LATIN } else { 1.0 }).sum::<f64>() * size;
        }
        if !vertical {
            return Some(signs);
        }
        let Kind::Element { .. } = wxml.nodes[node].kind else { return None };
        // One line, if it fits where it must: the narrower of what is declared and half a screen.
        let room = match self.length(i, "width") {
            Declaration::Absent => self.painter.rpx * 750.0 / 2.0,
            Declaration::Px(px) => px,
            Declaration::Unknown if button => self.painter.rpx * 750.0 / 2.0,
            Declaration::Unknown => return None,
        };
        let once = self.is(i, "white-space", &["nowrap"]) || signs <= room;
        let line = match look.line {
            Line::Normal => size * NORMAL_LINE,
            Line::Factor(f) => size * f,
            Line::Px(px) => px,
            Line::Unknown => return None,
        };
        once.then_some(line)
    }
}
