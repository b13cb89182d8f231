//! Binding a phone by its QR page (ACC-6).

use serde_json::{Value, json};
use tongguan_testkit::{Answer, Client, TestApp, both};

const PHONE: &str = "13800138000";

async fn ticket(client: &Client) -> String {
    let made = client.post("/api/v1/phone/tickets", &json!({})).await.done().json;
    assert!(made["url"].as_str().unwrap().ends_with(&format!("/bind/{}", made["token"].as_str().unwrap())));
    assert!(made["qr_svg"].as_str().unwrap().starts_with("<svg"));
    made["token"].as_str().unwrap().to_owned()
}

async fn ask(client: &Client, token: &str, phone: &str) -> Answer {
    client.post(&format!("/api/v1/phone/tickets/{token}/code"), &json!({ "phone": phone })).await
}

async fn confirm(client: &Client, token: &str, code: &str) -> Answer {
    client.post(&format!("/api/v1/phone/tickets/{token}/confirm"), &json!({ "code": code })).await
}

async fn code(app: &TestApp, phone: &str) -> String {
    let text = app.letter(phone).await.expect("an SMS");
    text.split(|c: char| !c.is_ascii_digit()).find(|s| s.len() == 6).expect("a code").to_owned()
}

async fn bind(app: &TestApp, email: &str, phone: &str) -> Answer {
    let me = app.applicant(email).await;
    let token = ticket(&me).await;
    ask(&app.anonymous(), &token, phone).await.done();
    confirm(&app.anonymous(), &token, &code(app, phone).await).await
}

both! {
    /// The page shows a code, the phone takes number and SMS; numbers are masked everywhere.
    async fn the_phone_is_bound_by_its_own_page(app) {
        let me = app.applicant("lin@qinghuai.example").await;
        let token = ticket(&me).await;
        let phone = app.anonymous();
        let path = format!("/api/v1/phone/tickets/{token}");
        assert_eq!(phone.get(&path).await.done().json["state"], "open");
        assert_eq!(confirm(&phone, &token, "000000").await.problem(), "409 no-code");
        let sent = ask(&phone, &token, "+86 138-0013-8000").await.done().json;
        assert_eq!((&sent["state"], &sent["phone"]), (&json!("code_sent"), &json!("138****8000")));
        assert_eq!(sent["email"], "l***@qinghuai.example");
        let code = code(app, PHONE).await;
        confirm(&phone, &token, &code).await.done();
        assert_eq!(me.get(&path).await.done().json["state"], "bound");
        let mine = me.get("/api/v1/me").await.done().json;
        assert_eq!((&mine["phone_bound"], &mine["phone"]), (&json!(true), &json!("138****8000")));
        assert_eq!(confirm(&phone, &token, &code).await.problem(), "409 link-used");
        let outbox = app.operator().await.get("/api/v1/ops/outbox?channel=sms").await.done().json;
        assert_eq!(outbox[0]["to"], "138****8000");
        assert_eq!(app.applicant("other@other.example").await.get("/api/v1/ops/outbox").await.status, 403);
        no_secret_in_audit(app, &[PHONE, &code, &token]).await;
    }

    /// Numbers that are no person's are refused.
    async fn virtual_and_foreign_numbers_are_refused(app) {
        let token = ticket(&app.applicant("lin@qinghuai.example").await).await;
        let phone = app.anonymous();
        for (number, code) in [
            ("17012345678", "phone-virtual"),
            ("13491234567", "phone-satellite"),
            ("14612345678", "phone-iot"),
            ("12345", "phone-form"),
        ] {
            assert_eq!(ask(&phone, &token, number).await.fields(), [format!("phone:{code}")]);
        }
    }

    /// Five wrong codes end a code, also the right one; a new code comes after a minute.
    async fn codes_cannot_be_guessed(app) {
        let token = ticket(&app.applicant("lin@qinghuai.example").await).await;
        let phone = app.anonymous();
        ask(&phone, &token, PHONE).await.done();
        assert_eq!(ask(&phone, &token, PHONE).await.problem(), "429 too-many");
        let right = code(app, PHONE).await;
        let wrong = if right == "000000" { "000001" } else { "000000" };
        for _ in 0..4 {
            assert_eq!(confirm(&phone, &token, wrong).await.problem(), "409 code-wrong");
        }
        assert_eq!(confirm(&phone, &token, wrong).await.problem(), "409 code-spent");
        assert_eq!(confirm(&phone, &token, &right).await.problem(), "409 code-spent");
        app.clock.advance(61_000);
        ask(&phone, &token, PHONE).await.done();
        let fresh = code(app, PHONE).await;
        app.clock.advance(300_000);
        assert_eq!(confirm(&phone, &token, &fresh).await.problem(), "409 code-expired");
        ask(&phone, &token, PHONE).await.done();
        confirm(&phone, &token, &code(app, PHONE).await).await.done();
    }

    /// Codes asked for at the same time, each to another number or all to one, are one code.
    async fn parallel_codes_are_one(app) {
        let mut tokens = Vec::new();
        for i in 0..6 {
            tokens.push(ticket(&app.applicant(&format!("a{i}@qinghuai.example")).await).await);
        }
        let one_account = (0..12).map(|n| (tokens[0].clone(), format!("138001380{n:02}")));
        let one_number = tokens[1..].iter().map(|t| (t.clone(), "13900139000".to_owned()));
        let asked: Vec<_> = one_account
            .chain(one_number)
            .map(|(token, number)| {
                let client = app.anonymous();
                tokio::spawn(async move { ask(&client, &token, &number).await.status })
            })
            .collect();
        let mut sent = Vec::new();
        for one in asked {
            sent.push(one.await.unwrap() < 300);
        }
        let count = |part: &[bool]| part.iter().filter(|sent| **sent).count();
        assert_eq!((count(&sent[..12]), count(&sent[12..])), (1, 1));
        let outbox = app.operator().await.get("/api/v1/ops/outbox?channel=sms").await.done().json;
        assert_eq!(outbox.as_array().unwrap().len(), 2);
    }

    /// Wrong codes typed at the same time are counted each.
    async fn parallel_guesses_of_a_code_are_limited(app) {
        let token = ticket(&app.applicant("lin@qinghuai.example").await).await;
        ask(&app.anonymous(), &token, PHONE).await.done();
        let right = code(app, PHONE).await;
        let guesses: Vec<_> = (0..20)
            .map(|n| {
                let guess = if right.starts_with('9') { n } else { 900_000 + n };
                let (client, token) = (app.anonymous(), token.clone());
                tokio::spawn(async move { confirm(&client, &token, &format!("{guess:06}")).await.json["code"].clone() })
            })
            .collect();
        let mut judged = 0;
        for guess in guesses {
            judged += usize::from(guess.await.unwrap() == "code-wrong");
        }
        assert!(judged <= 4, "the fifth wrong code ends the code: {judged}");
        assert_eq!(confirm(&app.anonymous(), &token, &right).await.problem(), "409 code-spent");
    }

    /// A number gets at most ten codes a day, from whatever account.
    async fn codes_to_one_number_are_limited(app) {
        let phone = app.anonymous();
        for i in 0..11 {
            let token = ticket(&app.applicant(&format!("a{i}@qinghuai.example")).await).await;
            let answer = ask(&phone, &token, PHONE).await;
            if i < 10 {
                answer.done();
            } else {
                assert_eq!(answer.problem(), "429 too-many");
            }
            app.clock.advance(61_000);
        }
    }

    /// A phone binds at most five accounts.
    async fn a_phone_binds_five_accounts(app) {
        for i in 0..5 {
            bind(app, &format!("a{i}@qinghuai.example"), PHONE).await.done();
            app.clock.advance(61_000);
        }
        let sixth = bind(app, "a5@qinghuai.example", PHONE).await;
        assert_eq!((sixth.problem().as_str(), &sixth.json["limit"]), ("409 phone-accounts", &json!("5")));
        app.clock.advance(61_000);
        // Binding again where it is bound already takes no further place.
        bind(app, "a0@qinghuai.example", PHONE).await.done();
    }

    /// A new QR code ends the old one; a code lives for a quarter of an hour.
    async fn only_the_newest_qr_code_works(app) {
        let me = app.applicant("lin@qinghuai.example").await;
        let old = ticket(&me).await;
        let new = ticket(&me).await;
        let phone = app.anonymous();
        assert_eq!(ask(&phone, &old, PHONE).await.problem(), "409 link-used");
        assert_eq!(phone.get(&format!("/api/v1/phone/tickets/{old}")).await.done().json["state"], "ended");
        app.clock.advance(15 * 60_000);
        assert_eq!(ask(&phone, &new, PHONE).await.problem(), "409 link-expired");
        assert_eq!(ask(&phone, "made-up", PHONE).await.problem(), "409 link-invalid");
    }
}

async fn no_secret_in_audit(app: &TestApp, secrets: &[&str]) {
    let mut tx = app.ctx.store().read().await.unwrap();
    let end = tongguan_model::time::Millis(i64::MAX);
    let rows = tongguan_store::audit::list(&mut tx, (end, ""), "", "", 500).await.unwrap();
    let all: Vec<Value> = rows.iter().map(|r| json!([r.actor, r.kind, r.target, r.data])).collect();
    let all = Value::from(all).to_string();
    for secret in secrets {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    assert!(all.contains("account.phone_bound"));
}
