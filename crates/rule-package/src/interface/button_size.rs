//! `button-size`.

use tongguan_model::text::bi;
use tongguan_rule::{Evidence, declare_rule};

use super::left_out;
use crate::{
    app::App,
    sink::Sink,
    style::{
        Declared, Element, elements,
        value::{Variables, length, resolve},
    },
};

declare_rule! {
    /// ## What it does
    /// Measures `<button>`s whose width or height is declared in px or rpx, or whose height follows from a declared line
    /// height or from `size="mini"`, at a screen 375 px wide. Where the content decides, nothing is said.
    ///
    /// ## Why
    /// REV-3: a button is at least 88 by 32 px, so that a finger meets it.
    ///
    /// ## Fail example
    /// `.pay { width: 120rpx; height: 48rpx; }`: 60 by 24 px.
    ///
    /// ## Pass example
    /// `.pay { width: 240rpx; height: 80rpx; }`: 120 by 40 px.
    ///
    /// ## References
    /// REV-3.
    pub(crate) static META = {
        slug: "button-size", code: "INT002", group: Interface, severity: Error, requirement: "REV-3", since: "0.1.0",
    };
}

/// Line height of a mini button before `"style": "v2"`: 2.3 of 13 px.
const MINI: f64 = 2.3 * 13.0;

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let sheets = &app.sheets;
    for unit in &app.units {
        let elements = elements(app, unit);
        if elements.iter().all(|e| e.seen.tag != "button") {
            continue;
        }
        let Some(declared) = sheets.declared(unit, &elements) else { break };
        for (element, held) in elements.iter().zip(&declared) {
            if element.seen.tag == "button" && !element.computed && !element.hidden {
                measure(app, element, held, sink);
            }
        }
    }
    left_out(app, sheets, &META, sink);
}

fn tenths(px: f64) -> u32 {
    (px * 10.0).round() as u32
}

fn measure(app: &App<'_>, element: &Element<'_>, held: &Declared<'_>, sink: &mut Sink<'_>) {
    let review = &app.input.policy.review;
    let rpx = *review.reference_width_px / 750.0;
    let Some((path, i)) = element.node else { return };
    let (Some(doc), Some(wxml)) = (app.doc(path), app.template(path)) else { return };
    let node = &wxml.nodes[i];
    let is = |name: &str, value: &str| held.get(name).is_some_and(|h| h.value == value);
    if is("display", "none") || is("opacity", "0") || is("visibility", "hidden") {
        return;
    }
    // Declared and known, declared and not known, or not declared.
    let get = |name: &str| {
        let h = held.get(name)?;
        let value = if h.unsure { None } else { resolve(h.value, &Variables::new()) };
        Some(value.and_then(|v| length(&v, None, rpx)))
    };
    let at_least = |size: f64, min: &str| match get(min) {
        None => Some(size),
        Some(min) => min.map(|m| m.max(size)),
    };
    let padded = held.keys().any(|k| k.starts_with("padding"));
    let height = match get("height") {
        Some(height) => height,
        None => match get("line-height") {
            Some(line) if !padded => line.filter(|l| *l > 0.0),
            None if node.value("size") == Some("mini")
                && !app.is_v2()
                && !padded
                && !held.contains_key("font-size") =>
            {
                Some(MINI)
            }
            _ => None,
        },
    };
    let height = height.and_then(|h| at_least(h, "min-height"));
    let width = get("width").flatten().and_then(|w| at_least(w, "min-width"));
    let (least_width, least_height) = (*review.button_width_px, *review.button_height_px);
    let low = height.filter(|h| *h < least_height);
    let narrow = width.filter(|w| *w < least_width);
    if low.is_none() && narrow.is_none() {
        return;
    }
    let show = |v: Option<f64>| v.map_or("?".to_owned(), |v| format!("{}", (v * 10.0).round() / 10.0));
    let size = format!("{}×{} px", show(width), show(height));
    let start = node.bytes.start;
    let mut draft = sink
        .report(
            &META,
            doc,
            start..start + "<button".len(),
            bi(
                format!(
                    "按钮为 {size}（屏宽 {} px），小于 {least_width}×{least_height} px。",
                    *review.reference_width_px
                ),
                format!(
                    "The button is {size} on a screen {} px wide, below {least_width}×{least_height} px.",
                    *review.reference_width_px
                ),
            ),
            bi("加大按钮的宽或高。", "Make the button wider or higher."),
        )
        .measured(size, format!("{least_width}×{least_height} px"))
        .evidence(Evidence::Size {
            width: width.map(tenths),
            height: height.map(tenths),
            least_width: tenths(least_width),
            least_height: tenths(least_height),
        });
    for name in ["width", "height", "line-height"] {
        if let Some((from, at)) = held.get(name).and_then(|h| h.from)
            && let Some(doc) = app.doc(from)
        {
            draft = draft.related(doc, at, name);
        }
    }
}
