//! The reviewer's desk by its pages: queue, claim, looks, decisions.

use serde_json::json;
use tongguan_testkit::both;

use crate::support::{new_app, submit_enterprise, verified};

both! {
    /// The queue groups by deadline, filters by kind, and hands out the most urgent case.
    async fn the_queue_hands_out_the_most_urgent_case(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let named = verified(app, &owner).await;
        let other = app.applicant("second@qinghuai.example").await;
        let id = new_app(&other, "medical").await;
        let subject = submit_enterprise(&other, &id).await;
        owner.post(&format!("/api/v1/apps/{named}/names"), &json!({ "name": "青槐挂号" })).await.done();
        let desk = app.browser_of("reviewer@example.com").await;
        let queue = desk.get("/desk").await;
        queue.is(200).says("2 open, 0 late, 0 due today").says("青槐挂号").says("Later").says("working days");
        desk.get("/desk?kind=name").await.says("青槐挂号").says_not("云汀市青槐诊所管理有限公司");
        desk.get("/desk?q=%E8%AF%8A%E6%89%80").await.says("云汀市青槐诊所管理有限公司").says_not("青槐挂号");
        desk.get("/desk?q=nothing").await.says("No case fits.");
        // The name is due in three working days, the subject in five.
        let first = desk.submit("/desk", &[("kind", "")]).await;
        first.says("青槐挂号").says("R-01 (you)").says("Compared as");
        let second = desk.post("/desk", &[("kind", "")]).await.location;
        assert_eq!(second, format!("/desk/{}", subject["id"].as_str().unwrap()));
        desk.submit("/desk", &[("kind", "")]).await.says("There is nothing to take.");
        desk.get("/desk?mine=1").await.says("R-01 (you)");
        desk.get("/desk?free=1").await.says("No case fits.");
        app.clock.advance(10 * 86_400_000);
        let desk = app.browser_of("reviewer@example.com").await;
        desk.get("/desk").await.says("0 due today").says("2 late").says("Late");
        desk.get("/desk?state=closed").await.says("Closed cases").says("passed").says("R-01 (you)");
    }

    /// Originals and full numbers only for who holds the case; each look is on record.
    async fn a_look_is_the_holders_and_recorded(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        let page = format!("/desk/{}", case["id"].as_str().unwrap());
        // Reviewers are numbered by when they were made.
        app.reviewer().await;
        app.clock.advance(1);
        app.reviewer2().await;
        let (one, two) = (app.browser_of("reviewer@example.com").await, app.browser_of("reviewer2@example.com").await);
        one.get(&page).await.says("numbers and names are masked").says("Take it").says("张*").says_not("张三").says_not("11010519491231002X");
        one.submit(&page, &[("step", "claim")]).await.says("11010519491231002X").says("your look is recorded");
        two.get(&page).await.says("R-01 holds it").says_not("11010519491231002X");
        two.post(&page, &[("step", "claim")]).await.is(409).says("Another reviewer holds this case.");
        let shown = one.get(&page).await;
        let picture = tongguan_testkit::html::tags(&shown.html)
            .into_iter()
            .find(|t| t.name == "image")
            .map(|t| t.get("href").to_owned())
            .expect("a picture");
        let bytes = one.get_once(&picture).await;
        assert_eq!((bytes.status, bytes.headers["content-type"].to_str().unwrap()), (200, "image/png"));
        two.get(&picture).await.is(409);
        let audit = owner.get(&format!("/api/v1/apps/{id}/audit")).await.done().json.to_string();
        assert!(audit.contains("subject.viewed") && audit.contains("material.viewed"), "{audit}");
        one.submit(&page, &[("step", "release")]).await.says("is back in the queue");
        two.submit(&page, &[("step", "claim")]).await.says("R-02 (you)");
    }

    /// A refusal is put together from what was ticked, read once more, and reaches the applicant word by word.
    async fn a_refusal_is_written_by_ticking(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        let page = format!("/desk/{}", case["id"].as_str().unwrap());
        app.reviewer().await;
        let desk = app.browser_of("reviewer@example.com").await;
        desk.get(&page).await;
        desk.post(&page, &[("step", "refuse"), ("rule", "SUB-5"), ("reason", "x")]).await.is(409).says("You do not hold this case.");
        desk.submit(&page, &[("step", "claim")]).await.says("What the machine found");
        let none = desk.post(&page, &[("step", "refuse")]).await;
        none.is(409).says("A refusal must name its rules and a reason.");
        let asked = desk.post(&page, &[("step", "refuse"), ("differs", "SUB-4 企业名称与材料不一致，请按材料填写。 || Enterprise name differs from the material."), ("canned", "watermark"), ("finding", "0")]).await;
        asked.is(200).says("Not refused yet.").says("企业名称与材料不一致，请按材料填写。").says("Enterprise name differs from the material").says("执照上有水印，请上传不加水印的原件。");
        let ticked: Vec<_> = tongguan_testkit::html::tags(&asked.html)
            .into_iter()
            .filter(|t| t.get("name") == "rule" && t.attrs.contains_key("checked"))
            .map(|t| t.get("value").to_owned())
            .collect();
        assert_eq!(ticked, ["SUB-2", "SUB-4", "SUB-5"]);
        let reason = "企业名称缺「商行」二字，请按执照填写全称。";
        let kept = desk.post(&page, &[("step", "refuse"), ("reason", reason)]).await;
        kept.is(409).says("Choose at least one rule").says(reason);
        let done = desk.submit(&page, &[("step", "refuse"), ("rule", "SUB-4"), ("reason", reason)]).await;
        done.says("is refused.").says("You hold no other case.");
        let view = owner.get(&format!("/api/v1/apps/{id}/subject")).await.done().json;
        let decision = &view["cases"][0]["decision"];
        assert_eq!((decision["rules"].clone(), decision["reason"].as_str()), (json!(["SUB-4"]), Some(reason)));
        desk.get(&page).await.says("refused").says(reason);
        desk.post(&page, &[("step", "pass")]).await.is(409);
    }

    /// A case goes from one reviewer to another, who then holds it; never to whoever is not one.
    async fn a_case_is_handed_over(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        let page = format!("/desk/{}", case["id"].as_str().unwrap());
        app.reviewer().await;
        app.clock.advance(1);
        app.reviewer2().await;
        let (one, two) = (app.browser_of("reviewer@example.com").await, app.browser_of("reviewer2@example.com").await);
        one.get(&page).await;
        let held = one.submit(&page, &[("step", "claim")]).await;
        let to = tongguan_testkit::html::tags(&held.html)
            .into_iter()
            .skip_while(|t| t.name != "select" || t.get("name") != "to")
            .find(|t| t.name == "option")
            .map(|t| t.get("value").to_owned())
            .expect("another reviewer");
        one.post(&page, &[("step", "hand_over"), ("to", "nobody")]).await.is(422).says("no such reviewer");
        two.get(&page).await;
        two.post(&page, &[("step", "hand_over"), ("to", &to)]).await.is(409).says("You do not hold this case.");
        one.submit(&page, &[("step", "hand_over"), ("to", &to)]).await.says("is handed over.");
        two.get(&page).await.says("R-02 (you)").says("Handed over").says("11010519491231002X");
        one.get(&page).await.says("R-02 holds it").says_not("11010519491231002X");
        two.submit(&page, &[("step", "pass")]).await.says("is passed.").says("by reviewer").says("R-02");
    }

    /// A pass leads on to the next case that the reviewer holds.
    async fn a_pass_leads_on(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        owner.post(&format!("/api/v1/apps/{id}/names"), &json!({ "name": "青槐挂号" })).await.done();
        let other = new_app(&owner, "medical").await;
        let subject = submit_enterprise(&owner, &other).await;
        let desk = app.browser_of("reviewer@example.com").await;
        desk.get("/desk").await;
        let name = desk.post("/desk", &[]).await.location;
        desk.post("/desk", &[]).await;
        let next = desk.post(&name, &[("step", "pass")]).await;
        next.leads_to(&format!("/desk/{}", subject["id"].as_str().unwrap()));
        desk.get(&next.location).await.says("is passed.").says("This is the next one that you hold.");
        assert_eq!(owner.get(&format!("/api/v1/apps/{id}")).await.done().json["name"], "青槐挂号");
    }

    /// What a finding blocks cannot pass: the button is off and says why, and the form is refused all the same.
    async fn a_blocked_case_cannot_pass(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        app.behind_its_back("update review_case set blocked = true where state = 'open'").await;
        let page = format!("/desk/{}", case["id"].as_str().unwrap());
        app.reviewer().await;
        let desk = app.browser_of("reviewer@example.com").await;
        desk.get(&page).await;
        let shown = desk.submit(&page, &[("step", "claim")]).await;
        shown.says("A machine finding still blocks, so this cannot pass.");
        let tags = tongguan_testkit::html::tags(&shown.html);
        let pass = tags.iter().find(|t| t.get("value") == "pass").expect("a button");
        assert_eq!((pass.attrs.contains_key("disabled"), pass.get("aria-describedby")), (true, "blocked"));
        desk.post(&page, &[("step", "pass")]).await.is(409).says("Refuse it and name the rules");
    }

    /// Applicants do not see the desk; operators look and do not decide; a form needs its token.
    async fn only_reviewers_decide(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        let page = format!("/desk/{}", case["id"].as_str().unwrap());
        let applicant = app.browser_of("owner@qinghuai.example").await;
        applicant.get("/desk").await.is(403);
        applicant.get(&page).await.is(403);
        applicant.post(&page, &[("step", "claim")]).await.is(403);
        app.operator().await;
        let operator = app.browser_of("operator@example.com").await;
        operator.get("/desk").await.is(200).says_not("Take the next one");
        operator.get(&page).await.is(200).says("numbers and names are masked").says_not("张三").says_not("Take it to see");
        operator.post(&page, &[("step", "claim")]).await.is(403);
        operator.post(&page, &[("step", "pass")]).await.is(403);
        app.reviewer().await;
        let reviewer = app.browser_of("reviewer@example.com").await;
        reviewer.get(&page).await;
        reviewer.submit(&page, &[("step", "claim")]).await.says("Red seal");
        reviewer.post(&page, &[("step", "take_back")]).await.is(403);
        operator.get(&page).await.says("R-01 holds it.");
        operator.submit(&page, &[("step", "take_back")]).await.says("is back in the queue.").says("by the operator");
        reviewer.post_with(&page, &"0".repeat(64), &[("step", "claim")]).await.is(403);
        reviewer.get("/desk/nonesuch").await.is(404);
        app.browser().get(&page).await.is(303);
    }
}
