//! `missing-file`.

use tongguan_model::text::bi;
use tongguan_rule::{Severity, declare_rule};

use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Every file that a used file names is there: components, imported templates, scripts, styles.
    ///
    /// ## Why
    /// A missing file stops the page that names it.
    ///
    /// ## Fail example
    /// `"usingComponents": { "card": "/components/card/card" }` without that folder.
    ///
    /// ## Pass example
    /// `components/card/card.wxml` and its script are there. Components out of npm packages are warned of only: the
    /// developer tools build them.
    ///
    /// ## References
    /// VER-3.
    pub(crate) static META = {
        slug: "missing-file", code: "STR002", group: Structure, severity: Error, requirement: "VER-3", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    for missing in &app.missing {
        let Some(doc) = app.doc(&missing.path) else { continue };
        let named = &missing.named;
        let draft = sink.report(
            &META,
            doc,
            missing.bytes.clone(),
            bi(
                format!("引用的文件 {named} 不存在。"),
                format!("The file {named} that is named here does not exist."),
            ),
            if missing.npm {
                bi("在开发者工具中构建 npm 后再检查。", "Build npm in the developer tools and check again.")
            } else {
                bi("补上文件，或改正路径。", "Add the file, or mend the path.")
            },
        );
        if missing.npm {
            draft.severity(Severity::Warning);
        }
    }
}
