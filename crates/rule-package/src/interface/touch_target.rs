//! `touch-target`.

use std::collections::BTreeSet;

use tongguan_model::text::bi;
use tongguan_rule::{Evidence, declare_rule};

use super::{
    left_out,
    size::Boxes,
    survey::{Because, Place, Seen, Small, because},
};
use crate::{app::App, sink::Sink, style::Element};

declare_rule! {
    /// ## What it does
    /// Measures elements that can be tapped (`bindtap`, `catchtap`, `<navigator>`) and are no `<button>`, at a screen 375 px
    /// wide, by the sizes, padding and lines that are declared. Only one that is too small in any case is reported. One inside
    /// an element with the same handler, or a link within a sentence or a label, is not.
    ///
    /// ## Why
    /// REV-3: what a finger must meet needs room; the height of a button is the least.
    ///
    /// ## Fail example
    /// `<view class="cut" bindtap="less">-</view>` with `.cut { width: 70rpx; height: 52rpx; }`: 35 by 26 px.
    ///
    /// ## Pass example
    /// The same with `padding: 10rpx`: 45 by 36 px.
    ///
    /// ## References
    /// REV-3; WCAG 2.2 SC 2.5.8.
    pub(crate) static META = {
        slug: "touch-target", code: "INT003", group: Interface, severity: Warning, requirement: "REV-3", since: "0.2.0",
    };
}

/// Events of a tap.
const TAPS: [&str; 8] = [
    "bindtap",
    "catchtap",
    "bind:tap",
    "catch:tap",
    "mut-bind:tap",
    "capture-bind:tap",
    "capture-catch:tap",
    "mut-bindtap",
];

/// What a tap on an element does.
fn handler<'a>(element: &Element<'a>) -> Option<&'a str> {
    let of =
        |name: &str| element.seen.attrs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.unwrap_or("{{}}"));
    if element.seen.tag == "navigator" {
        return of("url").or_else(|| of("open-type")).filter(|v| !v.is_empty());
    }
    TAPS.iter().find_map(|t| of(t)).filter(|v| !v.is_empty())
}

/// How far up the same handler is looked for.
const AROUND: usize = 64;

/// Elements that are measured.
const MEASURED: [&str; 7] = ["view", "text", "image", "icon", "navigator", "label", "cover-view"];

/// Measures the buttons and the other things to tap on a page.
pub(super) fn measure<'a>(
    app: &App<'_>,
    boxes: &Boxes<'_, 'a>,
    which: &BTreeSet<usize>,
    shown: &dyn Fn(&Element<'a>) -> bool,
    seen: &mut Seen,
) {
    let review = &app.input.policy.review;
    let (width, height, least) = (*review.button_width_px, *review.button_height_px, *review.touch_target_px);
    let visible = boxes.visible(shown);
    for i in which.iter().copied() {
        let element = &boxes.elements[i];
        let taps = element.seen.tag == "button" || MEASURED.contains(&element.seen.tag);
        if !taps || element.node.is_none() || !visible[i] || boxes.ghost(i) {
            continue;
        }
        if element.seen.tag == "button" {
            seen.buttons.extend(small(app, boxes, i, width, height));
        } else if let Some(does) = handler(element)
            && !within(boxes, i, does)
        {
            seen.targets.extend(small(app, boxes, i, least, least));
        }
    }
}

/// An element around does the same, or it is a link within a sentence.
fn within(boxes: &Boxes<'_, '_>, i: usize, does: &str) -> bool {
    let elements = boxes.elements;
    let mut at = i;
    for _ in 0..AROUND {
        let Some(above) = elements[at].above else { break };
        if elements[above].seen.tag == "button" || handler(&elements[above]) == Some(does) {
            return true;
        }
        at = above;
    }
    is_link(boxes, i)
}

/// A link in the line of a sentence: a finger meets the sentence, and what a line is high is no choice of the author's.
fn is_link(boxes: &Boxes<'_, '_>, i: usize) -> bool {
    let elements = boxes.elements;
    let Some(around) = elements[i].above else { return false };
    let tag = elements[i].seen.tag;
    let line = matches!(elements[around].seen.tag, "text" | "label");
    if tag == "text" && (line || !elements[around].texts.is_empty()) || tag == "navigator" && line {
        return true;
    }
    // Beside it in a line stands a text that is no link itself.
    let flows = boxes.inline(i) && boxes.flex(around).is_none();
    let speaks = |s: &usize| {
        *s != i && boxes.inline(*s) && !elements[*s].texts.is_empty() && handler(&elements[*s]).is_none()
    };
    flows && boxes.children(around).iter().any(speaks)
}

fn small(app: &App<'_>, boxes: &Boxes<'_, '_>, i: usize, width: f64, height: f64) -> Option<Small> {
    let (high, wide) = boxes.most(i);
    let low = high.filter(|h| *h < height);
    let narrow = wide.filter(|w| *w < width);
    if low.is_none() && narrow.is_none() {
        return None;
    }
    let element = &boxes.elements[i];
    let (path, node) = element.node?;
    let start = app.template(path)?.nodes.get(node)?.bytes.start;
    let mut because: Vec<Because> = Vec::new();
    for name in ["width", "height", "line-height", "padding", "font-size"] {
        if let Some((path, at)) = boxes.declared[i].get(name).and_then(|h| h.from)
            && !because.iter().any(|(p, a, _)| p == path && *a == at)
        {
            because.push((path.to_owned(), at, name.to_owned()));
        }
    }
    let place = Place { path: path.to_owned(), bytes: start..start + 1 + element.seen.tag.len() };
    Some(Small { place, width: wide, height: high, because })
}

/// `35×26 px`; `?` where no bound is known.
pub(super) fn size(small: &Small) -> String {
    let show = |v: Option<f64>| v.map_or("?".to_owned(), |v| format!("{}", (v * 10.0).round() / 10.0));
    format!("{}×{} px", show(small.width), show(small.height))
}

/// What was measured, as data.
pub(super) fn evidence(small: &Small, least_width: f64, least_height: f64) -> Evidence {
    let tenths = |px: f64| (px * 10.0).round() as u32;
    Evidence::Size {
        width: small.width.map(tenths),
        height: small.height.map(tenths),
        least_width: tenths(least_width),
        least_height: tenths(least_height),
    }
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let review = &app.input.policy.review;
    let (least, screen) = (*review.touch_target_px, *review.reference_width_px);
    let survey = app.survey();
    for small in &survey.targets {
        let Some(doc) = app.doc(&small.place.path) else { continue };
        let measured = size(small);
        let draft = sink
            .report(
                &META,
                doc,
                small.place.bytes.clone(),
                bi(
                    format!("可点击区域为 {measured}（屏宽 {screen} px），小于 {least}×{least} px。"),
                    format!("What can be tapped is {measured} on a screen {screen} px wide, below {least}×{least} px."),
                ),
                bi("加大宽高或内边距，或把点击事件放到更大的外层元素上。", "Give it more size or padding, or let a larger element around it take the tap."),
            )
            .measured(measured, format!("{least}×{least} px"))
            .evidence(evidence(small, least, least));
        because(app, draft, &small.because);
    }
    left_out(app, survey.exhausted, &META, sink);
}
