//! Random and damaged `tongguan.toml`, verdicts and globs: an answer, never a panic.

use proptest::prelude::*;
use tongguan_rule::{Envelope, Facts, Suppression, Verdict};

/// Words that mean something to the reader, in any order.
fn toml() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "industry",
        "subject",
        "data_uses",
        "version",
        "rules",
        "suppress",
        "rule",
        "path",
        "reason",
        "words",
        "domains",
        "request",
        " = ",
        "\"enterprise\"",
        "\"\"",
        "\"原因\"",
        "'a'",
        "\"\"\"",
        "'''",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        ",",
        "\n",
        "\n[rules]\n",
        "\n[[suppress]]\n",
        "\"off\"",
        "\"warning\"",
        "1",
        "1e9",
        "2026-11-25",
        "true",
        "#",
        "\\u{0}",
        "\\u2603",
        "\u{feff}",
        ".",
        "级",
        "\r\n",
        "\t",
        "inf",
        "0x",
    ]);
    let word = prop_oneof![6 => word.prop_map(str::to_owned), 1 => "\\PC{0,6}"];
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_facts_are_answered(text in toml()) {
        let read = Facts::from_toml(&text);
        if let Err(error) = &read {
            prop_assert!(error.line >= 1 && error.line <= text.matches('\n').count() + 1, "{error}");
            prop_assert!(error.column >= 1, "{error}");
        } else {
            prop_assert!(Facts::word_files(&text).is_ok());
        }
    }

    /// A good file with some characters changed.
    #[test]
    fn damaged_facts_are_answered(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<char>()), 1..6)) {
        const GOOD: &str = "industry = \"medical\"\nsubject = \"enterprise\"\ndata_uses = [\"PhoneNumber\"]\nwords = [\"a.txt\"]\n\n\
            [domains]\nrequest = [\"https://a.cn\"]\n\n[rules]\ncontrast = \"off\"\n\n[[suppress]]\nrule = \"a\"\npath = \"b/**\"\nreason = \"c\"\n";
        prop_assert!(Facts::from_toml(GOOD).is_ok());
        let mut text: Vec<char> = GOOD.chars().collect();
        for (at, c) in changes {
            let at = at.index(text.len());
            text[at] = c;
        }
        let text: String = text.into_iter().collect();
        if let Ok(facts) = Facts::from_toml(&text) {
            // What was read is kept on the platform and read again.
            let json = serde_json::to_string(&facts).expect("JSON");
            prop_assert_eq!(serde_json::from_str::<Facts>(&json).expect("the same"), facts);
        }
    }

    #[test]
    fn any_glob_is_answered(glob in "[ab/*?.]{0,40}", path in "[ab/.]{0,60}") {
        let known = Suppression { rule: String::new(), path: glob.clone(), reason: String::new(), line: 1 };
        let covered = known.covers(&path);
        // Without signs a glob means itself and what is in it.
        let plain = glob.trim_start_matches("./").trim_end_matches('/');
        if !plain.contains(['*', '?']) {
            prop_assert_eq!(covered, path == plain || path.starts_with(&format!("{plain}/")));
        }
    }

    #[test]
    fn any_verdict_is_answered(text in "[\\[\\]{}\":,a-z0-9 \\\\]{0,200}") {
        let _ = serde_json::from_str::<Envelope>(&text);
        let _ = serde_json::from_str::<Verdict>(&text);
    }
}
