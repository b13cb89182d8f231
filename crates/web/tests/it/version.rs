//! Versions: submission with every rule, one at a time, withdrawal on record, strictly increasing (VER-1 … VER-3).

use serde_json::{Value, json};
use tongguan_testkit::both;

use crate::support::{broken, decide, draft, named, packed, passed, program, ready, verified};

fn state(stages: &Value, key: &str) -> String {
    let all = stages["stages"].as_array().unwrap();
    all.iter().find(|s| s["key"] == key).unwrap()["state"].as_str().unwrap().to_owned()
}

both! {
    /// The first submission carries 首发版本; the desk sees the report beside the material and decides; the next is higher.
    async fn the_first_submission_is_labelled_and_the_next_is_higher(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let path = format!("/api/v1/apps/{id}/versions");
        let stages = format!("/api/v1/apps/{id}/stages");
        assert_eq!(state(&owner.get(&stages).await.done().json, "review"), "turn");
        let first = draft(&owner, &id, "1.0.0").await;
        let sent = owner.post(&format!("{path}/{first}/submit"), &json!({})).await.done().json;
        assert_eq!((&sent["state"], &sent["label"], &sent["skipped"]), (&json!("in_review"), &json!("首发版本"), &json!(false)));
        // Seven working days from Tuesday 24 November 2026.
        assert_eq!(sent["cases"][0]["due_at"], 1_796_292_000_000_i64);
        assert_eq!(state(&owner.get(&stages).await.done().json, "review"), "wait");

        let reviewer = app.reviewer().await;
        let case = sent["cases"][0]["id"].as_str().unwrap();
        let seen = reviewer.get(&format!("/api/v1/desk/cases/{case}")).await.done().json;
        assert_eq!(seen["findings"]["summary"]["errors"], 0);
        assert_eq!((&seen["detail"]["label"], &seen["detail"]["live"]), (&json!("首发版本"), &Value::Null));
        assert_eq!((&seen["case"]["blocked"], &seen["case"]["policy_revision"]), (&json!(false), &json!(1)));
        decide(&reviewer, &first, true).await;
        assert_eq!(state(&owner.get(&stages).await.done().json, "review"), "pass");

        for (number, why) in [("1.0.0", "version-not-increasing"), ("0.9.0", "version-not-increasing"), ("1.0", "version-form")] {
            let package = packed(&owner, &id, program("新")).await;
            let answer = owner.post(&path, &json!({ "package": package, "number": number })).await;
            assert_eq!(answer.fields(), [format!("number:{why}")], "{number}");
        }
        app.clock.advance(1);
        let next = draft(&owner, &id, "1.0.4").await;
        let sent = owner.post(&format!("{path}/{next}/submit"), &json!({})).await.done().json;
        assert_eq!((&sent["label"], &sent["skipped"]), (&Value::Null, &json!(true)));
    }

    /// What the check finds keeps the submission back, all of it at once, and no case is opened.
    async fn a_blocked_submission_lists_all_findings(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let path = format!("/api/v1/apps/{id}/versions");
        let package = packed(&owner, &id, broken()).await;
        let made = owner.post(&path, &json!({ "package": package, "number": "1.0.0" })).await.done().json;
        let version = made["id"].as_str().unwrap();
        let refused = owner.post(&format!("{path}/{version}/submit"), &json!({})).await;
        assert_eq!(refused.problem(), "422 invalid");
        let errors = refused.json["errors"].as_array().unwrap();
        let count = made["package"]["errors"].as_i64().unwrap();
        assert_eq!(i64::try_from(errors.len()).unwrap(), count);
        assert!(errors.iter().filter(|e| e["code"] == "missing-page" && e["field"].as_str().unwrap().starts_with("app.json:1:")).count() == 2);
        assert!(errors.iter().any(|e| e["rule"] == "REV-1" && e["field"].as_str().unwrap().starts_with("pages/index/index.wxml:1:")));
        assert!(errors.iter().all(|e| !e["remedy"].as_str().unwrap().is_empty()));
        assert_eq!(owner.get(&format!("{path}/{version}")).await.done().json["state"], "draft");
        assert_eq!(app.reviewer().await.get("/api/v1/desk/cases?kind=version").await.done().json, json!([]));
        let gone = owner.post(&format!("{path}/{version}/discard"), &json!({})).await.done().json;
        assert_eq!(gone["state"], "discarded");
        draft(&owner, &id, "1.0.0").await;
    }

    /// A withdrawal stays on record, is limited by day, and the version can be submitted again.
    async fn a_withdrawal_stays_on_record(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let version = draft(&owner, &id, "1.0.0").await;
        let path = format!("/api/v1/apps/{id}/versions/{version}");
        for n in 1..=5 {
            app.clock.advance(1);
            owner.post(&format!("{path}/submit"), &json!({})).await.done();
            let back = owner.post(&format!("{path}/withdraw"), &json!({})).await.done().json;
            assert_eq!((&back["state"], back["cases"].as_array().unwrap().len()), (&json!("withdrawn"), n));
            assert!(back["cases"].as_array().unwrap().iter().all(|c| c["state"] == "withdrawn"));
        }
        let again = owner.post(&format!("{path}/submit"), &json!({})).await.done().json;
        assert_eq!(again["label"], "首发版本");
        let refused = owner.post(&format!("{path}/withdraw"), &json!({})).await;
        assert_eq!((refused.problem().as_str(), &refused.json["rule"]), ("409 withdrawals", &json!("VER-2")));
        assert_eq!((&refused.json["measured"], &refused.json["limit"], &refused.json["who"]), (&json!("5"), &json!("5"), &json!("time")));
        app.clock.set(tongguan_model::time::Millis(refused.json["until"].as_i64().unwrap()));
        let owner = app.sign_in("owner@qinghuai.example").await;
        owner.post(&format!("{path}/withdraw"), &json!({})).await.done();
        let audit = owner.get(&format!("/api/v1/apps/{id}/audit")).await.done().json;
        assert_eq!(audit.as_array().unwrap().iter().filter(|e| e["kind"] == "version.withdrawn").count(), 6);
    }

    /// One version of an app is under review at a time, whatever is done at once.
    async fn one_in_review_at_a_time(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let path = format!("/api/v1/apps/{id}/versions");
        let mut tasks = tokio::task::JoinSet::new();
        for number in ["1.0.0", "1.0.1", "1.1.0", "2.0.0"] {
            let (owner, submit) = (owner.clone(), format!("{path}/{}/submit", draft(&owner, &id, number).await));
            tasks.spawn(async move { owner.post(&submit, &json!({})).await.problem() });
        }
        let mut answers = Vec::new();
        while let Some(answer) = tasks.join_next().await {
            answers.push(answer.unwrap());
        }
        answers.sort();
        assert_eq!(answers, ["200 -", "409 already-in-review", "409 already-in-review", "409 already-in-review"]);
    }

    /// A refusal binds rules, and only a higher version follows it.
    async fn a_refused_version_is_final(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let version = draft(&owner, &id, "1.0.0").await;
        let path = format!("/api/v1/apps/{id}/versions/{version}");
        owner.post(&format!("{path}/submit"), &json!({})).await.done();
        decide(&app.reviewer().await, &version, false).await;
        let found = owner.get(&path).await.done().json;
        assert_eq!((&found["state"], &found["cases"][0]["decision"]["rules"][0]), (&json!("refused"), &json!("REV-1")));
        assert_eq!(owner.post(&format!("{path}/submit"), &json!({})).await.problem(), "409 wrong-state");
        let stages = owner.get(&format!("/api/v1/apps/{id}/stages")).await.done().json;
        assert_eq!(state(&stages, "review"), "fail");
        passed(app, &owner, &id, "1.0.1").await;
    }

    /// Name and data plan come first; a tester and a stranger submit nothing.
    async fn what_a_submission_waits_for(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let version = draft(&owner, &id, "1.0.0").await;
        let submit = format!("/api/v1/apps/{id}/versions/{version}/submit");
        let tester = app.applicant("t@qinghuai.example").await;
        let member = json!({ "email": "t@qinghuai.example", "role": "tester" });
        owner.put(&format!("/api/v1/apps/{id}/members"), &member).await.done();
        assert_eq!(tester.post(&submit, &json!({})).await.status, 403);
        assert_eq!(app.applicant("x@other.example").await.post(&submit, &json!({})).await.problem(), "404 not-found");
        let mut tx = app.ctx.store().write().await.unwrap();
        let mut row = tongguan_store::app::find(&mut tx, &id.parse().unwrap()).await.unwrap().unwrap();
        row.name = None;
        row.data_plan = None;
        tongguan_store::app::update(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(owner.post(&submit, &json!({})).await.problem(), "409 name-first");
        let mut tx = app.ctx.store().write().await.unwrap();
        let mut row = tongguan_store::app::find(&mut tx, &id.parse().unwrap()).await.unwrap().unwrap();
        row.name = Some("青槐记事".into());
        tongguan_store::app::update(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
        let refused = owner.post(&submit, &json!({})).await;
        assert_eq!((refused.problem().as_str(), &refused.json["rule"]), ("409 data-plan-first", &json!("SYS-4")));
        owner.put(&format!("/api/v1/apps/{id}/data-plan"), &json!({ "uses": [], "platforms": ["ios"] })).await.done();
        owner.post(&submit, &json!({})).await.done();
    }

    /// An enterprise without certification publishes nothing (CER-4).
    async fn an_uncertified_enterprise_cannot_submit(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        named(app, &owner, &id, "青槐挂号").await;
        owner.put(&format!("/api/v1/apps/{id}/data-plan"), &json!({ "uses": [], "platforms": ["ios"] })).await.done();
        let version = draft(&owner, &id, "1.0.0").await;
        let refused = owner.post(&format!("/api/v1/apps/{id}/versions/{version}/submit"), &json!({})).await;
        assert_eq!((refused.status, &refused.json["rule"]), (409, &json!("CER-4")));
    }
}
