//! `contrast`.

use std::collections::BTreeSet;

use tongguan_model::text::bi;
use tongguan_rule::{Evidence, Severity, declare_rule};

use super::{
    left_out,
    look::{Behind, Look, Painter},
};
use crate::{
    app::{App, Doc},
    sink::Sink,
    style::{
        elements,
        value::{contrast, hex, over},
    },
};

declare_rule! {
    /// ## What it does
    /// Computes the contrast of every text with what is behind it, by the styles that hold there: the program's, imported
    /// ones, the page's, inline ones; inherited colours, custom properties, gradients (the worst stop counts). Over a
    /// picture a person decides; what an expression decides is not guessed.
    ///
    /// ## Why
    /// REV-3: 4.5 to 1, for large text 3 to 1. Less cannot be read by many people, and by nobody in the sun.
    ///
    /// ## Fail example
    /// `.note { color: #999; background: #fff; }`: 2.84 to 1.
    ///
    /// ## Pass example
    /// `.note { color: #666; background: #fff; }`: 5.74 to 1.
    ///
    /// ## References
    /// REV-3; WCAG 2.2 SC 1.4.3.
    pub(crate) static META = {
        slug: "contrast", code: "INT001", group: Interface, severity: Error, requirement: "REV-3", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let sheets = &app.sheets;
    let review = &app.input.policy.review;
    for unit in &app.units {
        let elements = elements(app, unit);
        let Some(declared) = sheets.declared(unit, &elements) else { break };
        let painter = Painter { app, unit, v2: app.is_v2(), rpx: *review.reference_width_px / 750.0 };
        let looks = painter.looks(&elements, &declared);
        let mut asked = BTreeSet::new();
        for (element, look) in elements.iter().zip(&looks) {
            let Some((path, node)) = element.node.filter(|_| !look.exempt) else { continue };
            let (Some(doc), Some(wxml)) = (app.doc(path), app.template(path)) else { continue };
            for text in &element.texts {
                // A text that begins on a later line than its element is named from the element on, which has the class.
                let own = &wxml.nodes[node].bytes;
                let inside = text.start >= own.start && text.end <= own.end;
                let line = doc.text[text.clone()].find('\n').unwrap_or(text.len());
                let below = inside && doc.span(text).line > doc.span(own).line;
                let place = if below { own.start } else { text.start }..text.start + line;
                judge(app, sink, doc, place, look, &mut asked);
            }
        }
    }
    left_out(app, sheets, &META, sink);
}

fn judge(
    app: &App<'_>,
    sink: &mut Sink<'_>,
    doc: &Doc<'_>,
    bytes: std::ops::Range<usize>,
    look: &Look<'_>,
    asked: &mut BTreeSet<usize>,
) {
    let review = &app.input.policy.review;
    let Some(colour) = look.colour else { return };
    match &look.behind {
        Behind::Unknown => {}
        Behind::Picture => {
            // One question for each picture.
            if asked.insert(look.painter) {
                sink.report(
                    &META,
                    doc,
                    bytes,
                    bi(
                        format!("文字颜色 {} 的背后是图片或浮动元素，无法静态判定对比度。", hex(colour)),
                        format!("Behind the text ({}) is a picture or something that floats; its contrast cannot be told.", hex(colour)),
                    ),
                    bi("请人工查看；或在文字下垫一层不透明底色。", "Have a person look; or lay an opaque colour under the text."),
                )
                .severity(Severity::NeedsPerson);
            }
        }
        Behind::Colours(colours) => {
            let shown = |b: &[f64; 4]| (contrast(over(colour, *b), *b), *b);
            let Some((ratio, back)) = colours.iter().map(shown).min_by(|a, b| a.0.total_cmp(&b.0)) else {
                return;
            };
            let large = match (look.size, look.bold) {
                (Some(size), bold) => Some(
                    size >= *review.large_text_px || (size >= *review.large_bold_px && bold == Some(true)),
                ),
                (None, _) => None,
            };
            // Where the size is not known, only what fails both is certain.
            let limit = if large == Some(false) { *review.contrast_normal } else { *review.contrast_large };
            if ratio >= limit || !look.chosen {
                return;
            }
            let ratio = (ratio * 100.0).floor() / 100.0;
            let (fore, back) = (hex(over(colour, back)), hex(back));
            let mut draft = sink
                .report(
                    &META,
                    doc,
                    bytes,
                    bi(
                        format!("文字颜色 {fore} 与背景 {back} 的对比度为 {ratio:.2}:1，低于 {limit}:1。"),
                        format!("The text's colour {fore} on {back} has a contrast of {ratio:.2}:1, below {limit}:1."),
                    ),
                    bi("加深文字颜色，或换用对比更强的背景。", "Darken the text, or choose a background that stands off more."),
                )
                .measured(format!("{ratio:.2}:1"), format!("{limit}:1"))
                .evidence(Evidence::Colours {
                    fore: fore.clone(),
                    back: back.clone(),
                    least: (limit * 100.0).round() as u32,
                });
            for (from, what) in [
                (look.colour_from, format!("color {fore}")),
                (look.behind_from, format!("background {back}")),
            ] {
                if let Some((doc, at)) = from.and_then(|(path, at)| Some((app.doc(path)?, at))) {
                    draft = draft.related(doc, at, what);
                }
            }
        }
    }
}
