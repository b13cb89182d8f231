//! `missing-page`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Every page that `app.json` (of a plugin: `plugin.json`) registers has a template and a script.
    ///
    /// ## Why
    /// A registered page without files is a blank page for its visitor; the upload is refused for it.
    ///
    /// ## Fail example
    /// `"pages": ["pages/index/index"]`, and there is no `pages/index/index.wxml`.
    ///
    /// ## Pass example
    /// `pages/index/index.wxml` and `pages/index/index.js` (or `.ts`) are there.
    ///
    /// ## References
    /// VER-3; WeChat: 全局配置 `pages`.
    pub(crate) static META = {
        slug: "missing-page", code: "STR001", group: Structure, severity: Error, requirement: "VER-3", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let entry = app.entry();
    let Some(doc) = app.doc(entry) else {
        sink.report_file(
            &META,
            "app.json",
            bi("程序包里没有 app.json。", "The package has no app.json."),
            bi(
                "请选择小程序的根目录，或补上 app.json。",
                "Choose the program's root folder, or add app.json.",
            ),
        );
        return;
    };
    for page in &app.pages {
        let absent: Vec<_> = [&[".wxml"][..], &[".js", ".ts"]]
            .into_iter()
            .filter(|endings| !endings.iter().any(|e| app.has(&format!("{}{e}", page.path))))
            .map(|endings| endings[0])
            .collect();
        if !absent.is_empty() {
            let absent = absent.join(" ");
            sink.report(
                &META,
                doc,
                page.bytes.clone(),
                bi(
                    format!("注册的页面 {} 缺少文件：{absent}。", page.path),
                    format!("The registered page {} lacks {absent}.", page.path),
                ),
                bi(
                    format!("补上文件，或从 {entry} 中删去这一页。"),
                    format!("Add the files, or take the page out of {entry}."),
                ),
            );
        }
    }
}
