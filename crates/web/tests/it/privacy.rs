//! Personal data goes: on request, when an app is closed, and when its time is over.

use serde_json::{Value, json};
use tongguan_model::ids::{AppId, MaterialId};
use tongguan_store::{account, job, material, subject};
use tongguan_testkit::{Client, PASSWORD, TestApp, both, sample};

use crate::support::{appid, new_app, opened, passed, ready, share, submit_enterprise, upload, verified};

const DAY: i64 = 86_400_000;

async fn written(app: &TestApp, material: &str) -> bool {
    app.ctx.objects().written_at(&format!("material/{material}")).await.expect("a look").is_some()
}

async fn blockers(owner: &Client) -> Vec<Value> {
    let out = owner.get("/api/v1/me/deletion").await.done().json;
    out["blockers"].as_array().expect("a list").clone()
}

async fn delete(owner: &Client, password: &str) -> String {
    let answer = owner.post("/api/v1/me/deletion", &json!({ "password": password })).await;
    if answer.status == 204 { "204".into() } else { answer.problem() }
}

both! {
    /// Nothing personal is left of a deleted account: no address, session, message or paper; what it did stays under its id.
    async fn an_account_is_deleted_with_its_drafts(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let me = owner.get("/api/v1/me/export").await.done().json["held"]["account"]["id"].as_str().unwrap().to_owned();
        let id = new_app(&owner, "medical").await;
        let picture = upload(&owner, &id, "business_licence").await;
        owner.put(&format!("/api/v1/apps/{id}/subject"), &sample::enterprise()).await.done();
        owner.put("/api/v1/me/password", &json!({ "old": PASSWORD, "new": "Another-Pass-2026" })).await.done();
        let operator = app.operator().await;
        let mails = |json: &Value| json.as_array().unwrap().iter().filter(|m| m["to"].to_string().contains("qinghuai")).count();
        assert_eq!(mails(&operator.get("/api/v1/ops/outbox").await.done().json), 1);

        let before = owner.get("/api/v1/me/deletion").await.done().json;
        assert_eq!(before, json!({ "blockers": [], "closes": ["青槐挂号"] }));
        assert_eq!(delete(&owner, PASSWORD).await, "422 invalid");
        assert_eq!(delete(&owner, "Another-Pass-2026").await, "204");

        assert_eq!(owner.get("/api/v1/me/export").await.status, 401);
        // The row is gone at once, the bytes as soon as the job runs: a crash in between loses neither.
        let mut tx = app.ctx.store().read().await.unwrap();
        assert!(material::find(&mut tx, &MaterialId::from_trusted(picture.clone())).await.unwrap().is_none());
        let s = subject::of_app(&mut tx, &AppId::from_trusted(id.clone())).await.unwrap().unwrap();
        assert_eq!((s.shown_name.as_str(), s.number_index, s.materials.len()), ("", None, 0));
        assert!(account::find_by_email(&mut tx, "owner@qinghuai.example").await.unwrap().is_none());
        assert!(job::list(&mut tx, 100).await.unwrap().iter().any(|j| j.kind == "objects.remove"));
        drop(tx);
        app.settle().await;
        assert!(!written(app, &picture).await);

        assert_eq!(mails(&operator.get("/api/v1/ops/outbox").await.done().json), 0);
        let log = operator.get("/api/v1/ops/audit?kind=account.erased").await.done().json;
        assert_eq!((&log[0]["target"], &log[0]["data"]), (&json!(me), &json!({ "apps_closed": 1, "apps_left": 0 })));
        assert!(!operator.get("/api/v1/ops/users").await.done().json.to_string().contains("qinghuai"));
        let restored = operator.post(&format!("/api/v1/ops/users/{me}/restore"), &json!({})).await;
        assert!(restored.status >= 400, "{}", restored.status);
        // The address is free again, and is somebody new.
        let again = app.applicant("owner@qinghuai.example").await;
        assert_eq!(again.get("/api/v1/apps").await.done().json, json!([]));
    }

    /// What is in use or open is named with its way out; when it has ended, the account goes.
    async fn an_account_in_use_is_told_what_to_end_first(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        let against = blockers(&owner).await;
        assert_eq!(against.len(), 1);
        assert_eq!(against[0]["what"], json!(format!("Case #{} is under review.", case["number"])));
        assert_eq!(delete(&owner, PASSWORD).await, "409 account-in-use");
        owner.post(&format!("/api/v1/apps/{id}/subject/withdraw"), &json!({})).await.done();
        assert!(blockers(&owner).await.is_empty());

        // Released to users: hand it over, and the other keeps it.
        let live = ready(app, &owner, "青槐记事").await;
        let version = passed(app, &owner, &live, "1.0.0").await;
        opened(&owner, &live, &version, share(10_000)).await;
        assert_eq!(delete(&owner, PASSWORD).await, "409 account-in-use");
        let second = app.applicant("second@qinghuai.example").await;
        let body = json!({ "email": "second@qinghuai.example", "role": "developer" });
        owner.put(&format!("/api/v1/apps/{live}/members"), &body).await.done();
        assert_eq!(blockers(&owner).await.len(), 2, "in use, and another member");
        let body = json!({ "email": "second@qinghuai.example", "role": "administrator" });
        owner.put(&format!("/api/v1/apps/{live}/members"), &body).await.done();
        assert_eq!(delete(&owner, PASSWORD).await, "204");
        let kept = second.get(&format!("/api/v1/apps/{live}/materials")).await.done().json;
        assert_eq!(kept.as_array().unwrap().len(), 2, "the papers are the subject's");
        let members = second.get(&format!("/api/v1/apps/{live}/members")).await.done().json;
        assert_eq!(members.as_array().unwrap().len(), 1);
        app.anonymous().get(&format!("/delivery/v1/{}/manifest.json", appid(&second, &live).await)).await.done();
    }

    /// A closed app delivers nothing, gives its name back and holds nothing of persons; nobody brings it back.
    async fn an_app_is_closed_for_good(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let version = passed(app, &owner, &id, "1.0.0").await;
        opened(&owner, &id, &version, share(10_000)).await;
        let public = appid(&owner, &id).await;
        let path = format!("/api/v1/apps/{id}/closing");
        assert_eq!(owner.get(&path).await.done().json, json!([]));
        assert_eq!(owner.post(&path, &json!({ "title": "别的" })).await.problem(), "422 invalid");
        app.applicant("dev@qinghuai.example").await;
        let body = json!({ "email": "dev@qinghuai.example", "role": "developer" });
        owner.put(&format!("/api/v1/apps/{id}/members"), &body).await.done();
        let developer = app.sign_in("dev@qinghuai.example").await;
        assert_eq!(developer.post(&path, &json!({ "title": "青槐记事" })).await.problem(), "403 forbidden");
        assert_eq!(owner.post(&path, &json!({ "title": "青槐记事" })).await.problem(), "409 app-in-use");
        let members = owner.get(&format!("/api/v1/apps/{id}/members")).await.done().json;
        let account = members[1]["account"].as_str().unwrap();
        owner.delete(&format!("/api/v1/apps/{id}/members/{account}")).await.done();
        owner.post(&path, &json!({ "title": "青槐记事" })).await.done();

        assert_eq!(owner.get(&format!("/api/v1/apps/{id}")).await.problem(), "404 not-found");
        assert_eq!(app.anonymous().get(&format!("/delivery/v1/{public}/manifest.json")).await.problem(), "410 frozen");
        let operator = app.operator().await;
        let back = operator.post(&format!("/api/v1/ops/apps/{id}/unfreeze"), &json!({ "reason": "申请恢复" })).await;
        assert_eq!(back.problem(), "409 app-closed");
        assert_eq!(operator.get(&format!("/api/v1/apps/{id}/materials")).await.done().json, json!([]));
        // The name is free for another.
        let other = app.applicant("other@other.example").await;
        let theirs = verified(app, &other).await;
        other.post(&format!("/api/v1/apps/{theirs}/names"), &json!({ "name": "青槐记事" })).await.done();
    }

    /// What was never submitted goes after the policy's days, what was refused later; a verified subject keeps its papers.
    async fn what_nothing_needs_is_erased_in_time(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let draft = new_app(&owner, "medical").await;
        let unused = upload(&owner, &draft, "business_licence").await;
        owner.put(&format!("/api/v1/apps/{draft}/subject"), &sample::enterprise()).await.done();
        let kept = ready(app, &owner, "青槐记事").await;
        let refused = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &refused).await;
        crate::support::decide(&app.reviewer().await, case["target"].as_str().unwrap(), false).await;
        let list = |client: Client, id: String| async move {
            client.get(&format!("/api/v1/apps/{id}/materials")).await.done().json.as_array().unwrap().len()
        };

        app.clock.advance(179 * DAY);
        app.settle().await;
        let owner = app.sign_in("owner@qinghuai.example").await;
        assert_eq!(list(owner.clone(), draft.clone()).await, 1, "its time is not over");
        app.clock.advance(2 * DAY);
        app.settle().await;
        let owner = app.sign_in("owner@qinghuai.example").await;
        assert_eq!(list(owner.clone(), draft.clone()).await, 0);
        assert!(!written(app, &unused).await);
        let form = owner.get(&format!("/api/v1/apps/{draft}/subject")).await.done().json.to_string();
        assert!(!form.contains("青槐"), "{form}");
        assert_eq!((list(owner.clone(), refused.clone()).await, list(owner.clone(), kept.clone()).await), (2, 2));

        app.clock.advance(185 * DAY);
        app.settle().await;
        let owner = app.sign_in("owner@qinghuai.example").await;
        assert_eq!((list(owner.clone(), refused.clone()).await, list(owner.clone(), kept).await), (0, 2));
        // It comes again every day, and finds nothing twice; the form can be filled in anew.
        app.clock.advance(DAY + 1);
        app.settle().await;
        let owner = app.sign_in("owner@qinghuai.example").await;
        let log = app.operator().await.get("/api/v1/ops/audit?kind=subject.erased").await.done().json;
        assert_eq!(log.as_array().unwrap().len(), 2, "{log}");
        submit_enterprise(&owner, &draft).await;
    }

    /// The zip holds the JSON and the person's own pictures, not those that another uploaded, and each is a look on record.
    async fn the_export_is_a_zip_with_ones_own_papers(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let mine = upload(&owner, &id, "business_licence").await;
        let picture = owner.get(&format!("/api/v1/apps/{id}/materials/{mine}")).await.done().bytes;
        app.applicant("second@qinghuai.example").await;
        let body = json!({ "email": "second@qinghuai.example", "role": "administrator" });
        owner.put(&format!("/api/v1/apps/{id}/members"), &body).await.done();
        let theirs = upload(&app.sign_in("second@qinghuai.example").await, &id, "qualification").await;
        let answer = owner.get("/api/v1/me/export.zip").await.done();
        assert_eq!(answer.content_type, "application/zip");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(answer.bytes)).unwrap();
        let names: Vec<_> = zip.file_names().map(|n| n.unwrap().into_owned()).collect();
        assert!(names.iter().any(|n| n.contains(&mine)) && !names.iter().any(|n| n.contains(&theirs)), "{names:?}");
        let mut read = |name: &str| {
            let mut out = Vec::new();
            std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut out).unwrap();
            out
        };
        assert_eq!(read(&format!("materials/business_licence-{mine}.png")), picture);
        let data: Value = serde_json::from_slice(&read("data.json")).unwrap();
        assert_eq!((&data["account"]["email"], &data["left_out"]), (&json!("owner@qinghuai.example"), &json!([])));
        let looks = owner.get(&format!("/api/v1/apps/{id}/looks")).await.done().json;
        assert_eq!((&looks[0]["why"], &looks[0]["target"]), (&json!("export"), &json!(mine)));
        assert_eq!(app.anonymous().get("/api/v1/me/export.zip").await.status, 401);
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get("/me/data").await.says("Download my data");
    }

    /// The pages: what is held, what stands against deletion, and the way out in both languages.
    async fn the_pages_say_what_is_held_and_delete_it(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let case = submit_enterprise(&owner, &id).await;
        let browser = app.browser_of("owner@qinghuai.example").await;
        let page = browser.get("/me/data").await;
        page.says("owner@qinghuai.example").says("180").says(&format!("Case #{} is under review.", case["number"]));
        page.says_not("Delete it");
        browser.post("/me/data", &[("password", PASSWORD)]).await.is(409).says("is under review");
        let close = format!("/apps/{id}/close");
        browser.get(&close).await.says("What must end first").says_not("Close it for good");
        owner.post(&format!("/api/v1/apps/{id}/subject/withdraw"), &json!({})).await.done();
        browser.get(&close).await.says("Close it for good");
        browser.post(&close, &[("title", "别的")]).await.is(422).says("This is not the title");
        browser.submit(&close, &[("title", "青槐挂号")]).await.says("The mini program is closed");
        browser.get("/me/data").await.says("Delete it");
        browser.post("/me/data", &[("password", "wrong")]).await.is(422).says("The present password is wrong.");
        browser.post("/me/data", &[("password", PASSWORD)]).await.is(303);
        browser.get("/me/data").await.is(303);
        let staff = app.reviewer().await;
        assert_eq!(staff.post("/api/v1/me/deletion", &json!({ "password": PASSWORD })).await.status, 403);
        app.browser_of("reviewer@example.com").await.get("/me/data").await.says("ended by the operator").says_not("Delete it");
    }
}
