//! What is proven of a subject, and by whom (PRE-1, SUB-4, SUB-6); sub-types and their forms.

use std::sync::{Arc, Mutex};

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::IntoResponse,
};
use ring::hmac;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tongguan_service::{Config, Ctx, ProviderConfig, job};
use tongguan_testkit::{Client, PASSWORD, TestApp, both, sample};

use crate::support::{new_app, submit_enterprise};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

async fn code(app: &TestApp, phone: &str) -> String {
    let text = app.letter(phone).await.expect("an SMS");
    text.split(|c: char| !c.is_ascii_digit()).find(|s| s.len() == 6).expect("a code").to_owned()
}

fn sign(lines: &[&str]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    format!("v1={}", hex::encode(hmac::sign(&key, lines.join("\n").as_bytes())))
}

/// What the local provider does, call by call; the last goes on for ever.
#[derive(Clone, Copy)]
enum Mood {
    Honest,
    Busy,
    Unsigned,
    OldNonce,
    Redirect,
    Huge,
    Refuses,
}

/// A provider of the contract: path, key and whether the request was signed right, of every call.
struct Provider {
    calls: Mutex<Vec<(String, String, bool)>>,
    moods: Vec<Mood>,
    answer: Value,
}

async fn serve(
    State(p): State<Arc<Provider>>,
    uri: Uri,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> axum::response::Response {
    let get = |k: &str| headers.get(k).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let digest = hex::encode(Sha256::digest(&body));
    let (time, nonce, key) = (get("x-tongguan-time"), get("x-tongguan-nonce"), get("idempotency-key"));
    let right = get("x-tongguan-signature")
        == sign(&["v1", "POST", uri.path(), &time, &nonce, &key, &digest])
        && get("x-tongguan-key") == "k1";
    let mood = {
        let mut calls = p.calls.lock().unwrap();
        calls.push((uri.path().to_owned(), key, right));
        p.moods[(calls.len() - 1).min(p.moods.len() - 1)]
    };
    let text = p.answer.to_string();
    let signed = |status: &str, nonce: &str, text: &str| {
        sign(&["v1", status, nonce, &hex::encode(Sha256::digest(text))])
    };
    let with = |status: StatusCode, signature: String, text: String| {
        (status, [("x-tongguan-signature", signature)], text).into_response()
    };
    match mood {
        Mood::Honest => with(StatusCode::OK, signed("200", &nonce, &text), text),
        Mood::Busy => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Unsigned => text.into_response(),
        Mood::OldNonce => {
            with(StatusCode::OK, signed("200", "00112233445566778899aabbccddeeff", &text), text)
        }
        Mood::Redirect => (StatusCode::FOUND, [("location", "/elsewhere")]).into_response(),
        Mood::Huge => {
            let text = " ".repeat(100_000);
            with(StatusCode::OK, signed("200", &nonce, &text), text)
        }
        Mood::Refuses => with(StatusCode::FORBIDDEN, signed("403", &nonce, &text), text),
    }
}

async fn provider(moods: &[Mood], answer: Value) -> (Arc<Provider>, ProviderConfig) {
    let p = Arc::new(Provider { calls: Mutex::default(), moods: moods.to_vec(), answer });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/base", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(axum::routing::post(serve)).with_state(p.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (p, ProviderConfig { name: "测试登记服务".into(), url, key_id: "k1".into(), secret: SECRET.into() })
}

fn with(app: &TestApp, config: Config) -> Ctx {
    crate::mail::with(app, config)
}

async fn submitted(app: &TestApp, ctx: &Ctx, email: &str) -> (Client, String) {
    let owner = app.applicant(email).await;
    let id = new_app(&owner, "medical").await;
    crate::support::upload(&owner, &id, "business_licence").await;
    crate::support::upload(&owner, &id, "qualification").await;
    owner.put(&format!("/api/v1/apps/{id}/subject"), &sample::enterprise()).await.done();
    let signed = tongguan_service::session::sign_in(ctx, email, PASSWORD, "t").await.unwrap();
    let me = tongguan_service::session::of_token(ctx, &signed.token).await.unwrap().unwrap().actor();
    tongguan_service::subject::submit(ctx, &me, &id.parse().unwrap()).await.unwrap();
    (owner, id)
}

async fn proofs(client: &Client, id: &str) -> Value {
    client.get(&format!("/api/v1/apps/{id}/subject/proofs")).await.done().json
}

both! {
    /// SUB-6: the number is proven by the code that it receives, and only that number.
    async fn a_code_proves_the_legal_representatives_number(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let path = format!("/api/v1/apps/{id}/subject");
        owner.put(&path, &sample::enterprise()).await.done();
        let confirm = |code: String| { let (owner, path) = (&owner, &path); async move {
            owner.post(&format!("{path}/mobile-proof"), &json!({ "code": code })).await
        } };
        assert_eq!(confirm("000000".into()).await.problem(), "409 no-code");
        let sent = owner.post(&format!("{path}/mobile-code"), &json!({})).await.done().json;
        assert_eq!((&sent["mobile"], &sent["mobile_proven"]), (&json!("138****8000"), &json!(false)));
        assert!(sent["code_until"].as_i64().unwrap() > 0);
        assert!(owner.post(&format!("{path}/mobile-code"), &json!({})).await.problem().starts_with("429"));
        let right = code(app, "13800138000").await;
        let wrong = if right == "111111" { "222222" } else { "111111" };
        assert_eq!(confirm(wrong.into()).await.problem(), "409 code-wrong");
        let proven = confirm(right.clone()).await.done().json;
        assert_eq!(proven["mobile_proven"], true);
        let row = &proven["verifications"][0];
        assert_eq!((row["fact"].as_str(), row["outcome"].as_str(), row["by"].as_str()), (Some("mobile_code"), Some("confirmed"), Some("code")));
        assert!(row["at"].as_i64().unwrap() > 0 && !row["by_name"].as_str().unwrap().is_empty());
        assert_eq!(confirm(right).await.problem(), "409 no-code");
        // Another number is not proven by it.
        owner.put(&path, &json!({ "type": "enterprise", "facts": { "legal_rep_mobile": "13900139000" } })).await.done();
        let other = proofs(&owner, &id).await;
        assert_eq!((&other["mobile_proven"], &other["verifications"][0]["current"]), (&json!(false), &json!(false)));
        // A virtual operator's segment is refused before anything is sent.
        owner.put(&path, &json!({ "type": "enterprise", "facts": { "legal_rep_mobile": "17012345678" } })).await.done();
        app.clock.advance(120_000);
        let answer = owner.post(&format!("{path}/mobile-code"), &json!({})).await;
        assert_eq!(answer.fields(), ["legal_rep_mobile:phone-virtual"]);
        let stranger = app.applicant("x@other.example").await;
        assert_eq!(stranger.post(&format!("{path}/mobile-code"), &json!({})).await.status, 404);
        assert_eq!(stranger.get(&format!("{path}/proofs")).await.status, 404);
    }

    /// A reviewer who holds the case says what they compared; nobody confirms a code by hand. SUB-4: the name they read is compared.
    async fn a_reviewer_confirms_by_hand_and_compares_the_name(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        let (reviewer, path) = (app.reviewer().await, format!("/api/v1/desk/cases/{}", case["id"].as_str().unwrap()));
        let hand = json!({ "fact": "registration", "outcome": "confirmed", "note": "公示系统查询一致" });
        assert_eq!(reviewer.post(&format!("{path}/verifications"), &hand).await.problem(), "409 case-not-held");
        reviewer.post(&format!("{path}/claim"), &json!({})).await.done();
        reviewer.post(&format!("{path}/verifications"), &hand).await.done();
        let code = json!({ "fact": "mobile_code", "outcome": "confirmed", "note": "x" });
        assert_eq!(reviewer.post(&format!("{path}/verifications"), &code).await.fields(), ["fact:code-only"]);
        let empty = json!({ "fact": "registration", "outcome": "denied", "note": " " });
        assert_eq!(reviewer.post(&format!("{path}/verifications"), &empty).await.fields(), ["note:note-needed"]);
        let seen = proofs(&owner, &id).await;
        assert_eq!((seen["verifications"][0]["by"].as_str(), seen["verifications"].as_array().unwrap().len()), (Some("reviewer"), 1));
        let compare = |read: &str| {
            let (reviewer, path, body) = (&reviewer, &path, json!({ "read": read }));
            async move { reviewer.post(&format!("{path}/name-comparison"), &body).await }
        };
        let found = compare("云汀市青愧诊所管理有限公司").await.done().json;
        assert_eq!((found["verdict"].as_str(), found["marks_declared"][0]["start"].as_i64()), (Some("wrong_character"), Some(4)));
        assert_eq!(compare("云汀市青槐诊所管理有限公司").await.done().json["verdict"], "exact");
        assert_eq!(compare(" ").await.fields(), ["read:required"]);
    }

    /// The register and the carrier are asked once, signed; a fault passes, and every answer says who gave it.
    async fn providers_are_asked_and_named(app) {
        let (register, registry) = provider(&[Mood::Busy, Mood::Honest], json!({ "status": "active", "name_matches": true, "legal_rep_matches": true })).await;
        let (_, carrier) = provider(&[Mood::Honest], json!({ "in_service": false, "matches": true })).await;
        let ctx = with(app, Config { registry: Some(registry), carrier: Some(carrier), allow_private_targets: true, ..Config::default() });
        let (owner, id) = submitted(app, &ctx, "owner@qinghuai.example").await;
        job::drain(&ctx, 50).await.unwrap();
        let all = proofs(&owner, &id).await;
        let rows: Vec<_> = all["verifications"].as_array().unwrap().iter()
            .map(|v| format!("{} {} {}", v["fact"].as_str().unwrap(), v["outcome"].as_str().unwrap(), v["by_name"].as_str().unwrap())).collect();
        assert!(rows.contains(&"registration confirmed 测试登记服务".to_owned()), "{rows:?}");
        // SUB-6: out of service.
        assert!(rows.contains(&"mobile_holder denied 测试登记服务".to_owned()), "{rows:?}");
        let calls = register.calls.lock().unwrap().clone();
        assert_eq!(calls.len(), 2);
        assert!(calls.iter().all(|(path, _, right)| path == "/base/v1/registry/look-up" && *right), "{calls:?}");
        assert_eq!(calls[0].1, calls[1].1, "one key for both tries");
        assert!(!all.to_string().contains("13800138000") && !all.to_string().contains("张三"));
    }

    /// An answer that is not the provider's is not believed.
    async fn a_provider_that_misbehaves_is_not_believed(app) {
        let yes = json!({ "status": "active", "name_matches": true, "legal_rep_matches": true });
        for (n, mood) in [Mood::Unsigned, Mood::OldNonce, Mood::Redirect, Mood::Huge, Mood::Refuses].into_iter().enumerate() {
            // Each platform draws the same numbers again; ids differ by the time.
            app.clock.advance(1_000);
            let (register, registry) = provider(&[mood], yes.clone()).await;
            let ctx = with(app, Config { registry: Some(registry), allow_private_targets: true, ..Config::default() });
            let (owner, id) = submitted(app, &ctx, &format!("owner{n}@qinghuai.example")).await;
            job::drain(&ctx, 50).await.unwrap();
            let row = proofs(&owner, &id).await["verifications"][0].clone();
            assert_eq!((row["fact"].as_str(), row["outcome"].as_str()), (Some("registration"), Some("unknown")), "{row}");
            assert_eq!(register.calls.lock().unwrap().len(), 1);
        }
        app.clock.advance(1_000);
        // A private address is not called unless the operator allows it.
        let (register, registry) = provider(&[Mood::Honest], yes).await;
        let private = ProviderConfig { url: registry.url.replace("http:", "https:"), ..registry };
        let ctx = with(app, Config { registry: Some(private), ..Config::default() });
        let (owner, id) = submitted(app, &ctx, "last@qinghuai.example").await;
        job::drain(&ctx, 50).await.unwrap();
        assert_eq!(proofs(&owner, &id).await["verifications"][0]["outcome"], "unknown");
        assert!(register.calls.lock().unwrap().is_empty());
    }

    /// PRE-1: each sub-type has its own form, code and papers.
    async fn sub_types_have_forms_of_their_own(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let path = format!("/api/v1/apps/{id}/subject");
        let put = |kind: &str, subtype: &str, uscc: &str| {
            let (owner, path) = (&owner, &path);
            let body = json!({ "type": kind, "subtype": subtype, "facts": { "uscc": uscc } });
            async move { owner.put(path, &body).await }
        };
        let view = put("enterprise", "sole_trader", "92110105MABCD12395").await.done().json;
        assert_eq!((view["subtype"].as_str(), view["subtypes"].as_array().unwrap().len()), (Some("sole_trader"), 3));
        assert!(view["fields"].as_array().unwrap().iter().any(|f| f["label"] == "Owner"), "{view}");
        let codes = |v: &Value| v["errors"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert!(!codes(&view).contains(&"uscc-category".to_owned()));
        let view = put("enterprise", "company", "92110105MABCD12395").await.done().json;
        assert!(codes(&view).contains(&"uscc-category".to_owned()));
        let view = put("enterprise", "other_organisation", "52440300MABCD1239U").await.done().json;
        assert_eq!(view["needs"][0]["kind"], "organisation_certificate");
        let view = put("hk_mo_tw", "taiwan", "").await.done().json;
        let choice = view["fields"].as_array().unwrap().iter().find(|f| f["key"] == "certificate_kind").unwrap().clone();
        assert_eq!((choice["optional"].as_bool(), choice["choices"].as_array().unwrap().len()), (Some(true), 2));
        assert_eq!(put("government", "company", "").await.fields(), ["subtype:unknown-subtype"]);
    }

    /// PRE-5: documents are declared with their ends, held against the catalogue, and announced before they end.
    async fn qualifications_end_and_are_announced(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "pharmacy").await;
        let path = format!("/api/v1/apps/{id}/qualifications");
        let add = |name: &str, day: &str| {
            let (owner, path, body) = (&owner, &path, json!({ "name": name, "number": "粤A-1", "last_day": day }));
            async move { owner.post(path, &body).await }
        };
        assert_eq!(owner.get(&path).await.done().json["missing"].as_array().unwrap().len(), 2);
        assert_eq!(add("营业执照", "2027-01-01").await.fields(), ["name:unknown-qualification"]);
        assert_eq!(add("药品经营许可证", "2020-01-01").await.fields(), ["last_day:qualification-ended"]);
        assert_eq!(add("药品经营许可证", "soon").await.fields(), ["last_day:day-form"]);
        let one = add("《药品经营许可证》", "2026-12-31").await.done().json;
        assert_eq!(one["missing"], json!(["互联网药品信息服务资格证"]));
        // One document of two is not enough, and the form says which is missing.
        owner.put(&format!("/api/v1/apps/{id}/subject"), &sample::enterprise()).await.done();
        let view = owner.get(&format!("/api/v1/apps/{id}/subject")).await.done().json;
        assert!(view["errors"].to_string().contains("qualification-missing"), "{view}");
        app.clock.advance(1);
        let two = add("互联网药品信息服务资格证", "").await.done().json;
        assert_eq!((&two["missing"], &two["declared"][0]["last_day"]), (&json!([]), &json!("2026-12-31")));
        // 30 days before: one mail.
        app.clock.advance(8 * 86_400_000);
        job::drain(&app.ctx, 200).await.unwrap();
        let letter = app.letter("owner@qinghuai.example").await.unwrap();
        assert!(letter.contains("药品经营许可证") && letter.contains("2026-12-31"), "{letter}");
        app.clock.advance(60 * 86_400_000);
        job::drain(&app.ctx, 200).await.unwrap();
        assert!(app.letter("owner@qinghuai.example").await.unwrap().contains("已到期"));
        let owner = app.sign_in("owner@qinghuai.example").await;
        let ended = owner.get(&path).await.done().json;
        assert_eq!((&ended["declared"][0]["holds"], &ended["missing"]), (&json!(false), &json!(["药品经营许可证"])));
        let gone = format!("{path}/{}", ended["declared"][0]["id"].as_str().unwrap());
        assert_eq!(app.applicant("x@other.example").await.delete(&gone).await.status, 404);
        owner.delete(&gone).await.done();
        assert_eq!(owner.delete(&gone).await.status, 404);
    }

    /// A person gets everything that is held on the account, and nothing of others.
    async fn a_person_gets_what_is_held(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        submit_enterprise(&owner, &id).await;
        let held = owner.get("/api/v1/me/export").await.done().json["held"].clone();
        assert_eq!(held["account"]["email"], "owner@qinghuai.example");
        assert_eq!(held["apps"][0]["subject"]["facts"]["legal_rep_id_number"], "11010519491231002X");
        assert_eq!(held["apps"][0]["materials"].as_array().unwrap().len(), 2);
        let other = app.applicant("x@other.example").await.get("/api/v1/me/export").await.done().json.to_string();
        assert!(!other.contains("11010519491231002X") && !other.contains("qinghuai"), "{other}");
        assert_eq!(app.anonymous().get("/api/v1/me/export").await.status, 401);
    }

    /// One person stands for so many subjects and no more (official 1007).
    async fn a_person_stands_for_few_subjects(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let codes = ["9144030071526726XG", "91330100716105852F", "91330100799655058B", "91110000802100433B", "914403001922038216", "91110108551385082Q"];
        for (n, code) in codes.iter().enumerate() {
            let id = new_app(&owner, "tools").await;
            crate::support::upload(&owner, &id, "business_licence").await;
            let mut facts = sample::enterprise();
            facts["facts"]["uscc"] = json!(code);
            owner.put(&format!("/api/v1/apps/{id}/subject"), &facts).await.done();
            let answer = owner.post(&format!("/api/v1/apps/{id}/subject/submit"), &json!({})).await;
            if n < 5 {
                answer.done();
            } else {
                assert_eq!(answer.problem(), "409 too-many-subjects-of-person");
            }
        }
    }
}
