//! The operator's policy revisions, suspended apps, audit log and evidence chain.

use serde_json::json;
use tongguan_testkit::both;

use crate::support::{new_app, submit_enterprise, verified};

both! {
    /// A new revision is in force at once; a case keeps the one it was opened under; an earlier one can return.
    async fn revisions_are_immutable_and_cases_pin_theirs(app) {
        let operator = app.operator().await;
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        let first = operator.get("/api/v1/ops/revisions").await.done().json[0]["number"].clone();
        let made = operator.post("/api/v1/ops/revisions", &json!({ "pack": "default",
            "overlay": "[naming]\ncooldown_days = { value = 7 }\n", "note": "短一些的休止期" })).await.done().json;
        assert_eq!(made["active"], true);
        let list = operator.get("/api/v1/ops/revisions").await.done().json;
        assert_eq!((list[0]["active"].clone(), list[1]["active"].clone()), (json!(true), json!(false)));
        let body = operator.get(&format!("/api/v1/ops/revisions/{}", made["number"])).await.done().json;
        assert_eq!(body["body"]["naming"]["cooldown_days"]["value"], 7);
        let queue = app.reviewer().await.get("/api/v1/desk/cases").await.done().json;
        let open = queue.as_array().unwrap().iter().find(|c| c["target"] == case["target"]).unwrap();
        assert_eq!(open["policy_revision"], first);
        let path = format!("/api/v1/ops/revisions/{first}/activate");
        assert_eq!(operator.post(&path, &json!({ "note": " " })).await.fields(), ["note:required"]);
        assert_eq!(operator.post(&path, &json!({ "note": "收回" })).await.done().json["active"], true);
    }

    /// What cannot be used is refused with its line and column, and nothing changes.
    async fn an_unusable_overlay_changes_nothing(app) {
        let operator = app.operator().await;
        let before = operator.get("/api/v1/ops/revisions").await.done().json;
        let answer = operator.post("/api/v1/ops/revisions", &json!({ "pack": "default",
            "overlay": "[naming]\ncooldown_dais = { value = 7 }\n", "note": "x" })).await;
        assert_eq!(answer.fields(), ["overlay:policy-unreadable"]);
        assert!(answer.json.to_string().contains("overlay.toml:2:1"), "{}", answer.json);
        let answer = operator.post("/api/v1/ops/revisions", &json!({ "pack": "nonesuch", "note": "x" })).await;
        assert_eq!(answer.fields(), ["pack:unknown-pack"]);
        assert_eq!(operator.get("/api/v1/ops/revisions").await.done().json, before);
        assert_eq!(operator.get("/api/v1/ops/revisions/x").await.problem(), "404 not-found");
    }

    /// A suspended app keeps its data and opens nothing until it is let go.
    async fn a_suspended_app_opens_nothing(app) {
        let operator = app.operator().await;
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let path = format!("/api/v1/ops/apps/{id}/freeze");
        assert_eq!(operator.post(&path, &json!({ "reason": "" })).await.fields(), ["reason:reason-missing"]);
        assert_eq!(operator.post(&path, &json!({ "reason": "投诉核实中" })).await.done().json["state"], "frozen");
        assert_eq!(operator.post(&path, &json!({ "reason": "again" })).await.problem(), "409 app-state");
        let closed = owner.get(&format!("/api/v1/apps/{id}/capabilities")).await.done().json;
        assert!(closed.as_array().unwrap().iter().all(|c| c["open"] == false));
        operator.post(&format!("/api/v1/ops/apps/{id}/unfreeze"), &json!({ "reason": "已核实" })).await.done();
        let open = owner.get(&format!("/api/v1/apps/{id}/capabilities")).await.done().json;
        assert!(open.as_array().unwrap().iter().any(|c| c["open"] == true));
        let log = operator.get("/api/v1/ops/audit?kind=app.frozen").await.done().json;
        assert_eq!((log.as_array().unwrap().len(), log[0]["data"]["reason"].as_str()), (1, Some("投诉核实中")));
    }

    /// A case does not stay with a reviewer who is away or suspended.
    async fn a_case_comes_back_from_a_holder_who_is_gone(app) {
        let (operator, first, second) = (app.operator().await, app.reviewer().await, app.reviewer2().await);
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        submit_enterprise(&owner, &id).await;
        let case = second.get("/api/v1/desk/cases").await.done().json[0]["id"].as_str().unwrap().to_owned();
        let claim = format!("/api/v1/desk/cases/{case}/claim");
        first.post(&claim, &json!({})).await.done();
        assert_eq!(second.post(&claim, &json!({})).await.problem(), "409 case-held");
        let back = operator.post(&format!("/api/v1/ops/cases/{case}/take-back"), &json!({})).await.done().json;
        assert_eq!(back["claimed"], false);
        first.post(&claim, &json!({})).await.done();
        let users = operator.get("/api/v1/ops/users").await.done().json;
        let user = users.as_array().unwrap().iter().find(|u| u["email"] == "reviewer@example.com").unwrap();
        operator.post(&format!("/api/v1/ops/users/{}/suspend", user["id"].as_str().unwrap()), &json!({})).await.done();
        second.post(&claim, &json!({})).await.done();
    }

    /// The chain holds; a row changed behind the platform's back is found at its place.
    async fn a_changed_row_breaks_the_chain(app) {
        let operator = app.operator().await;
        let owner = app.applicant("owner@qinghuai.example").await;
        verified(app, &owner).await;
        tongguan_service::evidence::sequence(&app.ctx).await.unwrap();
        let sound = operator.get("/api/v1/ops/evidence").await.done().json;
        assert_eq!((sound["broken_at"].clone(), sound["waiting"].clone()), (json!(null), json!(0)));
        assert!(sound["rows"].as_i64().unwrap() > 3);
        app.behind_its_back("update evidence set body = '{}' where seq = 2").await;
        assert_eq!(operator.get("/api/v1/ops/evidence").await.done().json["broken_at"], 2);
    }
}
