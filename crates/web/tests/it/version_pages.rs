//! Pages of gates 7 and 8: versions, the check, releases, watching.

use serde_json::json;
use tongguan_testkit::{Browser, Sent, TestApp, both};

use crate::support::{broken, decide, opened, passed, program, ready, share};

fn zip(bytes: Vec<u8>) -> Vec<Sent> {
    vec![Sent { field: "package", name: "app.zip", media: "application/zip", bytes }]
}

/// An app that is ready for its first version, and its owner's browser.
async fn place(app: &TestApp) -> (String, Browser) {
    let owner = app.applicant("owner@qinghuai.example").await;
    let id = ready(app, &owner, "青槐记事").await;
    (format!("/apps/{id}"), app.browser_of("owner@qinghuai.example").await)
}

both! {
    /// Upload, check, submit, withdraw, submit, pass: by forms alone, without script.
    async fn a_version_goes_to_review_by_forms(app) {
        let (home, browser) = place(app).await;
        let versions = format!("{home}/versions");
        browser.get(&versions).await.is(200).says("Upload a package").says("No version yet");
        browser.send(&versions, &[("number", "1.0.0")], vec![]).await.is(422).says("No file was chosen");
        browser.send(&versions, &[("number", "1.0.0")], zip(b"Rar!".to_vec())).await.is(422).says("Not a readable zip");
        // A wrong number keeps the package: it is not chosen twice.
        let kept = browser.send(&versions, &[("number", "1.0")], zip(program("甲"))).await;
        kept.is(422).says("no version").says("Received");
        let uploaded = kept.value("uploaded").unwrap();
        let made = browser.send(&versions, &[("number", "1.0.0"), ("uploaded", &uploaded), ("description", "首个版本")], vec![]).await;
        made.is(303);
        let here = made.location.clone();
        browser.get(&here).await.is(200).says("1.0.0 is uploaded").says("Submit for review").says("首个版本");
        browser.get(&format!("{here}/check")).await.is(200).says("No errors under pack default").says("sha256");
        browser.submit(&here, &[("do", "submit")]).await.says("1.0.0 is submitted").says("Reviewers, due").says("首发版本");
        browser.submit(&here, &[("do", "withdraw")]).await.says("1.0.0 is withdrawn").says("Submit it again");
        browser.submit(&here, &[("do", "submit")]).await.says("Under review");
        let version = here.rsplit('/').next().unwrap().to_owned();
        decide(&app.reviewer().await, &version, true).await;
        browser.get(&here).await.says("Passed").says("Release it");
        assert_eq!(browser.post(&here, &[("do", "withdraw")]).await.is(409).status, 409);
        browser.get(&versions).await.says("1.0.0").says("首发版本");
        // A stranger finds nothing, staff look but have no forms.
        app.applicant("x@other.example").await;
        app.browser_of("x@other.example").await.get(&here).await.is(404);
        app.reviewer().await;
        let staff = app.browser_of("reviewer@example.com").await;
        staff.get(&here).await.is(200).says_not("Submit for review");
        staff.get(&versions).await.is(200).says_not("Upload a package");
    }

    /// What the rules refuse stands on the report, each at its place, and the submission leads there.
    async fn errors_are_shown_at_their_places(app) {
        let (home, browser) = place(app).await;
        let versions = format!("{home}/versions");
        browser.get(&versions).await.is(200);
        let made = browser.send(&versions, &[("number", "1.0.0")], zip(broken())).await;
        made.is(303);
        assert!(made.location.ends_with("/check"), "{}", made.location);
        let report = browser.get(&made.location).await;
        report.is(200).says("would refuse it").says("missing-page").says("app.json:1:").says("Fix");
        let here = made.location.strip_suffix("/check").unwrap().to_owned();
        let refused = browser.submit(&here, &[("do", "submit")]).await;
        refused.says("Not submitted. Errors found by the check: ").says("missing-page");
        browser.submit(&format!("{here}/check"), &[]).await.says("Checked again");
        browser.submit(&here, &[("do", "discard")]).await.says("1.0.0 is discarded");
    }

    /// Start with a share, widen, halt, resume, finish, roll back, and ask why a user gets which version.
    async fn a_release_is_led_by_forms(app) {
        let (home, browser) = place(app).await;
        let owner = app.sign_in("owner@qinghuai.example").await;
        let id = home.strip_prefix("/apps/").unwrap().to_owned();
        let page = format!("{home}/release");
        browser.get(&page).await.is(200).says("Nothing to release yet");
        let first = passed(app, &owner, &id, "1.0.0").await;
        opened(&owner, &id, &first, share(10_000)).await;
        let second = passed(app, &owner, &id, "1.0.1").await;
        browser.get(&page).await.is(200).says("Release a version").says("1.0.1");
        let bad = browser.post(&page, &[("do", "start"), ("version", &second), ("percent_bp", "0"), ("tiers", "gold")]).await;
        bad.is(422).says("0.01 % to 100 %").says("no user tier");
        let began = [("do", "start"), ("version", &second), ("percent_bp", "12.5"), ("regions", "上海、杭州"), ("tiers", "vip")];
        browser.submit(&page, &began).await.says("1.0.1 is open to 12.5%").says("gray release");
        let shown = browser.get(&page).await;
        let release = shown.value("release").unwrap();
        let of = |what: &'static str| [("do", what), ("release", release.as_str())];
        let narrow = [of("widen")[0], of("widen")[1], ("percent_bp", "5"), ("regions", "上海、杭州"), ("tiers", "vip")];
        browser.post(&page, &narrow).await.is(409).says("A share only widens").says("VER-5");
        let wide = [of("widen")[0], of("widen")[1], ("percent_bp", "50"), ("regions", ""), ("tiers", "vip")];
        browser.submit(&page, &wide).await.says("1.0.1 is open to 50%").says("all regions");
        browser.post(&page, &[of("halt")[0], of("halt")[1], ("reason", "")]).await.is(409).says("needs a reason");
        browser.submit(&page, &[of("halt")[0], of("halt")[1], ("reason", "白屏")]).await.says("1.0.1 is halted").says("白屏").says("Resume");
        browser.submit(&page, &of("resume")).await.says("1.0.1 is open to 50%");
        browser.get(&format!("{page}?user=u1&tier=vip")).await.is(200).says("bucket").says("versionCode");
        browser.submit(&page, &of("finish")).await.says("1.0.1 is open to all").says("Roll back");
        browser.submit(&page, &[("do", "rollback"), ("version", &first), ("reason", "支付失败")]).await.says("Rolled back to 1.0.0").says("支付失败");
        let stranger = app.applicant("x@other.example").await;
        drop(stranger);
        app.browser_of("x@other.example").await.get(&page).await.is(404);
    }

    /// The key is shown by the answer that made it and never again; an incident is handled on the page.
    async fn incidents_are_handled_on_the_page(app) {
        let (home, browser) = place(app).await;
        let page = format!("{home}/watch");
        browser.get(&page).await.is(200).says("No logs yet").says("Make a key");
        let made = browser.post(&page, &[("do", "key")]).await;
        made.is(200).says("shown this once");
        let key = made.text().lines().find(|l| l.starts_with("tgl_")).unwrap_or_default().to_owned();
        assert!(!key.is_empty(), "{}", made.text());
        browser.get(&page).await.is(200).says_not(&key).says("Replace the key");
        let record = json!({ "severityNumber": 17, "body": { "stringValue": "request:fail timeout" } });
        let logs = json!({ "resourceLogs": [{ "scopeLogs": [{ "logRecords": vec![record; 6] }] }] });
        app.anonymous().with_token(&key).post("/v1/logs", &logs).await.done();
        let shown = browser.get(&page).await;
        shown.says("Time-outs").says("request:fail timeout");
        let incident = shown.value("incident").unwrap();
        browser.submit(&page, &[("do", "acknowledge"), ("incident", &incident), ("note", "查数据库")]).await.says("Being handled").says("查数据库");
        browser.submit(&page, &[("do", "resolve"), ("incident", &incident)]).await.says("Resolved");
        browser.submit(&page, &[("do", "reopen"), ("incident", &incident)]).await.says("Opened again");
        browser.post(&page, &[("do", "acknowledge"), ("incident", "nobody")]).await.is(404);
    }

    /// The desk sees the size of a change and, once it holds the case, the changed lines and the package.
    async fn the_desk_sees_what_a_version_changes(app) {
        let (home, _) = place(app).await;
        let owner = app.sign_in("owner@qinghuai.example").await;
        let id = home.strip_prefix("/apps/").unwrap().to_owned();
        let first = passed(app, &owner, &id, "1.0.0").await;
        opened(&owner, &id, &first, share(10_000)).await;
        let second = crate::support::draft(&owner, &id, "1.0.1").await;
        let sent = owner.post(&format!("/api/v1/apps/{id}/versions/{second}/submit"), &json!({})).await.done().json;
        let case = format!("/desk/{}", sent["cases"][0]["id"].as_str().unwrap());
        app.reviewer().await;
        let desk = app.browser_of("reviewer@example.com").await;
        desk.get(&case).await.is(200).says("1.0.1").says("pages/index/index.wxml").says("shown to whoever holds the case").says_not("<view>1.0.1</view>");
        desk.get_once(&format!("{case}/package")).await.is(409);
        desk.submit(&case, &[("step", "claim")]).await.is(200);
        let held = desk.get(&case).await;
        held.says("<view>1.0.0</view>").says("<view>1.0.1</view>").says("Against live").says("Download the package");
        let zip = desk.get_once(&format!("{case}/package")).await;
        assert_eq!((zip.status, zip.headers["content-type"].to_str().unwrap()), (200, "application/zip"));
        desk.post(&case, &[("step", "pass")]).await.is(303);
        assert_eq!(owner.get(&format!("/api/v1/apps/{id}/versions/{second}")).await.done().json["state"], "passed");
    }
}
