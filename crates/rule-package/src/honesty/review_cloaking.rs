//! `review-cloaking`.

use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::{Severity, declare_rule};

use crate::{
    app::{
        App,
        script::{Gate, Knows},
        wxml::{Piece, names, pieces},
    },
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds programs that may show a reviewer something else than visitors: conditions on a written date, on the
    /// environment (`envVersion`, the developer tools) or on a switch for reviews that change pages, tabs or content; and text that is run as
    /// a program (`eval`, `new Function`).
    ///
    /// ## Why
    /// REV-2: what was reviewed is what visitors get. Where it is not certain, a person looks.
    ///
    /// ## Fail example
    /// `if (Date.now() > 1798732800000) wx.reLaunch({ url: '/pages/real/real' })`
    ///
    /// ## Pass example
    /// `const base = envVersion === 'release' ? PROD : TEST`: only the server differs. A date that the server sends.
    ///
    /// ## References
    /// REV-2; WeChat: 运营规范 (隐藏功能), 常见拒绝情形.
    pub(crate) static META = {
        slug: "review-cloaking", code: "HON001", group: Honesty, severity: Warning, requirement: "REV-2", since: "0.2.0",
    };
}

fn fix() -> Bilingual {
    bi(
        "让审核与访客看到相同的内容，去掉这一判断。",
        "Show a reviewer what visitors see: take the condition out.",
    )
}

fn key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let policy = &app.input.policy.preflight;
    // A longer name may have something before it: `vuex_isShenHe`.
    let clear = |name: &str| {
        let key = key(name);
        policy
            .review_flags
            .iter()
            .any(|flag| key == *flag || (flag.len() > 7 && key.ends_with(flag.as_str())))
    };
    let unclear = |name: &str| policy.review_flags_unclear.contains(&key(name));
    let remote = |name: &str| policy.remote_switches.contains(&key(name));
    for (doc, script) in app.scripts() {
        for gate in &script.notes.gates {
            if let Some((what, severity)) = judge(gate, &clear, &unclear, &remote) {
                sink.report(&META, doc, gate.bytes.clone(), what, fix()).severity(severity);
            }
        }
        for dynamic in &script.notes.dynamic {
            let what = dynamic.what;
            let (message, severity) = if dynamic.remote {
                let zh = format!("{what} 执行服务器返回的文本，审核看不到这段程序。");
                (
                    bi(zh, format!("{what} runs a text from a server: no reviewer sees that program.")),
                    Severity::Error,
                )
            } else {
                let zh = format!("{what} 执行运行时拼成的文本。");
                (bi(zh, format!("{what} runs a text that is made at run time.")), Severity::NeedsPerson)
            };
            let fix = bi("把程序写在包里。", "Write the program into the package.");
            sink.report(&META, doc, dynamic.bytes.clone(), message, fix).severity(severity);
        }
        for required in &script.requires {
            let name = required.value.to_lowercase();
            if name.split(['/', '.']).any(|part| policy.interpreters.iter().any(|i| part == i)) {
                let message = bi(
                    format!("程序加载解释器 {}，可执行审核看不到的程序。", required.value),
                    format!(
                        "The program loads the interpreter {}, which runs what no reviewer sees.",
                        required.value
                    ),
                );
                let fix =
                    bi("去掉解释器，把程序写在包里。", "Take it out and write the program into the package.");
                sink.report(&META, doc, required.bytes.clone(), message, fix);
            }
        }
    }
    for (_, doc, wxml) in app.shown_templates() {
        let conditions = wxml
            .nodes
            .iter()
            .flat_map(|n| n.attrs())
            .filter(|a| matches!(a.name, "wx:if" | "wx:elif" | "hidden"));
        for attr in conditions {
            for piece in pieces(attr.value.unwrap_or(""), attr.bytes.start) {
                let Piece::Expression(text, _) = piece else { continue };
                let names = names(text);
                let Some(flag) =
                    names.iter().find(|n| clear(n)).or_else(|| names.iter().find(|n| unclear(n)))
                else {
                    continue;
                };
                let severity = if clear(flag) { Severity::Warning } else { Severity::NeedsPerson };
                let message = bi(
                    format!("显示与否取决于 {flag}，像是审核开关。"),
                    format!("What is shown hangs on {flag}, which looks like a switch for reviews."),
                );
                sink.report(&META, doc, attr.bytes.clone(), message, fix()).severity(severity);
            }
        }
    }
}

/// What a condition may hide, and how sure that is.
fn judge(
    gate: &Gate,
    clear: &impl Fn(&str) -> bool,
    unclear: &impl Fn(&str) -> bool,
    remote: &impl Fn(&str) -> bool,
) -> Option<(Bilingual, Severity)> {
    let (changes, changes_en) = if gate.leads {
        ("页面或标签栏", "pages or tabs")
    } else {
        ("显示的内容", "what is shown")
    };
    let sure = |sure: bool| if sure { Severity::Warning } else { Severity::NeedsPerson };
    if let Some(flag) = gate.names.iter().find(|n| clear(n)) {
        let zh = format!("{changes}取决于审核开关 {flag}。");
        return Some((
            bi(zh, format!("The switch for reviews {flag} decides {changes_en}.")),
            Severity::Warning,
        ));
    }
    if gate.knows.has(Knows::TIME) {
        let zh = format!("{changes}取决于写死的日期，审核之后会变。");
        let en = format!("A written date decides {changes_en}: it changes after the review.");
        // A number hides its day; a promotion's end is written as a date.
        return Some((bi(zh, en), sure(gate.leads || gate.knows.has(Knows::NUMBER))));
    }
    if gate.knows.has(Knows::ENVIRONMENT) {
        let zh = format!("{changes}取决于运行环境 envVersion，审核与线上会不同。");
        let en =
            format!("The environment (envVersion) decides {changes_en}: a reviewer sees something else.");
        return Some((bi(zh, en), sure(gate.leads)));
    }
    if gate.knows.has(Knows::DEVTOOLS) && gate.leads {
        let zh = format!("{changes}取决于是否在开发者工具中运行，审核时可能不同。");
        let en = format!(
            "Whether the program runs in the developer tools decides {changes_en}: a reviewer may see something else."
        );
        return Some((bi(zh, en), Severity::Warning));
    }
    let remote = || gate.names.iter().find(|n| gate.answered && gate.tabs && remote(n));
    let known = gate.names.iter().find(|n| unclear(n));
    let flag = known.or_else(remote)?;
    let zh = format!("{changes}取决于 {flag}，可能是审核开关。");
    Some((
        bi(zh, format!("{flag} decides {changes_en}; it may be a switch for reviews.")),
        sure(gate.tabs && known.is_some()),
    ))
}
