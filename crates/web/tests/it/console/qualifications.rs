//! Qualifications of a special industry: the applicant's page, and what the desk sees and confirms by hand.

use serde_json::json;
use tongguan_testkit::{Sent, both, sample};

use crate::support::{new_app, submit_enterprise};

fn scan() -> Sent {
    Sent {
        field: "material.qualification",
        name: "scan.png",
        media: "image/png",
        bytes: sample::picture(900, 600, 3),
    }
}

both! {
    /// What is asked is explained, declared with number and end, reminded of, and removed; what is wrong stays on the form.
    async fn what_is_asked_is_declared(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "pharmacy").await;
        let path = format!("/apps/{id}/qualifications");
        let browser = app.browser_of("owner@qinghuai.example").await;
        let shown = browser.get(&path).await;
        shown.says("Missing:").says("药品经营许可证").says("all of these").says("2 documents together").says("not declared");
        shown.says("& is both");
        let add = |name: &'static str, day: &'static str| {
            [("do", "add"), ("name", name), ("number", "闽DA1234567"), ("last_day", day)]
        };
        browser.send(&path, &add("药品经营许可证", "tomorrow"), vec![scan()]).await.is(422).says("A day looks like");
        let ended = browser.send(&path, &add("药品经营许可证", "2020-01-31"), vec![]).await;
        ended.is(422).says("The document has ended.");
        assert_eq!(ended.value("number").as_deref(), Some("闽DA1234567"));
        let bad = Sent { media: "image/png", bytes: b"<svg/>".to_vec(), ..scan() };
        browser.send(&path, &add("药品经营许可证", ""), vec![bad]).await.is(422).says("The picture cannot be used");
        browser.get(&path).await.says("No document is declared yet.");
        browser.send(&path, &add("药品经营许可证", "2026-12-10"), vec![scan()]).await.leads_to(&path);
        let shown = browser.get(&path).await;
        shown.says("16 days left").says("闽DA1234567").says("The present picture");
        browser.send(&path, &add("互联网药品信息服务资格证", ""), vec![]).await.leads_to(&path);
        browser.get(&path).await.says("All that is asked is declared and holds.").says("without an end");
        // The mail leads to this page; afterwards the document has ended and is missing again.
        app.clock.advance(17 * 86_400_000);
        app.settle().await;
        let mail = app.letter("owner@qinghuai.example").await.expect("a mail");
        assert!(mail.contains(&path), "{mail}");
        let browser = app.browser_of("owner@qinghuai.example").await;
        let shown = browser.get(&path).await;
        shown.says("ended").says("Missing:");
        let remove = tongguan_testkit::html::tags(&shown.html).into_iter()
            .map(|t| t.get("value").to_owned()).find(|v| v.starts_with("remove:")).expect("a way to remove it");
        browser.submit(&path, &[("do", &remove)]).await.says("The document is removed.");
        // An industry that asks for nothing says so.
        let owner = app.sign_in("owner@qinghuai.example").await;
        let plain = new_app(&owner, "tools").await;
        browser.get(&format!("/apps/{plain}/qualifications")).await.says("This industry asks for no qualification.");
    }

    /// The desk shows the declared documents and what was verified; a reviewer confirms by hand, and it says so ever after.
    async fn the_desk_compares_documents_and_confirms_by_hand(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let document = json!({ "name": "医疗机构执业许可证", "number": "PDY1234567", "last_day": "2027-01-31" });
        owner.post(&format!("/api/v1/apps/{id}/qualifications"), &document).await.done();
        let case = submit_enterprise(&owner, &id).await;
        let path = format!("/desk/{}", case["id"].as_str().unwrap());
        app.reviewer().await;
        let desk = app.browser_of("reviewer@example.com").await;
        let shown = desk.get(&path).await;
        shown.says("医疗机构执业许可证").says("PDY1234567").says("to 2027-01-31").says("all declared; compare with the picture");
        shown.says("Nothing is verified yet").says_not("Record it");
        let hand = |note: &'static str| {
            [("step", "verify"), ("fact", "registration"), ("outcome", "confirmed"), ("note", note)]
        };
        desk.post(&path, &hand("公示系统查询一致")).await.is(409);
        desk.submit(&path, &[("step", "claim")]).await.says("Record it");
        let wrong = desk.post(&path, &hand("")).await;
        wrong.is(422).says("Say what it rests on");
        let code = [("step", "verify"), ("fact", "mobile_code"), ("outcome", "confirmed"), ("note", "x")];
        desk.post(&path, &code).await.is(422).says("Only a code proves");
        let shown = desk.submit(&path, &hand("公示系统查询一致")).await;
        shown.says("The register agrees:").says("confirmed by hand by a reviewer: R-01").says("公示系统查询一致");
        shown.says_not("Nothing is verified yet");
        // The applicant's page and the API name the reviewer as the source, and no register.
        let proofs = owner.get(&format!("/api/v1/apps/{id}/subject/proofs")).await.done().json;
        let row = &proofs["verifications"][0];
        assert_eq!((&row["fact"], &row["outcome"], &row["by"]), (&json!("registration"), &json!("confirmed"), &json!("reviewer")));
        let audit = owner.get(&format!("/api/v1/apps/{id}/audit")).await.done().json.to_string();
        assert!(audit.contains("subject.verification"), "{audit}");
    }
}
