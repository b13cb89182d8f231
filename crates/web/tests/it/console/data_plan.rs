//! The data plan in the console.

use tongguan_testkit::both;

use crate::support::new_app;

const ROW: [(&str, &str); 4] =
    [("kind", "PhoneNumber"), ("purpose", "预约通知"), ("place", "云汀机房"), ("keep_days", "180")];

both! {
    /// Rows are added by the form alone; what is wrong stays in its cell; the plan is saved and evident.
    async fn a_plan_is_written_without_script(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let path = format!("/apps/{id}/data-plan");
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&path).await.says("Not declared");
        let more = browser.post(&path, &[&ROW[..], &[("do", "add"), ("platform", "ios")]].concat()).await;
        more.is(200).says("Rows changed, not saved yet.");
        assert_eq!(more.html.matches("name=\"kind\"").count(), 2);
        assert_eq!(more.value("purpose").as_deref(), Some("预约通知"));
        let less = browser.post(&path, &[&ROW[..], &ROW[..], &[("do", "drop:0")]].concat()).await;
        assert_eq!(less.html.matches("name=\"kind\"").count(), 1);

        let blank = [("kind", ""), ("purpose", ""), ("place", ""), ("keep_days", "")];
        let half = [("kind", "Location"), ("purpose", ""), ("place", "云汀机房"), ("keep_days", "半年")];
        let wrong = browser.post(&path, &[&ROW[..], &blank[..], &half[..], &[("do", "save")]].concat()).await;
        wrong.is(422).says("3 things to mend.").says("Days are a whole number.");
        assert!(wrong.html.contains("id=\"f-uses[1].purpose\""), "{}", wrong.html);
        assert!(wrong.html.contains("value=\"半年\""), "{}", wrong.html);

        let saved = browser.submit(&path, &[&ROW[..], &[("do", "save"), ("platform", "ios"), ("platform", "web")]].concat()).await;
        saved.says("The data plan is saved.").says("Declared");
        assert_eq!(saved.value("keep_days").as_deref(), Some("180"));
        let plan = owner.get(&format!("/api/v1/apps/{id}")).await.done().json["data_plan"].clone();
        assert_eq!((plan["uses"][0]["kind"].as_str(), plan["platforms"][1].as_str()), (Some("PhoneNumber"), Some("web")));

        app.applicant("tester@qinghuai.example").await;
        app.applicant("stranger@other.example").await;
        let member = serde_json::json!({ "email": "tester@qinghuai.example", "role": "tester" });
        owner.put(&format!("/api/v1/apps/{id}/members"), &member).await.done();
        let tester = app.browser_of("tester@qinghuai.example").await;
        tester.get(&path).await.says("You can look, not change.").says("PhoneNumber").says_not("Save the plan");
        tester.post(&path, &[&ROW[..], &[("platform", "ios")]].concat()).await.is(403);
        let stranger = app.browser_of("stranger@other.example").await;
        stranger.get(&path).await.is(404);
        stranger.post(&path, &ROW).await.is(404);
    }
}
