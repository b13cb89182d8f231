//! `mock-in-release`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;
use tongguan_text::normalise;

use crate::{
    app::{App, visible::Shown},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds made-up data: switches such as `useMock: true`, modules below a folder `mock`, and texts such as 测试数据 or
    /// Lorem ipsum that are shown.
    ///
    /// ## Why
    /// REV-2: test and placeholder content is among the most frequent reasons of a refusal.
    ///
    /// ## Fail example
    /// `const config = { useMock: true }`, `<view>测试数据</view>`
    ///
    /// ## Pass example
    /// `const config = { useMock: false }`: the modules that hang on it are not reported either.
    ///
    /// ## References
    /// REV-2; WeChat: 常见拒绝情形 (测试内容).
    pub(crate) static META = {
        slug: "mock-in-release", code: "QUA002", group: Quality, severity: Warning, requirement: "REV-2", since: "0.2.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let policy = &app.input.policy.preflight;
    let key = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let switches = || app.scripts().flat_map(|(doc, s)| s.notes.flags.iter().map(move |f| (doc, f)));
    let switches = || switches().filter(|(_, f)| policy.mock_flags.contains(&key(&f.name)));
    let off = switches().next().is_some() && switches().all(|(_, f)| !f.value);
    for (doc, flag) in switches().filter(|(_, f)| f.value) {
        let name = &flag.name;
        sink.report(
            &META,
            doc,
            flag.bytes.clone(),
            bi(format!("{name} 打开了模拟数据。"), format!("{name} turns made-up data on.")),
            bi("发布前改为 false，或从配置中去掉。", "Make it false before release, or take it out."),
        );
    }
    for (doc, script) in app.scripts().filter(|_| !off) {
        for required in &script.requires {
            let path = required.value.to_lowercase();
            let mut parts = path.split('/').map(|p| p.split('.').next().unwrap_or(""));
            // Modules of the folder itself are reported where it is entered.
            let inside =
                doc.path.to_lowercase().split('/').any(|p| policy.mock_modules.iter().any(|m| m == p));
            if !inside && parts.any(|p| policy.mock_modules.iter().any(|m| m == p)) {
                sink.report(
                    &META,
                    doc,
                    required.bytes.clone(),
                    bi(
                        format!("程序加载模拟数据 {}。", required.value),
                        format!("The program loads made-up data from {}.", required.value),
                    ),
                    bi("发布前换成真实接口。", "Use the real interface before release."),
                );
            }
        }
    }
    let words: Vec<_> = policy.placeholder_texts.iter().map(|w| normalise(w)).collect();
    for visible in Shown::new(app).all() {
        let text = normalise(visible.text);
        let Some(word) = words.iter().find(|w| text.contains(w.as_str())) else { continue };
        let Some(doc) = app.doc(visible.path) else { continue };
        let lead = visible.text.len() - visible.text.trim_start().len();
        let at = if visible.plain {
            visible.at + lead..visible.at + visible.text.trim_end().len()
        } else {
            visible.at..visible.end
        };
        sink.report(
            &META,
            doc,
            at,
            bi(
                format!("显示的文字是占位内容「{word}」。"),
                format!("A text that is shown is a placeholder ({word})."),
            ),
            bi("换成正式内容。", "Put the real content there."),
        );
    }
}
