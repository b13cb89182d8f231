//! Words of a lexicon in every text that is shown.

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use tongguan_model::text::{Bilingual, bi};
use tongguan_policy::PreflightPolicy;
use tongguan_rule::{RuleMeta, Severity};
use tongguan_text::{Class, Hit, Level, Lexicon, printable};

use crate::{
    app::{App, Doc, visible::Shown},
    passed_name::{self, PassedName},
    sink::Sink,
};

/// Where texts that are shown speak against what they name: rules of conduct, choices of a report, warnings. What is not
/// shown, a comment say, speaks for nobody.
struct Against<'s> {
    /// Where such texts begin, by file, in order.
    places: BTreeMap<&'s str, Vec<usize>>,
    /// Bytes behind one in which it still speaks: some lines of a list.
    near: usize,
}

impl<'s> Against<'s> {
    fn new(shown: &'s Shown<'_>, policy: &PreflightPolicy) -> Self {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for text in shown.all() {
            if policy.spoken_against.iter().any(|w| text.text.contains(w.as_str())) {
                places.entry(text.path).or_default().push(text.at);
            }
        }
        places.values_mut().for_each(|all| all.sort_unstable());
        Self { places, near: usize::try_from(*policy.spoken_against_bytes).unwrap_or(0) }
    }

    /// What a hit in the text that begins there weighs: where it is spoken against, a person looks whether that is so.
    fn weight(&self, path: &str, at: usize, class: Class, level: Level) -> Level {
        let spoken = || {
            let all = self.places.get(path)?;
            let last = all.partition_point(|p| *p <= at).checked_sub(1)?;
            (all[last] + self.near >= at).then_some(())
        };
        if class != Class::Superlative && spoken().is_some() { Level::Person } else { level }
    }
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Person => Severity::NeedsPerson,
    }
}

/// Reports every hit; `say` gives message (without its stop) and fix for a word and its class. What stands inside the name
/// that naming review has passed is only mentioned.
pub(super) fn report(
    app: &App<'_>,
    sink: &mut Sink<'_>,
    meta: &'static RuleMeta,
    lexicon: &Lexicon,
    say: impl Fn(&str, Class) -> (Bilingual, Bilingual),
) {
    let shown = Shown::new(app);
    let against = Against::new(&shown, &app.input.policy.preflight);
    let passed = PassedName::of(app);
    let mut told = |doc: &Doc<'_>, bytes: Range<usize>, text: &str, hit: &Hit, level: Level| {
        let word = &lexicon.words()[hit.word];
        let (message, mut fix) = say(&word.text, word.class);
        let (mut message, mut weight) = (finished(&message, hit), severity(level));
        if let Some(name) = passed.around(text, &hit.bytes) {
            (message, fix, weight) =
                (passed_name::message(&message, name), passed_name::fix(), Severity::Info);
        }
        sink.report(meta, doc, bytes, message, fix)
            .measured(printable(&text[hit.bytes.clone()]), &word.text)
            .severity(weight);
    };
    for joined in shown.joined() {
        let Some(doc) = app.doc(joined.path) else { continue };
        for hit in lexicon.find(&joined.text) {
            // What stands in one part is found there.
            let Some(bytes) = joined.across(hit.bytes.clone()) else { continue };
            let class = lexicon.words()[hit.word].class;
            let level = against.weight(joined.path, bytes.start, class, lexicon.level(&hit));
            told(doc, bytes, &joined.text, &hit, level);
        }
    }
    for visible in shown.all().into_iter().chain(shown.put_together()) {
        let Some(doc) = app.doc(visible.path) else { continue };
        for hit in lexicon.find(&as_drawn(visible.path, visible.text)) {
            // What stands in one part is found there.
            if !visible.joints.is_empty() && !visible.joins(&hit.bytes) {
                continue;
            }
            let word = &lexicon.words()[hit.word];
            // A placeholder of the word alone names what is typed there: the lowest price of a search.
            let label =
                || doc.text[..visible.at].ends_with("placeholder=\"") && visible.text.trim() == word.text;
            if word.class == Class::Superlative && word.level != Level::Error && label() {
                continue;
            }
            let bytes = if visible.plain {
                visible.at + hit.bytes.start..visible.at + hit.bytes.end
            } else {
                visible.at..visible.end
            };
            let class = lexicon.words()[hit.word].class;
            let level = against.weight(visible.path, visible.at, class, lexicon.level(&hit));
            told(doc, bytes, visible.text, &hit, level);
        }
    }
}

/// A template's text as it is drawn: a line break is a space.
fn as_drawn<'t>(path: &str, text: &'t str) -> Cow<'t, str> {
    let breaks = ['\n', '\r', '\t'];
    if path.ends_with(".wxml") && text.trim().contains(breaks) {
        Cow::Owned(text.replace(breaks, " "))
    } else {
        Cow::Borrowed(text)
    }
}

/// The message with how the word was hidden, and its stop.
fn finished(message: &Bilingual, hit: &Hit) -> Bilingual {
    let zh: Vec<_> = hit.disguises.iter().map(|d| d.names().0).collect();
    let en: Vec<_> = hit.disguises.iter().map(|d| d.names().1).collect();
    if zh.is_empty() {
        return bi(format!("{}。", message.zh), format!("{}.", message.en));
    }
    bi(
        format!("{}，以此掩饰：{}。", message.zh, zh.join("、")),
        format!("{}, hidden by {}.", message.en, en.join(", ")),
    )
}
