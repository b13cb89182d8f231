//! `banned-word`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use super::words;
use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Finds superlatives that advertising law forbids in every text that a visitor reads: templates, data bound into
    /// them, titles, toasts. Words that are hidden (spaced out, in traditional or look-alike characters, …) are found too,
    /// and the message says how; what may be chance is left to a person. A word inside the name that naming review has passed is
    /// only mentioned.
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
    words::report(app, sink, &META, &app.input.lexicons.banned, |word, _| {
        (
            bi(
                format!("显示的文字含有绝对化用语「{word}」"),
                format!("A text that is shown has the superlative {word}"),
            ),
            bi("删去此词，或改为可以证实的说法。", "Take the word out, or say what can be proved."),
        )
    });
}
