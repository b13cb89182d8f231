//! Change of an app's administrator: offered and accepted, or taken back by the subject.

use serde_json::{Value, json};
use tongguan_testkit::{Client, TestApp, both};

use crate::support::{appid, new_app, verified};

const DAY: i64 = 86_400_000;

async fn offer(owner: &Client, app: &str, email: &str) -> Value {
    owner.post(&format!("/api/v1/apps/{app}/handovers"), &json!({ "email": email })).await.done().json
}

fn at(one: &Value, step: &str) -> String {
    format!("/api/v1/handovers/{}/{step}", one["id"].as_str().expect("an id"))
}

/// The code of the newest SMS in the outbox.
async fn code(app: &TestApp) -> String {
    let operator = app.operator().await;
    let list = operator.get("/api/v1/ops/outbox?channel=sms").await.done().json;
    let id = list[0]["id"].as_str().expect("an SMS");
    let body = operator.get(&format!("/api/v1/ops/outbox/{id}")).await.done().json.to_string();
    let at = body.find("验证码 ").expect("a code") + "验证码 ".len();
    body[at..].chars().take_while(char::is_ascii_digit).collect()
}

both! {
    /// Nothing changes until the other accepts; then the old one is nothing in the app, at once, and evidence says so.
    async fn an_administrator_hands_over(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let path = format!("/api/v1/apps/{id}");
        let answer = owner.post(&format!("{path}/handovers"), &json!({ "email": "nobody@other.example" })).await;
        assert_eq!(answer.fields(), ["email:no-such-account"]);
        let own = owner.post(&format!("{path}/handovers"), &json!({ "email": "owner@qinghuai.example" })).await;
        assert_eq!(own.fields(), ["email:no-such-account"]);
        app.reviewer().await;
        let staff = owner.post(&format!("{path}/handovers"), &json!({ "email": "reviewer@example.com" })).await;
        assert_eq!(staff.fields(), ["email:no-such-account"]);

        let new = app.applicant("new@qinghuai.example").await;
        let third = app.applicant("third@other.example").await;
        let made = offer(&owner, &id, "new@qinghuai.example").await;
        assert_eq!((&made["state"], &made["from"]), (&json!("offered"), &json!("owner@qinghuai.example")));
        let twice = owner.post(&format!("{path}/handovers"), &json!({ "email": "third@other.example" })).await;
        assert_eq!(twice.problem(), "409 handover-open");
        assert_eq!(new.get(&path).await.status, 404, "an offer gives no rights");
        for step in ["accept", "decline"] {
            assert_eq!(third.post(&at(&made, step), &json!({})).await.problem(), "404 not-found");
            assert_eq!(owner.post(&at(&made, step), &json!({})).await.problem(), "404 not-found");
        }
        assert_eq!(third.delete(&format!("/api/v1/handovers/{}", made["id"].as_str().unwrap())).await.status, 404);
        let waiting = new.get("/api/v1/handovers").await.done().json;
        assert_eq!(waiting[0]["title"], "青槐挂号");
        new.post(&at(&made, "accept"), &json!({})).await.done();

        assert_eq!(owner.get(&path).await.status, 404);
        let members = new.get(&format!("{path}/members")).await.done().json;
        assert_eq!(members.as_array().unwrap().len(), 1);
        assert_eq!((&members[0]["email"], &members[0]["role"]), (&json!("new@qinghuai.example"), &json!("administrator")));
        assert_eq!(new.post(&at(&made, "accept"), &json!({})).await.problem(), "409 wrong-state");
        let evidence = new.get(&format!("{path}/evidence")).await.done().json.to_string();
        assert!(evidence.contains("app.administrator_changed") && evidence.contains("app.handover_offered"), "{evidence}");
        let mails = app.operator().await.get("/api/v1/ops/outbox").await.done().json;
        assert_eq!(mails.as_array().unwrap().iter().filter(|m| m["template"].to_string().contains("handover")).count(), 3);
    }

    /// Declined, withdrawn, run out: the administrator stays and can offer again; who lost the app meanwhile gives nothing away.
    async fn an_offer_ends_without_a_change(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let new = app.applicant("new@qinghuai.example").await;
        let declined = offer(&owner, &id, "new@qinghuai.example").await;
        new.post(&at(&declined, "decline"), &json!({})).await.done();
        let withdrawn = offer(&owner, &id, "new@qinghuai.example").await;
        owner.delete(&format!("/api/v1/handovers/{}", withdrawn["id"].as_str().unwrap())).await.done();
        assert_eq!(new.post(&at(&withdrawn, "accept"), &json!({})).await.problem(), "409 wrong-state");
        let late = offer(&owner, &id, "new@qinghuai.example").await;
        app.clock.advance(7 * DAY);
        let (owner, new) = (app.sign_in("owner@qinghuai.example").await, app.sign_in("new@qinghuai.example").await);
        assert_eq!(new.post(&at(&late, "accept"), &json!({})).await.problem(), "409 handover-lapsed");
        assert_eq!(new.get("/api/v1/handovers").await.done().json, json!([]));
        let void = offer(&owner, &id, "new@qinghuai.example").await;
        let states: Vec<_> = owner.get(&format!("/api/v1/apps/{id}/handovers")).await.done().json.as_array().unwrap()
            .iter().map(|h| h["state"].as_str().unwrap().to_owned()).collect();
        assert_eq!(states, ["offered", "lapsed", "withdrawn", "declined"]);
        app.applicant("second@qinghuai.example").await;
        let body = json!({ "email": "second@qinghuai.example", "role": "administrator" });
        owner.put(&format!("/api/v1/apps/{id}/members"), &body).await.done();
        let body = json!({ "email": "owner@qinghuai.example", "role": "tester" });
        owner.put(&format!("/api/v1/apps/{id}/members"), &body).await.done();
        assert_eq!(new.post(&at(&void, "accept"), &json!({})).await.problem(), "409 handover-void");
        assert_eq!(owner.get(&format!("/api/v1/apps/{id}/handovers")).await.problem(), "403 forbidden");
    }

    /// The administrator is out of reach: the code of the verified number makes another one administrator; guesses count.
    async fn a_subject_takes_its_app_back(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let public = appid(&owner, &id).await;
        let new = app.applicant("new@qinghuai.example").await;
        assert_eq!(new.post("/api/v1/handovers", &json!({ "appid": "wx0000000000000000" })).await.problem(), "404 not-found");
        let own = owner.post("/api/v1/handovers", &json!({ "appid": public })).await;
        assert_eq!(own.problem(), "409 already-administrator");
        let made = new.post("/api/v1/handovers", &json!({ "appid": public })).await.done().json;
        assert_eq!((&made["state"], &made["ground"]), (&json!("proving"), &json!("subject")));
        assert_eq!(new.post("/api/v1/handovers", &json!({ "appid": public })).await.problem(), "409 handover-open");
        assert_eq!(new.post(&at(&made, "proof"), &json!({ "code": "000000" })).await.problem(), "409 no-code");
        assert_eq!(new.post(&at(&made, "accept"), &json!({})).await.problem(), "404 not-found");
        let sent = new.post(&at(&made, "code"), &json!({})).await.done().json;
        let phone = sent["phone"].as_str().unwrap();
        assert!(phone.contains('*'), "{phone}");
        let right = code(app).await;
        let wrong = if right == "000000" { "111111" } else { "000000" };
        assert_eq!(new.post(&at(&made, "proof"), &json!({ "code": wrong })).await.status, 409);
        assert_eq!(owner.get(&format!("/api/v1/apps/{id}")).await.status, 200, "a guess changes nothing");
        let stranger = app.applicant("stranger@other.example").await;
        assert_eq!(stranger.post(&at(&made, "proof"), &json!({ "code": right })).await.problem(), "404 not-found");
        new.post(&at(&made, "proof"), &json!({ "code": right })).await.done();
        assert_eq!(owner.get(&format!("/api/v1/apps/{id}")).await.status, 404);
        let members = new.get(&format!("/api/v1/apps/{id}/members")).await.done().json;
        assert_eq!(members.as_array().unwrap().len(), 1);
        let log = app.operator().await.get("/api/v1/ops/audit?kind=app.administrator_changed").await.done().json;
        assert_eq!(log[0]["data"]["ground"], "subject");
    }

    /// Without a verified subject there is nothing to prove with.
    async fn an_app_without_a_verified_subject_is_not_taken_back(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let public = appid(&owner, &id).await;
        app.behind_its_back("update subject set state = 'refused'").await;
        let new = app.applicant("new@qinghuai.example").await;
        assert_eq!(new.post("/api/v1/handovers", &json!({ "appid": public })).await.problem(), "409 no-verified-number");
    }

    /// The pages of both sides.
    async fn the_pages_hand_over(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let public = appid(&owner, &id).await;
        app.applicant("new@qinghuai.example").await;
        let path = format!("/apps/{id}/handover");
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&format!("/apps/{id}/members")).await.says("Change the administrator");
        browser.post(&path, &[("do", "offer"), ("email", "nobody@other.example")]).await.is(422).says("No other account");
        browser.submit(&path, &[("do", "offer"), ("email", "new@qinghuai.example")]).await.says("waits to be accepted");
        let other = app.browser_of("new@qinghuai.example").await;
        let page = other.get("/handovers").await;
        let offer = page.says("Offered by").value("handover").expect("an offer");
        other.submit("/handovers", &[("do", "decline"), ("handover", &offer)]).await.says("Nothing is offered to you.");
        browser.get(&path).await.says("declined");
        other.post("/handovers", &[("do", "take"), ("appid", "wx0000000000000000")]).await.is(404);
        let page = other.submit("/handovers", &[("do", "take"), ("appid", &public)]).await;
        let claim = page.says("waits for the code").value("handover").expect("a claim");
        other.submit("/handovers", &[("do", "code"), ("handover", &claim)]).await.says("The code went to");
        let code = code(app).await;
        other.submit("/handovers", &[("do", "prove"), ("handover", &claim), ("code", &code)]).await.says("You are administrator now");
        browser.get(&path).await.is(404);
    }
}
