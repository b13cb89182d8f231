//! `wxml-bad-directive`.

use std::ops::Range;

use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::{Severity, declare_rule};

use crate::{
    app::{
        App, Doc, Unit,
        wxml::{Kind, Node, Piece, Wxml, pieces},
    },
    near::nearest,
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds directives that do nothing or something else: unknown `wx:` names, `wx-if`, `wx:else` without a `wx:if` before
    /// it, lists without a usable `wx:key` or without `{{ }}`, and events without a handler, or with one that the page's
    /// script does not have.
    ///
    /// ## Why
    /// None of these is an error for the compiler; the visitor sees everything at once, or taps and nothing happens.
    ///
    /// ## Fail example
    /// `<view wx-if="{{ok}}">`, `<view wx:for="{{list}}">`, `<button bindtap="sumbit">`
    ///
    /// ## Pass example
    /// `<view wx:if="{{ok}}">`, `<view wx:for="{{list}}" wx:key="id">`, `<button bindtap="submit">`
    ///
    /// ## References
    /// VER-3; WeChat: 列表渲染, 条件渲染, 事件.
    pub(crate) static META = {
        slug: "wxml-bad-directive", code: "STR010", group: Structure, severity: Warning, requirement: "VER-3", since: "0.2.0",
    };
}

/// Directives of the platform.
const KNOWN: [&str; 8] =
    ["wx:if", "wx:elif", "wx:else", "wx:for", "wx:for-items", "wx:for-item", "wx:for-index", "wx:key"];
/// Prefixes of event attributes, longest first.
const EVENTS: [&str; 7] =
    ["capture-bind:", "capture-catch:", "mut-bind:", "bind:", "catch:", "bind", "catch"];
/// Events of the platform's elements, by which other writings are known.
const PLAIN_EVENTS: [&str; 18] = [
    "tap",
    "longpress",
    "longtap",
    "touchstart",
    "touchmove",
    "touchend",
    "touchcancel",
    "input",
    "focus",
    "blur",
    "confirm",
    "change",
    "submit",
    "reset",
    "scroll",
    "load",
    "error",
    "click",
];

/// Names that stand for no handler.
const STOPS: [&str; 7] = ["true", "false", "none", "null", "void", "return", "_"];

struct Place<'d, 'a> {
    doc: &'d Doc<'a>,
    wxml: &'d Wxml<'a>,
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let wrapped = app.scripts().any(|(_, s)| s.notes.wraps);
    for (unit, doc, wxml) in app.shown_templates() {
        let place = Place { doc, wxml };
        let mut empty = Vec::new();
        for (i, node) in wxml.nodes.iter().enumerate() {
            if node.name().is_some() {
                names(&place, node, sink);
                foreign(unit, &place, node, sink);
                chain(&place, i, node, sink);
                list(app, &place, i, &mut empty, sink);
                if !wrapped {
                    events(app, unit, &place, node, sink);
                }
            }
        }
        empty_keys(&place, &empty, sink);
    }
}

fn report(
    sink: &mut Sink<'_>,
    doc: &Doc<'_>,
    at: Range<usize>,
    severity: Severity,
    what: Bilingual,
    fix: Bilingual,
) {
    sink.report(&META, doc, at, what, fix).severity(severity);
}

/// Names that no directive has.
fn names(place: &Place<'_, '_>, node: &Node<'_>, sink: &mut Sink<'_>) {
    for attr in node.attrs() {
        let name = attr.name;
        let meant = if let Some(rest) = name.strip_prefix("wx-").or_else(|| name.strip_prefix("wx.")) {
            KNOWN.into_iter().find(|k| k[3..] == *rest)
        } else if name.starts_with("wx:") && !KNOWN.contains(&name) {
            nearest(name, KNOWN)
        } else if let Some(rest) = name.strip_prefix("v-").or_else(|| name.strip_prefix("a:")) {
            KNOWN.into_iter().find(|k| k[3..] == *rest)
        } else {
            None
        };
        if meant.is_none() && (KNOWN.contains(&name) || !name.starts_with("wx:")) {
            continue;
        }
        let fix = match meant {
            Some(meant) => bi(format!("写成 {meant}。"), format!("Write {meant}.")),
            None => bi("删去这一属性。", "Take the attribute out."),
        };
        let what = bi(
            format!("没有 {name} 这一指令，它不起作用。"),
            format!("There is no directive {name}; it does nothing."),
        );
        report(sink, place.doc, attr.name_bytes(), Severity::Warning, what, fix);
    }
}

/// Events as other frameworks write them: `@tap`, `onTap`, `bindTap`, `v-on:click`.
fn foreign(unit: &Unit, place: &Place<'_, '_>, node: &Node<'_>, sink: &mut Sink<'_>) {
    let component = node.name().is_some_and(|n| unit.uses.contains(n) || n == "template");
    for attr in node.attrs() {
        let name = attr.name;
        let vue = name.strip_prefix('@').or_else(|| name.strip_prefix("v-on:"));
        let own = ["bind", "catch", "on"].into_iter().find_map(|p| {
            let event = name.strip_prefix(p)?.trim_start_matches(':');
            let written = p == "on" || event.starts_with(|c: char| c.is_ascii_uppercase());
            (written && !component).then_some(event)
        });
        let Some(event) = vue.or(own) else { continue };
        let event = event.split('.').next().unwrap_or("").to_ascii_lowercase();
        if !PLAIN_EVENTS.contains(&event.as_str()) {
            continue;
        }
        let meant = if event == "click" { "bindtap".to_owned() } else { format!("bind{event}") };
        let what = bi(
            format!("没有 {name} 这一写法，触发时什么也不发生。"),
            format!("There is no {name}: nothing happens on the event."),
        );
        let fix = bi(format!("写成 {meant}。"), format!("Write {meant}."));
        report(sink, place.doc, attr.name_bytes(), Severity::Warning, what, fix);
    }
}

/// `wx:else` and `wx:elif` follow an element with a condition.
fn chain(place: &Place<'_, '_>, i: usize, node: &Node<'_>, sink: &mut Sink<'_>) {
    let Some(attr) = node.attrs().iter().find(|a| matches!(a.name, "wx:else" | "wx:elif")) else { return };
    let before = place.wxml.nodes[..i].iter().enumerate().rev();
    let siblings = before
        .take_while(|(at, _)| node.parent.is_none_or(|p| *at > p))
        .filter(|(_, n)| n.parent == node.parent);
    let mut siblings = siblings.map(|(_, n)| n);
    let previous = siblings.find(|n| !matches!(&n.kind, Kind::Text(t) if t.trim().is_empty()));
    let follows = previous.is_some_and(|n| n.attr("wx:if").is_some() || n.attr("wx:elif").is_some());
    if !follows {
        let name = attr.name;
        let what = bi(
            format!("{name} 前面没有带 wx:if 的元素。"),
            format!("No element with wx:if stands right before this {name}."),
        );
        let fix = bi(
            "把它紧接在带 wx:if 的元素之后，或改为 wx:if。",
            "Put it right after the element with wx:if, or make it a wx:if.",
        );
        report(sink, place.doc, attr.name_bytes(), Severity::Error, what, fix);
    }
}

/// From how many on empty keys of a file are said at once.
const MANY: usize = 4;

/// Keys without a name: where a file has many, as copies of libraries do, one finding names them all.
fn empty_keys(place: &Place<'_, '_>, keys: &[Range<usize>], sink: &mut Sink<'_>) {
    let fix = || {
        bi(
            "写上列表项的唯一属性名，或 *this。",
            "Name a property that is unique in the list, or write *this.",
        )
    };
    if keys.len() < MANY {
        for at in keys {
            let what =
                bi("wx:key 没有写属性名，键不起作用。", "wx:key names no property: the key does nothing.");
            report(sink, place.doc, at.clone(), Severity::Warning, what, fix());
        }
        return;
    }
    let n = keys.len();
    let what = bi(
        format!("本文件有 {n} 处 wx:key 没有写属性名，键不起作用。"),
        format!("{n} wx:key of this file name no property: the keys do nothing."),
    );
    let mut draft = sink.report(&META, place.doc, keys[0].clone(), what, fix()).severity(Severity::Warning);
    for at in &keys[1..] {
        draft = draft.related(place.doc, at.start, "wx:key");
    }
}

/// Whether items of a name of their own have a property of that name, as far as template and scripts tell.
fn has_itself(app: &App<'_>, wxml: &Wxml<'_>, i: usize, item: &str) -> bool {
    let inside = &wxml.nodes[i..wxml.nodes[i].end.max(i + 1)];
    let values = inside.iter().flat_map(|n| {
        let text = match &n.kind {
            Kind::Text(text) => Some(*text),
            Kind::Element { .. } => None,
        };
        text.into_iter().chain(n.attrs().iter().filter_map(|a| a.value))
    });
    let itself = format!("{item}.{item}");
    let mut member = false;
    for value in values {
        for piece in pieces(value, 0) {
            let Piece::Expression(expression, _) = piece else { continue };
            // Shown as it is: a text or a number.
            if expression.trim() == item {
                return false;
            }
            member |= expression.contains(&itself);
        }
    }
    let property = |text: &str| {
        text.match_indices(item).any(|(at, _)| {
            let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
            let rest = text[at + item.len()..].trim_start_matches(['\'', '"', '?']).trim_start();
            !text[..at].ends_with(word) && rest.starts_with(':')
        })
    };
    member || app.scripts().any(|(doc, _)| property(doc.text))
}

/// `wx:for` has a list and a key.
fn list(app: &App<'_>, place: &Place<'_, '_>, i: usize, empty: &mut Vec<Range<usize>>, sink: &mut Sink<'_>) {
    let node = &place.wxml.nodes[i];
    let Some(attr) = node.attr("wx:for").or_else(|| node.attr("wx:for-items")) else {
        let alone = node.attrs().iter().find(|a| matches!(a.name, "wx:key" | "wx:for-item" | "wx:for-index"));
        if let Some(attr) = alone {
            let name = attr.name;
            let what = bi(
                format!("没有 wx:for 的 {name} 不起作用。"),
                format!("Without wx:for, {name} does nothing."),
            );
            let fix =
                bi("移到带 wx:for 的元素上，或删去。", "Move it to the element with wx:for, or take it out.");
            report(sink, place.doc, attr.name_bytes(), Severity::Warning, what, fix);
        }
        return;
    };
    let value = attr.value.unwrap_or("").trim();
    if !value.contains("{{") && !value.is_empty() && value.parse::<u32>().is_err() {
        let what = bi(
            format!("wx:for 的“{value}”没有写在 {{{{ }}}} 中，遍历的是它的每个字符。"),
            format!("wx:for has \"{value}\" without {{{{ }}}}: it goes over its characters."),
        );
        let fix =
            bi(format!("写成 wx:for=\"{{{{{value}}}}}\"。"), format!("Write wx:for=\"{{{{{value}}}}}\"."));
        report(sink, place.doc, attr.bytes.clone(), Severity::Warning, what, fix);
    }
    let Some(key) = node.attr("wx:key") else {
        let what = bi("列表没有 wx:key。", "The list has no wx:key.");
        let fix = bi(
            "加上 wx:key，值为列表项的唯一属性名，或 *this。",
            "Add wx:key with the name of a property that is unique in the list, or *this.",
        );
        report(sink, place.doc, attr.name_bytes(), Severity::Warning, what, fix);
        return;
    };
    let name = key.value.unwrap_or("").trim();
    if name.is_empty() {
        empty.push(key.bytes.clone());
        return;
    }
    let item = node.value("wx:for-item").unwrap_or("item");
    let meant = name.trim_start_matches("{{").trim_end_matches("}}").trim();
    let plain = meant.strip_prefix(item).and_then(|r| r.strip_prefix('.')).unwrap_or(meant);
    let itself = name == item && (item == "item" || !has_itself(app, place.wxml, i, item));
    if name.contains("{{") || plain != meant || itself {
        let computed = plain.contains(['{', '}', '+', ' ', '[']);
        let better = if plain == item || plain.is_empty() || computed { "*this" } else { plain };
        let what = bi(
            format!("wx:key=\"{name}\" 不是属性名，键不起作用。"),
            format!("wx:key=\"{name}\" is not the name of a property: the key does nothing."),
        );
        let fix = bi(format!("写成 wx:key=\"{better}\"。"), format!("Write wx:key=\"{better}\"."));
        report(sink, place.doc, key.bytes.clone(), Severity::Warning, what, fix);
    }
}

/// Events have a handler that is there.
fn events(app: &App<'_>, unit: &Unit, place: &Place<'_, '_>, node: &Node<'_>, sink: &mut Sink<'_>) {
    // What an imported template names is looked up in whatever page uses it.
    let own = place.doc.path.strip_suffix(".wxml") == Some(&unit.base) && !in_template(place.wxml, node);
    let script = unit.script.as_deref().and_then(|p| app.script(p)).filter(|s| s.problem.is_none());
    let handlers = script.and_then(|s| s.notes.handlers.as_ref());
    for attr in node.attrs() {
        let Some(event) = EVENTS.iter().find_map(|e| attr.name.strip_prefix(e)).filter(|e| !e.is_empty())
        else {
            continue;
        };
        // A component's own attribute may begin with `bind`.
        if !attr.name.contains(':') && unit.uses.contains(node.name().unwrap_or("")) {
            continue;
        }
        let name = attr.value.unwrap_or("").trim();
        if name.is_empty() {
            // `catch` without a handler stops the event, which is its use.
            if !attr.name.contains("catch") {
                let what = bi(
                    format!("事件 {event} 没有写处理函数。"),
                    format!("The event {event} has no handler."),
                );
                let fix =
                    bi("写上处理函数名，或删去这一属性。", "Name the handler, or take the attribute out.");
                report(sink, place.doc, attr.name_bytes(), Severity::Warning, what, fix);
            }
            continue;
        }
        let Some(handlers) = handlers.filter(|_| own && !name.contains("{{")) else { continue };
        // A `catch` that names nothing on purpose only stops the event.
        let told = name.to_lowercase();
        let idle = ["stop", "prevent", "noop", "nothing", "empty", "bubble"].iter().any(|w| told.contains(w));
        let stops = attr.name.contains("catch") && (event == "touchmove" || idle || STOPS.contains(&name));
        if handlers.contains(name) || stops {
            continue;
        }
        let meant = nearest(name, handlers.iter().map(String::as_str));
        let what = bi(
            format!("脚本中没有处理函数 {name}，触发 {event} 时什么也不发生。"),
            format!("The script has no handler {name}: nothing happens on {event}."),
        );
        let fix = match meant {
            Some(meant) => bi(format!("是不是 {meant}？"), format!("Is it {meant}?")),
            None => bi("补上处理函数，或删去这一属性。", "Add the handler, or take the attribute out."),
        };
        report(sink, place.doc, attr.bytes.clone(), Severity::Warning, what, fix);
    }
}

fn in_template(wxml: &Wxml<'_>, node: &Node<'_>) -> bool {
    let mut at = Some(node);
    while let Some(node) = at {
        if node.name() == Some("template") && node.attr("name").is_some() {
            return true;
        }
        at = node.parent.map(|p| &wxml.nodes[p]);
    }
    false
}
