//! Every rule is documented, named once, and has both fixtures.

use std::{collections::BTreeSet, path::Path};

use tongguan_rule::Group;

#[test]
fn slugs_and_codes_are_unique_and_sorted() {
    let slugs: Vec<_> = tongguan_rule_package::rules().map(|r| r.slug).collect();
    let sorted: Vec<_> = slugs.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    assert_eq!(slugs, sorted);
    let codes: BTreeSet<_> = tongguan_rule_package::rules().map(|r| r.code).collect();
    assert_eq!(codes.len(), slugs.len());
    for rule in tongguan_rule_package::rules() {
        assert!(rule.slug.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", rule.slug);
        assert!(rule.code.len() == 6 && rule.code[3..].bytes().all(|b| b.is_ascii_digit()), "{}", rule.code);
        assert!(Group::ALL.contains(&rule.group) && rule.requirement.contains('-'), "{}", rule.slug);
    }
}

#[test]
fn every_rule_has_its_page_and_both_fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    for rule in tongguan_rule_package::rules() {
        assert_eq!(rule.missing_headings(), [] as [&str; 0], "{}", rule.slug);
        for kind in ["pass", "fail"] {
            let dir = root.join(rule.slug).join(kind);
            let some = dir.read_dir().is_ok_and(|mut d| d.next().is_some());
            assert!(some, "{} has no fixture", dir.display());
        }
    }
}

#[test]
fn the_switches_of_the_packs_name_rules_that_exist() {
    let slugs: BTreeSet<_> = tongguan_rule_package::rules().map(|r| r.slug).collect();
    for pack in ["default", "weixin-2026"] {
        let policy = tongguan_policy::Policy::builtin(pack).unwrap();
        let switches = &policy.review.switches;
        let named = switches.disabled.iter().chain(&switches.not_enforced).chain(&switches.required);
        for slug in named {
            assert!(slugs.contains(slug.as_str()), "{pack} names {slug}, which is no rule");
        }
    }
}
