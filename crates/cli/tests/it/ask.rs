//! Questions that need no server.

use crate::support::{text, tongguan};

fn ask(args: &[&str]) -> (Option<i32>, String) {
    let out = tongguan().args(args).output().expect("the binary runs");
    (out.status.code(), text(&out.stdout) + &text(&out.stderr))
}

#[test]
fn a_closed_industry_is_said_with_exit_code_one() {
    let (code, said) =
        ask(&["admission", "--subject", "individual", "--industry", "medical", "--lang", "en"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("PRE-5"), "{said}");
    let (code, said) = ask(&["admission", "--subject", "enterprise", "--industry", "medical", "--json"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\"fee_cents\": 30000"), "{said}");
    let (code, said) = ask(&["admission", "--subject", "enterprise", "--industry", "nonsense"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("medical"), "{said}");
}

#[test]
fn a_banned_word_is_named_and_uniqueness_is_not_claimed() {
    let (code, said) = ask(&["name", "云汀第一外卖", "--lang", "en"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("NAM-1") && said.contains("第一") && said.contains("Not checked"), "{said}");
    assert_eq!(ask(&["name", "青槐挂号"]).0, Some(0));
}

#[test]
fn numbers_are_checked_and_masked() {
    let (code, said) = ask(&["id", "11010519491231002X"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("110105********002X") && !said.contains("19491231"), "{said}");
    assert_eq!(ask(&["id", "110105194912310021"]).0, Some(1));
    assert_eq!(ask(&["id", "91350100M000100Y43"]).0, Some(0));
    let (code, said) = ask(&["id", "17012345678", "--lang", "en"]);
    assert_eq!(code, Some(1), "{said}");
}
