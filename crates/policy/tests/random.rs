//! Random and damaged packs, overlays, lists and revisions: an answer, never a panic.

use std::sync::LazyLock;

use proptest::prelude::*;
use tongguan_policy::{Policy, PolicyError};

static BASE: LazyLock<Policy> = LazyLock::new(|| Policy::builtin("default").expect("the pack"));
static JSON: LazyLock<Vec<char>> = LazyLock::new(|| BASE.to_json().chars().collect());

/// Words that mean something to the reader, in any order.
fn overlay() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "base = \"default\"\n",
        "name = ",
        "\"x\"",
        "[naming]\n",
        "[review]\n",
        "[preflight]\n",
        "[[industries]]\n",
        "min_units",
        "own_words",
        "banned_words",
        "sensitive_words",
        "blocked_images",
        "switches",
        "style_work_max",
        " = ",
        "{ value = ",
        "file = ",
        "source = ",
        "until = ",
        "from = ",
        "6",
        "-1",
        "1.5",
        "\"6\"",
        "true",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\"国家级\\tallow\"",
        "\"ours.txt\"",
        "\"a\\tb\\tc\\td\"",
        "\n",
        ".",
        "#",
        "\"\"\"",
        "2026-01-01",
        "package",
        "\u{feff}",
    ]);
    let word = prop_oneof![8 => word.prop_map(str::to_owned), 1 => "\\PC{0,6}"];
    prop::collection::vec(word, 0..30).prop_map(|words| words.concat())
}

fn placed(error: &PolicyError, text: &str) -> bool {
    error.line >= 1
        && error.column >= 1
        && (error.file != "o.toml" || error.line <= text.matches('\n').count() + 1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_overlay_is_answered(text in overlay(), list in "([a-z国级#\\t\\n\u{feff}]|\\PC){0,60}") {
        match BASE.overlay("o.toml", &text) {
            // What an overlay made is a policy like any other.
            Ok(policy) => prop_assert_eq!(Policy::from_json(&policy.to_json()).expect("a revision"), policy),
            Err(error) => prop_assert!(placed(&error, &text), "{}", error),
        }
        if let Err(error) = Policy::from_toml("o.toml", &text) {
            prop_assert!(placed(&error, &text), "{}", error);
        }
        if let Err(error) = Policy::inline_words("o.toml", &text, &|_| Ok(list.clone())) {
            prop_assert!(error.file == "ours.txt" || placed(&error, &text), "{}", error);
        }
    }

    /// A list of words that an overlay names, put in its place, can be read.
    #[test]
    fn any_list_is_taken_in_or_refused(list in "([a-z国家级1#\\t\\n\\r]|allow|person|\\PC){0,80}") {
        let text = "[review]\nown_words = { file = \"ours.txt\" }\n";
        match Policy::inline_words("o.toml", text, &|_| Ok(list.clone())) {
            Ok(inlined) => prop_assert!(BASE.overlay("o.toml", &inlined).is_ok(), "{}", inlined),
            Err(error) => prop_assert_eq!(error.file, "ours.txt"),
        }
    }

    /// A stored revision with some characters changed.
    #[test]
    fn a_damaged_revision_is_answered(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<char>()), 1..6)) {
        let mut text = JSON.clone();
        for (at, c) in changes {
            let at = at.index(text.len());
            text[at] = c;
        }
        let _ = Policy::from_json(&text.into_iter().collect::<String>());
    }
}
