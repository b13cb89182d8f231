//! Words of a lexicon in every text that is shown.

use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::{RuleMeta, Severity};
use tongguan_text::{Class, Hit, Level, Lexicon, printable};

use crate::{
    app::{App, Doc, visible::Shown},
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

/// What a hit weighs at its place: where it is spoken against, a person looks whether that is so.
fn weight(doc: &Doc<'_>, at: usize, text: &str, class: Class, level: Level) -> Level {
    if class != Class::Superlative && against(doc.text, at, text) { Level::Person } else { level }
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
                .severity(severity(weight(doc, start, &joined.text, word.class, lexicon.level(&hit))));
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
            let bytes_start = bytes.start;
            let (message, fix) = say(&word.text, word.class);
            let shown = printable(&visible.text[hit.bytes.clone()]);
            sink.report(meta, doc, bytes, finished(&message, &hit), fix)
                .measured(shown, &word.text)
                .severity(severity(weight(doc, bytes_start, visible.text, word.class, lexicon.level(&hit))));
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
