//! `wxml-syntax`.

use std::{borrow::Cow, collections::BTreeSet};

use glass_easel_template_compiler::parse::{ParseErrorLevel, parse};
use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::declare_rule;

use crate::{
    app::{
        App, Doc,
        wxml::{self, DEPTH, Piece},
    },
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Every template that is shown can be read: tags are closed, quotes and `{{ }}` have their ends, expressions are whole.
    ///
    /// ## Why
    /// A template with a mistake is a blank page; and what cannot be read cannot be checked.
    ///
    /// ## Fail example
    /// `<view><text>你好</view>`
    ///
    /// ## Pass example
    /// `<view><text>你好</text></view>`
    ///
    /// ## References
    /// VER-3; WeChat: WXML 语法参考.
    pub(crate) static META = {
        slug: "wxml-syntax", code: "STR005", group: Structure, severity: Error, requirement: "VER-3", since: "0.1.0",
    };
}

/// Most attributes of an element that the official parser is given: it compares each with all before it.
const ATTRIBUTES: usize = 256;
/// Longest expression that it is given: it recurses within one.
const EXPRESSION: usize = 4096;

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    for (_, doc, wxml) in app.shown_templates() {
        let mut lines = BTreeSet::new();
        for problem in &wxml.problems {
            lines.insert(doc.span(&problem.bytes).line);
            report(sink, doc, problem.bytes.clone(), &problem.what);
        }
        if wxml.depth > DEPTH {
            report(
                sink,
                doc,
                0..0,
                &bi(
                    format!("元素嵌套超过 {DEPTH} 层"),
                    format!("more than {DEPTH} elements inside each other"),
                ),
            );
        } else if let Some(node) = wxml.nodes.iter().find(|n| n.attrs().len() > ATTRIBUTES) {
            report(
                sink,
                doc,
                node.bytes.start..node.bytes.start,
                &bi(
                    format!("元素的属性超过 {ATTRIBUTES} 个"),
                    format!("an element with more than {ATTRIBUTES} attributes"),
                ),
            );
        } else if let Some(at) = long_expression(doc) {
            report(
                sink,
                doc,
                at..at,
                &bi(
                    format!("表达式超过 {EXPRESSION} 字节"),
                    format!("an expression of more than {EXPRESSION} bytes"),
                ),
            );
        } else {
            // A mistake in a line that already has one is most often the same.
            for (at, what) in compiled(doc) {
                if lines.insert(doc.span(&(at..at)).line) {
                    report(sink, doc, at..at, &what);
                }
            }
        }
    }
    for path in app.not_text.iter().filter(|p| p.ends_with(".wxml")) {
        sink.report_file(
            &META,
            path,
            bi("模板不是 UTF-8 文本。", "The template is not UTF-8 text."),
            bi("另存为 UTF-8。", "Save it as UTF-8."),
        );
    }
}

fn report(sink: &mut Sink<'_>, doc: &Doc<'_>, bytes: std::ops::Range<usize>, what: &Bilingual) {
    sink.report(
        &META,
        doc,
        bytes,
        bi(format!("模板语法有误：{}。", what.zh), format!("The template has a mistake: {}.", what.en)),
        bi("改正此处的标签、引号或表达式。", "Mend the tag, quote or expression here."),
    );
}

fn long_expression(doc: &Doc<'_>) -> Option<usize> {
    wxml::pieces(doc.text, 0).into_iter().find_map(|piece| match piece {
        Piece::Expression(text, at) if text.len() > EXPRESSION => Some(at),
        Piece::Literal(..) | Piece::Expression(..) => None,
    })
}

/// Mistakes that keep the official compiler from going on, with their bytes.
fn compiled(doc: &Doc<'_>) -> Vec<(usize, Bilingual)> {
    // A space of another kind inside a tag (U+3000, say) keeps the compiler there for ever. All such are one UTF-16 unit,
    // so places stay the same.
    let odd = |c: char| c.is_whitespace() && !matches!(c, ' ' | '\x09'..='\x0d');
    let text =
        if doc.text.contains(odd) { doc.text.replace(odd, " ").into() } else { Cow::Borrowed(doc.text) };
    let (_, mut state) = parse(doc.path, &text);
    let fatal = state.take_warnings().into_iter().filter(|w| w.level() >= ParseErrorLevel::Fatal);
    fatal
        .map(|w| {
            let start = w.location.start;
            (
                doc.byte_at(start.line as usize, start.utf16_col as usize),
                bi(w.kind.to_string(), w.kind.to_string()),
            )
        })
        .collect()
}
