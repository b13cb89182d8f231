//! `tongguan check` on the examples and on hostile input.

use std::{fs, path::Path};

use crate::support::{text, tongguan};

fn check(args: &[&str]) -> (Option<i32>, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let out = tongguan().current_dir(root).arg("check").args(args).output().expect("the binary runs");
    (out.status.code(), text(&out.stdout) + &text(&out.stderr))
}

#[test]
fn the_clinic_passes_in_both_languages() {
    let (code, said) = check(&["examples/clinic"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("按规则包 default 不会被驳回"), "{said}");
    let (code, said) = check(&["examples/clinic", "--lang", "en", "--pack", "weixin-2026"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("pack weixin-2026 would not reject it"), "{said}");
}

#[test]
fn the_lender_is_rejected() {
    let (code, said) = check(&["examples/loan"]);
    assert_eq!(code, Some(1), "{said}");
    // How many depends on the rules there are; what each is stands in rule-package/tests/examples.rs.
    assert!(said.contains("按规则包 default 会被驳回："), "{said}");
    assert!(said.contains("= 实测 2.36:1 · 限值 4.5:1 · 依据 REV-3 · 规则包 default\n"), "{said}");
}

#[test]
fn a_finding_is_shown_with_its_place_and_the_json_is_the_same_each_time() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(dir.path().join("pages")).unwrap();
    fs::write(dir.path().join("app.json"), r#"{ "pages": ["pages/index"] }"#).unwrap();
    fs::write(dir.path().join("pages/index.js"), "Page({});").unwrap();
    fs::write(dir.path().join("pages/index.wxml"), "<view>\n  <text>国家级专家</text>\n</view>").unwrap();
    let path = dir.path().to_str().unwrap();
    let (code, said) = check(&[path]);
    assert_eq!(code, Some(1), "{said}");
    for line in
        ["--> pages/index.wxml:2:9", "2 |   <text>国家级专家</text>", "  |         ^^^^^^", "1 处错误"]
    {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let json = ["--format", "json", "--today", "2026-11-25", path];
    let (_, first) = check(&json);
    assert_eq!(check(&json).1, first);
    let report: serde_json::Value = serde_json::from_str(&first).expect("JSON");
    assert_eq!(report["findings"][0]["rule"], "banned-word");
    assert_eq!(
        (report["summary"]["errors"].as_u64(), report["inputs"]["today"].as_str()),
        (Some(1), Some("2026-11-25"))
    );
    assert_eq!(report["entry"], "pages/index");
}

#[test]
fn what_cannot_be_checked_ends_with_code_two() {
    let dir = tempfile::tempdir().expect("a folder");
    let (code, said) = check(&[dir.path().join("nothing").to_str().unwrap()]);
    assert_eq!(code, Some(2), "{said}");
    let zip = dir.path().join("a.zip");
    fs::write(&zip, b"PK no zip").unwrap();
    assert_eq!(check(&[zip.to_str().unwrap()]).0, Some(2));
    fs::write(dir.path().join("app.json"), "{}").unwrap();
    fs::write(dir.path().join("tongguan.toml"), "industri = 1\n").unwrap();
    let (code, said) = check(&[dir.path().to_str().unwrap()]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("tongguan.toml:1:1"), "{said}");
}

#[test]
fn hostile_files_are_findings_and_no_crash() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    file("app.json", br#"{ "pages": ["a", "b", "c", "d", "e"] }"#);
    for (name, script, template) in [
        ("a", "(".repeat(40_000), "<view>".repeat(20_000)),
        ("b", format!("x = {}1", "!".repeat(20_000)), "{{".repeat(60_000)),
        ("c", format!("x = '{}'", "字".repeat(20_000)), format!("<view a=\"{}", "{{a}}".repeat(20_000))),
        ("d", "a=>".repeat(20_000), format!("<view>{{{{{}1}}}}</view>", "!".repeat(20_000))),
        ("e", "`${".repeat(20_000), "<view class=\"{{[[[[[".repeat(20_000)),
    ] {
        file(&format!("{name}.js"), script.as_bytes());
        file(&format!("{name}.wxml"), template.as_bytes());
        file(
            &format!("{name}.wxss"),
            format!("{}{}", ".a{".repeat(10_000), "@import".repeat(10_000)).as_bytes(),
        );
    }
    file("a.json", "[".repeat(20_000).as_bytes());
    file("b.json", b"\xff\xfe\x00");
    let (code, said) = check(&[dir.path().to_str().unwrap(), "--format", "json"]);
    assert_eq!(code, Some(1), "{}", said.chars().take(2000).collect::<String>());
    for rule in ["js-syntax", "wxml-syntax", "json-schema"] {
        assert!(said.contains(rule), "{rule}");
    }
}
