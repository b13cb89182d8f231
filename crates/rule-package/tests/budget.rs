//! Hostile packages: the check ends, and says what it left out.

use tongguan_policy::Policy;
use tongguan_rule::{CheckInput, Facts, Lexicons, Report};
use tongguan_source::Source;

fn report(policy: &Policy, template: &str, styles: &str) -> Report {
    let source = Source::from_files([
        ("app.json", r#"{"pages":["index"]}"#),
        ("app.js", "App({})"),
        ("index.js", "Page({})"),
        ("index.json", "{}"),
        ("index.wxml", template),
        ("index.wxss", styles),
    ]);
    let lexicons = Lexicons::from_policy(policy);
    tongguan_rule_package::check(&CheckInput {
        source: &source,
        facts: &Facts::default(),
        policy: &policy.clone().into(),
        lexicons: &lexicons,
        today: time::macros::date!(2026 - 11 - 25),
    })
}

fn left_out(report: &Report, rule: &str) -> Vec<String> {
    report.not_checked.iter().filter(|n| n.rule == rule).map(|n| n.why.en.clone()).collect()
}

/// Beyond the limit of work, style rules say that they did not look; they do not judge by half of the styles.
#[test]
fn style_rules_answer_not_checked_beyond_their_work() {
    let mut policy = Policy::builtin("default").unwrap();
    let rows = "<view class='a b'>text</view><button class='b'>go</button>".repeat(40);
    let styles: String = (0..50).map(|i| format!(".c{i} .b{{color:#ccc;height:1px}}")).collect::<String>()
        + ".b{color:#ccc;height:9px}";
    let whole = report(&policy, &rows, &styles);
    for (rule, n) in [("contrast", 80), ("button-size", 40)] {
        assert_eq!(left_out(&whole, rule), [] as [&str; 0]);
        assert_eq!(whole.findings.iter().filter(|f| f.rule == rule).count(), n, "{rule}");
    }
    policy.package.style_work_max.value = 500;
    let cut = report(&policy, &rows, &styles);
    for rule in ["contrast", "button-size"] {
        assert!(left_out(&cut, rule)[0].starts_with("Too much style"), "{rule}");
        assert!(cut.findings.iter().all(|f| f.rule != rule), "{rule}");
    }
}

/// A text of nothing but hits lists as many as the policy says, each in its place, and how many more there are.
#[test]
fn a_text_of_nothing_but_hits_is_listed_up_to_the_limit() {
    let policy = Policy::builtin("default").unwrap();
    let found = report(&policy, &format!("<view>{}</view>", "国家级".repeat(20_000)), "");
    let places: Vec<_> =
        found.findings.iter().filter(|f| f.rule == "banned-word").map(|f| f.column).collect();
    assert_eq!(places, (0..100).map(|i| 7 + 3 * i).collect::<Vec<_>>());
    assert_eq!(left_out(&found, "banned-word"), ["19900 more are not listed."]);
}

/// A source that no package can hold is named and not read; nor is what comes after as much as all packages may hold.
#[test]
fn sources_that_are_too_long_are_named_and_not_read() {
    let mut policy = Policy::builtin("default").unwrap();
    let (template, styles) = ("<view>国家级</view>".repeat(20), ".a{color:red}".repeat(10));
    let long = |report: &Report| -> Vec<(String, String)> {
        let named = report.findings.iter().filter(|f| f.rule == "package-size");
        named.map(|f| (f.path.clone(), f.message.en.clone())).collect()
    };
    let words = |report: &Report| report.findings.iter().filter(|f| f.rule == "banned-word").count();
    let whole = report(&policy, &template, &styles);
    assert_eq!((long(&whole), words(&whole)), (vec![], 20));
    policy.package.source_max_bytes.value = 400;
    let cut = report(&policy, &template, &styles);
    let named = "The source file has 0.4 KiB: too long, nothing looked into it.".to_owned();
    assert_eq!((long(&cut), words(&cut)), (vec![("index.wxml".into(), named)], 0));
    policy.package.source_max_bytes.value = 2_000;
    policy.package.total_max_bytes.value = 500;
    let cut = report(&policy, &template, &styles);
    assert_eq!(
        long(&cut).iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(),
        ["app.json", "index.wxss"]
    );
}
