//! Names: one holder, rest after a refusal.

use serde_json::json;
use tongguan_service::{Config, Ctx, naming, session};
use tongguan_testkit::{Backend, Client, PASSWORD, TestApp, both, sample};

use crate::support::{decide, named, new_app, submit_enterprise, verified};

both! {
    /// A name is free, is approved, and is then taken for others.
    async fn an_approved_name_is_taken(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let check = owner.post(&format!("/api/v1/apps/{id}/names/check"), &json!({ "name": "青槐挂号" })).await.done();
        assert_eq!(check.json["verdict"], "free");
        named(app, &owner, &id, "青槐挂号").await;
        assert_eq!(owner.get(&format!("/api/v1/apps/{id}")).await.done().json["name"], "青槐挂号");
        let other = app.applicant("other@other.example").await;
        let second = verified(app, &other).await;
        for disguise in ["青槐挂号", " 青槐挂号 "] {
            let answer = other.post(&format!("/api/v1/apps/{second}/names"), &json!({ "name": disguise })).await;
            assert_eq!(answer.problem(), "409 name-taken", "{disguise}");
        }
    }

    /// What another subject's name is taken for is listed with reason and score; the reviewer sees whose; a name that
    /// nobody can tell apart needs a proof.
    async fn a_name_like_anothers_is_listed_for_applicant_and_reviewer(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        named(app, &owner, &id, "青槐挂号").await;
        let other = app.applicant("other@other.example").await;
        let second = new_app(&other, "tools").await;
        individual(&other, &second, 7).await;
        let path = format!("/api/v1/apps/{second}/names");
        let check = other.post(&format!("{path}/check"), &json!({ "name": "青愧挂号助手" })).await.done().json;
        assert_eq!(check["verdict"], "needs_proof", "{check}");
        let like = &check["likes"][0];
        assert_eq!((&like["name"], &like["level"], &like["holder"]), (&json!("青槐挂号"), &json!("conflict"), &json!("approved")));
        assert!(like["reasons"].to_string().contains("similar-shape"), "{like}");
        // Not to be told apart by ear: a proof first.
        let same = other.post(&path, &json!({ "name": "青怀挂号" })).await;
        assert_eq!(same.status, 422, "{}", same.json);
        assert!(same.json.to_string().contains("name-conflict"), "{}", same.json);
        // Less alike: a reviewer looks, with the list.
        other.post(&path, &json!({ "name": "青愧挂号助手" })).await.done();
        let reviewer = app.reviewer().await;
        let queue = reviewer.get("/api/v1/desk/cases?kind=name").await.done().json;
        let case = queue.as_array().or_else(|| queue["items"].as_array()).expect("cases")
            .iter().find(|c| c["title"] == "青愧挂号助手").expect("the case").clone();
        let case = reviewer.get(&format!("/api/v1/desk/cases/{}", case["id"].as_str().unwrap())).await.done().json;
        let text = case.to_string();
        assert!(text.contains("\"holder\":\"approved\"") && text.contains("青槐挂号"), "{text}");
        // It leaves the list when it is given up.
        other.post(&format!("{path}/withdraw"), &json!({})).await.done();
        let third = app.applicant("third@third.example").await;
        let last = new_app(&third, "tools").await;
        individual(&third, &last, 8).await;
        let check = third.post(&format!("/api/v1/apps/{last}/names/check"), &json!({ "name": "青愧挂号助理" })).await.done().json;
        assert!(!check["likes"].to_string().contains("in_review"), "{check}");
        // Its own names are no conflict.
        let own = owner.post(&format!("/api/v1/apps/{id}/names/check"), &json!({ "name": "青槐挂号助手" })).await.done().json;
        assert_eq!((&own["verdict"], &own["likes"]), (&json!("free"), &json!([])), "{own}");
    }

    /// The index of names stands in a file between starts: the next start reads on in the log; a file that is damaged is
    /// built anew.
    async fn the_index_of_names_outlives_a_restart(app) {
        let folder = tempfile::tempdir().unwrap();
        let start = || {
            let names_folder = Some(folder.path().join("names"));
            crate::mail::with(app, Config { names_folder, ..Config::default() })
        };
        let (kept, read) = (folder.path().join("names/held.index"), |p: &std::path::Path| std::fs::read(p).unwrap());
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        naming::warm(&start()).await.unwrap();
        assert!(!kept.exists(), "of no names there is no file");
        named(app, &owner, &id, "青槐挂号").await;
        naming::warm(&start()).await.unwrap();
        let first = read(&kept);
        // A name that comes after the file was built.
        app.clock.advance(3_600_000);
        let other = app.applicant("other@other.example").await;
        let second = new_app(&other, "tools").await;
        individual(&other, &second, 7).await;
        other.post(&format!("/api/v1/apps/{second}/names"), &json!({ "name": "云汀租房" })).await.done();
        let third = app.applicant("third@third.example").await;
        let last = new_app(&third, "tools").await;
        individual(&third, &last, 8).await;
        let likes = |ctx: Ctx, name: &'static str| {
            let app = last.parse().unwrap();
            async move {
                let signed = session::sign_in(&ctx, "third@third.example", PASSWORD, "t").await.unwrap();
                let me = session::of_token(&ctx, &signed.token).await.unwrap().unwrap().actor();
                let found = naming::check(&ctx, &me, &app, name).await.unwrap();
                found.likes.into_iter().map(|l| l.name).collect::<Vec<_>>()
            }
        };
        assert_eq!(likes(start(), "青愧挂号助手").await, ["青槐挂号"]);
        assert_eq!(likes(start(), "云汀租房平台").await, ["云汀租房"]);
        assert!(read(&kept) == first, "the file of the first start served");
        let mut damaged = first.clone();
        let at = damaged.len() - 2;
        damaged[at] ^= 1;
        std::fs::write(&kept, &damaged).unwrap();
        assert_eq!(likes(start(), "青愧挂号助手").await, ["青槐挂号"]);
        let (now, position) = (read(&kept), tongguan_store::naming::position(&mut app.ctx.store().read().await.unwrap()).await.unwrap());
        assert!(now != damaged && now != first, "it was built anew, with both names");
        assert_eq!(likes(start(), "云汀租房平台").await, ["云汀租房"]);
        // Rows tell this log from another's.
        let mut tx = app.ctx.store().read().await.unwrap();
        let row = position.0.unwrap();
        assert!(tongguan_store::naming::has_position(&mut tx, &row, position.1).await.unwrap());
        assert!(!tongguan_store::naming::has_position(&mut tx, "0198", position.1).await.unwrap());
        assert!(!tongguan_store::naming::has_position(&mut tx, &row, Some(7)).await.unwrap());
    }

    /// Thirty days of rest after a refusal, none after a withdrawal.
    async fn a_refused_app_rests_thirty_days(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let path = format!("/api/v1/apps/{id}/names");
        owner.post(&path, &json!({ "name": "青槐挂号" })).await.done();
        assert_eq!(owner.post(&path, &json!({ "name": "青槐预约" })).await.problem(), "409 already-in-review");
        owner.post(&format!("{path}/withdraw"), &json!({})).await.done();
        let made = owner.post(&path, &json!({ "name": "青槐预约" })).await.done().json;
        decide(&app.reviewer().await, made["id"].as_str().unwrap(), false).await;
        let rests = owner.post(&path, &json!({ "name": "青槐医生" })).await;
        assert_eq!((rests.problem().as_str(), rests.json["rule"].as_str()), ("409 name-rests", Some("NAM-5")));
        let until = rests.json["until"].as_i64().unwrap();
        assert_eq!(until - app.ctx.now().0, 30 * 86_400_000);
        app.clock.advance(30 * 86_400_000);
        // The session is older than its life by now.
        let owner = app.sign_in("owner@qinghuai.example").await;
        owner.post(&path, &json!({ "name": "青槐医生" })).await.done();
    }

    /// A name waits for the subject, and its words are judged.
    async fn words_and_order_are_judged(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let path = format!("/api/v1/apps/{id}/names");
        assert_eq!(owner.post(&path, &json!({ "name": "青槐挂号" })).await.problem(), "409 subject-first");
        submit_enterprise(&owner, &id).await;
        let answer = owner.post(&path, &json!({ "name": "全国第一挂号" })).await;
        assert_eq!(answer.status, 422);
        assert!(answer.json.to_string().contains("NAM-1"));
        assert_eq!(owner.post(&path, &json!({ "name": "第一人民医院挂号" })).await.status, 201);
    }
}

/// Submits an individual as an app's subject.
async fn individual(owner: &Client, id: &str, number: usize) {
    for kind in ["handheld_front", "handheld_back"] {
        let path = format!("/api/v1/apps/{id}/materials?kind={kind}&consent=true");
        owner.post_bytes(&path, "image/png", sample::picture(60, 40, 1)).await.done();
    }
    let mut facts = sample::individual();
    facts["facts"]["id_number"] = json!(resident_id(number));
    // One phone stands for a few subjects only.
    facts["facts"]["mobile"] = json!(format!("138{number:08}"));
    owner.put(&format!("/api/v1/apps/{id}/subject"), &facts).await.done();
    owner.post(&format!("/api/v1/apps/{id}/subject/submit"), &json!({})).await.done();
}

/// A resident ID number with a right check character; GB 11643. The area is the standard's own example.
fn resident_id(i: usize) -> String {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("11010519491231{i:03}");
    let sum: usize = body.bytes().zip(WEIGHTS).map(|(b, w)| usize::from(b - b'0') * w).sum();
    format!("{body}{}", char::from(b"10X98765432"[sum % 11]))
}

/// Two servers on one database, 200 registrations of one name at once: exactly one holds it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_at_once_yield_one() {
    let first = TestApp::new(Backend::Postgres).await;
    let second = first.twin().await;
    let mut apps = Vec::new();
    for i in 0..4 {
        let owner = first.applicant(&format!("owner{i}@qinghuai.example")).await;
        for j in 0..50 {
            let id = new_app(&owner, "tools").await;
            individual(&owner, &id, i * 50 + j).await;
            apps.push((owner.clone(), id));
        }
    }
    let mut tasks = tokio::task::JoinSet::new();
    for (i, (owner, id)) in apps.into_iter().enumerate() {
        let base = if i % 2 == 0 { &first.base } else { &second.base };
        let client = Client::new(base).with_token(owner.token.as_deref().expect("a token"));
        tasks.spawn(async move {
            client.post(&format!("/api/v1/apps/{id}/names"), &json!({ "name": "青槐笔记" })).await.problem()
        });
    }
    let mut counts = std::collections::BTreeMap::new();
    while let Some(outcome) = tasks.join_next().await {
        *counts.entry(outcome.expect("no panic")).or_insert(0) += 1;
    }
    assert_eq!(counts, [("201 -".to_owned(), 1), ("409 name-taken".to_owned(), 199)].into(), "{counts:?}");
    second.finish().await;
    first.finish().await;
}
