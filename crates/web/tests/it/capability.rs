//! What an app may use (SYS-1).

use serde_json::{Value, json};
use tongguan_testkit::{both, sample};

use crate::support::{decide, new_app, upload, verified};

fn open(rows: &Value) -> Vec<String> {
    let rows = rows.as_array().unwrap().iter();
    rows.filter(|r| r["open"] == true).map(|r| r["key"].as_str().unwrap().to_owned()).collect()
}

both! {
    /// Before the subject passes nothing is open; an enterprise must certify first, and is told so.
    async fn an_enterprise_is_told_what_opens_payment(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let fresh = new_app(&owner, "tools").await;
        let rows = owner.get(&format!("/api/v1/apps/{fresh}/capabilities")).await.done().json;
        assert!(open(&rows).is_empty());
        assert!(rows[0]["opens_by"].as_str().unwrap().contains("subject"));

        let id = verified(app, &owner).await;
        let rows = owner.get(&format!("/api/v1/apps/{id}/capabilities")).await.done().json;
        assert_eq!(open(&rows), ["evidence"]);
        let payment = rows.as_array().unwrap().iter().find(|r| r["key"] == "payment").unwrap();
        assert_eq!((&payment["rule"], &payment["who"]), (&json!("CER-3"), &json!("applicant")));
        assert!(payment["opens_by"].as_str().unwrap().contains("account certification"), "{payment}");
        let publish = rows.as_array().unwrap().iter().find(|r| r["key"] == "publish").unwrap();
        assert_eq!((&publish["open"], &publish["rule"]), (&json!(false), &json!("CER-4")));
    }

    /// An individual publishes without certification and can never open payment (PRE-2, CER-1).
    async fn an_individual_publishes_and_never_has_payment(app) {
        let owner = app.applicant("person@mail.example").await;
        let id = new_app(&owner, "tools").await;
        upload(&owner, &id, "handheld_front").await;
        upload(&owner, &id, "handheld_back").await;
        owner.put(&format!("/api/v1/apps/{id}/subject"), &sample::individual()).await.done();
        let case = owner.post(&format!("/api/v1/apps/{id}/subject/submit"), &json!({})).await.done().json;
        decide(&app.reviewer().await, case["target"].as_str().unwrap(), true).await;
        let rows = owner.get(&format!("/api/v1/apps/{id}/capabilities")).await.done().json;
        assert_eq!(open(&rows), ["publish", "evidence"]);
        let payment = rows.as_array().unwrap().iter().find(|r| r["key"] == "payment").unwrap();
        assert_eq!((&payment["who"], &payment["opens_by"]), (&json!("nobody"), &Value::Null));
    }
}
