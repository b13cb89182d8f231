//! Subjects and their materials.

use serde_json::{Value, json};
use tongguan_testkit::{both, sample};

use crate::support::{decide, new_app, submit_enterprise, upload, verified};

both! {
    /// The form tells all that is wrong; the desk passes it; the AppID is issued.
    async fn a_pass_issues_the_appid(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let path = format!("/api/v1/apps/{id}/subject");
        let mut wrong = sample::enterprise();
        wrong["facts"]["uscc"] = json!("91350100M000100Y44");
        wrong["facts"]["legal_rep_mobile"] = json!("17012345678");
        let view = owner.put(&path, &wrong).await.done().json;
        let fields: Vec<_> = view["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["uscc", "legal_rep_mobile", "material.business_licence", "material.qualification"]);
        let refused = owner.post(&format!("{path}/submit"), &json!({})).await;
        assert_eq!((refused.problem().as_str(), refused.fields().len()), ("422 invalid", 4));

        let case = submit_enterprise(&owner, &id).await;
        assert_eq!(owner.put(&path, &wrong).await.problem(), "409 wrong-state");
        assert_eq!(case["kind"], "subject");
        // Five working days from Tuesday 24 November 2026, 18:00 in Shanghai.
        assert_eq!((case["due_at"].as_i64(), case["due_provisional"].as_bool()), (Some(1_796_119_200_000), Some(false)));
        decide(&app.reviewer().await, case["target"].as_str().unwrap(), true).await;
        let found = owner.get(&format!("/api/v1/apps/{id}")).await.done().json;
        let appid = found["appid"].as_str().unwrap();
        assert!(appid.starts_with("wx") && appid.len() == 18, "{appid}");
        let stages = owner.get(&format!("/api/v1/apps/{id}/stages")).await.done().json;
        let subject = stages["stages"].as_array().unwrap().iter().find(|s| s["key"] == "subject").unwrap().clone();
        assert_eq!(subject["state"], "pass");
    }

    /// A refusal keeps everything, says why, and is mended.
    async fn a_refusal_is_mended_and_submitted_again(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        decide(&app.reviewer().await, case["target"].as_str().unwrap(), false).await;
        let path = format!("/api/v1/apps/{id}/subject");
        let view = owner.get(&path).await.done().json;
        assert_eq!((view["state"].as_str(), view["cases"][0]["decision"]["rules"][0].as_str()), (Some("refused"), Some("SUB-5")));
        assert_eq!(view["fields"][0]["shown"], "云汀市青槐诊所管理有限公司");
        upload(&owner, &id, "business_licence").await;
        let again = owner.post(&format!("{path}/submit"), &json!({})).await.done().json;
        owner.post(&format!("{path}/withdraw"), &json!({})).await.done();
        assert_eq!(owner.post(&format!("{path}/withdraw"), &json!({})).await.problem(), "409 wrong-state");
        let reviewer = app.reviewer().await;
        let claim = format!("/api/v1/desk/cases/{}/claim", again["id"].as_str().unwrap());
        assert_eq!(reviewer.post(&claim, &json!({})).await.problem(), "409 wrong-state");
    }

    /// Numbers are masked for everybody but the reviewer who holds the case, and every look is recorded.
    async fn personal_data_is_masked_and_looks_are_recorded(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        let material = upload(&owner, &id, "business_licence").await;
        let view = owner.get(&format!("/api/v1/apps/{id}/subject")).await.done().json.to_string();
        for number in ["11010519491231002X", "13800138000", "6222021234567890123"] {
            assert!(!view.contains(number), "{number}");
        }
        let (r1, r2) = (app.reviewer().await, app.reviewer2().await);
        let case_path = format!("/api/v1/desk/cases/{}", case["id"].as_str().unwrap());
        let picture = format!("/api/v1/apps/{id}/materials/{material}");
        assert_eq!(r1.get(&picture).await.problem(), "409 case-not-held");
        assert!(!r1.get(&case_path).await.done().json.to_string().contains("11010519491231002X"));
        r1.post(&format!("{case_path}/claim"), &json!({})).await.done();
        assert!(r1.get(&case_path).await.done().json.to_string().contains("11010519491231002X"));
        assert!(!r2.get(&case_path).await.done().json.to_string().contains("11010519491231002X"));
        assert_eq!(r1.get(&picture).await.done().bytes, sample::picture(900, 600, 16));
        assert_eq!(r2.get(&picture).await.problem(), "409 case-not-held");
        assert_eq!(app.operator().await.get(&picture).await.status, 403);
        assert_eq!(app.applicant("x@other.example").await.get(&picture).await.status, 404);
        let audit = owner.get(&format!("/api/v1/apps/{id}/audit")).await.done().json;
        let text = audit.to_string();
        let kinds: Vec<_> = audit.as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"material.viewed") && kinds.contains(&"subject.viewed"), "{kinds:?}");
        assert!(!text.contains("11010519491231002X") && !text.contains("张三"), "{text}");
    }

    /// Photos of IDs need a consent of their own; what is no picture is refused; a pinned material stays.
    async fn materials_are_checked(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let base = format!("/api/v1/apps/{id}/materials");
        let png = sample::picture(300, 200, 1);
        let answer = owner.post_bytes(&format!("{base}?kind=handheld_front"), "image/png", png.clone()).await;
        assert_eq!(answer.fields(), ["consent:consent-required"]);
        let answer = owner.post_bytes(&format!("{base}?kind=passport"), "image/png", png).await;
        assert_eq!(answer.fields(), ["kind:unknown-material"]);
        let answer = owner.post_bytes(&format!("{base}?kind=business_licence"), "image/png", b"<svg/>".to_vec()).await;
        assert_eq!(answer.fields(), ["file:picture-unreadable"]);
        let front = upload(&owner, &id, "handheld_front").await;
        app.clock.advance(1);
        let spare = upload(&owner, &id, "handheld_front").await;
        upload(&owner, &id, "handheld_back").await;
        owner.put(&format!("/api/v1/apps/{id}/subject"), &sample::individual()).await.done();
        owner.post(&format!("/api/v1/apps/{id}/subject/submit"), &json!({})).await.done();
        owner.delete(&format!("{base}/{front}")).await.done();
        assert_eq!(owner.delete(&format!("{base}/{spare}")).await.problem(), "409 material-pinned");
    }

    /// An individual cannot open a clinic.
    async fn a_closed_industry_is_said_before_submission(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let view = owner.put(&format!("/api/v1/apps/{id}/subject"), &sample::individual()).await.done().json;
        assert!(view["errors"].as_array().unwrap().iter().any(|e| e["code"] == "industry-closed"));
    }

    /// Personal data lies sealed in the database.
    async fn the_database_holds_no_number_in_clear(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let mut tx = app.ctx.store().read().await.unwrap();
        let app_id = id.parse().unwrap();
        let row = tongguan_store::subject::of_app(&mut tx, &app_id).await.unwrap().unwrap();
        let text = format!("{row:?}");
        assert!(!text.contains("11010519491231002X") && !text.contains("13800138000"), "{text}");
        let rows: Value = owner.get(&format!("/api/v1/apps/{id}/evidence")).await.done().json;
        assert!(rows.as_array().unwrap().len() >= 3);
    }
}
