//! `tongguan verify`: what is the same, what differs, and who signed it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use tempfile::TempDir;
use tongguan_policy::{Pack, Policy};
use tongguan_rule::{CheckInput, Envelope, Facts, Lexicons, Signature, Verdict, key_id, pae};
use tongguan_service::Keys;
use tongguan_source::{Limits, Source};

use crate::support::{text, tongguan};

const LIMITS: Limits = Limits { max_files: 500, max_file_bytes: 1 << 20, max_total_bytes: 1 << 22 };

/// A platform's verdict on a package, with the key that it was signed by.
struct Case {
    dir: TempDir,
    key: String,
}

impl Case {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let package = dir.path().join("package");
        fs::create_dir(&package).unwrap();
        for (name, text) in [
            ("app.json", r#"{ "pages": ["i"] }"#),
            ("app.js", "App({})"),
            ("i.js", "Page({})"),
            ("i.json", "{}"),
            ("i.wxml", "<text>国家级</text>"),
        ] {
            fs::write(package.join(name), text).unwrap();
        }
        let policy = Pack::from(Policy::builtin("weixin-2026").unwrap());
        let facts =
            Facts { industry: Some("tools".into()), version: Some("1.0.0".into()), ..Facts::default() };
        let source = Source::from_dir(&package, &LIMITS).unwrap();
        fs::write(dir.path().join("package.zip"), source.to_zip().unwrap()).unwrap();
        let lexicons = Lexicons::from_policy(&policy);
        let today = time::macros::date!(2026 - 11 - 24);
        let input =
            CheckInput { source: &source, facts: &facts, policy: &policy, lexicons: &lexicons, today };
        let report = tongguan_rule_package::check(&input);
        let verdict = Verdict::new(&report, &facts, &policy, tongguan_model::text::Lang::En);
        let case = Self { dir, key: hex::encode(keys(1).verdict_key().unwrap()) };
        case.sign(&verdict);
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn sign(&self, verdict: &Verdict) {
        let payload = verdict.payload();
        let sig = keys(1).sign_verdict(&pae(Verdict::TYPE, &payload)).unwrap();
        let keyid = key_id(&keys(1).verdict_key().unwrap());
        let envelope = Envelope {
            payload: STANDARD.encode(payload),
            payload_type: Verdict::TYPE.into(),
            signatures: vec![Signature { keyid, sig: STANDARD.encode(sig) }],
        };
        fs::write(self.path("verdict.json"), serde_json::to_string(&envelope).unwrap()).unwrap();
    }

    fn envelope(&self) -> (Envelope, Verdict) {
        let text = fs::read_to_string(self.path("verdict.json")).unwrap();
        let envelope: Envelope = serde_json::from_str(&text).unwrap();
        let verdict = serde_json::from_slice(&STANDARD.decode(&envelope.payload).unwrap()).unwrap();
        (envelope, verdict)
    }

    fn verify(&self, package: &str, key: Option<&str>) -> (Option<i32>, String) {
        let mut command = tongguan();
        command.arg("verify").arg(self.path("verdict.json")).arg(self.path(package)).args(["--lang", "en"]);
        if let Some(key) = key {
            command.args(["--key", key]);
        }
        let out = command.output().expect("the binary runs");
        (out.status.code(), text(&out.stdout) + &text(&out.stderr))
    }
}

fn keys(n: u8) -> Keys {
    Keys::derive(&[n; 32])
}

/// The folder and the zip of one package are the same package; a key may be hex or a key set.
#[test]
fn an_honest_verdict_is_made_again_byte_by_byte() {
    let case = Case::new();
    for package in ["package", "package.zip"] {
        let (code, said) = case.verify(package, Some(&case.key));
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("checked again for 2026-11-24: the same bytes"), "{said}");
        assert!(said.contains("the signature is good"), "{said}");
    }
    let (code, said) = case.verify("package", None);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("the signature was not checked"), "{said}");
}

#[test]
fn another_key_a_changed_package_and_a_changed_report_are_named() {
    let case = Case::new();
    let other = hex::encode(keys(2).verdict_key().unwrap());
    let (code, said) = case.verify("package", Some(&other));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("the same bytes") && said.contains("the signature is not of the given key"),
        "{said}"
    );

    // The payload is changed and the signature kept.
    let (mut envelope, mut verdict) = case.envelope();
    verdict.report = verdict.report.replace("\"errors\": 1", "\"errors\": 0");
    envelope.payload = STANDARD.encode(verdict.payload());
    fs::write(case.path("verdict.json"), serde_json::to_string(&envelope).unwrap()).unwrap();
    let (code, said) = case.verify("package", Some(&case.key));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the report differs: line") && said.contains("not of the given key"), "{said}");

    // What a dishonest platform signs does not come out the same either.
    case.sign(&verdict);
    let (code, said) = case.verify("package", Some(&case.key));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the report differs: line") && said.contains("the signature is good"), "{said}");

    let case = Case::new();
    fs::write(case.path("package/i.wxml"), "<text>国家级的</text>").unwrap();
    let (code, said) = case.verify("package", Some(&case.key));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("✗ package: the report says") && said.contains("✓ facts: the same"), "{said}");
}

/// Each input is named by itself.
#[test]
fn facts_policy_day_and_version_are_named() {
    let case = Case::new();
    let (_, honest) = case.envelope();
    let changed = |edit: &dyn Fn(&mut Verdict)| {
        let mut verdict = honest.clone();
        edit(&mut verdict);
        case.sign(&verdict);
        let (code, said) = case.verify("package", Some(&case.key));
        assert_eq!(code, Some(1), "{said}");
        said
    };
    let said = changed(&|v| v.facts = v.facts.replace("1.0.0", "1.0.1"));
    assert!(said.contains("✗ facts: the report says") && said.contains("✓ policy: the same"), "{said}");
    let said = changed(&|v| v.policy = v.policy.replace("国家级", "国家奖"));
    assert!(
        said.contains("✗ policy: the report says") && said.contains("✗ lexicons: the report says"),
        "{said}"
    );
    let said = changed(&|v| v.report = v.report.replace("2026-11-24", "2026-13-24"));
    assert!(said.contains("✗ the day \"2026-13-24\" cannot be read"), "{said}");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let said = changed(&|v| v.report = v.report.replace(&version, "\"version\": \"0.0.9\""));
    assert!(said.contains("✗ version of the program: the report says 0.0.9"), "{said}");
}

/// A report of a terminal has no signature; its bytes can be made again all the same.
#[test]
fn a_report_of_a_terminal_is_made_again() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/loan");
    let dir = tempfile::tempdir().unwrap();
    let report = dir.path().join("report.json");
    for lang in ["zh", "en"] {
        let out = tongguan()
            .args(["check", "--format", "json", "--today", "2026-11-20", "--lang", lang, "-o"])
            .args([&report, &root])
            .output()
            .unwrap();
        assert_eq!(out.status.code(), Some(1), "{}", text(&out.stderr));
        let out = tongguan().arg("verify").args([&report, &root]).output().unwrap();
        assert_eq!(out.status.code(), Some(0), "{}{}", text(&out.stdout), text(&out.stderr));
        assert!(text(&out.stdout).contains("没有签名"), "{}", text(&out.stdout));
    }
}
