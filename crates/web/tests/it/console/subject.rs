//! The subject's form in the console.

use tongguan_testkit::{Sent, both, sample};

use crate::support::{decide, new_app, submit_enterprise};

const FACTS: [(&str, &str); 9] = [
    ("type", "enterprise"),
    ("name", "云汀市青槐诊所管理有限公司"),
    ("uscc", "91350100M000100Y43"),
    ("legal_rep_name", "张三"),
    ("legal_rep_id_number", "11010519491231002X"),
    ("legal_rep_mobile", "13800138000"),
    ("bank_branch", "云汀银行青槐支行"),
    ("bank_number", "102100099996"),
    ("bank_account", "6222021234567890123"),
];

fn picture(field: &'static str, seed: u8) -> Sent {
    Sent { field, name: "scan.png", media: "image/png", bytes: sample::picture(900, 600, seed) }
}

fn form<'a>(act: &'a str, changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let value = |key: &str| changed.iter().find(|(k, _)| *k == key).map(|(_, v)| *v);
    let mut fields: Vec<_> = FACTS.iter().map(|(k, v)| (*k, value(k).unwrap_or(v))).collect();
    fields.push(("do", act));
    fields
}

both! {
    /// Everything wrong is told at once with the input kept; mended it goes to the desk, is withdrawn, refused,
    /// submitted again and passed.
    async fn from_the_first_try_to_the_pass(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let path = format!("/apps/{id}/subject");
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&path).await.says("Not begun").says("Business licence").says_not("This field is empty.");
        browser.get(&format!("{path}?type=individual")).await.says("True name").says("Consent");

        let wrong = form("submit", &[("uscc", "91350100M000100Y44"), ("legal_rep_mobile", "17012345678"), ("bank_branch", "")]);
        let shown = browser.send(&path, &wrong, vec![picture("material.qualification", 2)]).await;
        shown.is(422).says("4 things to mend.").says("Missing material: Business licence.");
        assert_eq!(shown.value("uscc").as_deref(), Some("91350100M000100Y44"));
        assert_eq!(shown.value("legal_rep_mobile").as_deref(), Some("17012345678"));
        let marked: Vec<_> = tongguan_testkit::html::tags(&shown.html)
            .into_iter()
            .filter(|t| t.get("aria-invalid") == "true")
            .map(|t| t.get("name").to_owned())
            .collect();
        assert_eq!(marked, ["uscc", "legal_rep_mobile", "bank_branch"]);

        // A saved draft shows numbers masked, and keeps them when they are left empty.
        let none = form("save", &[("legal_rep_id_number", ""), ("bank_account", "")]);
        browser.send(&path, &none, vec![picture("material.business_licence", 1)]).await.leads_to(&path);
        let draft = browser.get(&path).await;
        draft.says("Draft saved.").says("Its check character agrees").says_not("11010519491231002X");
        assert!(draft.html.contains("ov-pass") && draft.html.contains("<image href=\"/apps/"), "the seal is on the picture");
        draft.says("the resolution is too low").says("≥ 0.30%").says("was not read: This platform runs no text recognition");

        browser.send(&path, &form("submit", &[("legal_rep_id_number", ""), ("bank_account", "")]), vec![]).await.leads_to(&path);
        let waiting = browser.get(&path).await;
        waiting.says("The subject is under review").says("Reviewers").says("Tue 1 Dec, 18:00").says("5 working days in all");
        browser.submit(&path, &[("do", "withdraw")]).await.says("Withdrawn; it is a draft again.");
        browser.submit(&path, &form("submit", &[])).await.says("Submitted for review.");

        let target = owner.get(&format!("/api/v1/apps/{id}/subject")).await.done().json["cases"][0]["target"].clone();
        let reviewer = app.reviewer().await;
        decide(&reviewer, target.as_str().unwrap(), false).await;
        let refused = browser.get(&path).await;
        refused.says("Refused by review").says("执照为复印件，请上传彩色原件。").says("SUB-5").says("Check again and submit");
        browser.send(&path, &form("submit", &[]), vec![picture("material.business_licence", 9)]).await.leads_to(&path);
        decide(&reviewer, target.as_str().unwrap(), true).await;
        let passed = browser.get(&path).await;
        passed.says("The subject is verified.").says("AppID").says_not("13800138000").says_not("Check and submit");
        browser.post(&path, &form("save", &[])).await.is(409).says("What is declared");
    }

    /// PRE-1: what names the type and no sub-type leaves the sub-type as it is, on the page and in the API.
    async fn a_type_without_a_sub_type_keeps_the_sub_type(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let (path, api) = (format!("/apps/{id}/subject"), format!("/api/v1/apps/{id}/subject"));
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&path).await;
        let trader = [&form("save", &[])[..], &[("subtype", "sole_trader")]].concat();
        browser.submit(&path, &trader).await.says("Draft saved.");
        let kept = async || owner.get(&api).await.done().json["subtype"].clone();
        assert_eq!(kept().await, "sole_trader");
        browser.submit(&path, &form("save", &[("name", "云汀市青槐茶铺")])).await.says("Draft saved.");
        assert_eq!(kept().await, "sole_trader");
        let shown = browser.get(&format!("{path}?type=enterprise")).await;
        assert_eq!(shown.value("subtype").as_deref(), Some("sole_trader"));
        for facts in [serde_json::json!({}), serde_json::json!({ "name": "云汀市青槐茶馆" })] {
            let said = owner.put(&api, &serde_json::json!({ "type": "enterprise", "facts": facts })).await.done().json;
            assert_eq!(said["subtype"], "sole_trader");
        }
        // Another type has its own, and the way back leads to what was chosen.
        let other = owner.put(&api, &serde_json::json!({ "type": "government" })).await.done().json;
        assert_eq!(other["subtype"], "organ");
        let back = owner.put(&api, &serde_json::json!({ "type": "enterprise" })).await.done().json;
        assert_eq!(back["subtype"], "sole_trader");
    }

    /// Photos of IDs are not taken without the consent; a picture that cannot be read is told at its place.
    async fn pictures_need_consent_and_must_be_pictures(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let path = format!("/apps/{id}/subject");
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&format!("{path}?type=individual")).await;
        let fields = [("type", "individual"), ("real_name", "张三"), ("do", "save")];
        let both = || vec![picture("material.handheld_front", 1), picture("material.handheld_back", 2)];
        let shown = browser.send(&path, &fields, both()).await;
        shown.is(422).says("1 thing to mend.").says("need a consent of their own");
        let text = Sent { field: "material.handheld_front", name: "x.png", media: "image/png", bytes: b"<svg/>".to_vec() };
        let agreed = [&fields[..], &[("consent", "1")]].concat();
        browser.send(&path, &agreed, vec![text]).await.is(422).says("The picture cannot be used");
        browser.send(&path, &agreed, both()).await.leads_to(&path);
        let shown = browser.get(&path).await;
        shown.says("consent").says("past its limit, a reviewer judges");
        let drop = tongguan_testkit::html::tags(&shown.html)
            .into_iter()
            .map(|t| t.get("value").to_owned())
            .find(|v| v.starts_with("drop:"))
            .expect("a way to remove it");
        browser.submit(&path, &[("do", &drop)]).await.says("The picture is removed.");
    }

    /// The picture comes with headers that let it do nothing; a look is on record; others get nothing.
    async fn pictures_are_shown_to_the_administrator_only(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        app.applicant("tester@qinghuai.example").await;
        app.applicant("stranger@other.example").await;
        let member = serde_json::json!({ "email": "tester@qinghuai.example", "role": "tester" });
        owner.put(&format!("/api/v1/apps/{id}/members"), &member).await.done();
        let path = format!("/apps/{id}/subject");
        let browser = app.browser_of("owner@qinghuai.example").await;
        let page = browser.get(&path).await;
        let picture = tongguan_testkit::html::tags(&page.html)
            .into_iter()
            .find(|t| t.name == "image")
            .map(|t| t.get("href").to_owned())
            .expect("a picture");
        let shown = browser.get_once(&picture).await;
        let header = |name: &str| shown.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        assert_eq!(header("content-type"), "image/png");
        assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
        assert_eq!((header("x-content-type-options"), header("cache-control")), ("nosniff", "no-store"));
        let audit = owner.get(&format!("/api/v1/apps/{id}/audit")).await.done().json;
        assert!(audit.as_array().unwrap().iter().any(|e| e["kind"] == "material.viewed"), "{audit}");

        let tester = app.browser_of("tester@qinghuai.example").await;
        let seen = tester.get(&path).await;
        seen.says("You can look, not change.").says("Tester").says_not("Withdraw");
        assert!(!seen.html.contains("<image"));
        tester.get_once(&picture).await.is(403);
        tester.post(&path, &[("do", "withdraw")]).await.is(403);
        let stranger = app.browser_of("stranger@other.example").await;
        stranger.get(&path).await.is(404);
        stranger.get_once(&picture).await.is(404);
        stranger.post(&path, &[("do", "withdraw")]).await.is(404);
        decide(&app.reviewer().await, case["target"].as_str().unwrap(), true).await;
        tester.get(&path).await.says("The subject is verified.");
    }
}
