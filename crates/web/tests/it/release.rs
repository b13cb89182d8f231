//! Releases: to some, to more, to all, and back (VER-5).

use serde_json::json;
use tongguan_testkit::{Client, both};

use crate::support::{certified, decide, draft, named, opened, packed, passed, ready, share, verified};

/// What explain says a user gets: version number and code.
async fn got(owner: &Client, app: &str, user: &str, more: &str) -> (Option<String>, u64) {
    let path = format!("/api/v1/apps/{app}/delivery/explain?user={user}{more}");
    let json = owner.get(&path).await.done().json;
    (json["number"].as_str().map(ToOwned::to_owned), json["version_code"].as_u64().unwrap_or_default())
}

/// Users of a hundred who get this version.
async fn inside(owner: &Client, app: &str, number: &str) -> Vec<usize> {
    let mut out = Vec::new();
    for i in 0..100 {
        if got(owner, app, &format!("u{i}"), "").await.0.as_deref() == Some(number) {
            out.push(i);
        }
    }
    out
}

both! {
    /// Whoever is inside a tenth stays inside the half and the whole; a share never narrows.
    async fn a_share_is_sticky_and_only_widens(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let first = passed(app, &owner, &id, "1.0.0").await;
        opened(&owner, &id, &first, share(10_000)).await;
        let second = passed(app, &owner, &id, "1.0.1").await;
        let release = opened(&owner, &id, &second, share(1_000)).await;
        let path = format!("/api/v1/apps/{id}/releases");
        let tenth = inside(&owner, &id, "1.0.1").await;
        assert!((2..25).contains(&tenth.len()), "{tenth:?}");
        assert_eq!(tenth, inside(&owner, &id, "1.0.1").await);
        let code = got(&owner, &id, &format!("u{}", tenth[0]), "").await.1;
        for (narrow, why) in [(share(900), "narrows"), (json!({ "percent_bp": 1_000, "regions": ["上海"] }), "narrows"), (share(1_000), "not-wider")] {
            assert_eq!(owner.post(&format!("{path}/{release}/widen"), &narrow).await.problem(), format!("409 {why}"));
        }
        owner.post(&format!("{path}/{release}/widen"), &share(5_000)).await.done();
        let half = inside(&owner, &id, "1.0.1").await;
        assert!(tenth.iter().all(|u| half.contains(u)) && half.len() > tenth.len(), "{tenth:?} {half:?}");
        assert_eq!(got(&owner, &id, &format!("u{}", tenth[0]), "").await, (Some("1.0.1".into()), code));
        let done = owner.post(&format!("{path}/{release}/finish"), &json!({})).await.done().json;
        assert_eq!((&done["state"], &done["gray"]["percent_bp"]), (&json!("live"), &json!(10_000)));
        assert_eq!(inside(&owner, &id, "1.0.1").await.len(), 100);
        let all = owner.get(&path).await.done().json;
        let codes: Vec<_> = all["steps"].as_array().unwrap().iter().map(|s| s["code"].as_i64().unwrap()).collect();
        assert_eq!(codes, [4, 3, 2, 1]);
        assert_eq!((&all["releases"][1]["state"], &all["earlier"][0]["number"]), (&json!("replaced"), &json!("1.0.0")));
    }

    /// Region and tier limit a share; both must fit, and tiers are those of the policy.
    async fn region_and_tier_must_both_fit(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let first = passed(app, &owner, &id, "1.0.0").await;
        opened(&owner, &id, &first, share(10_000)).await;
        let second = passed(app, &owner, &id, "1.0.1").await;
        let path = format!("/api/v1/apps/{id}/releases");
        let bad = json!({ "version": second, "gray": { "percent_bp": 0, "tiers": ["gold"] } });
        assert_eq!(owner.post(&path, &bad).await.fields(), ["percent_bp:share", "tiers:unknown-tier"]);
        let gray = json!({ "percent_bp": 10_000, "regions": ["sh", "hz"], "tiers": ["vip"] });
        let release = opened(&owner, &id, &second, gray).await;
        for (more, number) in [
            ("&region=sh&tier=vip", "1.0.1"), ("&region=hz&tier=vip", "1.0.1"), ("&region=bj&tier=vip", "1.0.0"),
            ("&region=sh&tier=standard", "1.0.0"), ("&region=sh", "1.0.0"), ("&tier=vip", "1.0.0"), ("", "1.0.0"),
        ] {
            assert_eq!(got(&owner, &id, "u1", more).await.0.as_deref(), Some(number), "{more}");
        }
        let why = owner.get(&format!("/api/v1/apps/{id}/delivery/explain?user=u1&region=bj&tier=vip")).await.done().json;
        assert_eq!(why["why"], "full");
        let rolling = &why["considered"][0];
        assert_eq!((&rolling["in_share"], &rolling["in_regions"], &rolling["in_tiers"], &rolling["decided"]), (&json!(true), &json!(false), &json!(true), &json!(false)));
        assert_eq!((&why["considered"][1]["decided"], &why["considered"][1]["step"]), (&json!(true), &json!(1)));
        // Without limits it is wider: everybody.
        let all = owner.post(&format!("{path}/{release}/widen"), &share(10_000)).await.done().json;
        assert_eq!(all["state"], "live");
    }

    /// A halt sends its users back under a higher code; resuming gives it again under a yet higher one.
    async fn a_halt_sends_users_back_under_a_higher_code(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let first = passed(app, &owner, &id, "1.0.0").await;
        opened(&owner, &id, &first, share(10_000)).await;
        let second = passed(app, &owner, &id, "1.0.1").await;
        let release = opened(&owner, &id, &second, share(5_000)).await;
        let users = inside(&owner, &id, "1.0.1").await;
        let user = format!("u{}", users[0]);
        let outside = format!("u{}", (0..100).find(|u| !users.contains(u)).unwrap());
        let path = format!("/api/v1/apps/{id}/releases/{release}");
        assert_eq!(owner.post(&format!("{path}/halt"), &json!({ "reason": " " })).await.problem(), "409 reason-missing");
        let halted = owner.post(&format!("{path}/halt"), &json!({ "reason": "白屏" })).await.done().json;
        assert_eq!(halted["state"], "halted");
        assert_eq!(got(&owner, &id, &user, "").await, (Some("1.0.0".into()), 3));
        assert_eq!(got(&owner, &id, &outside, "").await, (Some("1.0.0".into()), 1));
        let third = passed(app, &owner, &id, "1.0.2").await;
        let other = json!({ "version": third, "gray": share(100) });
        assert_eq!(owner.post(&format!("/api/v1/apps/{id}/releases"), &other).await.problem(), "409 release-under-way");
        assert_eq!(owner.post(&format!("/api/v1/apps/{id}/rollback"), &json!({ "reason": "x" })).await.problem(), "409 release-under-way");
        owner.post(&format!("{path}/resume"), &json!({})).await.done();
        assert_eq!(got(&owner, &id, &user, "").await, (Some("1.0.1".into()), 4));
        let gone = owner.post(&format!("{path}/abandon"), &json!({ "reason": "改用 1.0.2" })).await.done().json;
        assert_eq!(gone["state"], "abandoned");
        assert_eq!(got(&owner, &id, &user, "").await, (Some("1.0.0".into()), 5));
        assert_eq!(owner.post(&format!("{path}/finish"), &json!({})).await.problem(), "409 wrong-state");
        opened(&owner, &id, &third, share(10_000)).await;
        assert_eq!(got(&owner, &id, &user, "").await, (Some("1.0.2".into()), 6));
        let audit = owner.get(&format!("/api/v1/apps/{id}/audit")).await.done().json;
        assert!(audit.as_array().unwrap().iter().any(|e| e["kind"] == "release.halt" && e["data"]["reason"] == "白屏"));
    }

    /// Back to what was live before, with a reason, under a higher code; and forward again.
    async fn a_rollback_is_a_step_forward(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let rollback = format!("/api/v1/apps/{id}/rollback");
        assert_eq!(owner.post(&rollback, &json!({ "reason": "x" })).await.problem(), "409 nothing-to-roll-back-to");
        let first = passed(app, &owner, &id, "1.0.0").await;
        opened(&owner, &id, &first, share(10_000)).await;
        let second = passed(app, &owner, &id, "1.0.1").await;
        opened(&owner, &id, &second, share(10_000)).await;
        let again = json!({ "version": first, "gray": share(10_000) });
        assert_eq!(owner.post(&format!("/api/v1/apps/{id}/releases"), &again).await.problem(), "409 not-forward");
        assert_eq!(owner.post(&rollback, &json!({ "reason": "" })).await.problem(), "409 reason-missing");
        assert_eq!(owner.post(&rollback, &json!({ "version": second, "reason": "x" })).await.problem(), "409 nothing-to-roll-back-to");
        app.clock.advance(1);
        let back = owner.post(&rollback, &json!({ "reason": "支付失败" })).await.done().json;
        assert_eq!((&back["number"], &back["rollback"], &back["state"]), (&json!("1.0.0"), &json!(true), &json!("live")));
        assert_eq!(got(&owner, &id, "u1", "").await, (Some("1.0.0".into()), 3));
        opened(&owner, &id, &second, share(10_000)).await;
        assert_eq!(got(&owner, &id, "u1", "").await, (Some("1.0.1".into()), 4));
    }

    /// What has not passed is not released, nor another app's version, nor by whom has not the right.
    async fn only_what_has_passed_is_released(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let path = format!("/api/v1/apps/{id}/releases");
        let version = draft(&owner, &id, "1.0.0").await;
        let body = json!({ "version": version, "gray": share(10_000) });
        assert_eq!(owner.post(&path, &body).await.problem(), "409 not-passed");
        owner.post(&format!("/api/v1/apps/{id}/versions/{version}/submit"), &json!({})).await.done();
        decide(&app.reviewer().await, &version, false).await;
        assert_eq!(owner.post(&path, &body).await.problem(), "409 not-passed");
        let version = passed(app, &owner, &id, "1.0.1").await;
        let body = json!({ "version": version, "gray": share(10_000) });
        let dev = app.applicant("dev@qinghuai.example").await;
        owner.put(&format!("/api/v1/apps/{id}/members"), &json!({ "email": "dev@qinghuai.example", "role": "developer" })).await.done();
        assert_eq!(dev.post(&path, &body).await.status, 403);
        let stranger = app.applicant("x@other.example").await;
        assert_eq!(stranger.post(&path, &body).await.problem(), "404 not-found");
        let theirs = crate::support::new_app(&stranger, "tools").await;
        assert_eq!(stranger.post(&format!("/api/v1/apps/{theirs}/releases"), &body).await.problem(), "404 not-found");
        opened(&owner, &id, &version, share(10_000)).await;
    }

    /// An expired certification closes what opens a version to more people (CER-4, CER-8), never what takes it back; what is
    /// delivered stays. An individual needs none.
    async fn an_expired_certification_closes_releases(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        named(app, &owner, &id, "青槐挂号").await;
        owner.put(&format!("/api/v1/apps/{id}/data-plan"), &json!({ "uses": [], "platforms": ["ios"] })).await.done();
        certified(app, &owner, &id).await;
        let clinic = crate::support::zip(&[
            ("app.json", r#"{ "pages": ["pages/index/index"] }"#),
            ("app.js", "App({});\n"),
            ("pages/index/index.json", "{}"),
            ("pages/index/index.js", "Page({});\n"),
            ("pages/index/index.wxml", "<view>非急诊服务</view>\n<navigator url=\"/pages/index/index\">用户隐私政策</navigator>\n"),
        ]);
        let mut versions = Vec::new();
        for number in ["1.0.0", "1.0.1", "1.0.2"] {
            app.clock.advance(1);
            let package = packed(&owner, &id, clinic.clone()).await;
            let body = json!({ "package": package, "number": number });
            let made = owner.post(&format!("/api/v1/apps/{id}/versions"), &body).await.done().json;
            let version = made["id"].as_str().unwrap().to_owned();
            owner.post(&format!("/api/v1/apps/{id}/versions/{version}/submit"), &json!({})).await.done();
            decide(&app.reviewer().await, &version, true).await;
            versions.push(version);
        }
        opened(&owner, &id, &versions[0], share(10_000)).await;
        opened(&owner, &id, &versions[1], share(10_000)).await;
        let release = opened(&owner, &id, &versions[2], share(100)).await;
        app.clock.advance(366 * 86_400_000);
        let owner = app.sign_in("owner@qinghuai.example").await;
        let path = format!("/api/v1/apps/{id}/releases/{release}");
        for (step, body) in [("widen", share(200)), ("finish", json!({}))] {
            let refused = owner.post(&format!("{path}/{step}"), &body).await;
            assert_eq!((refused.status, &refused.json["rule"]), (409, &json!("CER-4")), "{step}: {}", refused.json);
        }
        owner.post(&format!("{path}/halt"), &json!({ "reason": "认证过期" })).await.done();
        assert_eq!(owner.post(&format!("{path}/resume"), &json!({})).await.json["rule"], "CER-4");
        owner.post(&format!("{path}/abandon"), &json!({ "reason": "认证过期" })).await.done();
        let body = json!({ "version": versions[2], "gray": share(100) });
        assert_eq!(owner.post(&format!("/api/v1/apps/{id}/releases"), &body).await.json["rule"], "CER-4");
        owner.post(&format!("/api/v1/apps/{id}/rollback"), &json!({ "reason": "认证过期" })).await.done();
        assert_eq!(got(&owner, &id, "u1", "").await.0.as_deref(), Some("1.0.0"));
    }
}
