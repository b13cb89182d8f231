//! The operator's pages: accounts, apps, policy, outbox, business domains, audit, health.

use serde_json::json;
use tongguan_testkit::{PASSWORD, both, html};

use crate::support::{new_app, verified};

both! {
    /// The first page says what waits; nobody else sees the operator's pages.
    async fn the_overview_says_what_waits(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        verified(app, &owner).await;
        app.operator().await;
        let ops = app.browser_of("operator@example.com").await;
        ops.get("/ops").await.is(200).says("Waits for you").says("None of:").says("Late cases");
        app.reviewer().await;
        for email in ["owner@qinghuai.example", "reviewer@example.com"] {
            let other = app.browser_of(email).await;
            for path in ["/ops", "/ops/users", "/ops/apps", "/ops/policy", "/ops/outbox", "/ops/domains", "/ops/audit", "/ops/health"] {
                other.get_once(path).await.is(403);
            }
            other.get_once("/me").await;
            other.post("/ops/users", &[("step", "suspend")]).await.is(403);
            other.post("/ops/policy", &[("pack", "default"), ("note", "x")]).await.is(403);
        }
    }

    /// Staff are added, suspended and let in again; wrong input stays on the form without its password.
    async fn staff_come_and_go(app) {
        app.operator().await;
        app.applicant("owner@qinghuai.example").await;
        let ops = app.browser_of("operator@example.com").await;
        ops.get("/ops/users").await.says("owner@qinghuai.example").says("you");
        let bad = ops.post("/ops/users", &[("step", "create"), ("email", "new@bank.example"), ("password", "short"), ("role", "reviewer")]).await;
        bad.is(422);
        assert_eq!(bad.value("email").as_deref(), Some("new@bank.example"));
        assert_eq!(bad.value("password").as_deref(), Some(""));
        let fields = [("step", "create"), ("email", "new@bank.example"), ("password", PASSWORD), ("role", "reviewer")];
        ops.submit("/ops/users", &fields).await.says("Added").says("new@bank.example");
        ops.post("/ops/users", &fields).await.is(422).says("registered already");
        let page = ops.get("/ops/users?role=reviewer").await;
        page.says_not("owner@qinghuai.example");
        let id = page.value("user").expect("a form");
        let desk = app.browser_of("new@bank.example").await;
        desk.get("/desk").await.is(200);
        ops.submit("/ops/users", &[("step", "suspend"), ("user", &id)]).await.says("suspended");
        desk.get("/desk").await.is(303);
        ops.submit("/ops/users", &[("step", "restore"), ("user", &id)]).await.says("let in again");
        app.browser_of("new@bank.example").await.get("/desk").await.is(200);
    }

    /// An app is suspended with a reason and let go again.
    async fn an_app_is_suspended_and_let_go(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        app.operator().await;
        let ops = app.browser_of("operator@example.com").await;
        ops.get("/ops/apps").await.says("青槐挂号").says("active");
        ops.post("/ops/apps", &[("step", "freeze"), ("app", &id), ("reason", "")]).await.is(422).says("A reason is needed.");
        ops.submit("/ops/apps", &[("step", "freeze"), ("app", &id), ("reason", "投诉核实中")]).await.says("It is suspended");
        ops.get("/ops/apps?frozen=1").await.says("青槐挂号");
        ops.post("/ops/apps", &[("step", "freeze"), ("app", &id), ("reason", "again")]).await.is(409);
        ops.submit("/ops/apps", &[("step", "unfreeze"), ("app", &id), ("reason", "已核实")]).await.says("It is let go again.");
        ops.get("/ops/apps?frozen=1").await.says("No app fits.");
        ops.get("/ops/audit?kind=app.frozen").await.says("投诉核实中").says("operator@example.com");
    }

    /// An unusable overlay is told with line and column and keeps its text; a good one is in force; the first can return.
    async fn a_revision_is_made_and_taken_back(app) {
        app.operator().await;
        let ops = app.browser_of("operator@example.com").await;
        ops.get("/ops/policy").await.says("r1").says("in force");
        let wrong = "[naming]\ncooldown_dais = { value = 7 }\n";
        let bad = ops.post("/ops/policy", &[("pack", "default"), ("overlay", wrong), ("note", "test")]).await;
        bad.is(422).says("overlay.toml:2:1").says("cooldown_dais = { value = 7 }");
        assert_eq!(bad.value("note").as_deref(), Some("test"));
        ops.post("/ops/policy", &[("pack", "default"), ("overlay", ""), ("note", " ")]).await.is(422);
        let good = wrong.replace("dais", "days");
        let made = ops.submit("/ops/policy", &[("pack", "default"), ("overlay", &good), ("note", "短一些的休止期")]).await;
        made.says("Revision r2 is in force.").says("短一些的休止期").says("naming.cooldown_days");
        ops.get("/ops/policy/2?q=naming.cooldown_days").await.says("7").says_not("account.session_hours");
        app.browser().get("/rules/NAM-5").await.says("naming.cooldown_days").says("7");
        let first = ops.get("/ops/policy/1").await;
        first.says("1 entry differs").says("30");
        ops.post("/ops/policy/1", &[("note", "")]).await.is(422);
        ops.submit("/ops/policy/1", &[("note", "收回")]).await.says("Revision r1 is in force again.");
        ops.get("/ops/policy/99").await.is(404);
        ops.get("/ops/policy/x").await.is(404);
    }

    /// The outbox shows no text; opening one message does, and each look is on record.
    async fn opening_a_message_is_recorded(app) {
        let secret = app.anonymous();
        app.applicant("owner@qinghuai.example").await;
        secret.post("/api/v1/password-resets", &json!({ "email": "owner@qinghuai.example" })).await;
        app.operator().await;
        let ops = app.browser_of("operator@example.com").await;
        let list = ops.get("/ops/outbox").await;
        let link = html::tags(&list.html).into_iter().find(|t| t.get("href").starts_with("/ops/outbox/"));
        let Some(link) = link else { panic!("no message in {}", list.text()) };
        list.says_not("owner@qinghuai.example");
        ops.get(link.get("href")).await.says("owner@qinghuai.example").says("Your look is recorded.");
        // Once in each language.
        let log = ops.get("/ops/audit?kind=message.viewed").await;
        assert_eq!(log.text().matches("message.viewed").count(), 2, "{}", log.text());
        ops.get("/ops/outbox?state=failed").await.says("No message fits.");
    }

    /// A business domain is confirmed by hand, and only what was ticked.
    async fn a_domain_is_confirmed_by_hand(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let path = format!("/api/v1/apps/{id}/business-domains");
        let made = owner.post(&path, &json!({ "domain": "shop.qinghuai.example", "icp": "云ICP备2026000001号" })).await.done().json;
        app.operator().await;
        let ops = app.browser_of("operator@example.com").await;
        ops.get("/ops/domains").await.says("shop.qinghuai.example").says("not compared");
        let domain = made["id"].as_str().expect("an id");
        ops.post("/ops/domains", &[("domain", domain)]).await.is(409).says("Nothing was chosen to be confirmed.");
        ops.submit("/ops/domains", &[("domain", domain), ("icp", "1")]).await.says("is confirmed.").says("compared");
        ops.submit("/ops/domains", &[("domain", domain), ("ownership", "1")]).await.says("No business domain waits.");
    }

    /// The audit log goes back page by page without losing an entry.
    async fn the_audit_log_is_paged(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        for _ in 0..3 {
            verified(app, &owner).await;
        }
        let id = new_app(&owner, "tools").await;
        for _ in 0..60 {
            let fields = json!({ "type": "individual", "facts": { "real_name": "张三" } });
            owner.put(&format!("/api/v1/apps/{id}/subject"), &fields).await.done();
        }
        app.operator().await;
        let ops = app.browser_of("operator@example.com").await;
        let (mut path, mut seen) = ("/ops/audit?kind=subject.saved".to_owned(), 0);
        for _ in 0..4 {
            let page = ops.get(&path).await;
            seen += html::tags(&page.html).iter().filter(|t| t.get("href") == "/ops/audit?kind=subject.saved").count();
            let Some(older) = html::tags(&page.html).into_iter().find(|t| t.get("rel") == "next") else { break };
            path = older.get("href").to_owned();
        }
        assert_eq!(seen, 63);
    }

    /// The chain is walked on request; a row changed behind the platform's back is named.
    async fn the_chain_is_walked_on_request(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        verified(app, &owner).await;
        tongguan_service::evidence::sequence(&app.ctx).await.unwrap();
        app.operator().await;
        let ops = app.browser_of("operator@example.com").await;
        ops.get("/ops/health").await.says("Walk the chain").says_not("The chain holds.");
        ops.post("/ops/health", &[]).await.is(200).says("The chain holds.");
        app.behind_its_back("update evidence set body = '{}' where seq = 2").await;
        ops.post("/ops/health", &[]).await.says("The chain breaks at row #2");
    }
}
