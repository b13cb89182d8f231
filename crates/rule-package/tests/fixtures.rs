//! Every folder under `fixtures/<rule>/{pass,fail}/` is a small package: `fail` ones show what the rule finds, in a
//! snapshot beside them; a `tongguan.toml` gives facts, a `policy.toml` changes the pack. In `pass` ones it finds nothing. To add a test, add a folder.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use tongguan_policy::{Pack, Policy};
use tongguan_rule::{CheckInput, Facts, Lexicons, Report};
use tongguan_source::{Limits, Source};

const LIMITS: Limits = Limits { max_files: 500, max_file_bytes: 1 << 22, max_total_bytes: 1 << 23 };

fn folders(dir: &Path) -> Vec<PathBuf> {
    let mut all: Vec<_> = fs::read_dir(dir).expect("a folder").flatten().map(|e| e.path()).collect();
    all.retain(|p| p.is_dir());
    all.sort();
    all
}

/// The pack and its word lists, built once.
static DEFAULT: LazyLock<(Pack, Lexicons)> = LazyLock::new(|| {
    let policy = Policy::builtin("default").expect("the pack");
    let lexicons = Lexicons::from_policy(&policy);
    (policy.into(), lexicons)
});

fn report(dir: &Path) -> Report {
    let own = fs::read_to_string(dir.join("policy.toml")).ok().map(|overlay| {
        let policy = DEFAULT.0.overlay("policy.toml", &overlay).expect("an overlay");
        let lexicons = Lexicons::from_policy(&policy);
        (Pack::from(policy), lexicons)
    });
    let (policy, lexicons) = own.as_ref().unwrap_or(&DEFAULT);
    let facts = match fs::read_to_string(dir.join("tongguan.toml")) {
        Ok(text) => Facts::from_toml(&text).expect("facts"),
        Err(_) => Facts::default(),
    };
    let source = Source::from_dir(dir, &LIMITS).expect("a package");
    let today = time::macros::date!(2026 - 11 - 25);
    tongguan_rule_package::check(&CheckInput { source: &source, facts: &facts, policy, lexicons, today })
}

fn lines(report: &Report, rule: &str) -> String {
    let mut out = String::new();
    for f in report.findings.iter().filter(|f| f.rule == rule) {
        let s = f.severity.as_str();
        out += &format!("{}:{}:{}-{}:{} {s}\n", f.path, f.line, f.column, f.end_line, f.end_column);
        out += &format!("  | {}\n  {}\n  {}\n", f.snippet, f.message.zh, f.message.en);
        if let (Some(measured), Some(limit)) = (&f.measured, &f.limit) {
            out += &format!("  {measured} / {limit}\n");
        }
        for r in &f.related {
            out += &format!("  -> {}:{} {}\n", r.path, r.line, r.note);
        }
    }
    for n in report.not_checked.iter().filter(|n| n.rule == rule) {
        out += &format!("not checked {}: {}\n", n.path.as_deref().unwrap_or("-"), n.why.en);
    }
    out
}

#[test]
fn failing_packages_fail_and_passing_ones_pass() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut seen = 0;
    for rule_dir in folders(&root) {
        let rule = rule_dir.file_name().unwrap().to_string_lossy().into_owned();
        assert!(tongguan_rule_package::rules().any(|r| r.slug == rule), "{rule} is no rule");
        for dir in folders(&rule_dir.join("fail")) {
            let report = report(&dir);
            let found = lines(&report, &rule);
            assert!(report.findings.iter().any(|f| f.rule == rule), "{} finds nothing", dir.display());
            insta::with_settings!({ snapshot_path => rule_dir.join("fail"), prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(dir.file_name().unwrap().to_string_lossy().into_owned(), found);
            });
            seen += 1;
        }
        for dir in folders(&rule_dir.join("pass")) {
            let report = report(&dir);
            let mut found = report.findings.iter().filter(|f| f.rule == rule).peekable();
            assert!(found.peek().is_none(), "{}:\n{}", dir.display(), lines(&report, &rule));
            seen += 1;
        }
    }
    assert!(seen >= 2 * tongguan_rule_package::rules().count(), "only {seen} fixtures");
}

#[test]
fn the_same_input_gives_the_same_bytes_and_the_stored_form_comes_back() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/missing-page/fail/no-template");
    let (a, b) = (report(&dir), report(&dir));
    let stored = serde_json::to_string(&a).unwrap();
    assert_eq!(stored, serde_json::to_string(&b).unwrap());
    let back: Report = serde_json::from_str(&stored).unwrap();
    assert_eq!(back, a);
    assert!(
        a.blocks()
            && a.to_json(tongguan_model::text::Lang::En) == back.to_json(tongguan_model::text::Lang::En)
    );
}
