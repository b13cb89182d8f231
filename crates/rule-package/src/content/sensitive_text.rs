//! `sensitive-text`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use super::banned_word::hits;
use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Finds words of pornography, gambling, drugs and other forbidden trade in every text that a visitor reads.
    ///
    /// ## Why
    /// REV-1 admits none of it; such a program is rejected and its subject may be suspended.
    ///
    /// ## Fail example
    /// `<view>百家乐 24 小时开放</view>`
    ///
    /// ## Pass example
    /// `<view>本店严禁赌博</view>`: words of prohibition are an allowed context.
    ///
    /// ## References
    /// REV-1; 网络信息内容生态治理规定 §6.
    pub(crate) static META = {
        slug: "sensitive-text", code: "CON002", group: Content, severity: Error, requirement: "REV-1", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    for (path, word, bytes) in hits(app, &app.input.lexicons.sensitive) {
        let Some(doc) = app.doc(path) else { continue };
        sink.report(
            &META,
            doc,
            bytes,
            bi(format!("显示的文字含有违禁词「{word}」。"), format!("A text that is shown has the forbidden word {word}.")),
            bi(
                "删去相关内容；若是反对或警示，请写成完整的语句并在提交时说明。",
                "Take the content out; where it warns against the thing, write the whole sentence and say so when submitting.",
            ),
        );
    }
}
