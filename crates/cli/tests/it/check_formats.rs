//! The forms of a report: JSON, SARIF, GitHub, JUnit, HTML, text; and what hostile names and texts do to them.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{text, tongguan};

/// A project whose names and texts try to leave their place.
fn hostile() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let page = "p/<img src=x onerror=alert(1)>&'\",%";
    fs::create_dir_all(dir.path().join("p/<img src=x onerror=alert(1)>&'\",%")).unwrap();
    let file = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    let manifest = serde_json::json!({ "pages": [format!("{page}/i"), "gone/]]></failure><script>"] });
    file("app.json", &manifest.to_string());
    file("app.js", "App({})");
    file(&format!("{page}/i.js"), "Page({})");
    file(&format!("{page}/i.json"), "{}");
    file(
        &format!("{page}/i.wxml"),
        "<view>\n  <text title=\"</script><script>alert(1)</script>\">国家级</text>\n</view>\n\
         <text style=\"color:#aaa;background:#fff\">\u{1b}[31m]]> %0A::error::x</text>\n\
         <button style=\"width:40px;height:20px\">x</button>",
    );
    dir
}

fn check(dir: &Path, format: &str, more: &[&str]) -> (Option<i32>, String) {
    let out = tongguan()
        .current_dir(dir)
        .args(["check", ".", "--today", "2026-11-25", "--format", format])
        .args(more)
        .output()
        .expect("the binary runs");
    assert_eq!(text(&out.stderr), "", "{format}");
    (out.status.code(), text(&out.stdout))
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn example(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

/// Field by field what the documentation promises; the fields come in its order.
#[test]
fn json_has_the_documented_fields_in_their_order() {
    let (code, out) = check(&example("loan"), "json", &["--lang", "en"]);
    assert_eq!(code, Some(1), "{out}");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        keys(&report),
        BTreeSet::from([
            "tool",
            "version",
            "pack",
            "inputs",
            "summary",
            "entry",
            "findings",
            "suppressed",
            "not_checked"
        ])
    );
    assert_eq!(keys(&report["inputs"]), BTreeSet::from(["package", "facts", "policy", "lexicons", "today"]));
    let fields = [
        "rule",
        "code",
        "severity",
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "message",
        "snippet",
        "measured",
        "limit",
        "clause",
        "fix",
        "related",
    ];
    for f in report["findings"].as_array().unwrap() {
        assert_eq!(keys(f), BTreeSet::from(fields));
        if f["severity"] == "error" {
            let said = f["message"].as_str().unwrap();
            assert!(said.ends_with("Pack default would reject it."), "{said}");
        }
        for r in f["related"].as_array().unwrap() {
            assert_eq!(keys(r), BTreeSet::from(["path", "line", "note"]));
        }
    }
    let places: Vec<_> = fields.iter().map(|k| out.find(&format!("      \"{k}\"")).expect(k)).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_severity_that_fails_is_chosen_and_a_report_goes_to_a_file() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("app.json"), r#"{ "pages": ["i"] }"#).unwrap();
    fs::write(dir.path().join("i.js"), "Page({})").unwrap();
    fs::write(dir.path().join("i.wxml"), "<button style=\"width:40px;height:20px\">x</button>").unwrap();
    let to = dir.path().join("report.json");
    for (fail_on, code) in [("error", 0), ("warning", 1), ("needs-a-person", 1), ("info", 1)] {
        let (status, out) = check(dir.path(), "json", &["--fail-on", fail_on, "-o", to.to_str().unwrap()]);
        assert_eq!((status, out.as_str()), (Some(code), ""), "{fail_on}");
        let report: Value = serde_json::from_str(&fs::read_to_string(&to).unwrap()).unwrap();
        assert_eq!(report["summary"]["warnings"], 1, "{report:#}");
        fs::remove_file(&to).unwrap();
    }
    let out = tongguan().args(["check", ".", "--fail-on", "never"]).output().unwrap();
    assert_eq!(out.status.code(), Some(2));
}

/// The structure that the SARIF 2.1.0 schema and GitHub ask for.
#[test]
fn sarif_is_whole() {
    let hostile = hostile();
    for dir in [hostile.path(), &example("loan"), &example("clinic")] {
        let (_, out) = check(dir, "sarif", &["--docs-url", "https://open.example.cn/rules/"]);
        let log: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let ids: Vec<_> = rules.iter().map(|r| r["id"].as_str().unwrap()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        for rule in rules {
            for field in ["shortDescription", "fullDescription", "help"] {
                assert!(!rule[field]["text"].as_str().unwrap().is_empty(), "{rule:#}");
            }
            let url = rule["helpUri"].as_str().unwrap();
            assert_eq!(url, format!("https://open.example.cn/rules/{}", rule["id"].as_str().unwrap()));
            level(&rule["defaultConfiguration"]["level"]);
        }
        let mut prints = BTreeSet::new();
        for result in run["results"].as_array().unwrap() {
            let index = result["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(result["ruleId"], ids[index]);
            level(&result["level"]);
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            assert_eq!(result["locations"].as_array().unwrap().len(), 1);
            let related = result["relatedLocations"].as_array().into_iter().flatten();
            for place in result["locations"].as_array().unwrap().iter().chain(related) {
                location(place);
            }
            assert!(prints.insert(result["partialFingerprints"]["tongguan/v1"].as_str().unwrap()));
        }
        for note in run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap() {
            let index = note["associatedRule"]["index"].as_u64().unwrap() as usize;
            assert_eq!(note["associatedRule"]["id"], ids[index]);
        }
    }
}

fn level(value: &Value) {
    assert!(matches!(value.as_str(), Some("error" | "warning" | "note")), "{value}");
}

fn location(place: &Value) {
    let physical = &place["physicalLocation"];
    let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~%".contains(&b);
    assert!(!uri.is_empty() && uri.bytes().all(plain) && !uri.starts_with('/'), "{uri}");
    if let Some(region) = physical.get("region") {
        let n = |k: &str| region.get(k).map(|v| v.as_u64().unwrap());
        let (line, end_line) = (n("startLine").unwrap(), n("endLine"));
        assert!(line >= 1 && end_line.is_none_or(|e| e >= line), "{region}");
        if end_line == Some(line) {
            assert!(n("startColumn") >= Some(1) && n("endColumn") >= n("startColumn"), "{region}");
        }
    }
}

/// Findings keep their fingerprints when lines move, and lose them when the line changes.
#[test]
fn fingerprints_survive_moved_lines() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    file("app.json", r#"{ "pages": ["i"] }"#);
    file("i.js", "Page({})");
    let prints = |text: &str| {
        file("i.wxml", text);
        let log: Value = serde_json::from_str(&check(dir.path(), "sarif", &[]).1).unwrap();
        let all = log["runs"][0]["results"].as_array().unwrap();
        all.iter()
            .map(|r| r["partialFingerprints"]["tongguan/v1"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let first = prints("<text>国家级</text>\n<text>国家级</text>");
    assert_eq!(first.len(), 2);
    assert_ne!(first[0], first[1]);
    assert_eq!(prints("\n\n  <text>国家级</text>\n<view/>\n<text>国家级</text>"), first);
    let changed = prints("<text>国家级</text>\n<text>国家级的</text>");
    assert_eq!(changed[0], first[0]);
    assert!(!first.contains(&changed[1]));
}

/// One command a finding, on one line each, whatever is in names and texts.
#[test]
fn github_commands_are_one_line_each() {
    let dir = hostile();
    let (code, out) = check(dir.path(), "github", &[]);
    assert_eq!(code, Some(1), "{out}");
    let (_, json) = check(dir.path(), "json", &[]);
    let report: Value = serde_json::from_str(&json).unwrap();
    let lines: Vec<_> = out.lines().collect();
    assert_eq!(lines.len(), report["findings"].as_array().unwrap().len() + 1);
    for line in &lines[..lines.len() - 1] {
        let (command, _) = line.strip_prefix("::").and_then(|l| l.split_once("::")).expect(line);
        let (name, properties) = command.split_once(' ').expect(line);
        assert!(matches!(name, "error" | "warning" | "notice"), "{line}");
        for property in properties.split(',') {
            let (key, _) = property.split_once('=').expect(line);
            assert!(["file", "line", "endLine", "col", "endColumn", "title"].contains(&key), "{line}");
        }
    }
    assert!(lines[lines.len() - 1].starts_with("tongguan: "));
    let page = "file=p/<img src=x onerror=alert(1)>&'\"%2C%25/i.wxml,line=2,endLine=2,col=";
    assert!(out.contains(page), "{out}");
}

/// Paths are those of the repository in which the check runs.
#[test]
fn github_paths_are_seen_from_the_working_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let out =
        tongguan().current_dir(root).args(["check", "examples/loan", "--format", "github"]).output().unwrap();
    assert!(text(&out.stdout).contains("file=examples/loan/miniprogram/app.json,"), "{}", text(&out.stdout));
}

#[test]
fn junit_is_well_formed_and_counts_what_fails() {
    let dir = hostile();
    let (_, out) = check(dir.path(), "junit", &[]);
    let open = well_formed(&out);
    let (_, json) = check(dir.path(), "json", &[]);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        open.iter().filter(|n| *n == "failure").count() as u64,
        report["summary"]["errors"].as_u64().unwrap()
    );
    let skipped = report["not_checked"].as_array().unwrap().len();
    assert_eq!(open.iter().filter(|n| *n == "skipped").count(), skipped);
    let rules = open.iter().filter(|n| *n == "testsuite").count();
    assert!(rules > 20 && out.contains(&format!("skipped=\"{skipped}\"")), "{out}");
}

/// The page holds nothing of the package as markup, and asks the network for nothing.
#[test]
fn html_is_complete_in_itself_and_escapes_everything() {
    let dir = hostile();
    for lang in ["zh", "en"] {
        let (code, page) = check(dir.path(), "html", &["--lang", lang]);
        assert_eq!(code, Some(1));
        for bad in ["<script", "<img", "(1)>", " src=\"", "@import", "url(", "]]></failure>", "style=\""] {
            assert!(!page.contains(bad), "{bad}");
        }
        assert!(page.contains("&#60;img src=x onerror=alert(1)&#62;"), "{page}");
        for part in ["g-weight", "f-fail", "draw", "swatch", "color-scheme", "prefers-color-scheme: dark"] {
            assert!(page.contains(part), "{part}");
        }
        assert_eq!(check(dir.path(), "html", &["--lang", lang]).1, page, "the same bytes each time");
    }
}

#[test]
fn colours_are_used_when_asked_for_and_never_from_the_package() {
    let dir = hostile();
    let (_, plain) = check(dir.path(), "text", &[]);
    assert!(!plain.contains('\u{1b}'), "{plain}");
    let (_, always) = check(dir.path(), "text", &["--color", "always"]);
    assert!(always.contains("\u{1b}[0m") && !always.contains("\u{1b}[31m]]>"), "{always}");
}

/// Names of the elements of a document, in order; fails where it is not well formed.
fn well_formed(xml: &str) -> Vec<String> {
    let mut rest = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("a declaration");
    let (mut open, mut all): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let text = |t: &str| {
        assert!(!t.contains("]]>") && t.chars().all(|c| c >= ' ' || c == '\n'), "{t:?}");
        for entity in t.split('&').skip(1) {
            let (name, _) = entity.split_once(';').expect(t);
            assert!(["lt", "gt", "amp", "quot", "apos", "#9", "#10", "#13"].contains(&name), "{t}");
        }
    };
    while let Some(at) = rest.find('<') {
        text(&rest[..at]);
        let end = at + rest[at..].find('>').expect("an end");
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let (tag, single) = tag.strip_suffix('/').map_or((tag, false), |t| (t, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert_eq!(attributes.matches('"').count() % 2, 0, "{tag}");
        text(attributes);
        all.push(name.to_owned());
        if !single {
            open.push(name.to_owned());
        }
    }
    assert_eq!((open, rest.trim()), (Vec::new(), ""));
    all
}
