//! `debug-enabled`.

use jsonc_parser::{ast, common::Ranged};
use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::declare_rule;

use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Finds debugging that is left on: `"debug": true` in `app.json`, `wx.setEnableDebug({ enableDebug: true })`, vConsole.
    ///
    /// ## Why
    /// The console shows requests and data to every visitor, and slows the program.
    ///
    /// ## Fail example
    /// `"debug": true` in `app.json`
    ///
    /// ## Pass example
    /// No `debug`, or `false`.
    ///
    /// ## References
    /// VER-3; WeChat: 全局配置 `debug`, wx.setEnableDebug.
    pub(crate) static META = {
        slug: "debug-enabled", code: "QUA001", group: Quality, severity: Warning, requirement: "VER-3", since: "0.2.0",
    };
}

fn fix() -> Bilingual {
    bi("发布前关闭调试。", "Turn debugging off before release.")
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let debug = app.manifest.as_ref().and_then(|m| m.get("debug"));
    if let (Some(debug), Some(doc)) = (debug, app.doc("app.json"))
        && matches!(&debug.value, ast::Value::BooleanLit(b) if b.value)
    {
        let message = bi("app.json 打开了 debug。", "app.json turns debug on.");
        sink.report(&META, doc, debug.start()..debug.end(), message, fix());
    }
    let modules = &*app.input.policy.preflight.debug_modules;
    for (doc, script) in app.scripts() {
        for at in &script.notes.debug {
            let message = bi("脚本打开了调试面板。", "The script turns the debug console on.");
            sink.report(&META, doc, at.clone(), message, fix());
        }
        for required in &script.requires {
            let name = required.value.to_lowercase();
            if name.split(['/', '.']).any(|part| modules.iter().any(|m| part == m)) {
                let message = bi(
                    format!("程序加载调试模块 {}。", required.value),
                    format!("The program loads the debug module {}.", required.value),
                );
                sink.report(&META, doc, required.bytes.clone(), message, fix());
            }
        }
    }
}
