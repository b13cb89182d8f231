//! The operator and the reviewer: demo accounts, or an operator's token and a reviewer made with it.

use anyhow::{Context, Result};
use serde_json::json;
use tongguan_model::actor::PlatformRole;
use tongguan_service::demo;

use super::{
    client::{Body, Client, Who, text},
    patience::{Look, row},
    sample::{self, Sample},
};

async fn session(client: &Client, name: &'static str, email: &str, password: &str) -> Result<Who> {
    let body = json!({ "email": email, "password": password });
    let signed = client.post(&Who::nobody(name), "/api/v1/sessions", body).await?;
    Ok(Who::with_token(name, text(&signed, "token")?))
}

async fn demo_session(client: &Client, name: &'static str, role: PlatformRole) -> Result<Who> {
    let account = demo::ACCOUNTS.iter().find(|a| a.role == role).context("no demo account")?;
    session(client, name, account.email, account.password)
        .await
        .context("this server has no demo accounts; give --operator-token")
}

/// Operator and reviewer, signed in.
pub(super) async fn sign_in(client: &Client, sample: &Sample, token: Option<String>) -> Result<(Who, Who)> {
    let Some(token) = token else {
        let operator = demo_session(client, "operator", PlatformRole::Operator).await?;
        return Ok((operator, demo_session(client, "reviewer", PlatformRole::Reviewer).await?));
    };
    let operator = Who::with_token("operator", &token);
    let email = format!("tour-reviewer-{}@qinghuai.example", sample.tag.to_lowercase());
    let password = sample::password()?;
    let body = json!({ "email": email, "password": password, "role": "reviewer" });
    let look =
        Look { who: &operator, path: "/api/v1/ops/users".into(), find: &|users| row(users, "email", &email) };
    client.once(&operator, "/api/v1/ops/users", Body::Json(body), look).await?;
    Ok((operator, session(client, "reviewer", &email, &password).await?))
}
