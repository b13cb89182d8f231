//! `tongguan rules` and `tongguan rules explain`.

use serde_json::Value;

use crate::support::{text, tongguan};

fn rules(args: &[&str]) -> (Option<i32>, String) {
    let out = tongguan().arg("rules").args(args).output().expect("the binary runs");
    (out.status.code(), text(&out.stdout) + &text(&out.stderr))
}

#[test]
fn rules_are_listed_by_family_with_the_switches_of_a_pack() {
    let (code, said) = rules(&["--lang", "en"]);
    assert_eq!(code, Some(0), "{said}");
    let interface = said.split("Interface\n").nth(1).expect("the family").split("\n\n").next().unwrap();
    assert!(interface.contains("contrast") && interface.contains("INT001  REV-3   error"), "{interface}");
    assert!(interface.contains("button-size") && interface.contains("not enforced"), "{interface}");
    let (_, json) = rules(&["--format", "json", "--pack", "weixin-2026"]);
    let all: Value = serde_json::from_str(&json).unwrap();
    let contrast = all.as_array().unwrap().iter().find(|r| r["rule"] == "contrast").unwrap();
    assert_eq!((&contrast["enforced"], &contrast["severity"]), (&false.into(), &"warning".into()));
}

#[test]
fn a_rule_is_explained_in_the_terminal() {
    let (code, said) = rules(&["explain", "contrast"]);
    assert_eq!(code, Some(0), "{said}");
    for part in ["contrast (INT001) · 界面 · 错误", "## Fail example", "tongguan-ignore contrast: 原因"]
    {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let (code, said) = rules(&["explain", "contrasts"]);
    assert_eq!(code, Some(2), "{said}");
}
