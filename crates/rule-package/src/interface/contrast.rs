//! `contrast`.

use std::{collections::BTreeSet, ops::Range, rc::Rc};

use tongguan_model::text::bi;
use tongguan_rule::{Evidence, Severity, declare_rule};

use super::{
    left_out,
    look::{Behind, From, Look},
    survey::{Because, Place, Seen, because},
};
use crate::{
    app::App,
    sink::Sink,
    style::{
        Element,
        value::{Rgba, contrast, hex, over},
    },
};

declare_rule! {
    /// ## What it does
    /// Computes the contrast of every text with what is behind it, by the styles that hold there: the program's, imported
    /// ones, the page's, a component's own, inline ones; inherited colours, custom properties, opacity, gradients (the worst
    /// stop counts). What a choice in a class or style decides is looked at both ways. Over a picture, or where it depends on
    /// what floats, a person decides; what else an expression decides is not guessed.
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

/// A text that is hard to read, or that a person has to look at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Low {
    pub(super) place: Place,
    fore: Rgba,
    /// Colour behind and contrast; `None`: a person looks.
    back: Option<(Rgba, f64)>,
    limit: f64,
    because: Vec<Because>,
    /// The condition under which it is so.
    when: Option<String>,
    /// Data decides what is behind.
    computed: bool,
    /// Its element on the page.
    element: usize,
}

impl Low {
    /// It is so in dark colours.
    pub(super) fn in_the_dark(self) -> Self {
        let dark = "prefers-color-scheme: dark";
        let when = self.when.map_or(dark.to_owned(), |w| format!("{dark}, {w}"));
        Self { when: Some(when), ..self }
    }
}

/// What is low at rest, and not where data came (lows from `now` on): a person looks, once for each thing behind.
pub(super) fn settle(
    rest: &mut Range<usize>,
    now: usize,
    which: &BTreeSet<usize>,
    looks: &[Rc<Look<'_>>],
    asked: &mut Asked,
    lows: &mut Vec<Low>,
) {
    let still: BTreeSet<(&str, usize)> =
        lows[now..].iter().filter(|l| l.back.is_some()).map(|l| l.place.key()).collect();
    let loose: Vec<bool> = lows[rest.clone()]
        .iter()
        .map(|l| which.contains(&l.element) && l.back.is_some() && !still.contains(&l.place.key()))
        .collect();
    let (start, before) = (rest.start, lows.len());
    let mut i = 0;
    lows.retain_mut(|low| {
        i += 1;
        if i <= start || !loose.get(i - 1 - start).is_some_and(|l| *l) {
            return true;
        }
        (low.back, low.computed, low.because) = (None, true, Vec::new());
        asked.insert((None, looks[low.element].painter))
    });
    rest.end -= before - lows.len();
}

/// What is asked of a person once: what paints behind the text.
pub(super) type Asked = BTreeSet<(Option<(String, usize)>, usize)>;

/// Looks at the texts of some elements of a page.
#[expect(clippy::too_many_arguments, reason = "one page in one state")]
pub(super) fn judge<'a>(
    app: &App<'a>,
    elements: &[Element<'a>],
    looks: &[Rc<Look<'a>>],
    which: &BTreeSet<usize>,
    shown: &dyn Fn(&Element<'a>) -> bool,
    asked: &mut Asked,
    when: Option<&str>,
    seen: &mut Seen,
) {
    let mut visible = Vec::with_capacity(elements.len());
    for (i, element) in elements.iter().enumerate() {
        let around = element.above.is_none_or(|a| visible[a]);
        visible.push(around && shown(element));
        let look = &looks[i];
        if !visible[i] || look.exempt || element.texts.is_empty() || !which.contains(&i) {
            continue;
        }
        let Some((path, node)) = element.node else { continue };
        let (Some(doc), Some(wxml)) = (app.doc(path), app.template(path)) else { continue };
        for text in &element.texts {
            // A text that begins on a later line than its element is named from the element on, which has the class.
            let own = &wxml.nodes[node].bytes;
            let inside = text.start >= own.start && text.end <= own.end;
            let line = doc.text[text.clone()].find('\n').unwrap_or(text.len());
            let below = inside && doc.span(text).line > doc.span(own).line;
            let bytes = if below { own.start } else { text.start }..text.start + line;
            let place = Place { path: path.to_owned(), bytes };
            seen.lows.extend(low(app, look, place, asked).map(|l| Low {
                when: when.map(str::to_owned),
                element: i,
                ..l
            }));
        }
    }
}

fn low(app: &App<'_>, look: &Look<'_>, place: Place, asked: &mut Asked) -> Option<Low> {
    let review = &app.input.policy.review;
    let colour = look.colour?;
    let because = |pairs: [(From<'_>, String); 2]| -> Vec<Because> {
        let owned = pairs.into_iter().filter_map(|(from, note)| from.map(|(p, at)| (p.to_owned(), at, note)));
        owned.collect()
    };
    // One question for each thing behind: a declaration, or an element.
    let mut person = |computed: bool| {
        let from = look.behind_from.map(|(p, at)| (p.to_owned(), at));
        let painter = if from.is_some() { 0 } else { look.painter };
        asked.insert((from, painter)).then(|| Low {
            place: place.clone(),
            fore: colour,
            back: None,
            limit: 0.0,
            because: Vec::new(),
            when: None,
            computed,
            element: 0,
        })
    };
    // Where the size is not known, only what fails both is certain.
    let large = look.size.is_none_or(|size| {
        size >= *review.large_text_px || (size >= *review.large_bold_px && look.bold != Some(false))
    });
    let limit = if large { *review.contrast_large } else { *review.contrast_normal };
    let (colours, all) = match &look.behind {
        Behind::Unknown => return None,
        Behind::Picture => return person(false),
        Behind::Computed => return person(true),
        Behind::Colours(colours) => (colours, true),
        Behind::AnyOf(colours) => (colours, false),
    };
    let mut pairs: Vec<(f64, Rgba, Rgba)> =
        colours.iter().flat_map(|b| faded(over(colour, *b), *b, &look.fades)).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (worst, best) = (pairs.first().copied()?, pairs.last().copied()?);
    let (ratio, fore, back) = if all || best.0 < limit { worst } else { best };
    if !all && worst.0 < limit && best.0 >= limit {
        return look.chosen.then(|| person(false)).flatten();
    }
    // Of several that may be behind, the one that is the least bad.
    let (ratio, fore, back) = if all { (ratio, fore, back) } else { best };
    if ratio >= limit || !look.chosen {
        return None;
    }
    let notes = [
        (look.colour_from, format!("color {}", hex(fore))),
        (look.behind_from, format!("background {}", hex(back))),
    ];
    Some(Low {
        place,
        fore,
        back: Some((back, ratio)),
        limit,
        because: because(notes),
        when: None,
        computed: false,
        element: 0,
    })
}

/// Contrast, text and ground after the opacity of the elements around, for each thing that may shine through.
fn faded(text: Rgba, ground: Rgba, fades: &[(f64, Vec<Rgba>)]) -> Vec<(f64, Rgba, Rgba)> {
    let mut pairs = vec![(text, ground)];
    for (opacity, below) in fades.iter().rev() {
        let mix = |c: Rgba, b: Rgba| over([c[0], c[1], c[2], *opacity], b);
        pairs = pairs
            .iter()
            .flat_map(|(t, g)| below.iter().map(|b| (mix(*t, *b), mix(*g, *b))))
            .take(32)
            .collect();
    }
    pairs.into_iter().map(|(t, g)| (contrast(t, g), t, g)).collect()
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let survey = app.survey();
    for low in &survey.lows {
        let Some(doc) = app.doc(&low.place.path) else { continue };
        let bytes: Range<usize> = low.place.bytes.clone();
        let fore = hex(low.fore);
        let Some((back, ratio)) = low.back else {
            let (zh, en) = match low.computed {
                true => ("背景由数据决定", "what data decides"),
                false => ("背后是图片或浮动元素", "a picture or something that floats"),
            };
            sink.report(
                &META,
                doc,
                bytes,
                bi(
                    format!("文字颜色 {fore} 的{zh}，无法静态判定对比度。"),
                    format!("Behind the text ({fore}) is {en}; its contrast cannot be told."),
                ),
                bi(
                    "请人工查看；或在文字下垫一层不透明底色。",
                    "Have a person look; or lay an opaque colour under the text.",
                ),
            )
            .severity(Severity::NeedsPerson);
            continue;
        };
        let (back, limit, ratio) = (hex(back), low.limit, (ratio * 100.0).floor() / 100.0);
        let when = low.when.as_deref().map(|w| w.chars().take(60).collect::<String>());
        let (zh, en) = match &when {
            Some(when) => (format!("当 {when} 时，"), format!(" where {when}")),
            None => (String::new(), String::new()),
        };
        let draft = sink
            .report(
                &META,
                doc,
                bytes,
                bi(
                    format!("{zh}文字颜色 {fore} 与背景 {back} 的对比度为 {ratio:.2}:1，低于 {limit}:1。"),
                    format!("The text's colour {fore} on {back} has a contrast of {ratio:.2}:1{en}, below {limit}:1."),
                ),
                bi("加深文字颜色，或换用对比更强的背景。", "Darken the text, or choose a background that stands off more."),
            )
            .measured(format!("{ratio:.2}:1"), format!("{limit}:1"))
            .evidence(Evidence::Colours {
                fore: fore.clone(),
                back: back.clone(),
                least: (limit * 100.0).round() as u32,
            });
        because(app, draft, &low.because);
    }
    left_out(app, survey.exhausted, &META, sink);
}
