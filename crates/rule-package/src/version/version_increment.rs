//! `version-increment`.

use tongguan_model::text::bi;
use tongguan_rule::{Severity, declare_rule};

use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// The version that is submitted is greater than the one that is live, part by part; a skipped step is warned of.
    ///
    /// ## Why
    /// VER-1: versions only rise, step by step, so that everyone can tell which one is newer.
    ///
    /// ## Fail example
    /// `live_version = "1.0.2"`, `version = "1.0.1"`
    ///
    /// ## Pass example
    /// `live_version = "1.0.1"`, `version = "1.0.2"`
    ///
    /// ## References
    /// VER-1.
    pub(crate) static META = {
        slug: "version-increment", code: "VER001", group: Version, severity: Error, requirement: "VER-1", since: "0.1.0",
    };
}

fn parts(version: &str) -> Option<[u64; 3]> {
    let mut parts =
        version.split('.').map(|p| p.bytes().all(|b| b.is_ascii_digit()).then(|| p.parse().ok()).flatten());
    let out = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(out)
}

/// The versions that follow one step after another.
fn is_step(from: [u64; 3], to: [u64; 3]) -> bool {
    let [a, b, c] = from;
    [[a, b, c + 1], [a, b + 1, 0], [a + 1, 0, 0]].contains(&to)
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let facts = app.input.facts;
    let (Some(version), Some(live)) = (&facts.version, &facts.live_version) else {
        sink.not_checked(
            &META,
            None,
            bi(
                "不知道要提交的版本号与线上版本号（version、live_version）。",
                "The version to submit and the live one are not both known (version, live_version).",
            ),
        );
        return;
    };
    let fix = bi("把版本号加一，例如 1.0.1 → 1.0.2。", "Raise the version by one step, e.g. 1.0.1 → 1.0.2.");
    let (to, from) = (parts(version), parts(live));
    let (message, severity) = match (to, from) {
        (None, _) => (
            bi(
                format!("版本号 {version} 不是三段数字。"),
                format!("The version {version} is not three numbers with dots."),
            ),
            Severity::Error,
        ),
        (Some(to), Some(from)) if to <= from => (
            bi(
                format!("版本号 {version} 不大于线上的 {live}。"),
                format!("The version {version} is not greater than the live {live}."),
            ),
            Severity::Error,
        ),
        (Some(to), Some(from)) if !is_step(from, to) => (
            bi(
                format!("版本号从 {live} 跳到 {version}。"),
                format!("The version skips from {live} to {version}."),
            ),
            Severity::Warning,
        ),
        _ => return,
    };
    sink.report_file(&META, "app.json", message, fix)
        .severity(severity)
        .measured(version, format!("> {live}"));
}
