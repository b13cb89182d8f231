//! The first operator and further staff.

use serde_json::json;
use tongguan_service::staff;
use tongguan_testkit::{PASSWORD, both};

both! {
    /// The link of the newest start makes the first operator, once; then there is no link any more.
    async fn the_first_operator_comes_from_the_link(app) {
        let old = staff::first_operator_token(&app.ctx).await.unwrap().unwrap();
        let token = staff::first_operator_token(&app.ctx).await.unwrap().unwrap();
        let client = app.anonymous();
        let body = |token: &str, password: &str| json!({ "token": token, "email": "root@bank.example", "password": password });
        assert_eq!(client.post("/api/v1/setup", &body(&old, PASSWORD)).await.problem(), "404 not-found");
        let weak = client.post("/api/v1/setup", &body(&token, "weak")).await;
        assert_eq!(weak.fields(), ["password:password-weak"]);
        client.post("/api/v1/setup", &body(&token, PASSWORD)).await.done();
        assert_eq!(client.post("/api/v1/setup", &body(&token, PASSWORD)).await.problem(), "404 not-found");
        assert_eq!(staff::first_operator_token(&app.ctx).await.unwrap(), None);
        assert_eq!(app.sign_in("root@bank.example").await.get("/api/v1/me").await.done().json["role"], "operator");
    }

    /// Of several at once, one becomes the operator.
    async fn concurrent_setups_make_one_operator(app) {
        let token = staff::first_operator_token(&app.ctx).await.unwrap().unwrap();
        let tries: Vec<_> = (0..4)
            .map(|i| {
                let client = app.anonymous();
                let body = json!({ "token": token, "email": format!("root{i}@bank.example"), "password": PASSWORD });
                tokio::spawn(async move { client.post("/api/v1/setup", &body).await.status })
            })
            .collect();
        let mut made = 0;
        for one in tries {
            made += usize::from(one.await.unwrap() == 201);
        }
        assert_eq!(made, 1);
    }

    /// Operators add staff, never applicants; the password policy holds for staff too.
    async fn operators_add_staff(app) {
        let operator = app.operator().await;
        let body = |email: &str, password: &str, role: &str| json!({ "email": email, "password": password, "role": role });
        let made = operator.post("/api/v1/ops/users", &body("zhou@bank.example", PASSWORD, "reviewer")).await.done();
        assert_eq!((made.status, &made.json["role"]), (201, &json!("reviewer")));
        let again = operator.post("/api/v1/ops/users", &body("ZHOU@bank.example", PASSWORD, "operator")).await;
        assert_eq!(again.fields(), ["email:email-taken"]);
        let applicant = operator.post("/api/v1/ops/users", &body("x@bank.example", PASSWORD, "applicant")).await;
        assert_eq!(applicant.fields(), ["role:unknown-role"]);
        let weak = operator.post("/api/v1/ops/users", &body("x", "weak", "reviewer")).await;
        assert_eq!(weak.fields(), ["email:email-form", "password:password-weak"]);
    }

    /// Outside demo mode no account with a known password is made.
    async fn demo_accounts_exist_only_in_demo_mode(app) {
        assert!(tongguan_service::demo::ensure(&app.ctx).await.unwrap().is_empty());
        let users = app.operator().await.get("/api/v1/ops/users").await.done().json;
        assert_eq!(users.as_array().unwrap().len(), 1);
    }
}
