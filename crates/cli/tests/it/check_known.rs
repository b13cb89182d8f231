//! What a project knows of: weights, suppressions, the baseline.

use std::{fs, path::Path};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{one_page, text, tongguan};

fn project(template: &str, settings: &str) -> TempDir {
    let dir = one_page(template);
    if !settings.is_empty() {
        fs::write(dir.path().join("tongguan.toml"), settings).unwrap();
    }
    dir
}

fn run(dir: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let out = tongguan()
        .current_dir(dir)
        .args(["check", ".", "--today", "2026-11-25"])
        .args(more)
        .output()
        .expect("the binary runs");
    (out.status.code(), text(&out.stdout), text(&out.stderr))
}

fn json(dir: &Path, more: &[&str]) -> (Option<i32>, Value) {
    let (code, out, error) = run(dir, &[&["--format", "json"], more].concat());
    (code, serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{error}")))
}

fn rules(list: &Value) -> Vec<String> {
    let line = |f: &Value| {
        format!("{} {} {}", f["rule"].as_str().unwrap(), f["line"], f["severity"].as_str().unwrap())
    };
    list.as_array().unwrap().iter().map(line).collect()
}

/// A comment with its reason takes the finding out of the exit code, not out of the report.
#[test]
fn a_comment_suppresses_and_the_report_still_lists_it() {
    let dir = project(
        "<view>\n  <!-- tongguan-ignore banned-word: title of a film -->\n  <text>国家级特工</text>\n</view>",
        "",
    );
    let (code, report) = json(dir.path(), &[]);
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(rules(&report["findings"]), [] as [&str; 0]);
    assert_eq!(rules(&report["suppressed"]), ["banned-word 3 error"]);
    assert_eq!(report["suppressed"][0]["reason"], "title of a film");
    assert_eq!(report["suppressed"][0]["by"], "i.wxml:2");
    assert_eq!((&report["summary"]["errors"], &report["summary"]["suppressed"]), (&0.into(), &1.into()));
    // The default pack does not let a project decide: the verdict says so.
    let (_, said, _) = run(dir.path(), &["--lang", "en"]);
    assert!(said.contains("pack default still rejects it for 1 that are"), "{said}");
    assert!(said.contains("banned-word i.wxml:3:9: title of a film (i.wxml:2)"), "{said}");
    let pack = dir.path().join("pack.toml");
    fs::write(&pack, "name = \"open\"\n[review.switches]\nhonour_suppressions = true\n").unwrap();
    let (_, said, _) = run(dir.path(), &["--pack", pack.to_str().unwrap()]);
    assert!(said.contains("不会被驳回"), "{said}");
    let (_, sarif, _) = run(dir.path(), &["--format", "sarif"]);
    let log: Value = serde_json::from_str(&sarif).unwrap();
    let known = &log["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!((&known["kind"], &known["justification"]), (&"inSource".into(), &"title of a film".into()));
}

#[test]
fn the_settings_weigh_switch_off_and_suppress_and_the_verdict_says_what_they_lighten() {
    let template = "<text>国家级特工</text>\n<text style=\"color:#aaa;background:#fff\">灰</text>";
    let settings = "[rules]\nbanned-word = \"info\"\n\n[[suppress]]\nrule = \"contrast\"\npath = \"*.wxml\"\nreason = \"the brand\"\n";
    let dir = project(template, settings);
    let (code, report) = json(dir.path(), &[]);
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(rules(&report["findings"]), ["banned-word 1 info"]);
    assert_eq!(rules(&report["suppressed"]), ["contrast 2 error"]);
    assert_eq!(report["suppressed"][0]["by"], "tongguan.toml:5");
    let (_, said, _) = run(dir.path(), &["--lang", "en"]);
    assert!(said.contains("The project lightens banned-word; review judges by the pack."), "{said}");
    fs::write(dir.path().join("tongguan.toml"), "[rules]\nbanned-word = \"off\"\ncontrast = \"off\"\n")
        .unwrap();
    let (code, report) = json(dir.path(), &["--fail-on", "info"]);
    assert_eq!((code, rules(&report["findings"])), (Some(0), Vec::new()));
    fs::write(dir.path().join("tongguan.toml"), "\n[[suppress]]\nrule = \"contrast\"\npath = \"*\"\n")
        .unwrap();
    let (code, _, error) = run(dir.path(), &[]);
    assert_eq!(code, Some(2));
    assert!(error.contains("tongguan.toml:2:1: a suppression needs its reason"), "{error}");
}

/// A rule that the pack requires stays as it is, whatever the project says, and the project is told.
#[test]
fn what_the_pack_requires_is_not_suppressed() {
    let template =
        "<view>\n  <!-- tongguan-ignore banned-word: please -->\n  <text>国家级特工</text>\n</view>";
    let dir = project(template, "[rules]\nbanned-word = \"off\"\n");
    let pack = dir.path().join("pack.toml");
    fs::write(
        &pack,
        "name = \"strict\"\n[review.switches]\nrequired = [\"banned-word\"]\nhonour_suppressions = true\n",
    )
    .unwrap();
    let (code, report) = json(dir.path(), &["--pack", pack.to_str().unwrap()]);
    assert_eq!(code, Some(1), "{report:#}");
    assert_eq!(
        rules(&report["findings"]),
        ["suppression 2 warning", "banned-word 3 error", "suppression 2 warning"]
    );
    assert_eq!(report["findings"][2]["path"], "tongguan.toml");
}

#[test]
fn a_baseline_lets_only_new_findings_through_and_names_what_is_gone() {
    let dir = project("<text>国家级甲</text>\n<text>国家级乙</text>", "");
    let file = dir.path().join("base.json");
    let base = file.to_str().unwrap();
    assert_eq!(run(dir.path(), &[]).0, Some(1));
    let (code, out, error) = run(dir.path(), &["--write-baseline", base]);
    assert_eq!((code, out.as_str()), (Some(0), ""), "{error}");
    let (code, report) = json(dir.path(), &["--baseline", base]);
    assert_eq!((code, rules(&report["findings"])), (Some(0), Vec::new()), "{report:#}");
    assert_eq!(report["summary"]["suppressed"], 2);
    // Lines move, one finding goes, one comes.
    fs::write(dir.path().join("i.wxml"), "<view/>\n\n<text>国家级乙</text>\n<text>国家级丙</text>").unwrap();
    let (code, out, error) = run(dir.path(), &["--format", "json", "--baseline", base]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, rules(&report["findings"])), (Some(1), vec!["banned-word 4 error".to_owned()]));
    assert!(error.contains("1 × banned-word in i.wxml is gone"), "{error}");
    let before = fs::read_to_string(&file).unwrap();
    run(dir.path(), &["--write-baseline", base]);
    assert_ne!(fs::read_to_string(&file).unwrap(), before);
    fs::write(&file, "{}").unwrap();
    let (code, _, error) = run(dir.path(), &["--baseline", base]);
    assert_eq!(code, Some(2));
    assert!(error.contains("is no baseline"), "{error}");
}

/// No format shows the line of a secret as it is.
#[test]
fn secrets_stay_hidden_in_every_format() {
    let secret = "a3f1c95e7b2d4860917c3e5fa8b6d024";
    let dir = project("<view/>", "");
    let script = format!("const a = 1;\nconst AppSecret = '{secret}';\nPage({{}});\n");
    fs::write(dir.path().join("i.js"), script).unwrap();
    for format in ["text", "json", "sarif", "html", "github", "junit"] {
        let (_, out, _) = run(dir.path(), &["--format", format]);
        assert!(out.contains("hardcoded-credential"), "{format}");
        assert!(!out.contains(secret) && !out.contains(&secret[..12]), "{format}\n{out}");
    }
}
