//! Everything we ship may be shipped under Apache-2.0: each dependency's licence is one that `deny.toml` allows. The
//! same list is read by `cargo deny`, which also knows advisories.

use std::collections::BTreeSet;

use cargo_metadata::MetadataCommand;

/// Whether an SPDX expression can be fulfilled with the allowed licences. `/` is the old way to write `OR`.
fn allowed(expression: &str, list: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let ok = either(&words, &mut at, list);
    ok && at == words.len()
}

fn either(words: &[&str], at: &mut usize, list: &BTreeSet<String>) -> bool {
    let mut ok = both(words, at, list);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        ok |= both(words, at, list);
    }
    ok
}

fn both(words: &[&str], at: &mut usize, list: &BTreeSet<String>) -> bool {
    let mut ok = one(words, at, list);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        ok &= one(words, at, list);
    }
    ok
}

fn one(words: &[&str], at: &mut usize, list: &BTreeSet<String>) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let ok = either(words, at, list);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return ok && closed;
    }
    if words.get(*at) == Some(&"WITH") {
        let with = format!("{word} WITH {}", words.get(*at + 1).copied().unwrap_or_default());
        *at += 2;
        return list.contains(&with);
    }
    list.contains(*word)
}

fn list() -> BTreeSet<String> {
    let text = include_str!("../../deny.toml");
    let deny: toml::Table = toml::from_str(text).expect("deny.toml is TOML");
    let allow = deny["licenses"]["allow"].as_array().expect("a list of licences");
    allow.iter().map(|l| l.as_str().expect("a licence").to_owned()).collect()
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .exec()
        .expect("cargo metadata");
    let list = list();
    assert!(metadata.packages.len() > 200, "only {} packages", metadata.packages.len());
    let refused: Vec<_> = metadata
        .packages
        .iter()
        .filter(|p| !p.license.as_deref().is_some_and(|l| allowed(l, &list)))
        .map(|p| format!("{} {:?}", p.name, p.license))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn gpl_is_refused_and_a_choice_is_enough() {
    let list = list();
    for (expression, ok) in [
        ("MIT", true),
        ("MPL-2.0", true),
        ("GPL-3.0-only", false),
        ("MIT OR GPL-3.0-only", true),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-2.0 WITH Classpath-exception-2.0", false),
        ("MIT/Apache-2.0", true),
        ("", false),
    ] {
        assert_eq!(allowed(expression, &list), ok, "{expression}");
    }
}
