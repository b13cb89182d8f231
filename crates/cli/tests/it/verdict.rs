//! From the server to a machine without it: what a platform signed, the same package, and the binary.

use std::{fs, path::PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tempfile::TempDir;
use tongguan_source::{Limits, Source};
use tongguan_testkit::{TestApp, both};

use crate::support::{text, tongguan};

const LIMITS: Limits = Limits { max_files: 500, max_file_bytes: 1 << 20, max_total_bytes: 1 << 22 };

/// A program with findings of several kinds.
const PROGRAM: [(&str, &str); 6] = [
    ("app.json", r#"{ "pages": ["pages/index/index", "pages/gone/gone"] }"#),
    ("app.js", "App({});\nwx.request({ url: 'http://api.qinghuai.example/a' });\n"),
    ("pages/index/index.json", "{}"),
    ("pages/index/index.js", "Page({ data: { title: '全国第一的记事工具' } });\n"),
    ("pages/index/index.wxml", "<view class=\"a\">{{title}}，最佳疗效</view>\n"),
    ("pages/index/index.wxss", ".a { color: #ccc; background: #fff; }\n"),
];

/// What a developer takes away: verdict, keys, package.
struct Taken {
    dir: TempDir,
    verdict: Value,
    zip: Vec<u8>,
}

impl Taken {
    async fn from(app: &TestApp) -> Self {
        let owner = app.applicant("owner@qinghuai.example").await;
        let body = json!({ "title": "青槐记事", "industry": "tools" });
        let id =
            owner.post("/api/v1/apps", &body).await.done().json["id"].as_str().expect("an id").to_owned();
        let zip = Source::from_files(PROGRAM).to_zip().expect("a zip");
        let path = format!("/api/v1/apps/{id}/packages");
        let made = owner.post_bytes(&path, "application/zip", zip.clone()).await.done().json;
        assert!(made["report"]["summary"]["errors"].as_u64() > Some(1), "{made:#}");
        let package = format!("{path}/{}", made["package"]["id"].as_str().expect("an id"));
        let verdict = owner.get(&format!("{package}/verdict")).await.done().json;
        let kept = owner.get(&format!("{package}/content")).await.done().bytes;
        assert_eq!(kept, zip);
        let keys = app.anonymous().get("/.well-known/tongguan-verdict-keys.json").await.done().bytes;
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("keys.json"), keys).expect("written");
        let taken = Self { dir, verdict, zip };
        taken.put(&taken.verdict, &taken.zip);
        taken
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn put(&self, verdict: &Value, zip: &[u8]) {
        fs::write(self.path("verdict.json"), verdict.to_string()).expect("written");
        fs::write(self.path("package.zip"), zip).expect("written");
    }

    /// Verifies what lies there: exit code, and all that was said.
    fn verify(&self) -> (Option<i32>, String) {
        let files = ["verdict.json", "package.zip"].map(|name| self.path(name));
        let mut command = tongguan();
        command.arg("verify").args(files).arg("--key").arg(self.path("keys.json")).args(["--lang", "en"]);
        let out = command.output().expect("the binary runs");
        (out.status.code(), text(&out.stdout) + &text(&out.stderr))
    }

    /// The verdict with its payload changed and its signature kept.
    fn forged(&self, field: &str, from: &str, to: &str) -> Value {
        let mut verdict = self.verdict.clone();
        let payload = STANDARD.decode(verdict["payload"].as_str().expect("text")).expect("base64");
        let mut payload: Value = serde_json::from_slice(&payload).expect("JSON");
        let old = payload[field].as_str().expect("text");
        assert!(old.contains(from), "{field} has no {from}: {old}");
        payload[field] = old.replacen(from, to, 1).into();
        verdict["payload"] = STANDARD.encode(payload.to_string()).into();
        verdict
    }

    /// What is said of another verdict, which must not pass.
    fn refused(&self, verdict: &Value) -> String {
        self.put(verdict, &self.zip);
        let (code, said) = self.verify();
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("✗ the signature is not of the given key"), "{said}");
        said
    }
}

/// The text with one byte in the middle changed into another of its alphabet.
fn flipped(text: &str) -> String {
    let at = text.len() / 2;
    let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

both! {
    /// The story of VER-3: checked by the platform, taken away, made again elsewhere byte by byte. Whatever is changed on the
    /// way is named.
    async fn a_verdict_of_the_server_is_made_again_offline_and_a_changed_byte_is_named(app) {
        let taken = Taken::from(app).await;
        let (code, said) = taken.verify();
        assert_eq!(code, Some(0), "{said}");
        for line in ["✓ package: the same", "✓ facts: the same", "✓ policy: the same", "✓ checked again for", "✓ the signature is good"] {
            assert!(said.contains(line), "{line}: {said}");
        }
        let keyid = taken.verdict["signatures"][0]["keyid"].as_str().expect("a name").to_owned();
        assert!(said.contains(&keyid), "{said}");

        // Report, facts and policy, a byte each.
        let said = taken.refused(&taken.forged("report", "\"severity\": \"error\"", "\"severity\": \"errur\""));
        assert!(said.contains("✗ the report differs: line") && said.contains("errur"), "{said}");
        let said = taken.refused(&taken.forged("facts", "\"tools\"", "\"toolt\""));
        assert!(said.contains("✗ facts: the report says") && said.contains("✓ policy: the same"), "{said}");
        let said = taken.refused(&taken.forged("policy", "国家级", "国家极"));
        assert!(said.contains("✗ policy: the report says") && said.contains("✓ facts: the same"), "{said}");

        // The signature, and the name of its key.
        let mut other = taken.verdict.clone();
        other["signatures"][0]["sig"] = flipped(other["signatures"][0]["sig"].as_str().expect("text")).into();
        let said = taken.refused(&other);
        assert!(said.contains("✓ checked again for"), "{said}");
        let mut other = taken.verdict.clone();
        other["signatures"][0]["keyid"] = "0123456789abcdef".into();
        taken.put(&other, &taken.zip);
        let (code, said) = taken.verify();
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("✗ the signature is of key") && said.contains(&keyid) && said.contains("0123456789abcdef"), "{said}");

        // A file of the package, and a byte of the zip itself.
        let source = Source::from_zip(&taken.zip, &LIMITS).expect("the package");
        let files: Vec<(String, Vec<u8>)> = source
            .iter()
            .map(|(path, bytes)| {
                let mut bytes = bytes.to_vec();
                if path == "app.js" {
                    bytes[3] = b'{';
                }
                (path.to_owned(), bytes)
            })
            .collect();
        taken.put(&taken.verdict, &Source::from_files(files).to_zip().expect("a zip"));
        let (code, said) = taken.verify();
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("✗ package: the report says") && said.contains("✓ the signature is good"), "{said}");
        let mut zip = taken.zip.clone();
        let at = zip.windows(6).position(|w| w == b"app.js").expect("a name") + 8;
        zip[at] ^= 0x10;
        taken.put(&taken.verdict, &zip);
        let (code, said) = taken.verify();
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("package.zip"), "{said}");
    }
}
