//! `docs/rules/` holds a page for each rule, made from its doc comment. `cargo xtask rules-docs` writes them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use tongguan_model::text::Lang;
use tongguan_policy::Policy;
use tongguan_rule::{Group, RuleMeta, Severity};

const NOTE: &str = "<!-- Written by `cargo xtask rules-docs` from the rule's doc comment. -->\n";

/// Weight under a pack, with its switches.
fn weight(rule: &RuleMeta, policy: &Policy) -> String {
    let switches = &policy.review.switches;
    let has = |list: &[String]| list.iter().any(|s| s == rule.slug);
    if has(&switches.disabled) {
        return "off".into();
    }
    let severity = match rule.severity {
        Severity::Error if has(&switches.not_enforced) => Severity::Warning,
        severity => severity,
    };
    let required = if has(&switches.required) { ", required" } else { "" };
    format!("{}{required}", severity.wire())
}

fn page(rule: &RuleMeta, packs: &[Policy]) -> String {
    let body: Vec<_> = rule.docs.lines().map(|l| l.strip_prefix(' ').unwrap_or(l).trim_end()).collect();
    let weights: Vec<_> = packs.iter().map(|p| format!("{} in pack `{}`", weight(rule, p), p.name)).collect();
    format!(
        "{NOTE}# {}\n\n`{}` · {} · {} · clause {} · since {}\n\n{}\n",
        rule.slug,
        rule.code,
        rule.group.word(Lang::En),
        weights.join(", "),
        rule.requirement,
        rule.since,
        body.join("\n").trim()
    )
}

fn index(packs: &[Policy]) -> String {
    let mut out = format!(
        "{NOTE}# Rules\n\nWhat `tongguan check` looks for; `tongguan rules explain RULE` shows a page in the terminal.\n\
         An *error* is what the pack rejects; *needs-a-person* is what a machine cannot tell. A *required* rule cannot be\n\
         suppressed or made lighter by a project. See [check.md](../check.md).\n"
    );
    for group in Group::ALL {
        let rules: Vec<_> = tongguan_rule_package::rules().filter(|r| r.group == group).collect();
        if rules.is_empty() {
            continue;
        }
        out += &format!("\n## {} {}\n\n| rule | code |", group.word(Lang::Zh), group.word(Lang::En));
        out += &packs.iter().map(|p| format!(" {} |", p.name)).collect::<String>();
        out += " clause |\n|---|---|";
        out += &"---|".repeat(packs.len() + 1);
        out.push('\n');
        for r in rules {
            let weights: String = packs.iter().map(|p| format!(" {} |", weight(r, p))).collect();
            out += &format!("| [{0}]({0}.md) | {1} |{weights} {2} |\n", r.slug, r.code, r.requirement);
        }
    }
    out
}

/// Pages are those of the rules there are, word for word.
#[test]
fn the_pages_of_rules_are_current() {
    let packs: Vec<_> =
        ["default", "weixin-2026"].into_iter().map(|p| Policy::builtin(p).expect("a pack")).collect();
    let mut pages: BTreeMap<String, String> =
        tongguan_rule_package::rules().map(|r| (format!("{}.md", r.slug), page(r, &packs))).collect();
    pages.insert("README.md".into(), index(&packs));
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
    #[expect(clippy::disallowed_methods, reason = "`cargo xtask rules-docs` asks for the writing")]
    let write = std::env::var("TONGGUAN_WRITE_DOCS").is_ok();
    if write {
        fs::create_dir_all(&dir).expect("the folder");
        for entry in fs::read_dir(&dir).expect("the folder").flatten() {
            if !pages.contains_key(&*entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path()).expect("an old page goes");
            }
        }
        for (name, text) in &pages {
            fs::write(dir.join(name), text).expect("a page is written");
        }
    }
    let there: BTreeSet<_> = fs::read_dir(&dir)
        .expect("docs/rules is there")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(there, pages.keys().cloned().collect(), "run `cargo xtask rules-docs`");
    for (name, text) in pages {
        let kept = fs::read_to_string(dir.join(&name)).expect("a page");
        assert!(kept == text, "docs/rules/{name} is not current: run `cargo xtask rules-docs`");
    }
}
