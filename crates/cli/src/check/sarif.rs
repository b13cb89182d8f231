//! SARIF 2.1.0, for code scanning of GitHub, for VS Code and others.

use serde_json::{Map, Value, json};
use tongguan_model::text::Lang;
use tongguan_rule::{Finding, NotChecked, RuleMeta, Severity};

use super::{fingerprint::Numbered, view::View};

pub(super) fn render(view: &View<'_>) -> String {
    let report = view.report;
    let rules: Vec<_> = view.rules().collect();
    let index = |slug: &str| rules.iter().position(|r| r.slug == slug);
    let mut prints = Numbered::default();
    let mut results: Vec<_> =
        report.findings.iter().map(|f| result(view, f, &prints.of(view, f), index(&f.rule))).collect();
    for s in &report.suppressed {
        let f = &s.finding;
        let mut known = result(view, f, &prints.of(view, f), index(&f.rule));
        // Comments are in the source; `tongguan.toml` and the baseline are beside it.
        let kind = if s.by.starts_with(&format!("{}:", f.path)) { "inSource" } else { "external" };
        known["suppressions"] = json!([{ "kind": kind, "status": "accepted", "justification": s.reason }]);
        results.push(known);
    }
    let notes: Vec<_> = report.not_checked.iter().map(|n| note(view, n, index(&n.rule))).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "tongguan",
                "version": report.version,
                "semanticVersion": report.version,
                "rules": rules.iter().map(|r| descriptor(view, r)).collect::<Vec<_>>(),
            } },
            "automationDetails": { "id": format!("tongguan/{}/", report.pack) },
            "columnKind": "unicodeCodePoints",
            "language": view.lang.tag(),
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notes }],
            "results": results,
            "properties": {
                "pack": report.pack, "inputs": report.inputs, "summary": report.summary, "entry": report.entry,
            },
        }],
    });
    format!("{log:#}\n")
}

/// SARIF has no word for "a person must look" that every reader shows, so such findings are notes and a property says so.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::NeedsPerson | Severity::Info => "note",
    }
}

fn descriptor(view: &View<'_>, rule: &RuleMeta) -> Value {
    let page: Vec<_> = rule.docs.lines().map(str::trim).collect();
    let markdown = page.join("\n").trim().to_owned();
    let short = first_sentence(&page);
    let mut out = json!({
        "id": rule.slug,
        "name": pascal(rule.slug),
        "shortDescription": { "text": short },
        "fullDescription": { "text": paragraph(&page, 0) },
        "help": { "text": markdown, "markdown": markdown },
        "defaultConfiguration": { "level": level(rule.severity), "enabled": true },
        "properties": {
            "code": rule.code, "clause": rule.requirement, "since": rule.since,
            "tags": [rule.group.as_str(), rule.requirement],
            "problem.severity": match rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                _ => "recommendation",
            },
            "precision": "high",
        },
    });
    if let (Some(url), Some(map)) = (view.help(rule.slug), out.as_object_mut()) {
        map.insert("helpUri".into(), url.into());
    }
    out
}

fn result(view: &View<'_>, f: &Finding, print: &str, index: Option<usize>) -> Value {
    let mut message = f.sentence(&view.report.pack, view.lang);
    message += match view.lang {
        Lang::Zh => "",
        Lang::En => " ",
    };
    message += f.fix.get(view.lang);
    let mut physical = location(view, &f.path);
    if let Some(region) = region(f) {
        physical.insert("region".into(), region);
        // The snippet is the whole line, around the place.
        let around = json!({ "startLine": f.line, "snippet": { "text": f.snippet } });
        physical.insert("contextRegion".into(), around);
    }
    let mut out = Map::new();
    out.insert("ruleId".into(), f.rule.as_str().into());
    if let Some(index) = index {
        out.insert("ruleIndex".into(), index.into());
    }
    out.insert("level".into(), level(f.severity).into());
    out.insert("message".into(), json!({ "text": message }));
    out.insert("locations".into(), json!([{ "physicalLocation": physical }]));
    let related: Vec<_> = f
        .related
        .iter()
        .enumerate()
        .map(|(i, r)| {
            let mut physical = location(view, &r.path);
            if r.line > 0 {
                physical.insert("region".into(), json!({ "startLine": r.line }));
            }
            json!({ "id": i + 1, "message": { "text": r.note }, "physicalLocation": physical })
        })
        .collect();
    if !related.is_empty() {
        out.insert("relatedLocations".into(), related.into());
    }
    out.insert("partialFingerprints".into(), json!({ "tongguan/v1": print }));
    out.insert(
        "properties".into(),
        json!({
            "severity": f.severity.wire(), "code": f.code, "clause": f.clause, "measured": f.measured,
            "limit": f.limit, "fix": f.fix.get(view.lang),
        }),
    );
    Value::Object(out)
}

fn note(view: &View<'_>, n: &NotChecked, index: Option<usize>) -> Value {
    let mut out = json!({
        "level": "note",
        "message": { "text": format!("{}{}", view.lang.t("未检查：", "Not checked: "), n.why.get(view.lang)) },
    });
    if let Some(map) = out.as_object_mut() {
        if let Some(index) = index {
            map.insert("associatedRule".into(), json!({ "id": n.rule, "index": index }));
        }
        if let Some(path) = &n.path {
            map.insert("locations".into(), json!([{ "physicalLocation": location(view, path) }]));
        }
    }
    out
}

fn region(f: &Finding) -> Option<Value> {
    if f.line == 0 {
        return None;
    }
    let end_line = f.end_line.max(f.line);
    let column = f.column.max(1);
    let end_column = if end_line == f.line { f.end_column.max(column) } else { f.end_column.max(1) };
    Some(json!({
        "startLine": f.line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
    }))
}

fn location(view: &View<'_>, path: &str) -> Map<String, Value> {
    let uri = encoded(&view.located(path));
    // What lies outside the working folder has an address of its own.
    let artifact = if uri.starts_with('/') {
        json!({ "uri": format!("file://{uri}") })
    } else {
        json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
    };
    Map::from_iter([("artifactLocation".into(), artifact)])
}

/// A path as a relative URI.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                out.push(byte.into())
            }
            byte => out += &format!("%{byte:02X}"),
        }
    }
    out
}

/// `missing-page` as `MissingPage`.
fn pascal(slug: &str) -> String {
    slug.split('-')
        .flat_map(|word| {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars)
        })
        .collect()
}

/// The text below a heading of a rule's page, counted from 0, as one line.
fn paragraph(page: &[&str], n: usize) -> String {
    let body = page.iter().skip_while(|l| l.is_empty());
    let mut heading = 0;
    let mut lines = Vec::new();
    for line in body {
        if line.starts_with("## ") {
            heading += 1;
        } else if heading == n + 1 && !line.is_empty() {
            lines.push(*line);
        }
    }
    lines.join(" ")
}

fn first_sentence(page: &[&str]) -> String {
    let text = paragraph(page, 0);
    match text.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris_and_slugs_names() {
        assert_eq!(encoded("页/a b%#?.js"), "%E9%A1%B5/a%20b%25%23%3F.js");
        assert_eq!(pascal("missing-privacy-entry"), "MissingPrivacyEntry");
        let page = ["", "## What it does", "Measures. And more.", "Yes.", "", "## Why", "So."];
        assert_eq!(first_sentence(&page), "Measures.");
        assert_eq!(
            (paragraph(&page, 0).as_str(), paragraph(&page, 1).as_str()),
            ("Measures. And more. Yes.", "So.")
        );
    }
}
