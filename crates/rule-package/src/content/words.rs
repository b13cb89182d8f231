//! Words of a lexicon in every text that is shown.

use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::{RuleMeta, Severity};
use tongguan_text::{Class, Hit, Level, Lexicon, printable};

use crate::{
    app::{App, visible::Shown},
    sink::Sink,
};

/// Words by which a text speaks against what it names: rules of conduct, choices of a report, warnings.
const AGAINST: [&str; 20] = [
    "禁止",
    "严禁",
    "不得",
    "不准",
    "不允许",
    "请勿",
    "违法",
    "违规",
    "违禁",
    "举报",
    "投诉",
    "抵制",
    "打击",
    "谨防",
    "防范",
    "警惕",
    "拒绝",
    "不良信息",
    "反诈",
    "诈骗",
];
/// Bytes before a word in which such a word still speaks of it: some lines of a list.
const BEFORE: usize = 600;

/// Whether a text speaks against the word that stands at bytes of a document.
fn against(doc: &str, at: usize, text: &str) -> bool {
    let mut from = at.saturating_sub(BEFORE);
    while !doc.is_char_boundary(from) {
        from += 1;
    }
    let before = doc.get(from..at).unwrap_or("");
    AGAINST.iter().any(|w| before.contains(w) || text.contains(w))
}

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
            // Where it is spoken against, a person looks whether that is so.
            let level = match word.class {
                Class::Superlative => lexicon.level(&hit),
                _ if against(doc.text, bytes.start, visible.text) => Level::Person,
                _ => lexicon.level(&hit),
            };
            let shown = printable(&visible.text[hit.bytes.clone()]);
            sink.report(meta, doc, bytes, finished(&message, &hit), fix)
                .measured(shown, &word.text)
                .severity(match level {
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
