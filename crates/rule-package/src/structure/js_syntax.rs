//! `js-syntax`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Every script that the program loads can be read.
    ///
    /// ## Why
    /// A script with a mistake stops its page; and what cannot be read cannot be checked.
    ///
    /// ## Fail example
    /// `Page({ data: })`
    ///
    /// ## Pass example
    /// `Page({ data: {} })`
    ///
    /// ## References
    /// VER-3; ECMA-262.
    pub(crate) static META = {
        slug: "js-syntax", code: "STR006", group: Structure, severity: Error, requirement: "VER-3", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    for (doc, script) in app.scripts() {
        let Some(problem) = &script.problem else { continue };
        let what = &problem.what;
        sink.report(
            &META,
            doc,
            problem.bytes.clone(),
            bi(format!("脚本无法解析：{}。", what.zh), format!("The script cannot be read: {}.", what.en)),
            bi(
                "改正语法；此文件的其他规则未检查。",
                "Mend the syntax; the other rules have not looked at this file.",
            ),
        );
    }
    for path in app.not_text.iter().filter(|p| p.ends_with(".js") || p.ends_with(".ts")) {
        sink.report_file(
            &META,
            path,
            bi("脚本不是 UTF-8 文本。", "The script is not UTF-8 text."),
            bi("另存为 UTF-8。", "Save it as UTF-8."),
        );
    }
}
