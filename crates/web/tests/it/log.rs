//! The evidence log as everybody sees it, and proofs that need nobody to check them.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tongguan_ledger::{
    Certificate, Checkpoint, Edge, Hash, Note, Receipt, Tile, Verifier, leaf, leaf_hash, unbundle,
    verify_consistency,
};
use tongguan_service::evidence;
use tongguan_testkit::{TestApp, both};

use crate::support::verified;

/// The newest checkpoint, its signature verified.
async fn head(app: &TestApp) -> (Checkpoint, Verifier) {
    let about = app.anonymous().get("/api/v1/log").await.done().json;
    let key = Verifier::parse(about["key"].as_str().unwrap()).unwrap();
    let served = app.anonymous().get("/log/checkpoint").await.done().bytes;
    let text = String::from_utf8(served).unwrap();
    assert_eq!(about["checkpoint"], text);
    let note = Note::parse(&text).unwrap();
    note.verify(std::slice::from_ref(&key)).unwrap();
    let checkpoint = Checkpoint::parse(note.text()).unwrap();
    assert_eq!(checkpoint.origin, key.name());
    (checkpoint, key)
}

fn proof_holds(proof: &Value, key: &Verifier) {
    let salt = hex::decode(proof["salt"].as_str().unwrap()).unwrap();
    let entry = leaf_hash(&salt, proof["body"].as_str().unwrap().as_bytes());
    assert_eq!(proof["leaf_hash"], hex::encode(entry));
    let receipt = Receipt::parse(proof["receipt"].as_str().unwrap()).unwrap();
    let proven = receipt.verify(&leaf(&entry), key, &[]).unwrap();
    assert!(proven.witnesses.is_empty(), "nobody has seen it but the platform");
    let other = leaf_hash(&salt, b"{}");
    receipt.verify(&leaf(&other), key, &[]).unwrap_err();
}

both! {
    /// Checkpoint, tiles and entries say the same; every row of the app is proven; the log only grows.
    async fn the_log_is_whole_and_proves_its_rows(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        assert_eq!(app.anonymous().get("/log/checkpoint").await.status, 404);
        let id = verified(app, &owner).await;
        evidence::sequence(&app.ctx).await.unwrap();
        let (first, key) = head(app).await;
        assert!(first.size > 3);

        let width = u16::try_from(first.size).unwrap();
        let tile = Tile { level: 0, index: 0, width };
        let hashes = app.anonymous().get(&format!("/log/tile/{}", tile.path())).await.done().bytes;
        let bundle = app.anonymous().get(&format!("/log/tile/entries/000.p/{width}")).await.done().bytes;
        let mut edge = Edge::default();
        for entry in unbundle(&bundle).unwrap() {
            assert_eq!(entry.len(), 32);
            edge.push(leaf(entry), |_, _| {});
        }
        assert_eq!(tile.hashes(&hashes).unwrap(), edge.partial().next().unwrap().1);
        assert_eq!(edge.root(), first.root);
        for gone in ["/log/tile/0/000", "/log/tile/entries/000", "/log/tile/9/000.p/1", "/log/tile/x"] {
            assert_eq!(app.anonymous().get(gone).await.status, 404, "{gone}");
        }

        let rows = owner.get(&format!("/api/v1/apps/{id}/evidence")).await.done().json;
        for row in rows.as_array().unwrap() {
            let path = format!("/api/v1/apps/{id}/evidence/{}/proof", row["id"].as_str().unwrap());
            let proof = owner.get(&path).await.done().json;
            assert_eq!(proof["index"], row["seq"]);
            proof_holds(&proof, &key);
            assert_eq!(app.applicant("stranger@other.example").await.get(&path).await.status, 404);
        }

        // What comes later is waited for, then it is there; the old checkpoint is a beginning of the new one.
        let other = app.applicant("second@qinghuai.example").await;
        let app2 = crate::support::new_app(&other, "tools").await;
        crate::support::submit_enterprise(&other, &app2).await;
        let waiting = other.get(&format!("/api/v1/apps/{app2}/evidence")).await.done().json;
        let path = format!("/api/v1/apps/{app2}/evidence/{}/proof", waiting[0]["id"].as_str().unwrap());
        assert_eq!(waiting[0]["seq"], json!(null));
        assert_eq!(other.get(&path).await.problem(), "409 not-in-log");
        evidence::sequence(&app.ctx).await.unwrap();
        proof_holds(&other.get(&path).await.done().json, &key);
        let (second, _) = head(app).await;
        let (from, to) = (first.size, second.size);
        assert!(to > from);
        let grown = app.anonymous().get(&format!("/api/v1/log/growth?from={from}&to={to}")).await.done().json;
        let hashes: Vec<Hash> = grown["hashes"].as_array().unwrap().iter()
            .map(|h| STANDARD.decode(h.as_str().unwrap()).unwrap().try_into().unwrap()).collect();
        verify_consistency((from, &first.root), (to, &second.root), &hashes).unwrap();
        assert_eq!(app.anonymous().get(&format!("/api/v1/log/growth?from={to}&to={}", to + 1)).await.status, 404);
        // A tile of an earlier size is still served.
        let before = app.anonymous().get(&format!("/log/tile/{}", tile.path())).await.done().bytes;
        assert_eq!(before.len(), usize::from(width) * 32);
    }

    /// A database that had evidence before it had a log gets all of it into the log, in its order.
    async fn rows_from_before_the_log_follow(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        verified(app, &owner).await;
        evidence::sequence(&app.ctx).await.unwrap();
        let (whole, _) = head(app).await;
        app.behind_its_back("delete from log_tile").await;
        app.behind_its_back("delete from log_checkpoint").await;
        evidence::sequence(&app.ctx).await.unwrap();
        assert_eq!(head(app).await.0, whole);
    }
}

both! {
    /// A digest or a file is deposited, its certificate holds offline, everybody sees that it does, and a changed record is seen.
    async fn a_deposit_is_certified(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = crate::support::new_app(&owner, "tools").await;
        let path = format!("/api/v1/apps/{id}/deposits");
        let wrong = owner.post(&path, &json!({ "kind": "x", "title": "", "sha256": "12" })).await;
        assert_eq!(wrong.fields(), ["kind:deposit-kind", "title:deposit-title", "sha256:deposit-digest"]);
        let file = b"a contract".to_vec();
        let made = owner.post_bytes(&format!("{path}/files?kind=contract&title=%E5%90%88%E5%90%8C"), "application/octet-stream", file.clone()).await.done().json;
        let digest = hex::encode(Sha256::digest(&file));
        assert_eq!((made["sha256"].as_str(), made["bytes"].as_i64()), (Some(digest.as_str()), Some(10)));
        let sha = "AB".repeat(32);
        let other = owner.post(&path, &json!({ "kind": "work", "title": "画", "sha256": sha })).await.done().json;
        assert_eq!((other["sha256"].as_str().map(str::len), other["bytes"].clone()), (Some(64), json!(null)));
        let seen = app.anonymous().get(&format!("/api/v1/evidence/{}", made["id"].as_str().unwrap())).await.done().json;
        assert_eq!((seen["index"].clone(), seen["holds"].clone()), (json!(null), json!(false)), "it waits");
        evidence::sequence(&app.ctx).await.unwrap();
        let (_, key) = head(app).await;
        let listed = owner.get(&path).await.done().json;
        assert!(listed.as_array().unwrap().iter().all(|d| d["index"].is_i64()), "{listed}");
        let deposit = made["id"].as_str().unwrap();
        let served = owner.get(&format!("{path}/{deposit}/certificate")).await.done().json;
        let certificate: Certificate = serde_json::from_value(served).unwrap();
        assert_eq!((certificate.title.as_str(), certificate.attestation.as_str()), ("合同", "operator-attested only"));
        certificate.verify(Some(&key), &[]).unwrap();
        let pdf = owner.get(&format!("{path}/{deposit}/certificate.pdf")).await.done();
        assert_eq!(pdf.content_type, "application/pdf");
        assert!(pdf.bytes.starts_with(b"%PDF-"));
        // Everybody sees that it holds, and not what it is called.
        let seen = app.anonymous().get(&format!("/api/v1/evidence/{deposit}")).await.done().json;
        assert_eq!((seen["holds"].clone(), seen["sha256"].as_str()), (json!(true), Some(digest.as_str())));
        assert!(!seen.to_string().contains("合同"));
        let stranger = app.applicant("stranger@other.example").await;
        assert_eq!(stranger.get(&format!("{path}/{deposit}/certificate")).await.status, 404);
        assert_eq!(stranger.post(&path, &json!({ "kind": "work", "title": "画", "sha256": sha })).await.status, 404);
        // What is changed behind the platform's back no longer holds: the deposit, then its record.
        app.behind_its_back("update deposit set kind = 'other' where kind = 'contract'").await;
        let seen = app.anonymous().get(&format!("/api/v1/evidence/{deposit}")).await.done().json;
        assert_eq!(seen["holds"], false);
        app.behind_its_back("update deposit set kind = 'contract' where kind = 'other'").await;
        app.behind_its_back("update evidence set body = '{\"data\":{}}' where kind = 'deposit.made'").await;
        let seen = app.anonymous().get(&format!("/api/v1/evidence/{deposit}")).await.done().json;
        assert_eq!(seen["holds"], false);
    }

    /// The pages: a deposit by its digest, its public page, and a wrong form keeps what was typed.
    async fn a_deposit_is_made_on_the_page(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = crate::support::new_app(&owner, "tools").await;
        let browser = app.browser_of("owner@qinghuai.example").await;
        let page = format!("/apps/{id}/deposits");
        browser.get(&page).await.is(200).says("Nothing is deposited yet");
        let sent = browser.post(&page, &[("kind", "work"), ("title", "A painting"), ("sha256", "zz")]).await;
        sent.is(422).says("SHA-256");
        let sha = "cd".repeat(32);
        browser.post(&page, &[("kind", "work"), ("title", "A painting"), ("sha256", &sha)]).await.is(303);
        evidence::sequence(&app.ctx).await.unwrap();
        browser.get(&page).await.is(200).says(&sha).says("A painting");
        let made = owner.get(&format!("/api/v1/apps/{id}/deposits")).await.done().json;
        let public = format!("/evidence/{}", made[0]["id"].as_str().unwrap());
        browser.get(&public).await.is(200).says("signature agree").says(&sha).says_not("A painting");
    }
}
