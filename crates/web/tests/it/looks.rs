//! Who looked at an app's papers, as its administrator sees it.

use serde_json::{Value, json};
use tongguan_testkit::both;

use crate::support::{new_app, submit_enterprise, upload};

fn said(looks: &Value) -> Vec<String> {
    let one = |l: &Value| format!("{} {} {} {}", l["who"], l["kind"], l["why"], l["case"]).replace('"', "");
    looks.as_array().expect("a list").iter().map(one).collect()
}

both! {
    /// Every look stands there with role, paper, and why; a reviewer is never named; who may not administer sees none.
    async fn an_administrator_sees_every_look_at_the_papers(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let path = format!("/api/v1/apps/{id}/looks");
        assert_eq!(owner.get(&path).await.done().json, json!([]));
        let case = submit_enterprise(&owner, &id).await;
        let picture = upload(&owner, &id, "business_licence").await;
        owner.get(&format!("/api/v1/apps/{id}/materials/{picture}")).await.done();
        let reviewer = app.reviewer().await;
        let at = format!("/api/v1/desk/cases/{}", case["id"].as_str().unwrap());
        assert_eq!(reviewer.get(&format!("/api/v1/apps/{id}/materials/{picture}")).await.problem(), "409 case-not-held");
        app.clock.advance(1);
        reviewer.post(&format!("{at}/claim"), &json!({})).await.done();
        app.clock.advance(1);
        reviewer.get(&at).await.done();
        app.clock.advance(1);
        reviewer.get(&format!("/api/v1/apps/{id}/materials/{picture}/reading")).await.done();

        let number = &case["number"];
        let looks = owner.get(&path).await.done().json;
        assert_eq!(said(&looks), [
            format!("reviewer business_licence case {number}"),
            format!("reviewer null case {number}"),
            "you business_licence own null".to_owned(),
        ]);
        let text = looks.to_string();
        assert!(!text.contains("reviewer@") && !text.contains("account:"), "{text}");
        let first = &looks[0];
        let older = owner.get(&format!("{path}?before={}&before_id={}", first["at"], first["id"].as_str().unwrap())).await;
        assert_eq!(older.done().json.as_array().unwrap().len(), 2);

        app.applicant("dev@qinghuai.example").await;
        let body = json!({ "email": "dev@qinghuai.example", "role": "developer" });
        owner.put(&format!("/api/v1/apps/{id}/members"), &body).await.done();
        assert_eq!(app.sign_in("dev@qinghuai.example").await.get(&path).await.problem(), "403 forbidden");
        assert_eq!(app.applicant("x@other.example").await.get(&path).await.problem(), "404 not-found");
        assert_eq!(reviewer.get(&path).await.problem(), "404 not-found");
        assert_eq!(app.operator().await.get(&path).await.done().json.as_array().unwrap().len(), 3);

        let browser = app.browser_of("owner@qinghuai.example").await;
        let page = browser.get(&format!("/apps/{id}/looks")).await;
        page.says("A reviewer").says(&format!("to decide case #{number}")).says("You").says_not("reviewer@");
        app.browser_of("dev@qinghuai.example").await.get(&format!("/apps/{id}/looks")).await.says("administrators see who looked");
    }
}
