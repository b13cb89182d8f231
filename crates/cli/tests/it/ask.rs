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
    let government =
        ["admission", "--subject", "government", "--industry", "tools", "--lang", "en", "--subtype"];
    let (code, said) = ask(&[&government[..], &["institution"]].concat());
    assert_eq!((code, said.contains("Letter of authorisation")), (Some(0), true), "{said}");
    let (code, said) = ask(&[&government[..], &["company"]].concat());
    assert_eq!((code, said.contains("organ, institution")), (Some(2), true), "{said}");
    let (code, said) = ask(&["admission", "--subject", "enterprise", "--industry", "nonsense"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("medical"), "{said}");
}

#[test]
fn a_banned_word_is_named_and_uniqueness_is_not_claimed() {
    let (code, said) = ask(&["name", "check", "云汀第一外卖", "--lang", "en"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("NAM-1") && said.contains("第一") && said.contains("Not checked"), "{said}");
    assert_eq!(ask(&["name", "check", "青槐挂号"]).0, Some(0));
}

#[test]
fn two_names_conflict_or_are_free_and_it_says_why() {
    let (code, said) = ask(&["name", "compare", "支付宝", "支付室", "--lang", "en"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with("conflict\n") && said.contains("similar-shape"), "{said}");
    let (code, said) = ask(&["name", "compare", "北京大学", "东京大学"]);
    assert_eq!((code, said.lines().next()), (Some(0), Some("free")), "{said}");
    let (_, said) = ask(&["name", "compare", "美团外卖", "每团外卖", "--format", "json"]);
    let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(
        (said["verdict"].as_str(), said["reasons"][0]["reason"].as_str()),
        (Some("conflict"), Some("same-reading"))
    );
}

/// Names of a file that a name would be taken for are listed, and refuse it.
#[test]
fn a_name_is_checked_against_a_file_of_names() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("names.txt");
    std::fs::write(&file, "# held\n青槐挂号\n云汀奶茶\n").expect("written");
    let file = file.display().to_string();
    let (code, said) = ask(&["name", "check", "青怀挂号助手", "--against", &file]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("混淆 青槐挂号") && !said.contains("云汀"), "{said}");
    assert_eq!(ask(&["name", "check", "橘猫租房", "--against", &file]).0, Some(0));
}

#[test]
fn numbers_are_checked_and_masked() {
    let (code, said) = ask(&["id", "11010519491231002X"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("110105********002X") && !said.contains("1949"), "{said}");
    let (_, said) = ask(&["id", "11010519491231002X", "--reveal", "--lang", "en"]);
    assert!(
        said.contains("11010519491231002X") && said.contains("1949-12-31") && said.contains("female"),
        "{said}"
    );
    let (code, said) = ask(&["id", "110105194912310021"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("第 18 位") && said.contains("应为 X"), "{said}");
    let (code, said) = ask(&["id", "91350100M000100Y43"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("福建省福州市") && said.contains("企业"), "{said}");
    let (code, said) = ask(&["id", "9144030071526726XO", "--kind", "uscc", "--lang", "en"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("Character 18 cannot be O"), "{said}");
    let (code, said) = ask(&["id", "914403OO71526726XG", "--format", "json", "--lang", "en"]);
    assert_eq!(code, Some(1), "{said}");
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(json["readings"][0]["kind"], "social_credit_code");
    assert_eq!(json["readings"][0]["problems"][0]["did_you_mean"][0]["number"], "9144030071526726XG");
    let (code, said) = ask(&["id", "17012345678", "--lang", "en"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("virtual operator") && !said.contains("17012345678"), "{said}");
    assert_eq!(ask(&["id", "粤B2-20090059-1626X"]).0, Some(0));
    assert_eq!(ask(&["id", "何も"]).0, Some(1));
    let (code, said) = ask(&["id", "1", "--kind", "nonsense"]);
    assert_eq!(code, Some(2), "{said}");
}

/// Hidden words are named with how they were hidden; a file of one's own adds words.
#[test]
fn words_of_a_text_are_found_however_they_are_hidden() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let hidden = file("hidden.txt", "本店\n國 家\u{200b}級大师，加薇信\n");
    let (code, said) = ask(&["text", &hidden, "--lang", "en"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(":2:1 error 国家级 · superlative"), "{said}");
    assert!(
        said.contains("traditional or variant forms, invisible characters, white space between"),
        "{said}"
    );
    assert!(said.contains("国‹U+200B›") || said.contains("家‹U+200B›"), "{said}");
    let fine = file("fine.txt", "国家级别，第一人民医院，第一条消息，永久删除，最新版，nice day\n");
    assert_eq!(ask(&["text", &fine]).0, Some(0));
    let words = file("words.txt", "# ours\n永久删除\tother\twarning\n");
    let (code, said) = ask(&["text", &fine, "--words", &words, "--json"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\"level\": \"warning\"") && said.contains("\"column\": 19"), "{said}");
    let bad = file("bad.txt", "好\n永久\tnone\n");
    let (code, said) = ask(&["text", &fine, "--words", &bad]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("bad.txt:2:4: unknown class"), "{said}");
    let pack = file("pack.toml", "[review]\nown_words = { file = \"words.txt\" }\n");
    let (code, said) = ask(&["text", &fine, "--pack", &pack, "--lang", "en"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("warning 永久删除"), "{said}");
    assert_eq!(ask(&["text", "none.txt"]).0, Some(2));
}
