//! What the machine found, whatever noun kept it: notes of subjects and names, reports of versions.

use serde_json::Value;
use tongguan_model::text::Lang;

/// One finding as the desk shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// State class without `is-`.
    pub(super) state: &'static str,
    /// Word for the state in the page's language.
    pub(super) word: &'static str,
    /// Rule it rests on: a requirement ID or a rule's slug.
    pub(super) rule: String,
    /// Requirement ID.
    pub(super) clause: String,
    /// What is so, in the page's language.
    pub(super) text: String,
    /// The same in both languages with what to do, for the applicant's sentence.
    pub(super) told: (String, String),
    /// `file:line:column`.
    pub(super) at: Option<String>,
    /// The hit line.
    pub(super) line: Option<(i64, String)>,
    /// Measured value.
    pub(super) measured: Option<String>,
    /// Limit.
    pub(super) limit: Option<String>,
    /// What to do.
    pub(super) fix: Option<String>,
}

fn text(v: &Value, key: &str) -> Option<String> {
    v.get(key).and_then(Value::as_str).filter(|t| !t.is_empty()).map(ToOwned::to_owned)
}

fn pair(v: &Value, key: &str, l: Lang) -> Option<String> {
    let v = v.get(key)?;
    v.as_str().map(ToOwned::to_owned).or_else(|| text(v, l.t("zh", "en"))).filter(|t| !t.is_empty())
}

/// What is so, then what to do.
fn told(v: &Value, l: Lang) -> Option<String> {
    let (text, fix) = (pair(v, "message", l)?, pair(v, "fix", l));
    let between = l.t("", " ");
    Some(fix.map_or_else(|| text.clone(), |fix| format!("{text}{between}{fix}")))
}

/// Sentences for the applicant, who may read either language: the Chinese ones, then the English ones.
pub(super) fn both<'a>(sentences: impl Iterator<Item = &'a (String, String)> + Clone) -> String {
    let zh: Vec<_> = sentences.clone().map(|(zh, _)| zh.as_str()).collect();
    let en: Vec<_> = sentences.map(|(_, en)| en.as_str()).collect();
    if zh == en { zh.join("\n") } else { format!("{}\n{}", zh.join("\n"), en.join("\n")) }
}

fn one(v: &Value, l: Lang) -> Option<Found> {
    let (state, word) = match v.get("severity").and_then(Value::as_str).unwrap_or_default() {
        "error" => ("fail", l.t("错误", "error")),
        "needs_person" => ("person", l.t("由人判断", "a person decides")),
        "info" => ("info", l.t("提示", "note")),
        // A measure of a picture or name warns; the reviewer decides.
        _ if v.get("about").is_some() => ("person", l.t("由人判断", "a person decides")),
        _ => ("warn", l.t("警告", "warning")),
    };
    let path = text(v, "path");
    let number = |key: &str| v.get(key).and_then(Value::as_i64).filter(|n| *n > 0);
    Some(Found {
        state,
        word,
        clause: text(v, "clause").or_else(|| text(v, "rule")).unwrap_or_default(),
        rule: text(v, "rule").unwrap_or_default(),
        text: pair(v, "message", l)?,
        told: (told(v, Lang::Zh)?, told(v, Lang::En)?),
        line: number("line").and_then(|n| Some((n, text(v, "snippet")?))),
        at: path.map(|p| match (number("line"), number("column")) {
            (Some(line), Some(column)) => format!("{p}:{line}:{column}"),
            _ => p,
        }),
        // A note says so where there was nothing to measure.
        measured: text(v, "measured").filter(|m| m != "none"),
        // A note asks for a look: what it names is no limit.
        limit: text(v, "limit").filter(|l| l != "—" && state != "info"),
        fix: pair(v, "fix", l),
    })
}

/// All findings of a case, the heaviest first.
pub(super) fn all(findings: &Value, l: Lang) -> Vec<Found> {
    let list = findings.as_array().or_else(|| findings.get("findings")?.as_array());
    let mut out: Vec<_> = list.into_iter().flatten().filter_map(|v| one(v, l)).collect();
    // What the developer suppressed is never hidden from the reviewer: the reason stands beside it.
    for known in findings.get("suppressed").and_then(Value::as_array).into_iter().flatten() {
        let Some(mut found) = known.get("finding").and_then(|f| one(f, l)) else { continue };
        let reason = text(known, "reason").unwrap_or_default();
        found.text += &format!(" {}{reason}", l.t("开发者忽略，原因：", "Suppressed by the developer: "));
        out.push(found);
    }
    let weight = |f: &Found| ["fail", "person", "warn"].iter().position(|s| *s == f.state).unwrap_or(9);
    out.sort_by_key(weight);
    out
}

/// The machine's verdict in a line, with its state.
pub(super) fn verdict(findings: &[Found], blocked: bool, l: Lang) -> (&'static str, String) {
    let count = |state: &str| findings.iter().filter(|f| f.state == state).count();
    let mut parts = Vec::new();
    for (state, zh, en) in
        [("fail", "错误", "error"), ("person", "需人工", "for a person"), ("warn", "警告", "warning")]
    {
        match count(state) {
            0 => {}
            n if l == Lang::Zh => parts.push(format!("{n} {zh}")),
            n => parts.push(plural(n, en)),
        }
    }
    let state = match (blocked, findings.first().map(|f| f.state)) {
        (true, _) => "fail",
        (false, Some(state @ ("fail" | "person" | "warn"))) => state,
        _ => "pass",
    };
    let words = match (parts.is_empty(), blocked) {
        (true, true) => l.t("有阻断", "blocked").to_owned(),
        (true, false) => l.t("无发现", "nothing found").to_owned(),
        (false, _) => parts.join(l.t("，", ", ")),
    };
    (state, words)
}

fn plural(n: usize, en: &str) -> String {
    match (n, en) {
        (1, _) | (_, "for a person") => format!("{n} {en}"),
        _ => format!("{n} {en}s"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_suppressed_is_shown_with_its_reason() {
        let finding = json!({ "rule": "contrast", "severity": "error", "path": "a.wxml", "line": 2, "column": 1,
            "message": { "zh": "太淡。", "en": "Too pale." }, "snippet": "<text>", "clause": "REV-3" });
        let report = json!({ "findings": [], "suppressed": [{ "finding": finding, "reason": "logo", "by": "a.wxml:1" }] });
        let shown = all(&report, Lang::En);
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].state, "fail");
        assert_eq!(shown[0].text, "Too pale. Suppressed by the developer: logo");
    }

    #[test]
    fn notes_and_reports_are_read_alike_the_heaviest_first() {
        let notes = json!([{ "rule": "SUB-5", "severity": "warning", "about": "business_licence",
            "message": { "zh": "灰度。", "en": "Grey." }, "measured": "0.1", "limit": "0.4" }]);
        let found = all(&notes, Lang::En);
        assert_eq!(
            (found[0].state, found[0].text.as_str(), both(found.iter().map(|f| &f.told)).as_str()),
            ("person", "Grey.", "灰度。\nGrey.")
        );
        assert_eq!(verdict(&found, false, Lang::Zh), ("person", "1 需人工".into()));
        let report = json!({ "findings": [
            { "rule": "a", "severity": "warning", "message": { "zh": "甲", "en": "A" }, "path": "app.js", "line": 3, "column": 2,
              "snippet": "x()", "clause": "REV-1", "fix": { "zh": "改", "en": "mend" } },
            { "rule": "b", "severity": "error", "message": { "zh": "乙", "en": "B" }, "clause": "REV-3" }] });
        let found = all(&report, Lang::En);
        assert_eq!(both(found.iter().map(|f| &f.told)), "乙\n甲改\nB\nA mend");
        assert_eq!((found[0].rule.as_str(), found[1].at.as_deref()), ("b", Some("app.js:3:2")));
        assert_eq!(verdict(&found, true, Lang::En), ("fail", "1 error, 1 warning".into()));
        assert_eq!(verdict(&all(&Value::Null, Lang::En), false, Lang::En), ("pass", "nothing found".into()));
    }
}
