//! `sensitive-text`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;
use tongguan_text::Class;

use super::words;
use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Finds words of pornography, gambling, drugs, forged papers and of leading users away, in every text that a visitor
    /// reads, however they are hidden; the message says how. What may be chance, and what a
    /// shown text shortly before speaks against (a list of reasons to report), is left to a person.
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
    words::report(app, sink, &META, &app.input.lexicons.sensitive, |word, class| {
        let (zh, en) = class.names();
        let message = bi(
            format!("显示的文字含有「{word}」（{zh}）"),
            format!("A text that is shown has the word {word} ({en})"),
        );
        let fix = if class == Class::Contact {
            bi(
                "删去引导用户离开平台的内容，改用小程序的客服功能。",
                "Take out what leads users away from the platform; use the customer service of mini programs.",
            )
        } else {
            bi(
                "删去相关内容；若是反对或警示，请写成完整的语句并在提交时说明。",
                "Take the content out; where it warns against the thing, write the whole sentence and say so when submitting.",
            )
        };
        (message, fix)
    });
}
