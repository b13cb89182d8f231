//! Sign in and out.

use serde_json::json;
use tongguan_testkit::{PASSWORD, both};

both! {
    /// A token works until its session is closed.
    async fn a_session_ends_with_sign_out(app) {
        let reviewer = app.reviewer().await;
        assert_eq!(reviewer.get("/api/v1/me").await.done().json["role"], "reviewer");
        reviewer.delete("/api/v1/sessions/current").await.done();
        assert_eq!(reviewer.get("/api/v1/me").await.problem(), "401 not-signed-in");
    }

    /// A wrong password and an unknown e-mail look alike; after too many, even the right password waits.
    async fn failures_are_alike_and_limited(app) {
        app.reviewer().await;
        let client = app.anonymous();
        let mut last: Option<serde_json::Value> = None;
        for email in ["reviewer@example.com", "nobody@example.com"] {
            let answer = client.post("/api/v1/sessions", &json!({ "email": email, "password": "x" })).await;
            assert_eq!(answer.problem(), "409 wrong-credentials");
            assert!(last.is_none_or(|l| l == answer.json));
            last = Some(answer.json);
        }
        for _ in 0..20 {
            client.post("/api/v1/sessions", &json!({ "email": "reviewer@example.com", "password": "x" })).await;
        }
        let right = json!({ "email": "Reviewer@Example.com", "password": PASSWORD });
        assert_eq!(client.post("/api/v1/sessions", &right).await.problem(), "429 too-many");
        app.clock.advance(3_600_000);
        client.post("/api/v1/sessions", &right).await.done();
    }

    /// Guesses at the same time are counted like guesses in a row: each that is judged took one of the tries.
    async fn parallel_guesses_are_limited(app) {
        app.reviewer().await;
        let guesses: Vec<_> = (0..40)
            .map(|_| {
                let client = app.anonymous();
                let wrong = json!({ "email": "reviewer@example.com", "password": "x" });
                tokio::spawn(async move { client.post("/api/v1/sessions", &wrong).await })
            })
            .collect();
        let (mut judged, mut refused) = (0, 0);
        for guess in guesses {
            let answer = guess.await.unwrap();
            match answer.status {
                409 => judged += 1,
                429 => {
                    refused += 1;
                    let named = ["rule", "measured", "limit", "who", "retry_after"].map(|n| answer.json[n].clone());
                    assert_eq!(named, [json!("ACC-3"), json!("8"), json!("8"), json!("time"), json!(901)]);
                    assert!(answer.json["remedy"].as_str().unwrap().contains("901"));
                    assert_eq!(answer.headers["retry-after"], "901");
                }
                other => panic!("{other}"),
            }
        }
        assert_eq!((judged, refused), (8, 32));
        // The refused ones neither count nor lengthen the pause.
        app.clock.advance(15 * 60_000);
        let right = json!({ "email": "reviewer@example.com", "password": PASSWORD });
        app.anonymous().post("/api/v1/sessions", &right).await.done();
    }

    /// A right password gives all the tries back.
    async fn a_right_password_clears_the_count(app) {
        app.reviewer().await;
        let client = app.anonymous();
        for _ in 0..3 {
            for _ in 0..7 {
                let wrong = json!({ "email": "reviewer@example.com", "password": "x" });
                assert_eq!(client.post("/api/v1/sessions", &wrong).await.status, 409);
            }
            let right = json!({ "email": "reviewer@example.com", "password": PASSWORD });
            client.post("/api/v1/sessions", &right).await.done();
        }
    }

    /// A body that cannot be read is answered with the field.
    async fn malformed_bodies_name_the_field(app) {
        let client = app.anonymous();
        let answer = client.post("/api/v1/sessions", &json!({ "email": 1, "password": "x" })).await;
        assert_eq!((answer.problem().as_str(), answer.fields()), ("422 invalid", vec!["email:malformed".to_owned()]));
        let answer = client.post_bytes("/api/v1/sessions", "text/plain", b"{}".to_vec()).await;
        assert_eq!(answer.fields(), ["Content-Type:not-json"]);
    }
}
