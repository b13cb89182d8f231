//! `wxml-literal-condition`.

use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::declare_rule;

use crate::{
    app::{
        App,
        wxml::{Piece, pieces},
    },
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds conditions that are texts: `wx:if`, `wx:elif` and `hidden` without `{{ }}`, or with a character beside it, and
    /// `checked="false"` or `disabled="false"`.
    ///
    /// ## Why
    /// A text that is not empty is true, also the text `false`: what was to be shown at times is always shown, or never.
    ///
    /// ## Fail example
    /// `<view wx:if="topics.length > 0">`
    ///
    /// ## Pass example
    /// `<view wx:if="{{topics.length > 0}}">`; `<view hidden>` and `hidden="true"` mean what they say.
    ///
    /// ## References
    /// VER-3; WeChat: 条件渲染, 数据绑定.
    pub(crate) static META = {
        slug: "wxml-literal-condition", code: "STR009", group: Structure, severity: Warning, requirement: "VER-3", since: "0.2.0",
    };
}

/// Elements of the platform that take `checked` or `disabled`.
const CONTROLS: [&str; 8] =
    ["button", "checkbox", "input", "picker", "radio", "slider", "switch", "textarea"];

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    for (unit, doc, wxml) in app.shown_templates() {
        for node in &wxml.nodes {
            let Some(tag) = node.name() else { continue };
            let own = CONTROLS.contains(&tag) && !unit.uses.contains(tag);
            for attr in node.attrs() {
                let Some(value) = attr.value else { continue };
                let what = match attr.name {
                    "wx:if" | "wx:elif" => condition(value),
                    "hidden" if value.trim() == "false" => Some(bi(
                        "hidden=\"false\" 是非空文本，元素总被隐藏",
                        "hidden=\"false\" is a text that is not empty: the element is always hidden",
                    )),
                    "checked" | "disabled" if own && value.trim() == "false" => Some(bi(
                        format!("{}=\"false\" 是非空文本，视为真", attr.name),
                        format!("{}=\"false\" is a text that is not empty and counts as true", attr.name),
                    )),
                    _ => None,
                };
                let Some(what) = what else { continue };
                let inner = value.trim().trim_start_matches("{{").trim_end_matches("}}").trim();
                sink.report(
                    &META,
                    doc,
                    attr.bytes.clone(),
                    bi(format!("{}。", what.zh), format!("{}.", what.en)),
                    bi(
                        format!("写成 {}=\"{{{{{inner}}}}}\"。", attr.name),
                        format!("Write {}=\"{{{{{inner}}}}}\".", attr.name),
                    ),
                );
            }
        }
    }
}

/// What is wrong with a condition.
fn condition(value: &str) -> Option<Bilingual> {
    let pieces = pieces(value, 0);
    let computed = pieces.iter().any(|p| matches!(p, Piece::Expression(..)));
    let beside = pieces.iter().any(|p| matches!(p, Piece::Literal(..)));
    match (computed, value.trim()) {
        (_, "") => None,
        (false, text) => Some(bi(
            format!("条件“{text}”没有写在 {{{{ }}}} 中，是恒真的文本"),
            format!("The condition \"{text}\" is not in {{{{ }}}}: a text, always true"),
        )),
        (true, _) if beside && pieces.len() > 1 => Some(bi(
            "条件在 {{ }} 之外还有字符，拼成的文本恒真",
            "The condition has characters beside {{ }}: the text they make is always true",
        )),
        (true, _) => None,
    }
}
