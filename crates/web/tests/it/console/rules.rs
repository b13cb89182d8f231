//! The pages of rules: public, complete, with the numbers in force.

use tongguan_model::rulebook;
use tongguan_testkit::both;

both! {
    /// Every requirement and every rule of packages has its page in both languages.
    async fn every_rule_has_a_page(app) {
        let browser = app.browser();
        let list = browser.get("/rules").await;
        for r in rulebook::ALL {
            list.says(r.id);
            browser.get(&format!("/rules/{}", r.id)).await.is(200).says(&r.title().en);
        }
        for r in tongguan_service::rulebook::package_rules() {
            list.says(r.slug);
            browser.get(&format!("/rules/{}", r.slug)).await.is(200).says("What it does").says(r.requirement);
            browser.get_once(&format!("/rules/{}", r.code)).await.is(200);
        }
        browser.get("/rules/SUB-5").await.says("subject.image.seal").says("0.001").says("2026-01-01");
        browser.get("/rules/nonesuch").await.is(404);
    }

    /// What a reviewer may cite, by kind of case.
    async fn a_reviewer_sees_what_may_be_cited(app) {
        app.reviewer().await;
        let desk = app.browser_of("reviewer@example.com").await;
        desk.get("/desk/rules").await.is(200).says("Name may cite").says("NAM-5");
        app.browser().get("/desk/rules").await.is(303);
    }
}
