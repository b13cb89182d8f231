//! Packages: what is taken, what is refused, and that a crash leaves no hole.

use std::io::{Cursor, Write};

use serde_json::json;
use tongguan_service::revision;
use tongguan_testkit::both;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::{broken, decide, draft, new_app, packed, program, ready, zip};

both! {
    /// The verdict of a package holds its report, and is signed by the key that everybody can fetch.
    async fn a_verdict_is_signed_by_the_published_key(app) {
        use base64::{Engine, engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD}};
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let package = packed(&owner, &id, broken()).await;
        let path = format!("/api/v1/apps/{id}/packages/{package}");
        let signed = owner.get(&format!("{path}/verdict")).await.done().json;
        assert_eq!(owner.get(&format!("{path}/verdict")).await.done().json, signed);
        let keys = app.anonymous().get("/.well-known/tongguan-verdict-keys.json").await.done().json;
        let key = &keys["keys"][0];
        assert_eq!((&key["kty"], &key["crv"], &key["kid"]), (&json!("OKP"), &json!("Ed25519"), &signed["signatures"][0]["keyid"]));
        let bytes = |v: &serde_json::Value| STANDARD.decode(v.as_str().unwrap()).unwrap();
        let payload = bytes(&signed["payload"]);
        let kind = "application/vnd.tongguan.verdict+json";
        assert_eq!(signed["payloadType"], kind);
        let encoded = [format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes(), payload.clone()].concat();
        let public = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
        let public = ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, public);
        assert!(public.verify(&encoded, &bytes(&signed["signatures"][0]["sig"])).is_ok());
        let verdict: serde_json::Value = serde_json::from_slice(&payload).unwrap();
        let report: serde_json::Value = serde_json::from_str(verdict["report"].as_str().unwrap()).unwrap();
        let shown = owner.get(&path).await.done().json;
        assert_eq!(report, shown["report"]);
        let facts: serde_json::Value = serde_json::from_str(verdict["facts"].as_str().unwrap()).unwrap();
        assert_eq!(facts["industry"], "tools");

        // Nobody else's business; and a draft has no verdict yet.
        let stranger = app.applicant("x@other.example").await;
        assert_eq!(stranger.get(&format!("{path}/verdict")).await.problem(), "404 not-found");
        let version = draft(&owner, &id, "1.0.0").await;
        let of_version = format!("/api/v1/apps/{id}/versions/{version}");
        assert_eq!(owner.get(&format!("{of_version}/verdict")).await.problem(), "409 no-verdict");
        owner.post(&format!("{of_version}/submit"), &json!({})).await.done();
        let signed = owner.get(&format!("{of_version}/verdict")).await.done().json;
        let verdict: serde_json::Value = serde_json::from_slice(&bytes(&signed["payload"])).unwrap();
        let facts: serde_json::Value = serde_json::from_str(verdict["facts"].as_str().unwrap()).unwrap();
        assert_eq!(facts["version"], "1.0.0");
    }

    /// A zip is read, checked and kept; the same bytes are the same package.
    async fn the_same_bytes_are_one_package(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let path = format!("/api/v1/apps/{id}/packages");
        let made = owner.post_bytes(&path, "application/zip", program("甲")).await;
        assert_eq!(made.status, 201, "{}", made.json);
        let package = &made.json["package"];
        assert_eq!((&package["files"], &package["entry"], &package["errors"]), (&json!(8), &json!("pages/index/index"), &json!(0)));
        assert_eq!(made.json["report"]["summary"]["errors"], 0);
        let again = packed(&owner, &id, program("甲")).await;
        assert_eq!(again, package["id"].as_str().unwrap());
        app.clock.advance(1);
        let other = packed(&owner, &id, program("乙")).await;
        let all = owner.get(&path).await.done().json;
        let ids: Vec<_> = all.as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [other.as_str(), again.as_str()]);
        // The same bytes of another app are another package, and each sees its own only.
        let stranger = app.applicant("x@other.example").await;
        let elsewhere = new_app(&stranger, "tools").await;
        assert_ne!(packed(&stranger, &elsewhere, program("甲")).await, again);
        assert_eq!(stranger.get(&format!("{path}/{again}")).await.problem(), "404 not-found");
        assert_eq!(stranger.get(&format!("/api/v1/apps/{elsewhere}/packages/{again}")).await.problem(), "404 not-found");
        let bytes = owner.get(&format!("{path}/{again}/content")).await.done().bytes;
        assert_eq!(bytes, program("甲"));
    }

    /// Bombs, paths that leave, links, doubles and other files are refused, and nothing of them is kept.
    async fn hostile_archives_are_refused(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let path = format!("/api/v1/apps/{id}/packages");
        let bomb = |files: usize, bytes: usize| {
            let mut out = ZipWriter::new(Cursor::new(Vec::new()));
            let zeros = vec![0; bytes];
            for i in 0..files {
                out.start_file(format!("f{i}"), SimpleFileOptions::default()).unwrap();
                out.write_all(&zeros).unwrap();
            }
            out.finish().unwrap().into_inner()
        };
        let link = {
            let mut out = ZipWriter::new(Cursor::new(Vec::new()));
            out.add_symlink("app.json", "/etc/passwd", SimpleFileOptions::default()).unwrap();
            out.finish().unwrap().into_inner()
        };
        let cases = [
            (bomb(1, 16_777_217), "file-too-large"),
            (bomb(5, 16_000_000), "package-too-large"),
            (bomb(5_001, 0), "too-many-files"),
            (zip(&[("../app.json", "{}")]), "unsafe-path"),
            (zip(&[("/app.json", "{}")]), "unsafe-path"),
            (zip(&[("App.json", "{}"), ("app.json", "{}")]), "duplicate-path"),
            (link, "not-a-plain-file"),
            (zip(&[]), "empty"),
            (zip(&[("plugin.json", "{}")]), "plugin"),
            (b"Rar!".to_vec(), "not-a-zip"),
            (vec![], "not-a-zip"),
        ];
        for (bytes, code) in cases {
            let answer = owner.post_bytes(&path, "application/zip", bytes).await;
            assert_eq!((answer.status, answer.fields()), (422, vec![format!("package:{code}")]));
        }
        assert_eq!(owner.get(&path).await.done().json, json!([]));
    }

    /// The limit of the zip itself comes from policy, with measured value and limit.
    async fn too_large_a_zip_is_refused(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let operator = tongguan_model::actor::Actor::Account {
            id: "op".parse().unwrap(),
            role: tongguan_model::actor::PlatformRole::Operator,
        };
        let overlay = "[package]\nupload_max_bytes = { value = 100, id = \"VER-1\", source = \"test\", from = \"2026-01-01\" }\n";
        revision::activate(&app.ctx, &operator, "default", Some(overlay), "small").await.unwrap();
        let answer = owner.post_bytes(&format!("/api/v1/apps/{id}/packages"), "application/zip", program("甲")).await;
        assert_eq!(answer.fields(), ["package:upload-too-large"]);
        assert_eq!(answer.json["errors"][0]["limit"], "100");
    }

    /// The report names every place with rule, measured value and fix, and is made again by the facts of now.
    async fn the_report_names_places_and_follows_the_facts(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let package = packed(&owner, &id, broken()).await;
        let path = format!("/api/v1/apps/{id}/packages/{package}");
        let report = owner.get(&path).await.done().json["report"].clone();
        let findings = report["findings"].as_array().unwrap();
        let word = findings.iter().find(|f| f["clause"] == "REV-1").expect("the superlative is found");
        assert_eq!((&word["path"], &word["line"]), (&json!("pages/index/index.wxml"), &json!(1)));
        let gone: Vec<_> = findings.iter().filter(|f| f["rule"] == "missing-page").collect();
        assert_eq!((gone.len(), &gone[0]["line"], gone[0]["path"].as_str()), (2, &json!(1), Some("app.json")), "{findings:?}");
        assert!(gone.iter().all(|f| !f["fix"].as_str().unwrap().is_empty()));
        let before = report["inputs"]["facts"].clone();
        owner.put(&format!("/api/v1/apps/{id}/data-plan"), &json!({ "uses": [], "platforms": ["ios"] })).await.done();
        let again = owner.post(&format!("{path}/check"), &json!({})).await.done().json;
        assert_ne!(again["report"]["inputs"]["facts"], before);
        assert_eq!(again["report"]["inputs"]["package"], report["inputs"]["package"]);
    }

    /// The object is written before the row: where it cannot be written there is no package, and the next try works.
    async fn without_the_object_there_is_no_row(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let path = format!("/api/v1/apps/{id}/packages");
        // A file stands where the folder of packages would be.
        app.ctx.objects().put("package", b"in the way".to_vec()).await.unwrap();
        assert_eq!(owner.post_bytes(&path, "application/zip", program("甲")).await.status, 500);
        assert_eq!(owner.get(&path).await.done().json, json!([]));
        app.ctx.objects().delete("package").await.unwrap();
        // An object without its row, as a crash in between leaves it, is no hindrance.
        let sha = hex(&program("甲"));
        app.ctx.objects().put(&tongguan_model::package::object(&sha), program("甲")).await.unwrap();
        let made = packed(&owner, &id, program("甲")).await;
        assert_eq!(owner.get(&format!("{path}/{made}/content")).await.done().bytes, program("甲"));
    }

    /// A reviewer reads the package of a case that they hold, and only then; operators never.
    async fn only_the_holder_of_the_case_downloads_it(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let version = draft(&owner, &id, "1.0.0").await;
        let path = format!("/api/v1/apps/{id}/versions/{version}");
        let package = owner.get(&path).await.done().json["package"]["id"].as_str().unwrap().to_owned();
        owner.post(&format!("{path}/submit"), &json!({})).await.done();
        let content = format!("/api/v1/apps/{id}/packages/{package}/content");
        let reviewer = app.reviewer().await;
        assert_eq!(reviewer.get(&content).await.problem(), "409 case-not-held");
        assert_eq!(app.operator().await.get(&content).await.status, 403);
        let queue = reviewer.get("/api/v1/desk/cases?kind=version").await.done().json;
        let case = queue[0]["id"].as_str().unwrap();
        reviewer.post(&format!("/api/v1/desk/cases/{case}/claim"), &json!({})).await.done();
        assert_eq!(reviewer.get(&content).await.done().bytes, program("1.0.0"));
        let audit = owner.get(&format!("/api/v1/apps/{id}/audit")).await.done().json;
        assert!(audit.as_array().unwrap().iter().any(|e| e["kind"] == "package.downloaded"));
        decide(&reviewer, &version, true).await;
        assert_eq!(reviewer.get(&content).await.problem(), "409 case-not-held");
    }
}

fn hex(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
