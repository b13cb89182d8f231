//! Names in the console.

use tongguan_testkit::{Sent, both, sample};

use crate::support::{decide, verified};

both! {
    /// Checked, submitted, withdrawn, refused with its reason, at rest, and at last in use.
    async fn from_a_check_to_a_name(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let path = format!("/apps/{id}/name");
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&path).await.says("No name has been submitted.").says("4–30 units");
        let bad = browser.submit(&path, &[("do", "check"), ("name", "云汀第一挂号")]).await;
        bad.says("It would be refused").says("NAM-1").says("characters 3–4");
        assert!(bad.html.contains("云汀<mark>第一</mark>挂号"), "the word is marked");
        assert_eq!(bad.value("name").as_deref(), Some("云汀第一挂号"));
        let odd = browser.submit(&path, &[("do", "check"), ("name", "青槐&<挂号>")]).await;
        odd.says("It would be refused");
        assert_eq!(odd.value("name").as_deref(), Some("青槐&<挂号>"));
        browser.submit(&path, &[("do", "check"), ("name", "青槐挂号")]).await.says("It is free");

        let wrong = browser.post(&path, &[("do", "submit"), ("name", "云汀第一挂号")]).await;
        wrong.is(422).says("1 thing to mend.").says("It would be refused");
        assert_eq!(wrong.value("name").as_deref(), Some("云汀第一挂号"));
        browser.submit(&path, &[("do", "submit"), ("name", "青槐挂号")]).await.says("under review").says("Blocks");
        browser.submit(&path, &[("do", "withdraw")]).await.says("The name is withdrawn").says("Withdrawn");

        // The newest comes first; of two in one millisecond neither is newer.
        app.clock.advance(1);
        browser.submit(&path, &[("do", "submit"), ("name", "青槐挂号")]).await.says("Reviewers");
        let target = |names: serde_json::Value| names[0]["id"].as_str().unwrap().to_owned();
        let names = owner.get(&format!("/api/v1/apps/{id}/names")).await.done().json;
        decide(&app.reviewer().await, &target(names), false).await;
        browser.get(&path).await.says("The name was refused").says("执照为复印件").says("Resting").says_not("Submit\n");
        browser.post(&path, &[("do", "submit"), ("name", "青槐问诊")]).await.is(409).says("30 days must pass");
        app.clock.advance(31 * 24 * 3600 * 1000);
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&path).await.says_not("Resting");
        browser.submit(&path, &[("do", "submit"), ("name", "青槐问诊")]).await.says("under review");
        let owner = app.sign_in("owner@qinghuai.example").await;
        let names = owner.get(&format!("/api/v1/apps/{id}/names")).await.done().json;
        decide(&app.reviewer().await, &target(names), true).await;
        browser.get(&path).await.says("In use").says("Another name");
    }

    /// A protected word needs a proof, which is uploaded with the name and offered again.
    async fn a_protected_word_needs_a_proof(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let path = format!("/apps/{id}/name");
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&path).await;
        browser.submit(&path, &[("do", "check"), ("name", "青槐中国挂号")]).await.says("It needs a proof");
        let fields = [("do", "submit"), ("name", "青槐中国挂号")];
        browser.post(&path, &fields).await.is(422).says("needs an authorisation or a trademark");
        let file = |bytes| Sent { field: "proof", name: "mark.png", media: "image/png", bytes };
        browser.send(&path, &fields, vec![file(b"no".to_vec())]).await.is(422).says("The picture cannot be used");
        browser.send(&path, &fields, vec![file(sample::picture(300, 200, 1))]).await.leads_to(&path);
        browser.get(&path).await;
        browser.submit(&path, &[("do", "withdraw")]).await.says("Use the proof uploaded");
    }

    /// A tester sees no form; a stranger sees nothing.
    async fn names_are_the_administrators(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        app.applicant("tester@qinghuai.example").await;
        app.applicant("stranger@other.example").await;
        let member = serde_json::json!({ "email": "tester@qinghuai.example", "role": "tester" });
        owner.put(&format!("/api/v1/apps/{id}/members"), &member).await.done();
        let path = format!("/apps/{id}/name");
        let tester = app.browser_of("tester@qinghuai.example").await;
        tester.get(&path).await.says("You can look, not change.").says_not("Check only");
        tester.post(&path, &[("do", "submit"), ("name", "青槐挂号")]).await.is(403);
        tester.get(&format!("/apps/{id}/capabilities")).await.says("What opens it").says("Open");
        let stranger = app.browser_of("stranger@other.example").await;
        stranger.get(&path).await.is(404);
        stranger.get(&format!("/apps/{id}/capabilities")).await.is(404);
        stranger.post(&path, &[("do", "submit"), ("name", "青槐挂号")]).await.is(404);
    }
}
