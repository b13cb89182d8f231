//! Words of a lexicon in every text that is shown.

use std::collections::BTreeMap;

use tongguan_model::text::{Bilingual, bi};
use tongguan_policy::PreflightPolicy;
use tongguan_rule::{RuleMeta, Severity};
use tongguan_text::{Class, Hit, Level, Lexicon, printable};

use crate::{
    app::{App, visible::Shown},
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

/// Reports every hit; `say` gives message (without its stop) and fix for a word and its class.
pub(super) fn report(
    app: &App<'_>,
    sink: &mut Sink<'_>,
    meta: &'static RuleMeta,
    lexicon: &Lexicon,
    say: impl Fn(&str, Class) -> (Bilingual, Bilingual),
) {
    let shown = Shown::new(app);
    let against = Against::new(&shown, &app.input.policy.preflight);
    for joined in shown.joined() {
        let Some(doc) = app.doc(joined.path) else { continue };
        for hit in lexicon.find(&joined.text) {
            // What stands in one part is found there.
            let part = joined.parts.iter().rfind(|(at, _)| *at <= hit.bytes.start);
            let Some((at, bytes)) = part.filter(|(at, b)| at + b.len() < hit.bytes.end) else { continue };
            let word = &lexicon.words()[hit.word];
            let start = bytes.start + (hit.bytes.start - at);
            let (message, fix) = say(&word.text, word.class);
            sink.report(meta, doc, start..bytes.end, finished(&message, &hit), fix)
                .measured(printable(&joined.text[hit.bytes.clone()]), &word.text)
                .severity(severity(against.weight(joined.path, start, word.class, lexicon.level(&hit))));
        }
    }
    for visible in shown.all() {
        let Some(doc) = app.doc(visible.path) else { continue };
        for hit in lexicon.find(visible.text) {
            let word = &lexicon.words()[hit.word];
            let bytes = if visible.plain {
                visible.at + hit.bytes.start..visible.at + hit.bytes.end
            } else {
                visible.at..visible.end
            };
            let (message, fix) = say(&word.text, word.class);
            let shown = printable(&visible.text[hit.bytes.clone()]);
            sink.report(meta, doc, bytes, finished(&message, &hit), fix)
                .measured(shown, &word.text)
                .severity(severity(against.weight(
                    visible.path,
                    visible.at,
                    word.class,
                    lexicon.level(&hit),
                )));
        }
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
