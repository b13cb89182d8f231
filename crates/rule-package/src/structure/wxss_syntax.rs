//! `wxss-syntax`.

use tongguan_model::text::bi;
use tongguan_rule::{Severity, declare_rule};

use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Style sheets can be read: every block has its end, no brace is left over, imported files are there.
    ///
    /// ## Why
    /// What follows a broken block holds nowhere; the page looks as nobody meant it to.
    ///
    /// ## Fail example
    /// `.a { color: red;`
    ///
    /// ## Pass example
    /// `.a { color: red; }`
    ///
    /// ## References
    /// VER-3; CSS Syntax Level 3.
    pub(crate) static META = {
        slug: "wxss-syntax", code: "STR007", group: Structure, severity: Error, requirement: "VER-3", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let sheets = &app.sheets;
    for (path, problem) in sheets.problems() {
        let Some(doc) = app.doc(path) else { continue };
        let what = &problem.what;
        sink.report(
            &META,
            doc,
            problem.bytes.clone(),
            bi(
                format!("样式语法有误：{}。", what.zh),
                format!("The style sheet has a mistake: {}.", what.en),
            ),
            bi("改正此处的括号或选择器。", "Mend the brace or selector here."),
        )
        .severity(Severity::Warning);
    }
    for (path, bytes, named) in sheets.missing_imports(app) {
        let Some(doc) = app.doc(path) else { continue };
        sink.report(
            &META,
            doc,
            bytes.clone(),
            bi(
                format!("引用的样式 {named} 不存在。"),
                format!("The imported style sheet {named} does not exist."),
            ),
            bi("补上文件，或改正路径。", "Add the file, or mend the path."),
        );
    }
    for path in app.not_text.iter().filter(|p| p.ends_with(".wxss")) {
        let message = bi("样式不是 UTF-8 文本。", "The style sheet is not UTF-8 text.");
        sink.report_file(&META, path, message, bi("另存为 UTF-8。", "Save it as UTF-8."));
    }
}
