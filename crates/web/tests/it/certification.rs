//! Certification: order, fee, steps by type, what it opens, its end.

use serde_json::{Value, json};
use tongguan_testkit::{Client, TestApp, both, sample};

use crate::support::{
    certified, decide, new_app, order, pass, pay, selfie, submit_enterprise, transfer, upload, verified,
};

const DAY: i64 = 86_400_000;

async fn open(owner: &Client, id: &str) -> Vec<String> {
    let rows = owner.get(&format!("/api/v1/apps/{id}/capabilities")).await.done().json;
    let rows = rows.as_array().unwrap().iter();
    rows.filter(|r| r["open"] == true).map(|r| r["key"].as_str().unwrap().to_owned()).collect()
}

async fn status(owner: &Client, id: &str) -> String {
    let all = owner.get(&format!("/api/v1/apps/{id}/certifications")).await.done().json;
    all[0]["status"].as_str().unwrap().to_owned()
}

async fn stage(owner: &Client, id: &str) -> Value {
    let track = owner.get(&format!("/api/v1/apps/{id}/stages")).await.done().json;
    track["stages"].as_array().unwrap().iter().find(|s| s["key"] == "certification").unwrap().clone()
}

fn path(id: &str, order: &Value) -> String {
    format!("/api/v1/apps/{id}/certifications/{}", order["id"].as_str().unwrap())
}

/// The payment of an order as the operator sees it.
async fn payment(app: &TestApp, order: &Value) -> Value {
    let all = app.operator().await.get("/api/v1/ops/payments").await.done().json;
    all.as_array().unwrap().iter().find(|p| p["certification"] == order["id"]).unwrap().clone()
}

async fn books(app: &TestApp) -> Value {
    let all = app.operator().await.get("/api/v1/ops/books").await.done().json;
    let rows = all.as_array().unwrap();
    assert_eq!(rows.iter().map(|r| r["balance_cents"].as_i64().unwrap()).sum::<i64>(), 0, "{all}");
    rows.iter().map(|r| (r["book"].as_str().unwrap().to_owned(), r["balance_cents"].clone())).collect()
}

/// Whether a number or a text in yuan stands anywhere in an answer.
fn tells(answer: &Value, cents: i64) -> bool {
    match answer {
        Value::Number(n) => n.as_i64() == Some(cents),
        Value::String(s) => {
            let yuan = format!("0.{cents:02}");
            s.trim() == cents.to_string() || s.contains(&yuan)
        }
        Value::Array(list) => list.iter().any(|v| tells(v, cents)),
        Value::Object(map) => map.values().any(|v| tells(v, cents)),
        _ => false,
    }
}

/// An enterprise's order that waits for its amount; with the amount.
async fn at_the_amount(app: &TestApp, owner: &Client) -> (String, Value, i64) {
    let id = verified(app, owner).await;
    let made = order(owner, &id, "account").await;
    pay(app, &made).await.done();
    let path = path(&id, &made);
    owner.post(&format!("{path}/documents"), &json!({})).await.done();
    decide(&app.reviewer().await, made["id"].as_str().unwrap(), true).await;
    selfie(app, owner, &path).await;
    decide(&app.reviewer().await, made["id"].as_str().unwrap(), true).await;
    let amount = transfer(app, &made).await;
    (id, made, amount)
}

both! {
    /// The whole way of an enterprise: fee, licence, face, amount; then publishing and payment are open.
    async fn an_enterprise_is_certified_for_a_year(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        assert_eq!((status(&owner, &id).await.as_str(), stage(&owner, &id).await["state"].as_str()), ("uncertified", Some("turn")));
        let made = order(&owner, &id, "account").await;
        assert_eq!((&made["state"], &made["fee_cents"]), (&json!("ordered"), &json!(30_000)));
        let keys: Vec<_> = made["steps"].as_array().unwrap().iter().map(|s| s["key"].as_str().unwrap()).collect();
        assert_eq!(keys, ["documents", "face", "micro_payment"]);
        assert_eq!(made["due_at"].as_i64().unwrap() - app.ctx.now().0, DAY);
        assert_eq!(made["payment"]["number"], "TG00000001");
        let again = owner.post(&format!("/api/v1/apps/{id}/certifications"), &json!({ "product": "account" })).await;
        assert_eq!(again.problem(), "409 certification-running");
        assert_eq!(owner.post(&format!("{}/documents", path(&id, &made)), &json!({})).await.problem(), "409 wrong-state");
        let done = pass(app, &owner, &id, &made).await;
        // The end of the anniversary of Tuesday 24 November 2026.
        assert_eq!(done["valid_until"], json!(1_827_072_000_000_i64));
        assert_eq!((status(&owner, &id).await.as_str(), stage(&owner, &id).await["state"].as_str()), ("passed", Some("pass")));
        assert_eq!(open(&owner, &id).await, ["payment", "cards", "ad_slots", "advertising", "analytics", "custom_menus", "publish", "evidence"]);
        let opens = owner.post(&format!("/api/v1/apps/{id}/certifications"), &json!({ "product": "account" })).await;
        assert_eq!((opens.problem().as_str(), opens.json["rule"].as_str()), ("409 certification-holds", Some("CER-8")));
        let kinds: Vec<_> = owner.get(&format!("/api/v1/apps/{id}/evidence")).await.done().json.as_array().unwrap()
            .iter().map(|e| e["kind"].as_str().unwrap().to_owned()).collect();
        for kind in ["certification.ordered", "payment.confirmed", "certification.face_submitted", "certification.passed"] {
            assert!(kinds.iter().any(|k| k == kind), "{kind} in {kinds:?}");
        }
        let books = books(app).await;
        assert_eq!((&books["deposits"], &books["fees"]), (&json!(0), &json!(-30_000)));
    }

    /// The mini-program certification opens its own capabilities and no others (CER-6).
    async fn the_two_products_open_different_things(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let made = order(&owner, &id, "mini_program").await;
        pass(app, &owner, &id, &made).await;
        assert_eq!(open(&owner, &id).await, ["unionid", "template_messages", "evidence"]);
        assert_eq!(status(&owner, &id).await, "uncertified");
        let wrong = owner.post(&format!("/api/v1/apps/{id}/certifications"), &json!({ "product": "gold" })).await;
        assert_eq!(wrong.fields(), ["product:unknown-product"]);
    }

    /// A government body pays nothing and shows documents only.
    async fn a_government_body_certifies_free_of_charge(app) {
        let owner = app.applicant("office@city.example").await;
        let id = new_app(&owner, "government_affairs").await;
        upload(&owner, &id, "organisation_certificate").await;
        upload(&owner, &id, "authorisation_letter").await;
        let facts = json!({ "type": "government", "facts": { "name": "云汀市政务服务中心", "uscc": "11350100M000100Y4B",
            "contact_name": "张三", "contact_id_number": "11010519491231002X", "contact_mobile": "13800138000" } });
        let view = owner.put(&format!("/api/v1/apps/{id}/subject"), &facts).await.done().json;
        assert_eq!(view["errors"], json!([]));
        let case = owner.post(&format!("/api/v1/apps/{id}/subject/submit"), &json!({})).await.done().json;
        decide(&app.reviewer().await, case["target"].as_str().unwrap(), true).await;
        let made = order(&owner, &id, "account").await;
        assert_eq!((&made["state"], &made["payment"], &made["fee_cents"]), (&json!("documents"), &Value::Null, &json!(0)));
        assert_eq!(made["needs"].as_array().unwrap().len(), 2);
        pass(app, &owner, &id, &made).await;
        assert!(open(&owner, &id).await.contains(&"government_data".to_owned()));
        assert_eq!(app.operator().await.get("/api/v1/ops/payments").await.done().json, json!([]));
    }

    /// An individual needs none: `not_required`, a passed stage, and publishing is open (CER-1).
    async fn an_individual_is_not_required_to_certify(app) {
        let owner = app.applicant("person@mail.example").await;
        let id = new_app(&owner, "tools").await;
        let before = owner.post(&format!("/api/v1/apps/{id}/certifications"), &json!({ "product": "account" })).await;
        assert_eq!(before.problem(), "409 subject-first");
        assert_eq!((status(&owner, &id).await.as_str(), stage(&owner, &id).await["state"].as_str()), ("uncertified", Some("shut")));
        upload(&owner, &id, "handheld_front").await;
        upload(&owner, &id, "handheld_back").await;
        owner.put(&format!("/api/v1/apps/{id}/subject"), &sample::individual()).await.done();
        let case = owner.post(&format!("/api/v1/apps/{id}/subject/submit"), &json!({})).await.done().json;
        decide(&app.reviewer().await, case["target"].as_str().unwrap(), true).await;
        let all = owner.get(&format!("/api/v1/apps/{id}/certifications")).await.done().json;
        assert_eq!((&all[0]["status"], &all[0]["required"], &all[1]["status"]), (&json!("not_required"), &json!(false), &json!("not_required")));
        assert_eq!((&stage(&owner, &id).await["state"], open(&owner, &id).await), (&json!("pass"), vec!["publish".to_owned(), "evidence".into()]));
        let refused = owner.post(&format!("/api/v1/apps/{id}/certifications"), &json!({ "product": "account" })).await;
        assert_eq!((refused.problem().as_str(), refused.json["rule"].as_str()), ("409 certification-not-required", Some("CER-1")));
    }

    /// The amount is guessed wrong three times: a new payment, and only its amount counts. Nothing that the applicant can
    /// read tells it.
    async fn three_wrong_amounts_need_a_new_payment(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let (id, made, first) = at_the_amount(app, &owner).await;
        let path = format!("{}/amount", path(&id, &made));
        let guess = |n: i64| json!({ "amount_cents": n });
        assert_eq!(owner.post(&path, &guess(100)).await.fields(), ["amount_cents:amount-range"]);
        let wrong = if first == 5 { 6 } else { 5 };
        for left in [2, 1] {
            let answer = owner.post(&path, &guess(wrong)).await;
            assert_eq!(answer.problem(), "409 amount-wrong");
            assert!(answer.json["detail"].as_str().unwrap().contains(&left.to_string()), "{}", answer.json);
        }
        assert_eq!(owner.post(&path, &guess(wrong)).await.problem(), "409 amount-used-up");
        assert_eq!(owner.post(&path, &guess(first)).await.problem(), "409 amount-used-up");
        let second = transfer(app, &made).await;
        let answers = [
            format!("/api/v1/apps/{id}"), format!("/api/v1/apps/{id}/certifications"), format!("/api/v1/apps/{id}/stages"),
            format!("/api/v1/apps/{id}/audit"), format!("/api/v1/apps/{id}/evidence"), format!("/api/v1/apps/{id}/cases"),
            format!("/api/v1/apps/{id}/capabilities"), format!("/api/v1/apps/{id}/certifications/{}", made["id"].as_str().unwrap()),
        ];
        for place in answers {
            let answer = owner.get(&place).await.done().json;
            assert!(!tells(&answer, second) && !answer.to_string().contains("6222021234567890123"), "{place}: {answer}");
        }
        for place in ["/api/v1/ops/transfers", "/api/v1/ops/payments", "/api/v1/ops/books"] {
            assert_eq!(owner.get(place).await.status, 403, "{place}");
        }
        let mut tx = app.ctx.store().read().await.unwrap();
        let row = tongguan_store::certification::find(&mut tx, &made["id"].as_str().unwrap().parse().unwrap()).await.unwrap().unwrap();
        assert!(!format!("{row:?}").contains("6222021234567890123"));
        drop(tx);
        assert_eq!(owner.post(&path, &guess(second)).await.done().json["state"], "passed");
        let books = books(app).await;
        assert_eq!(books["verification"], json!(first + second));
        assert_eq!(books["bank"], json!(30_000 - first - second));
    }

    /// Three payments whose amounts nobody confirmed end the order: the fee is owed back, and a new order can be placed.
    async fn the_third_unconfirmed_payment_is_the_last(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let (id, made, mut paid) = at_the_amount(app, &owner).await;
        let amount = format!("{}/amount", path(&id, &made));
        for code in ["409 amount-used-up", "409 amount-used-up", "409 amount-given-up"] {
            let wrong = json!({ "amount_cents": if paid == 5 { 6 } else { 5 } });
            for _ in 0..2 {
                assert_eq!(owner.post(&amount, &wrong).await.problem(), "409 amount-wrong");
            }
            let last = owner.post(&amount, &wrong).await;
            assert_eq!((last.problem().as_str(), &last.json["rule"]), (code, &json!("CER-2")));
            if code == "409 amount-used-up" {
                paid = transfer(app, &made).await;
            }
        }
        let ended = owner.get(&path(&id, &made)).await.done().json;
        assert_eq!(ended["state"], "refused");
        assert!(ended["reason"].as_str().unwrap().contains("3 payments"), "{ended}");
        assert_eq!(owner.post(&amount, &json!({ "amount_cents": paid })).await.status, 409);
        let due = app.operator().await.get("/api/v1/ops/payments?state=refund_due").await.done().json;
        assert_eq!((due.as_array().unwrap().len(), &due[0]["refund_cents"]), (1, &json!(30_000)));
        assert_ne!(order(&owner, &id, "account").await["id"], made["id"]);
    }

    /// The days to enter the amount run out: the operator is asked to pay anew.
    async fn an_amount_grows_old(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let (id, made, first) = at_the_amount(app, &owner).await;
        app.clock.advance(10 * DAY);
        let owner = app.sign_in("owner@qinghuai.example").await;
        let late = owner.post(&format!("{}/amount", path(&id, &made)), &json!({ "amount_cents": first })).await;
        assert_eq!(late.problem(), "409 amount-overdue");
        app.settle().await;
        assert_eq!(owner.get(&path(&id, &made)).await.done().json["state"], "transfer_redo");
        pass(app, &owner, &id, &made).await;
    }

    /// An order that is not paid lapses after 24 hours; money that comes later is owed back, once.
    async fn an_unpaid_order_lapses_and_late_money_goes_back(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let made = order(&owner, &id, "account").await;
        app.clock.advance(DAY - 1);
        app.settle().await;
        let owner = app.sign_in("owner@qinghuai.example").await;
        assert_eq!(owner.get(&path(&id, &made)).await.done().json["state"], "ordered");
        app.clock.advance(1);
        app.settle().await;
        let owner = app.sign_in("owner@qinghuai.example").await;
        assert_eq!(owner.get(&path(&id, &made)).await.done().json["state"], "lapsed");
        assert_eq!(payment(app, &made).await["state"], "closed");
        let late = pay(app, &made).await.done().json;
        assert_eq!((&late["state"], &late["refund_cents"], &late["order_state"]), (&json!("refund_due"), &json!(30_000), &json!("lapsed")));
        assert_eq!(pay(app, &made).await.problem(), "409 payment-confirmed");
        let operator = app.operator().await;
        let refund = format!("/api/v1/ops/payments/{}/refund", late["id"].as_str().unwrap());
        assert_eq!(operator.post(&refund, &json!({ "reference": " " })).await.fields(), ["reference:required"]);
        operator.post(&refund, &json!({ "reference": "BACK-1" })).await.done();
        assert_eq!(operator.post(&refund, &json!({ "reference": "BACK-2" })).await.problem(), "409 wrong-state");
        assert_eq!(books(app).await, json!({ "bank": 0, "deposits": 0, "fees": 0, "verification": 0 }));
        // The way is open again.
        certified(app, &owner, &id).await;
    }

    /// The hours are over although the job has not run yet: the money is late all the same.
    async fn late_is_late_even_before_the_job_runs(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let made = order(&owner, &id, "account").await;
        app.clock.advance(DAY);
        assert_eq!(pay(app, &made).await.done().json["state"], "refund_due");
        app.settle().await;
        assert_eq!(payment(app, &made).await["state"], "refund_due");
    }

    /// A transfer is confirmed once, in full, with a reference of its own.
    async fn a_payment_is_confirmed_once_and_in_full(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let (id, other) = (verified(app, &owner).await, new_app(&owner, "medical").await);
        submit_enterprise(&owner, &other).await;
        let made = order(&owner, &id, "account").await;
        let second = order(&owner, &id, "mini_program").await;
        let operator = app.operator().await;
        let confirm = format!("/api/v1/ops/payments/{}/confirm", payment(app, &made).await["id"].as_str().unwrap());
        let body = |cents: i64, reference: &str| json!({ "amount_cents": cents, "reference": reference });
        let short = operator.post(&confirm, &body(29_000, "A-1")).await;
        assert_eq!((short.problem().as_str(), short.json["limit"].as_str()), ("409 payment-amount", Some("30000")));
        operator.post(&confirm, &body(30_000, "A-1")).await.done();
        assert_eq!(operator.post(&confirm, &body(30_000, "A-2")).await.problem(), "409 payment-confirmed");
        let confirm = format!("/api/v1/ops/payments/{}/confirm", payment(app, &second).await["id"].as_str().unwrap());
        assert_eq!(operator.post(&confirm, &body(30_000, "A-1")).await.fields(), ["reference:reference-used"]);
        assert_eq!(owner.post(&confirm, &body(30_000, "A-9")).await.status, 403);
        assert_eq!(books(app).await["bank"], json!(30_000));
    }

    /// Documents are returned for refill, mended, and pass.
    async fn a_return_for_refill_is_mended(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let made = order(&owner, &id, "account").await;
        pay(app, &made).await.done();
        let path = path(&id, &made);
        owner.post(&format!("{path}/documents"), &json!({})).await.done();
        decide(&app.reviewer().await, made["id"].as_str().unwrap(), false).await;
        let back = owner.get(&path).await.done().json;
        assert_eq!((&back["state"], &back["refills"], &back["rules"]), (&json!("documents"), &json!(1), &json!(["SUB-5"])));
        assert!(back["reason"].as_str().unwrap().contains("彩色原件"));
        assert_eq!(stage(&owner, &id).await["state"], "fail");
        app.clock.advance(1);
        let newer = upload(&owner, &id, "business_licence").await;
        owner.post(&format!("{path}/documents"), &json!({})).await.done();
        let pinned = owner.get(&path).await.done().json["materials"].clone();
        assert!(pinned.as_array().unwrap().contains(&json!(newer)), "{pinned}");
        assert_eq!(owner.delete(&format!("/api/v1/apps/{id}/materials/{newer}")).await.problem(), "409 material-pinned");
        pass(app, &owner, &id, &made).await;
    }

    /// A final refusal ends the order and its fee goes back; so does a withdrawal, and a bank that does not take the payment.
    async fn what_was_paid_for_nothing_is_owed_back(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let made = order(&owner, &id, "account").await;
        pay(app, &made).await.done();
        owner.post(&format!("{}/documents", path(&id, &made)), &json!({})).await.done();
        let reviewer = app.reviewer().await;
        let queue = reviewer.get("/api/v1/desk/cases?kind=certification").await.done().json;
        let case = format!("/api/v1/desk/cases/{}", queue[0]["id"].as_str().unwrap());
        reviewer.post(&format!("{case}/claim"), &json!({})).await.done();
        let detail = reviewer.get(&case).await.done().json;
        assert_eq!((&detail["detail"]["state"], &detail["detail"]["subject"]["unmasked"]), (&json!("documents_review"), &json!(true)));
        assert_eq!(detail["detail"]["materials"].as_array().unwrap().len(), 2);
        let no = json!({ "pass": false, "rules": ["CER-2"], "reason": "执照系伪造。", "final": true });
        reviewer.post(&format!("{case}/decision"), &no).await.done();
        assert_eq!(owner.get(&path(&id, &made)).await.done().json["state"], "refused");
        assert_eq!(payment(app, &made).await["state"], "refund_due");

        let made = order(&owner, &id, "account").await;
        pay(app, &made).await.done();
        owner.post(&format!("{}/documents", path(&id, &made)), &json!({})).await.done();
        owner.post(&format!("{}/withdraw", path(&id, &made)), &json!({})).await.done();
        assert_eq!(reviewer.get("/api/v1/desk/cases?kind=certification").await.done().json, json!([]));
        assert_eq!(payment(app, &made).await["state"], "refund_due");

        let (id, made, _) = at_the_amount(app, &owner).await;
        app.clock.advance(10 * DAY);
        app.settle().await;
        let operator = app.operator().await;
        let failed = format!("/api/v1/ops/transfers/{}/failed", made["id"].as_str().unwrap());
        assert_eq!(operator.post(&failed, &json!({ "reason": "" })).await.fields(), ["reason:required"]);
        operator.post(&failed, &json!({ "reason": "账户已销户。" })).await.done();
        let owner = app.sign_in("owner@qinghuai.example").await;
        let ended = owner.get(&path(&id, &made)).await.done().json;
        assert_eq!((&ended["state"], &ended["reason"]), (&json!("refused"), &json!("账户已销户。")));
        assert_eq!(payment(app, &made).await["state"], "refund_due");
        let books = books(app).await;
        assert_eq!((&books["deposits"], &books["fees"]), (&json!(-90_000), &json!(0)));
    }

    /// The QR page takes one selfie, with consent; the number is the reviewer's, the picture is pinned.
    async fn the_face_check_takes_one_picture(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let made = order(&owner, &id, "account").await;
        let path = path(&id, &made);
        assert_eq!(owner.post(&format!("{path}/face"), &json!({})).await.problem(), "409 wrong-state");
        pay(app, &made).await.done();
        owner.post(&format!("{path}/documents"), &json!({})).await.done();
        decide(&app.reviewer().await, made["id"].as_str().unwrap(), true).await;
        let old = owner.post(&format!("{path}/face"), &json!({})).await.done().json;
        let new = owner.post(&format!("{path}/face"), &json!({})).await.done().json;
        let page = |ticket: &Value| format!("/api/v1/face/tickets/{}", ticket["token"].as_str().unwrap());
        assert!(new["url"].as_str().unwrap().contains("/face/") && new["qr_svg"].as_str().unwrap().starts_with("<svg"));
        let phone = app.anonymous();
        assert_eq!(phone.get(&page(&old)).await.done().json["state"], "ended");
        let seen = phone.get(&page(&new)).await.done().json;
        assert_eq!((&seen["state"], &seen["number"]), (&json!("open"), &new["number"]));
        let png = sample::picture(600, 800, 3);
        assert_eq!(phone.post_bytes(&page(&new), "image/png", png.clone()).await.fields(), ["consent:consent-required"]);
        let with = |ticket: &Value| format!("{}?consent=true", page(ticket));
        assert_eq!(phone.post_bytes(&with(&old), "image/png", png.clone()).await.problem(), "409 link-used");
        assert_eq!(phone.post_bytes(&with(&new), "image/png", b"no picture".to_vec()).await.fields(), ["file:picture-unreadable"]);
        assert_eq!(phone.post_bytes(&with(&new), "image/png", png.clone()).await.done().json["state"], "done");
        assert_eq!(phone.post_bytes(&with(&new), "image/png", png).await.problem(), "409 link-used");
        let reviewer = app.reviewer().await;
        let queue = reviewer.get("/api/v1/desk/cases?kind=certification").await.done().json;
        let case = reviewer.get(&format!("/api/v1/desk/cases/{}", queue[0]["id"].as_str().unwrap())).await.done().json;
        assert_eq!(case["findings"][0]["limit"], new["number"]);
        decide(&reviewer, made["id"].as_str().unwrap(), false).await;
        let back = owner.get(&path).await.done().json;
        assert_eq!((&back["state"], &back["refills"]), (&json!("face"), &json!(1)));
        let text = owner.get(&format!("/api/v1/apps/{id}/audit")).await.done().json.to_string();
        assert!(!text.contains(new["token"].as_str().unwrap()));
        pass(app, &owner, &id, &made).await;
    }

    /// The end is announced by mail, closes what was opened at its moment, and a renewal opens it again (CER-8).
    async fn expiry_closes_and_renewal_opens(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let until = certified(app, &owner, &id).await["valid_until"].as_i64().unwrap();
        for (days, words) in [(90, "90"), (30, "30"), (7, "7"), (1, "1")] {
            app.clock.set(tongguan_model::time::Millis(until - days * DAY));
            app.settle().await;
            let text = app.letter("owner@qinghuai.example").await.expect("a reminder");
            assert!(text.contains("账号认证") && text.contains("续期"), "{text}");
            let list = app.operator().await.get("/api/v1/ops/outbox?channel=mail").await.done().json;
            let subject = list[0]["subject"].as_str().unwrap().to_owned();
            assert!(subject.contains(&format!("{words} 天后到期")), "{subject}");
        }
        app.clock.set(tongguan_model::time::Millis(until - 1));
        let owner = app.sign_in("owner@qinghuai.example").await;
        assert!(open(&owner, &id).await.contains(&"payment".to_owned()));
        assert_eq!(stage(&owner, &id).await["state"], "warn");
        // Shut at the moment itself, whether or not the job has run.
        app.clock.advance(1);
        assert_eq!(open(&owner, &id).await, ["evidence"]);
        assert_eq!(status(&owner, &id).await, "expired");
        app.settle().await;
        assert_eq!(stage(&owner, &id).await["state"], "fail");
        assert!(app.letter("owner@qinghuai.example").await.expect("a mail").contains("已到期") || {
            let list = app.operator().await.get("/api/v1/ops/outbox?channel=mail").await.done().json;
            list[0]["subject"].as_str().unwrap().contains("已到期")
        });
        let renewed = certified(app, &owner, &id).await;
        assert!(renewed["valid_from"].as_i64().unwrap() >= until);
        assert!(open(&owner, &id).await.contains(&"payment".to_owned()));
    }

    /// A renewal in time begins where the old one ends; the old one's end is then no news.
    async fn an_early_renewal_loses_no_day(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let until = certified(app, &owner, &id).await["valid_until"].as_i64().unwrap();
        app.clock.set(tongguan_model::time::Millis(until - 90 * DAY));
        app.settle().await;
        let owner = app.sign_in("owner@qinghuai.example").await;
        let renewed = certified(app, &owner, &id).await;
        assert_eq!(renewed["valid_from"].as_i64(), Some(until));
        assert_eq!(renewed["valid_until"].as_i64(), Some(until + 366 * DAY)); // 2028 is a leap year
        let at = app.ctx.now().0;
        app.clock.set(tongguan_model::time::Millis(until));
        app.settle().await;
        let owner = app.sign_in("owner@qinghuai.example").await;
        assert!(open(&owner, &id).await.contains(&"payment".to_owned()));
        let all = owner.get(&format!("/api/v1/apps/{id}/certifications")).await.done().json;
        assert_eq!((&all[0]["orders"][0]["state"], &all[0]["orders"][1]["state"]), (&json!("passed"), &json!("expired")));
        let mails = app.operator().await.get("/api/v1/ops/outbox?channel=mail").await.done().json;
        assert!(!mails.as_array().unwrap().iter().any(|m| m["created_at"].as_i64() > Some(at)), "{mails}");
    }

    /// Another's orders do not exist; a tester looks and does no more.
    async fn orders_belong_to_their_app(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let made = order(&owner, &id, "account").await;
        let stranger = app.applicant("stranger@other.example").await;
        let theirs = new_app(&stranger, "tools").await;
        assert_eq!(stranger.get(&path(&id, &made)).await.status, 404);
        assert_eq!(stranger.get(&path(&theirs, &made)).await.status, 404);
        for verb in ["documents", "face", "withdraw"] {
            assert_eq!(stranger.post(&format!("{}/{verb}", path(&id, &made)), &json!({})).await.status, 404, "{verb}");
        }
        let tester = app.applicant("tester@other.example").await;
        owner.put(&format!("/api/v1/apps/{id}/members"), &json!({ "email": "tester@other.example", "role": "tester" })).await.done();
        tester.get(&path(&id, &made)).await.done();
        assert_eq!(tester.post(&format!("{}/withdraw", path(&id, &made)), &json!({})).await.status, 403);
    }

    /// Every look at an account and an amount by the operator is recorded.
    async fn the_operators_look_is_on_record(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let (id, _, _) = at_the_amount(app, &owner).await;
        let audit = owner.get(&format!("/api/v1/apps/{id}/audit")).await.done().json;
        let seen = audit.as_array().unwrap().iter().filter(|e| e["kind"] == "certification.payee_viewed").count();
        assert_eq!(seen, 1);
    }
}

/// Two servers on one database: of many orders placed at once one runs, of many confirmations one counts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_once_one_order_runs_and_one_confirmation_counts() {
    let first = TestApp::new(tongguan_testkit::Backend::Postgres).await;
    let second = first.twin().await;
    let owner = first.applicant("owner@qinghuai.example").await;
    let id = verified(&first, &owner).await;
    let place = format!("/api/v1/apps/{id}/certifications");
    let run = |token: String, path: String, body: Value| {
        let bases = [first.base.clone(), second.base.clone()];
        async move {
            let mut tasks = tokio::task::JoinSet::new();
            for i in 0..20 {
                let client = Client::new(&bases[i % 2]).with_token(&token);
                let (path, mut body) = (path.clone(), body.clone());
                if body.get("reference").is_some() {
                    body["reference"] = json!(format!("R-{i}"));
                }
                tasks.spawn(async move { client.post(&path, &body).await.problem() });
            }
            let mut counts = std::collections::BTreeMap::new();
            while let Some(outcome) = tasks.join_next().await {
                *counts.entry(outcome.expect("no panic")).or_insert(0) += 1;
            }
            counts
        }
    };
    let orders = run(owner.token.clone().unwrap(), place.clone(), json!({ "product": "account" })).await;
    assert_eq!(orders, [("201 -".to_owned(), 1), ("409 certification-running".to_owned(), 19)].into());
    let made = owner.get(&place).await.done().json[0]["orders"][0].clone();
    let confirm =
        format!("/api/v1/ops/payments/{}/confirm", payment(&first, &made).await["id"].as_str().unwrap());
    let operator = first.operator().await.token.unwrap();
    let body = json!({ "amount_cents": 30_000, "reference": "R" });
    let confirmed = run(operator, confirm, body).await;
    assert_eq!(confirmed, [("200 -".to_owned(), 1), ("409 payment-confirmed".to_owned(), 19)].into());
    assert_eq!(books(&first).await["bank"], json!(30_000));
    second.finish().await;
    first.finish().await;
}
