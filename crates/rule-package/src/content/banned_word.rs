//! `banned-word`.

use tongguan_model::text::bi;
use tongguan_rule::{WordList, declare_rule};

use crate::{
    app::{App, visible::Shown},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds superlatives that advertising law forbids in every text that a visitor reads: templates, data bound into
    /// them, titles, toasts.
    ///
    /// ## Why
    /// 广告法 §9(3) forbids 国家级, 最高级, 最佳 and the like; review rejects a program that uses them of itself.
    ///
    /// ## Fail example
    /// `<text>国家级专家坐诊</text>`
    ///
    /// ## Pass example
    /// `<text>主任医师坐诊</text>`; 第一条消息 and 第一人民医院 are fine too.
    ///
    /// ## References
    /// REV-1; 广告法 §9(3); 工商广字[1997]207.
    pub(crate) static META = {
        slug: "banned-word", code: "CON001", group: Content, severity: Error, requirement: "REV-1", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    for (visible, word, bytes) in hits(app, &app.input.lexicons.banned) {
        let Some(doc) = app.doc(visible) else { continue };
        sink.report(
            &META,
            doc,
            bytes,
            bi(
                format!("显示的文字含有绝对化用语「{word}」。"),
                format!("A text that is shown has the superlative {word}."),
            ),
            bi("删去此词，或改为可以证实的说法。", "Take the word out, or say what can be proved."),
        );
    }
}

/// Hits of a list in every text that is shown: file, word, bytes.
pub(super) fn hits<'b>(
    app: &'b App<'b>,
    list: &'b WordList,
) -> Vec<(&'b str, &'b str, std::ops::Range<usize>)> {
    let mut out = Vec::new();
    for visible in Shown::new(app).all() {
        let found = list.lexicon.find(visible.text);
        let characters: Vec<_> = found.iter().map(|hit| hit.start..hit.end).collect();
        for (hit, bytes) in found.iter().zip(visible.parts(&characters)) {
            let word = list.words.get(hit.word).map_or("", String::as_str);
            out.push((visible.path, word, bytes));
        }
    }
    out
}
