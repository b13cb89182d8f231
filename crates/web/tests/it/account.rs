//! Registration, activation, passwords, sessions (ACC-1 … ACC-5).

use serde_json::{Value, json};
use tongguan_testkit::{Client, PASSWORD, TestApp, both, token};

const HOUR: i64 = 3_600_000;
const NEW: &str = "Other-9-arches!";

async fn try_register(app: &TestApp, email: &str, password: &str) -> tongguan_testkit::Answer {
    let body = json!({ "email": email, "password": password, "pass": app.pass().await });
    app.anonymous().post("/api/v1/accounts", &body).await
}

async fn sign_in(client: &Client, email: &str, password: &str) -> tongguan_testkit::Answer {
    client.post("/api/v1/sessions", &json!({ "email": email, "password": password })).await
}

async fn activate_with(client: &Client, token: &str, password: &str) -> tongguan_testkit::Answer {
    client.post("/api/v1/accounts/activate", &json!({ "token": token, "password": password })).await
}

async fn activate(client: &Client, token: &str) -> tongguan_testkit::Answer {
    client.post("/api/v1/accounts/activate", &json!({ "token": token })).await
}

async fn mails(app: &TestApp, to: &str) -> usize {
    let path = format!("/api/v1/ops/outbox?to={}", to.replace('@', "%40"));
    app.operator().await.get(&path).await.done().json.as_array().unwrap().len()
}

both! {
    /// The whole way: verification, registration, mail, link, sign-in.
    async fn registers_activates_and_signs_in(app) {
        let answer = try_register(app, "Lin@Qinghuai.Example", PASSWORD).await.done();
        assert_eq!((answer.status, &answer.json["sent_to"]), (202, &json!("L***@Qinghuai.Example")));
        assert_eq!(answer.json["trust"], "corporate");
        let client = app.anonymous();
        assert_eq!(sign_in(&client, "lin@qinghuai.example", PASSWORD).await.problem(), "409 wrong-credentials");
        let link = token(&app.letter("lin@qinghuai.example").await.unwrap(), "activate");
        activate(&client, &link).await.done();
        let signed = sign_in(&client, "LIN@qinghuai.example", PASSWORD).await.done();
        let me = client.with_token(signed.json["token"].as_str().unwrap());
        assert_eq!(me.get("/api/v1/me").await.done().json["state"], "active");
        assert_eq!(activate(&client, &link).await.problem(), "409 link-used");
    }

    /// ACC-2: a free-mail address is accepted and told so.
    async fn a_free_mail_address_is_told_so(app) {
        let answer = try_register(app, "somebody@qq.com", PASSWORD).await.done();
        assert_eq!(answer.json["trust"], "free_mail");
        assert!(answer.json["trust_note"].as_str().unwrap().contains("accepted"));
    }

    /// All wrong fields at once, and the pass is not used up by them.
    async fn wrong_fields_come_together_and_keep_the_pass(app) {
        let pass = app.pass().await;
        let client = app.anonymous();
        let body = json!({ "email": "nobody", "password": "short", "pass": pass });
        let answer = client.post("/api/v1/accounts", &body).await;
        assert_eq!(answer.fields(), ["email:email-form", "password:password-weak"]);
        let body = json!({ "email": "a@qinghuai.example", "password": PASSWORD, "pass": pass });
        client.post("/api/v1/accounts", &body).await.done();
    }

    /// ACC-4: without a pass, with a used, foreign or expired one, nothing is registered.
    async fn a_pass_is_needed_and_works_once(app) {
        let client = app.anonymous();
        let pass = app.pass().await;
        let body = |email: &str, pass: &str| json!({ "email": email, "password": PASSWORD, "pass": pass });
        let answer = client.post("/api/v1/accounts", &body("a@qinghuai.example", "made-up")).await;
        assert_eq!(answer.problem(), "409 link-invalid");
        client.post("/api/v1/accounts", &body("a@qinghuai.example", &pass)).await.done();
        let answer = client.post("/api/v1/accounts", &body("b@qinghuai.example", &pass)).await;
        assert_eq!((answer.problem().as_str(), &answer.json["rule"]), ("409 link-used", &json!("ACC-4")));
        // A secret of another purpose is no pass.
        let link = token(&app.letter("a@qinghuai.example").await.unwrap(), "activate");
        let answer = client.post("/api/v1/accounts", &body("b@qinghuai.example", &link)).await;
        assert_eq!(answer.problem(), "409 link-invalid");
        let old = app.pass().await;
        app.clock.advance(16 * 60_000);
        let answer = client.post("/api/v1/accounts", &body("b@qinghuai.example", &old)).await;
        assert_eq!(answer.problem(), "409 link-expired");
        assert_eq!(app.letter("b@qinghuai.example").await, None);
    }

    /// ACC-1: a second registration looks the same from outside; the mailbox's owner is told.
    async fn a_taken_address_looks_the_same(app) {
        app.registered("lin@qinghuai.example").await;
        app.clock.advance(61_000);
        let fresh = try_register(app, "new@qinghuai.example", PASSWORD).await;
        let taken = try_register(app, "LIN@Qinghuai.example", NEW).await;
        assert_eq!((fresh.status, taken.status), (202, 202));
        assert_eq!(fresh.json["hours"], taken.json["hours"]);
        let letter = app.letter("lin@qinghuai.example").await.unwrap();
        assert!(letter.contains("registered again"), "{letter}");
        assert!(!letter.contains("/activate/"));
        let client = app.anonymous();
        assert_eq!(sign_in(&client, "lin@qinghuai.example", NEW).await.problem(), "409 wrong-credentials");
        sign_in(&client, "lin@qinghuai.example", PASSWORD).await.done();
    }

    /// Who registers a pending address again, before or after its owner, sets no password: the mailbox's reader does.
    async fn a_second_registration_ends_the_first_link_and_its_password(app) {
        let first = app.register("lin@qinghuai.example").await;
        app.clock.advance(61_000);
        try_register(app, "lin@qinghuai.example", NEW).await.done();
        let letter = app.letter("lin@qinghuai.example").await.unwrap();
        assert!(letter.contains("choose the password"), "{letter}");
        let second = token(&letter, "activate");
        let client = app.anonymous();
        assert_eq!(activate(&client, &first).await.problem(), "409 link-used");
        assert_eq!(activate(&client, &second).await.fields(), ["password:password-needed"]);
        activate_with(&client, &second, "Reader-7-chooses!").await.done();
        for old in [PASSWORD, NEW] {
            assert_eq!(sign_in(&client, "lin@qinghuai.example", old).await.problem(), "409 wrong-credentials");
        }
        sign_in(&client, "lin@qinghuai.example", "Reader-7-chooses!").await.done();
    }

    /// ACC-5: 24 hours, once, and again on request; one mail a minute, known address or not.
    async fn links_expire_and_are_sent_again(app) {
        let link = app.register("lin@qinghuai.example").await;
        let client = app.anonymous();
        let resend = |email: &'static str| {
            let client = client.clone();
            async move { client.post("/api/v1/accounts/activation-mail", &json!({ "email": email })).await }
        };
        assert_eq!(resend("lin@qinghuai.example").await.problem(), "429 too-many");
        app.clock.advance(24 * HOUR);
        assert_eq!(activate(&client, &link).await.problem(), "409 link-expired");
        for email in ["lin@qinghuai.example", "unknown@qinghuai.example"] {
            assert_eq!(resend(email).await.status, 202);
            assert_eq!(resend(email).await.problem(), "429 too-many");
        }
        assert_eq!(app.letter("unknown@qinghuai.example").await, None);
        let again = token(&app.letter("lin@qinghuai.example").await.unwrap(), "activate");
        app.clock.advance(24 * HOUR - 1000);
        activate_with(&client, &again, NEW).await.done();
        sign_in(&client, "lin@qinghuai.example", NEW).await.done();
    }

    /// A further link carries no password: not the first registrant's, whoever asks for it and how.
    async fn a_further_link_lets_its_reader_choose(app) {
        const MINE: &str = "Reader-7-chooses!";
        let client = app.anonymous();
        for (n, path) in ["accounts", "accounts/activation-mail", "password-resets"].iter().enumerate() {
            let email = format!("lin{n}@qinghuai.example");
            let first = app.register(&email).await;
            app.clock.advance(61_000);
            if *path == "accounts" {
                try_register(app, &email, NEW).await.done();
                app.clock.advance(61_000);
                let again = token(&app.letter(&email).await.unwrap(), "activate");
                assert_eq!(activate(&client, &again).await.fields(), ["password:password-needed"]);
                client.post("/api/v1/accounts/activation-mail", &json!({ "email": email })).await.done();
            } else {
                client.post(&format!("/api/v1/{path}"), &json!({ "email": email })).await.done();
            }
            let last = token(&app.letter(&email).await.unwrap(), "activate");
            assert_eq!(activate(&client, &first).await.problem(), "409 link-used");
            assert_eq!(activate_with(&client, &first, MINE).await.problem(), "409 link-used");
            assert_eq!(activate(&client, &last).await.fields(), ["password:password-needed"]);
            assert_eq!(activate_with(&client, &last, "weak").await.fields(), ["password:password-weak"]);
            let page = client.get(&format!("/activate/{last}")).await.done().bytes;
            assert!(String::from_utf8_lossy(&page).contains("name=\"password\""));
            activate_with(&client, &last, MINE).await.done();
            for old in [PASSWORD, NEW] {
                assert_eq!(sign_in(&client, &email, old).await.problem(), "409 wrong-credentials", "{path}");
            }
            sign_in(&client, &email, MINE).await.done();
        }
    }

    /// Ten clicks at once activate once.
    async fn concurrent_activation_works_once(app) {
        let link = app.register("lin@qinghuai.example").await;
        let client = app.anonymous();
        let clicks: Vec<_> = (0..10)
            .map(|_| {
                let (client, link) = (client.clone(), link.clone());
                tokio::spawn(async move { activate(&client, &link).await.status })
            })
            .collect();
        let mut answers = Vec::new();
        for click in clicks {
            answers.push(click.await.unwrap());
        }
        answers.sort_unstable();
        assert_eq!(answers, [200, 409, 409, 409, 409, 409, 409, 409, 409, 409]);
    }

    /// Registrations of one address at once make one account and send one mail.
    async fn concurrent_registration_makes_one_account(app) {
        let mut passes = Vec::new();
        for _ in 0..6 {
            passes.push(app.pass().await);
        }
        let tries: Vec<_> = passes
            .into_iter()
            .map(|pass| {
                let client = app.anonymous();
                let body = json!({ "email": "lin@qinghuai.example", "password": PASSWORD, "pass": pass });
                tokio::spawn(async move { client.post("/api/v1/accounts", &body).await.status })
            })
            .collect();
        let mut accepted = 0;
        for one in tries {
            let status = one.await.unwrap();
            assert!(matches!(status, 202 | 429), "{status}");
            accepted += usize::from(status == 202);
        }
        assert_eq!((accepted, mails(app, "lin@qinghuai.example").await), (1, 1));
        let users = app.operator().await.get("/api/v1/ops/users").await.done().json;
        let same = users.as_array().unwrap().iter().filter(|u| u["email"] == "lin@qinghuai.example").count();
        assert_eq!(same, 1);
    }

    /// Mails asked for at the same time are one mail, whatever asks for them; of an unknown address there is none, and
    /// the answers are the same.
    async fn parallel_requests_send_one_mail(app) {
        app.registered("active@qinghuai.example").await;
        app.register("pending@qinghuai.example").await;
        app.clock.advance(61_000);
        for path in ["accounts/activation-mail", "password-resets"] {
            let mut answers = Vec::new();
            for name in ["active", "pending", "nobody"] {
                let email = format!("{name}@qinghuai.example");
                let before = mails(app, &email).await;
                let asked: Vec<_> = (0..20)
                    .map(|_| {
                        let (client, body) = (app.anonymous(), json!({ "email": email }));
                        tokio::spawn(async move { client.post(&format!("/api/v1/{path}"), &body).await })
                    })
                    .collect();
                let mut got = Vec::new();
                for one in asked {
                    let answer = one.await.unwrap();
                    got.push((answer.status, answer.json.to_string()));
                }
                got.sort();
                assert_eq!(got.iter().filter(|(status, _)| *status == 202).count(), 1, "{got:?}");
                assert_eq!(mails(app, &email).await - before, usize::from(name != "nobody"), "{path} {name}");
                answers.push(got);
            }
            assert!(answers.iter().all(|a| *a == answers[0]), "{answers:?}");
            app.clock.advance(61_000);
        }
    }

    /// Whoever registers somebody's address with a password of their own learns nothing by signing in with it: a taken
    /// address and one that was free are answered and counted alike.
    async fn signing_in_does_not_tell_whether_an_address_had_an_account(app) {
        app.registered("lin@qinghuai.example").await;
        app.clock.advance(61_000);
        let client = app.anonymous();
        let mut seen = Vec::new();
        for email in ["lin@qinghuai.example", "new@qinghuai.example"] {
            try_register(app, email, NEW).await.done();
            let mut answers = Vec::new();
            for _ in 0..9 {
                let answer = sign_in(&client, email, NEW).await;
                answers.push((answer.status, answer.json));
            }
            seen.push(answers);
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!((seen[0][7].0, seen[0][8].0), (409, 429));
        assert_eq!(seen[0][0].1["code"], "wrong-credentials");
    }

    /// A reset sets the password once, ends every session and lifts the pause after failures.
    async fn a_reset_ends_every_session(app) {
        let me = app.registered("lin@qinghuai.example").await;
        let client = app.anonymous();
        let ask = json!({ "email": "lin@qinghuai.example" });
        assert_eq!(client.post("/api/v1/password-resets", &ask).await.status, 202);
        assert_eq!(client.post("/api/v1/password-resets", &ask).await.problem(), "429 too-many");
        let nobody = json!({ "email": "nobody@qinghuai.example" });
        assert_eq!(client.post("/api/v1/password-resets", &nobody).await.status, 202);
        assert_eq!(app.letter("nobody@qinghuai.example").await, None);
        let link = token(&app.letter("lin@qinghuai.example").await.unwrap(), "reset");
        for _ in 0..8 {
            sign_in(&client, "lin@qinghuai.example", "wrong").await;
        }
        assert_eq!(sign_in(&client, "lin@qinghuai.example", PASSWORD).await.problem(), "429 too-many");
        let weak = json!({ "token": link, "password": "weak" });
        let answer = client.post("/api/v1/password-resets/confirm", &weak).await;
        assert_eq!(answer.fields(), ["password:password-weak"]);
        let new = json!({ "token": link, "password": NEW });
        client.post("/api/v1/password-resets/confirm", &new).await.done();
        assert_eq!(me.get("/api/v1/me").await.problem(), "401 not-signed-in");
        sign_in(&client, "lin@qinghuai.example", NEW).await.done();
        let answer = client.post("/api/v1/password-resets/confirm", &new).await;
        assert_eq!(answer.problem(), "409 link-used");
        let letter = app.letter("lin@qinghuai.example").await.unwrap();
        assert!(!letter.contains("/reset/"), "the last mail tells of the change: {letter}");
    }

    /// A reset link holds for half an hour.
    async fn a_reset_link_expires(app) {
        app.registered("lin@qinghuai.example").await;
        let client = app.anonymous();
        client.post("/api/v1/password-resets", &json!({ "email": "lin@qinghuai.example" })).await.done();
        let link = token(&app.letter("lin@qinghuai.example").await.unwrap(), "reset");
        app.clock.advance(30 * 60_000);
        let new = json!({ "token": link, "password": NEW });
        let answer = client.post("/api/v1/password-resets/confirm", &new).await;
        assert_eq!(answer.problem(), "409 link-expired");
    }

    /// Changing the password needs the present one and ends the other sessions.
    async fn a_change_keeps_only_this_session(app) {
        let here = app.registered("lin@qinghuai.example").await;
        let there = app.sign_in("lin@qinghuai.example").await;
        let wrong = json!({ "old": "x", "new": "y" });
        let answer = here.put("/api/v1/me/password", &wrong).await;
        assert_eq!(answer.fields(), ["old:wrong-password", "new:password-weak"]);
        here.put("/api/v1/me/password", &json!({ "old": PASSWORD, "new": NEW })).await.done();
        assert_eq!(there.get("/api/v1/me").await.status, 401);
        here.get("/api/v1/me").await.done();
    }

    /// Sessions are listed and closed; only one's own.
    async fn sessions_are_listed_and_closed(app) {
        let here = app.registered("lin@qinghuai.example").await;
        let there = app.sign_in("lin@qinghuai.example").await;
        let stranger = app.applicant("stranger@other.example").await;
        let list = here.get("/api/v1/sessions").await.done().json;
        let rows = list.as_array().unwrap();
        assert_eq!(rows.iter().map(|r| r["current"] == true).filter(|c| *c).count(), 1);
        let other = rows.iter().find(|r| r["current"] == false).unwrap()["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/sessions/{other}");
        assert_eq!(stranger.delete(&path).await.problem(), "404 not-found");
        here.delete(&path).await.done();
        assert_eq!(there.get("/api/v1/me").await.status, 401);
        let third = app.sign_in("lin@qinghuai.example").await;
        here.delete("/api/v1/sessions").await.done();
        assert_eq!(third.get("/api/v1/me").await.status, 401);
        here.get("/api/v1/me").await.done();
    }

    /// A suspended account is out at once and comes back when restored; an operator cannot suspend itself.
    async fn suspension_ends_sessions(app) {
        let me = app.registered("lin@qinghuai.example").await;
        let operator = app.operator().await;
        let users = operator.get("/api/v1/ops/users").await.done().json;
        let id = |email: &str| {
            users.as_array().unwrap().iter().find(|u| u["email"] == email).unwrap()["id"].as_str().unwrap().to_owned()
        };
        let (lin, own) = (id("lin@qinghuai.example"), id("operator@example.com"));
        operator.post(&format!("/api/v1/ops/users/{lin}/suspend"), &json!({})).await.done();
        assert_eq!(me.get("/api/v1/me").await.status, 401);
        let client = app.anonymous();
        assert_eq!(sign_in(&client, "lin@qinghuai.example", PASSWORD).await.problem(), "409 suspended");
        let answer = operator.post(&format!("/api/v1/ops/users/{own}/suspend"), &json!({})).await;
        assert_eq!(answer.problem(), "409 own-account");
        operator.post(&format!("/api/v1/ops/users/{lin}/restore"), &json!({})).await.done();
        sign_in(&client, "lin@qinghuai.example", PASSWORD).await.done();
        let again = operator.post(&format!("/api/v1/ops/users/{lin}/restore"), &json!({})).await;
        assert_eq!(again.problem(), "409 wrong-state");
    }

    /// Neither passwords, tokens nor addresses reach the audit log; looking into the outbox does.
    async fn the_audit_log_holds_no_secret(app) {
        let link = app.register("lin@qinghuai.example").await;
        activate(&app.anonymous(), &link).await.done();
        let reader = app.ctx.store();
        let mut tx = reader.read().await.unwrap();
        let rows = tongguan_store::audit::list(&mut tx, (tongguan_model::time::Millis(i64::MAX), ""), "", "", 500);
        let rows = rows.await.unwrap();
        let all: String = rows.iter().map(|r| format!("{} {} {} {}\n", r.actor, r.kind, r.target, r.data)).collect();
        for secret in [PASSWORD, link.as_str(), "lin@qinghuai", "argon2"] {
            assert!(!all.contains(secret), "{secret} in\n{all}");
        }
        for kind in ["puzzle.solved", "account.registered", "account.activated", "message.viewed"] {
            assert!(all.contains(kind), "{kind} missing in\n{all}");
        }
    }

    /// What has ended is removed in time; a link still says that it expired.
    async fn the_purge_removes_what_has_ended(app) {
        let link = app.register("lin@qinghuai.example").await;
        app.clock.advance(25 * HOUR);
        app.settle().await;
        assert_eq!(activate(&app.anonymous(), &link).await.problem(), "409 link-expired");
        app.clock.advance(8 * 24 * HOUR);
        app.anonymous().post("/api/v1/puzzles", &json!({})).await.done();
        app.clock.advance(2 * HOUR);
        app.settle().await;
        assert_eq!(activate(&app.anonymous(), &link).await.problem(), "409 link-invalid");
    }

    /// Mail texts exist in both languages.
    async fn mails_follow_the_language(app) {
        for (email, lang, word) in [("a@qinghuai.example", "en", "Activate"), ("b@qinghuai.example", "zh", "激活")] {
            let body = json!({ "email": email, "password": PASSWORD, "pass": app.pass().await, "lang": lang });
            app.clock.advance(1);
            app.anonymous().post("/api/v1/accounts", &body).await.done();
            let operator = app.operator().await;
            let list: Value = operator.get("/api/v1/ops/outbox?limit=1").await.done().json;
            assert!(list[0]["subject"].as_str().unwrap().contains(word), "{list}");
        }
    }
}

both! {
    /// The track shows preparation and account: whose move, and that it passes once it is made.
    async fn the_track_starts_with_preparation_and_account(app) {
        let me = app.registered("lin@qinghuai.example").await;
        let made = me.post("/api/v1/apps", &json!({ "title": "青槐挂号", "industry": "medical" })).await.done().json;
        let id = made["id"].as_str().unwrap().to_owned();
        let state = |track: &Value, key: &str| {
            let stages = track["stages"].as_array().unwrap();
            stages.iter().find(|s| s["key"] == key).unwrap()["state"].as_str().unwrap().to_owned()
        };
        let track = me.get(&format!("/api/v1/apps/{id}/stages")).await.done().json;
        assert_eq!((state(&track, "admission"), state(&track, "account")), ("turn".into(), "turn".into()));
        let plan = json!({ "uses": [], "platforms": ["android"] });
        me.put(&format!("/api/v1/apps/{id}/data-plan"), &plan).await.done();
        let ticket = me.post("/api/v1/phone/tickets", &json!({})).await.done().json;
        let path = format!("/api/v1/phone/tickets/{}", ticket["token"].as_str().unwrap());
        me.post(&format!("{path}/code"), &json!({ "phone": "13800138000" })).await.done();
        let sms = app.letter("13800138000").await.unwrap();
        let code = sms.split(|c: char| !c.is_ascii_digit()).find(|s| s.len() == 6).unwrap();
        me.post(&format!("{path}/confirm"), &json!({ "code": code })).await.done();
        let track = me.get(&format!("/api/v1/apps/{id}/stages")).await.done().json;
        assert_eq!((state(&track, "admission"), state(&track, "account")), ("pass".into(), "pass".into()));
    }
}
