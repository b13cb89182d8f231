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

    /// A body that cannot be read is answered with the field.
    async fn malformed_bodies_name_the_field(app) {
        let client = app.anonymous();
        let answer = client.post("/api/v1/sessions", &json!({ "email": 1, "password": "x" })).await;
        assert_eq!((answer.problem().as_str(), answer.fields()), ("422 invalid", vec!["email:malformed".to_owned()]));
        let answer = client.post_bytes("/api/v1/sessions", "text/plain", b"{}".to_vec()).await;
        assert_eq!(answer.fields(), ["Content-Type:not-json"]);
    }
}
