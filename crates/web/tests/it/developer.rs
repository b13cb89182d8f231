//! AppSecret, server domains, business domains (DEV-1 … DEV-4).

use serde_json::{Value, json};
use tongguan_model::time::Millis;
use tongguan_service::{Error, developer};
use tongguan_testkit::both;

use crate::support::{new_app, verified};

fn names(domains: &Value) -> Vec<String> {
    let rows = domains["server"].as_array().unwrap().iter();
    rows.map(|d| format!("{} {}", d["kind"].as_str().unwrap(), d["domain"].as_str().unwrap())).collect()
}

both! {
    /// The secret is shown once, kept as a hash, and ends when it is rotated.
    async fn the_secret_is_shown_once_and_rotated(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let fresh = new_app(&owner, "tools").await;
        let early = owner.post(&format!("/api/v1/apps/{fresh}/secret"), &json!({})).await;
        assert_eq!(early.problem(), "409 no-appid");

        let id = verified(app, &owner).await;
        let path = format!("/api/v1/apps/{id}/secret");
        assert_eq!(owner.get(&path).await.done().json["issued_at"], Value::Null);
        let first = owner.post(&path, &json!({})).await.done().json;
        let (appid, secret) = (first["appid"].as_str().unwrap(), first["secret"].as_str().unwrap());
        assert_eq!((secret.len(), &first["rotated"]), (32, &json!(false)));
        let shown = owner.get(&path).await.done();
        assert_eq!(shown.json["hint"], secret[28..]);
        assert!(!String::from_utf8(shown.bytes).unwrap().contains(secret));
        let found = developer::authenticate(&app.ctx, appid, secret).await.unwrap();
        assert_eq!(found.id.as_str(), id);

        let second = owner.post(&path, &json!({})).await.done().json;
        assert_eq!(second["rotated"], true);
        for (appid, secret) in [(appid, secret), (appid, ""), ("wx0000000000000000", secret)] {
            let refused = developer::authenticate(&app.ctx, appid, secret).await;
            assert!(matches!(refused, Err(Error::Unauthenticated)));
        }
        assert!(developer::authenticate(&app.ctx, appid, second["secret"].as_str().unwrap()).await.is_ok());
        let mut tx = app.ctx.store().read().await.unwrap();
        let row = tongguan_store::developer::secret(&mut tx, &id.parse().unwrap()).await.unwrap().unwrap();
        assert!(!format!("{row:?}").contains(second["secret"].as_str().unwrap()));
        let audit = owner.get(&format!("/api/v1/apps/{id}/audit")).await.done();
        assert!(!String::from_utf8(audit.bytes).unwrap().contains(secret));
    }

    /// Developers set domains but do not rotate the secret; testers do neither.
    async fn members_have_their_rights(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let (dev, tester) = (app.applicant("dev@qinghuai.example").await, app.applicant("t@qinghuai.example").await);
        for (email, role) in [("dev@qinghuai.example", "developer"), ("t@qinghuai.example", "tester")] {
            owner.put(&format!("/api/v1/apps/{id}/members"), &json!({ "email": email, "role": role })).await.done();
        }
        let add = json!({ "kind": "request", "domains": ["https://api.qinghuai.cn"] });
        let domains = format!("/api/v1/apps/{id}/domains");
        dev.post(&domains, &add).await.done();
        assert_eq!(tester.post(&domains, &add).await.status, 403);
        tester.get(&domains).await.done();
        assert_eq!(dev.post(&format!("/api/v1/apps/{id}/secret"), &json!({})).await.status, 403);
    }

    /// Only encrypted schemes and real names, all faults told at once, and a change that changes nothing is none.
    async fn server_domains_follow_the_rules(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let path = format!("/api/v1/apps/{id}/domains");
        let bad = json!({ "kind": "request", "domains":
            ["http://a.cn", "https://1.2.3.4", "https://api.weixin.qq.com", "https://ok.cn", "https://localhost"] });
        assert_eq!(owner.post(&path, &bad).await.fields(), [
            "domains[0]:domain-scheme", "domains[1]:domain-ip", "domains[2]:domain-forbidden", "domains[4]:domain-local"]);
        let udp = owner.post(&path, &json!({ "kind": "udp", "domains": ["udp://a.cn:1"] })).await;
        assert_eq!(udp.fields(), ["kind:domain-kind"]);
        let unknown = owner.post(&path, &json!({ "kind": "ftp", "domains": [] })).await;
        assert_eq!(unknown.fields(), ["kind:unknown-domain-kind"]);
        assert_eq!(owner.get(&path).await.done().json["changes"], 0);

        let add = json!({ "kind": "request", "domains": ["https://API.qinghuai.cn/", "https://b.qinghuai.cn:8443"] });
        let all = owner.post(&path, &add).await.done().json;
        assert_eq!(names(&all), ["request https://api.qinghuai.cn", "request https://b.qinghuai.cn:8443"]);
        assert_eq!(all["changes"], 1);
        assert_eq!(owner.post(&path, &add).await.done().json["changes"], 1);

        let put = json!({ "request": ["https://api.qinghuai.cn"], "socket": ["wss://ws.qinghuai.cn"] });
        let all = owner.put(&path, &put).await.done().json;
        assert_eq!(names(&all), ["request https://api.qinghuai.cn", "socket wss://ws.qinghuai.cn"]);
        let gone = all["server"][1]["id"].as_str().unwrap();
        let all = owner.delete(&format!("{path}/{gone}")).await.done().json;
        assert_eq!((names(&all), &all["changes"]), (vec!["request https://api.qinghuai.cn".to_owned()], &json!(3)));
        assert_eq!(owner.delete(&format!("{path}/{gone}")).await.problem(), "404 not-found");
    }

    /// The month's changes are limited and come back with the next month.
    async fn changes_are_limited_by_month(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let path = format!("/api/v1/apps/{id}/domains");
        let mut tx = app.ctx.store().write().await.unwrap();
        for _ in 0..49 {
            tongguan_store::developer::count_change(&mut tx, &id.parse().unwrap(), "2026-11").await.unwrap();
        }
        tx.commit().await.unwrap();
        let add = |n: u32| json!({ "kind": "upload", "domains": [format!("https://u{n}.qinghuai.cn")] });
        owner.post(&path, &add(1)).await.done();
        let refused = owner.post(&path, &add(2)).await;
        assert_eq!(refused.problem(), "409 domain-changes");
        assert_eq!((&refused.json["measured"], &refused.json["limit"], &refused.json["who"]),
            (&json!("50"), &json!("50"), &json!("time")));
        let until = refused.json["until"].as_i64().unwrap();
        assert_eq!(Millis(until).clock(), "2026-12-01 00:00");
        app.clock.set(Millis(until));
        let again = app.sign_in("owner@qinghuai.example").await;
        again.post(&path, &add(2)).await.done();
    }

    /// A business domain is restricted until ownership and filing are confirmed; what is not checked says so.
    async fn a_business_domain_is_confirmed_by_hand(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let path = format!("/api/v1/apps/{id}/business-domains");
        let wrong = owner.post(&path, &json!({ "domain": "www.qinghuai.cn:80", "icp": "备案号" })).await;
        assert_eq!(wrong.fields(), ["domain:domain-path", "icp:icp-form"]);
        // `.invalid` resolves nowhere, here and everywhere.
        let made = owner.post(&path, &json!({ "domain": "www.qinghuai.invalid" })).await.done().json;
        assert!(made["file_name"].as_str().unwrap().starts_with("TG_verify_"));
        assert_eq!(made["file_content"].as_str().unwrap().len(), 32);
        let twice = owner.post(&path, &json!({ "domain": "https://WWW.qinghuai.invalid" })).await;
        assert_eq!(twice.fields(), ["domain:domain-taken"]);
        let one = format!("{path}/{}", made["id"].as_str().unwrap());
        let looked = owner.post(&format!("{one}/check"), &json!({})).await.done().json;
        assert_eq!((&looked["state"], &looked["check_code"]), (&json!("waiting"), &json!("probe-dns")));
        assert!(looked["trouble"].as_str().unwrap().contains("not checked"), "{looked}");

        let operator = app.operator().await;
        let confirm = format!("/api/v1/ops/business-domains/{}/confirm", made["id"].as_str().unwrap());
        let no_icp = operator.post(&confirm, &json!({ "ownership": true, "icp": true })).await;
        assert_eq!(no_icp.problem(), "409 no-icp");
        let stated = owner.put(&format!("{one}/icp"), &json!({ "icp": "京icp备2021012345号-1" })).await.done().json;
        assert_eq!((&stated["icp"], &stated["icp_state"]), (&json!("京ICP备2021012345号-1"), &json!("not_checked")));
        assert_eq!(operator.get("/api/v1/ops/business-domains").await.done().json.as_array().unwrap().len(), 1);
        let done = operator.post(&confirm, &json!({ "ownership": true, "icp": true })).await.done().json;
        assert_eq!((&done["state"], &done["verified_by"], &done["restrictions"]),
            (&json!("verified"), &json!("operator"), &json!([])));
        assert_eq!(operator.get("/api/v1/ops/business-domains").await.done().json, json!([]));
        let stranger = app.applicant("x@other.example").await;
        assert_eq!(stranger.post(&format!("{one}/check"), &json!({})).await.status, 404);
        owner.delete(&one).await.done();
        assert_eq!(owner.get(&format!("/api/v1/apps/{id}/domains")).await.done().json["business"], json!([]));
    }

    /// The stage tells what is missing and blocks nothing.
    async fn the_stage_tells_what_is_missing(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let stage = async || {
            let track = owner.get(&format!("/api/v1/apps/{id}/stages")).await.done().json;
            let stages = track["stages"].as_array().unwrap().clone();
            stages.into_iter().find(|s| s["key"] == "developer").unwrap()["state"].as_str().unwrap().to_owned()
        };
        assert_eq!(stage().await, "turn");
        owner.post(&format!("/api/v1/apps/{id}/secret"), &json!({})).await.done();
        assert_eq!(stage().await, "warn");
        let add = json!({ "kind": "request", "domains": ["https://api.qinghuai.cn"] });
        owner.post(&format!("/api/v1/apps/{id}/domains"), &add).await.done();
        assert_eq!(stage().await, "pass");
    }
}
