//! Words of a lexicon in every text that is shown.

use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::{RuleMeta, Severity};
use tongguan_text::{Class, Hit, Level, Lexicon, printable};

use crate::{
    app::{App, visible::Shown},
    sink::Sink,
};

/// Reports every hit; `say` gives message (without its stop) and fix for a word and its class.
pub(super) fn report(
    app: &App<'_>,
    sink: &mut Sink<'_>,
    meta: &'static RuleMeta,
    lexicon: &Lexicon,
    say: impl Fn(&str, Class) -> (Bilingual, Bilingual),
) {
    for visible in Shown::new(app).all() {
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
                .severity(match lexicon.level(&hit) {
                    Level::Error => Severity::Error,
                    Level::Warning => Severity::Warning,
                    Level::Person => Severity::NeedsPerson,
                });
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
