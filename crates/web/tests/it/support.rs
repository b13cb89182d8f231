//! Short ways through the path, by the API alone.

use serde_json::{Value, json};
use tongguan_testkit::{Client, TestApp, sample};

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
        json!({ "pass": false, "rules": ["SUB-5"], "reason": "执照为复印件，请上传彩色原件。" })
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
