//! The two example programs: the clinic passes every rule, the lender breaks one of each group, at these places.

use std::{collections::BTreeSet, path::Path};

use tongguan_policy::{Pack, Policy};
use tongguan_rule::{CheckInput, Facts, Lexicons, Report};
use tongguan_source::{Limits, Source};

fn report(example: &str, pack: &str) -> Report {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
    let limits = Limits { max_files: 500, max_file_bytes: 1 << 20, max_total_bytes: 1 << 22 };
    let source = Source::from_dir(&dir, &limits).expect("the example");
    let facts = std::fs::read_to_string(dir.join("tongguan.toml")).expect("its facts");
    let policy = Pack::from(Policy::builtin(pack).expect("the pack"));
    tongguan_rule_package::check(&CheckInput {
        source: &source,
        facts: &Facts::from_toml(&facts).expect("facts"),
        policy: &policy,
        lexicons: &Lexicons::from_policy(&policy),
        today: time::macros::date!(2026 - 11 - 25),
    })
}

fn lines(report: &Report) -> Vec<String> {
    let line = |f: &tongguan_rule::Finding| {
        format!("{}:{}:{} {} {}", f.path, f.line, f.column, f.rule, f.severity.as_str())
    };
    report.findings.iter().map(line).collect()
}

fn open(report: &Report) -> Vec<&str> {
    report.not_checked.iter().map(|n| n.rule.as_str()).collect()
}

#[test]
fn the_clinic_has_no_finding() {
    for pack in ["default", "weixin-2026"] {
        let report = report("clinic", pack);
        assert_eq!(lines(&report), [] as [&str; 0]);
        assert!(!report.blocks());
        assert_eq!(report.entry, "pages/index/index");
        // The packs bring no list of forbidden pictures, and a draft has no live version beside it.
        assert_eq!(open(&report), ["blocked-image", "version-increment"]);
    }
}

#[test]
fn the_lender_breaks_a_rule_of_each_group() {
    let report = report("loan", "default");
    assert_eq!(
        lines(&report),
        [
            "app.js:2:40 hardcoded-credential error",
            "app.js:4:9 review-cloaking warning",
            "app.json:1:1 finance-qualification error",
            "app.json:1:1 missing-privacy-entry error",
            "app.json:1:1 purpose-missing error",
            "app.json:1:1 version-increment error",
            "app.json:6:5 missing-page error",
            "app.json:14:3 debug-enabled warning",
            "pages/apply/apply.js:11:5 privacy-undeclared error",
            "pages/apply/apply.wxml:3:3 missing-privacy-entry warning",
            "pages/apply/apply.wxml:5:3 button-size warning",
            "pages/index/index.js:6:41 banned-word error",
            "pages/index/index.wxml:3:22 contrast error",
            "pages/rate/rate.wxml:4:17 finance-yield-claim error",
            "utils/api.js:1:15 insecure-url error",
            "utils/api.js:12:24 domain-whitelist error",
        ]
    );
    let broken: BTreeSet<_> = report.findings.iter().map(|f| f.rule.as_str()).collect();
    let groups: BTreeSet<_> =
        tongguan_rule_package::rules().filter(|r| broken.contains(r.slug)).map(|r| r.group).collect();
    assert_eq!(groups.len(), tongguan_rule::Group::ALL.len());
    assert!(report.blocks());
    assert_eq!(open(&report), ["blocked-image"]);
}

#[test]
fn a_pack_that_does_not_enforce_a_rule_warns_instead() {
    let report = report("loan", "weixin-2026");
    let contrast = report.findings.iter().find(|f| f.rule == "contrast").expect("still found");
    assert_eq!(contrast.severity, tongguan_rule::Severity::Warning);
}
