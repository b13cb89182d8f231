//! Short ways through the path, by the API alone.

use std::io::{Cursor, Write};

use serde_json::{Value, json};
use tongguan_testkit::{Answer, Client, TestApp, sample};
use zip::write::SimpleFileOptions;

/// A new app of this client.
pub(crate) async fn new_app(owner: &Client, industry: &str) -> String {
    let body = json!({ "title": "青槐挂号", "industry": industry });
    owner.post("/api/v1/apps", &body).await.done().json["id"].as_str().expect("an id").to_owned()
}

/// Uploads a material and returns its id.
pub(crate) async fn upload(owner: &Client, app: &str, kind: &str) -> String {
    let path = format!("/api/v1/apps/{app}/materials?kind={kind}&consent=true");
    let seed = u8::try_from(kind.len()).unwrap_or_default();
    let made = owner.post_bytes(&path, "image/png", sample::picture(900, 600, seed)).await.done();
    made.json["id"].as_str().expect("an id").to_owned()
}

/// Claims and decides the open case of a target.
pub(crate) async fn decide(reviewer: &Client, target: &str, pass: bool) -> Value {
    let queue = reviewer.get("/api/v1/desk/cases").await.done().json;
    let case =
        queue.as_array().expect("a list").iter().find(|c| c["target"] == target).expect("a case").clone();
    let id = case["id"].as_str().expect("an id");
    reviewer.post(&format!("/api/v1/desk/cases/{id}/claim"), &json!({})).await.done();
    let decision = if pass {
        json!({ "pass": true })
    } else {
        let rule = match case["kind"].as_str() {
            Some("name") => "NAM-1",
            Some("version") => "REV-1",
            _ => "SUB-5",
        };
        json!({ "pass": false, "rules": [rule], "reason": "执照为复印件，请上传彩色原件。" })
    };
    reviewer.post(&format!("/api/v1/desk/cases/{id}/decision"), &decision).await.done().json
}

/// Declares and submits an enterprise; returns its case.
pub(crate) async fn submit_enterprise(owner: &Client, app: &str) -> Value {
    upload(owner, app, "business_licence").await;
    upload(owner, app, "qualification").await;
    owner.put(&format!("/api/v1/apps/{app}/subject"), &sample::enterprise()).await.done();
    owner.post(&format!("/api/v1/apps/{app}/subject/submit"), &json!({})).await.done().json
}

/// An app whose subject is verified.
pub(crate) async fn verified(app: &TestApp, owner: &Client) -> String {
    let id = new_app(owner, "medical").await;
    let case = submit_enterprise(owner, &id).await;
    decide(&app.reviewer().await, case["target"].as_str().expect("a target"), true).await;
    id
}

/// Submits a name and has it approved.
pub(crate) async fn named(app: &TestApp, owner: &Client, id: &str, name: &str) {
    let made = owner.post(&format!("/api/v1/apps/{id}/names"), &json!({ "name": name })).await.done().json;
    decide(&app.reviewer().await, made["id"].as_str().expect("an id"), true).await;
}

/// A zip of these files.
pub(crate) fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        out.start_file(*path, SimpleFileOptions::default()).expect("an entry");
        out.write_all(text.as_bytes()).expect("its bytes");
    }
    out.finish().expect("a zip").into_inner()
}

/// A small program that passes every rule; `mark` makes its bytes its own.
pub(crate) fn program(mark: &str) -> Vec<u8> {
    zip(&[
        ("app.json", r#"{ "pages": ["pages/index/index", "pages/privacy/privacy"] }"#),
        ("app.js", "App({});\n"),
        ("pages/index/index.json", r#"{ "navigationBarTitleText": "记事" }"#),
        ("pages/index/index.js", "Page({ data: { notes: [] } });\n"),
        (
            "pages/index/index.wxml",
            &format!(
                "<view>{mark}</view>\n<navigator url=\"/pages/privacy/privacy\">用户隐私政策</navigator>\n"
            ),
        ),
        ("pages/privacy/privacy.json", "{}"),
        ("pages/privacy/privacy.js", "Page({});\n"),
        ("pages/privacy/privacy.wxml", "<view>本小程序不收集个人信息。</view>\n"),
    ])
}

/// A program that breaks rules in several places.
pub(crate) fn broken() -> Vec<u8> {
    zip(&[
        ("app.json", r#"{ "pages": ["pages/index/index", "pages/gone/gone", "pages/lost/lost"] }"#),
        ("app.js", "App({});\n"),
        ("pages/index/index.json", "{}"),
        ("pages/index/index.js", "Page({});\n"),
        (
            "pages/index/index.wxml",
            "<view>全国第一的记事工具</view>\n<navigator url=\"/pages/index/index\">用户隐私政策</navigator>\n",
        ),
    ])
}

/// An individual's app that is verified and named and has its data plan: all that a version needs.
pub(crate) async fn ready(app: &TestApp, owner: &Client, name: &str) -> String {
    let id = new_app(owner, "tools").await;
    upload(owner, &id, "handheld_front").await;
    upload(owner, &id, "handheld_back").await;
    owner.put(&format!("/api/v1/apps/{id}/subject"), &sample::individual()).await.done();
    let case = owner.post(&format!("/api/v1/apps/{id}/subject/submit"), &json!({})).await.done().json;
    decide(&app.reviewer().await, case["target"].as_str().expect("a target"), true).await;
    named(app, owner, &id, name).await;
    owner
        .put(&format!("/api/v1/apps/{id}/data-plan"), &json!({ "uses": [], "platforms": ["android"] }))
        .await
        .done();
    id
}

/// Uploads a zip; gives the id of the package.
pub(crate) async fn packed(owner: &Client, app: &str, zip: Vec<u8>) -> String {
    let made = owner.post_bytes(&format!("/api/v1/apps/{app}/packages"), "application/zip", zip).await.done();
    made.json["package"]["id"].as_str().expect("an id").to_owned()
}

/// Makes a draft of a program; gives the id of the version.
pub(crate) async fn draft(owner: &Client, app: &str, number: &str) -> String {
    let package = packed(owner, app, program(number)).await;
    let body = json!({ "package": package, "number": number, "description": "更新" });
    let made = owner.post(&format!("/api/v1/apps/{app}/versions"), &body).await.done();
    made.json["id"].as_str().expect("an id").to_owned()
}

/// A version that has passed review; the clock moves on, so that the next is newer.
pub(crate) async fn passed(app: &TestApp, owner: &Client, id: &str, number: &str) -> String {
    app.clock.advance(1);
    let version = draft(owner, id, number).await;
    owner.post(&format!("/api/v1/apps/{id}/versions/{version}/submit"), &json!({})).await.done();
    decide(&app.reviewer().await, &version, true).await;
    version
}

/// A share of all users.
pub(crate) fn share(percent_bp: u32) -> Value {
    json!({ "percent_bp": percent_bp })
}

/// Opens a version; gives the id of the release.
pub(crate) async fn opened(owner: &Client, app: &str, version: &str, gray: Value) -> String {
    let body = json!({ "version": version, "gray": gray });
    let made = owner.post(&format!("/api/v1/apps/{app}/releases"), &body).await.done();
    made.json["id"].as_str().expect("an id").to_owned()
}

/// Public AppID.
pub(crate) async fn appid(owner: &Client, app: &str) -> String {
    owner.get(&format!("/api/v1/apps/{app}")).await.done().json["appid"]
        .as_str()
        .expect("an AppID")
        .to_owned()
}

/// An order of a certification.
pub(crate) async fn order(owner: &Client, id: &str, product: &str) -> Value {
    let path = format!("/api/v1/apps/{id}/certifications");
    owner.post(&path, &json!({ "product": product })).await.done().json
}

/// The operator confirms that the fee of an order has arrived.
pub(crate) async fn pay(app: &TestApp, order: &Value) -> Answer {
    let operator = app.operator().await;
    let all = operator.get("/api/v1/ops/payments").await.done().json;
    let all = all.as_array().expect("a list");
    let found = all.iter().find(|p| p["certification"] == order["id"]).expect("a payment");
    let path = format!("/api/v1/ops/payments/{}/confirm", found["id"].as_str().expect("an id"));
    let reference = format!("BANK-{}", found["number"].as_str().expect("a number"));
    operator.post(&path, &json!({ "amount_cents": found["amount_cents"], "reference": reference })).await
}

/// The legal representative opens the QR page and sends a selfie.
pub(crate) async fn selfie(app: &TestApp, owner: &Client, path: &str) -> Value {
    let made = owner.post(&format!("{path}/face"), &json!({})).await.done().json;
    let page = format!("/api/v1/face/tickets/{}?consent=true", made["token"].as_str().expect("a token"));
    app.anonymous().post_bytes(&page, "image/png", sample::picture(600, 800, 9)).await.done().json
}

/// The operator pays the random amount and ticks it; gives the amount, as the bank statement would.
pub(crate) async fn transfer(app: &TestApp, order: &Value) -> i64 {
    let operator = app.operator().await;
    let all = operator.get("/api/v1/ops/transfers").await.done().json;
    let all = all.as_array().expect("a list");
    let found = all.iter().find(|t| t["certification"] == order["id"]).expect("a transfer to make");
    let path = format!("/api/v1/ops/transfers/{}/sent", order["id"].as_str().expect("an id"));
    operator.post(&path, &json!({})).await.done();
    found["amount_cents"].as_i64().expect("an amount")
}

/// Takes an order through all its steps to its pass.
pub(crate) async fn pass(app: &TestApp, owner: &Client, id: &str, order: &Value) -> Value {
    let order_id = order["id"].as_str().expect("an id");
    let path = format!("/api/v1/apps/{id}/certifications/{order_id}");
    for _ in 0..12 {
        let now = owner.get(&path).await.done().json;
        match now["state"].as_str().expect("a state") {
            "ordered" => drop(pay(app, order).await.done()),
            "documents" => drop(owner.post(&format!("{path}/documents"), &json!({})).await.done()),
            "face" => drop(selfie(app, owner, &path).await),
            "documents_review" | "face_review" => drop(decide(&app.reviewer().await, order_id, true).await),
            "transfer" | "transfer_redo" => {
                let amount = transfer(app, order).await;
                owner.post(&format!("{path}/amount"), &json!({ "amount_cents": amount })).await.done();
            }
            "passed" => return now,
            other => panic!("{other} leads nowhere"),
        }
    }
    panic!("the order does not pass");
}

/// A valid account certification for an app with a verified subject.
pub(crate) async fn certified(app: &TestApp, owner: &Client, id: &str) -> Value {
    let made = order(owner, id, "account").await;
    pass(app, owner, id, &made).await
}
