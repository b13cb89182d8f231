//! Admission, registration, activation, sign-in, the app and its data plan.

use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    Tour,
    client::{Body, Who, text},
    patience::{Look, at, row},
};

/// Looks at the picture for the place where the piece belongs.
fn solve(puzzle: &Value) -> Result<u32> {
    let picture = &puzzle["picture"];
    let y = u32::try_from(picture["y"].as_u64().context("a puzzle without a height")?)?;
    let png = |name| anyhow::Ok(STANDARD.decode(text(picture, name)?)?);
    Ok(tongguan_image::puzzle::solve(&png("picture")?, &png("piece")?, y)?)
}

async fn pass(tour: &Tour) -> Result<String> {
    for _ in 0..3 {
        let puzzle = tour.client.post(&tour.owner, "/api/v1/puzzles", json!({})).await?;
        let path = format!("/api/v1/puzzles/{}/answer", text(&puzzle, "id")?);
        let answer = Body::Json(json!({ "answer": solve(&puzzle)?.to_string() }));
        let answer = tour.client.step(&tour.owner, Method::POST, &path, answer).await?;
        if answer.status == 201 {
            return Ok(text(&answer.json, "pass")?.to_owned());
        }
    }
    bail!("three puzzles were not solved");
}

/// The text of the newest mail or SMS to an address or number, in the operator's outbox.
pub(super) async fn letter(tour: &Tour, to: &str) -> Result<String> {
    let to = to.replace('@', "%40").replace('+', "%2B");
    let list = tour.client.get(&tour.operator, &format!("/api/v1/ops/outbox?to={to}&limit=1")).await?;
    let newest = &list[0];
    let opened =
        tour.client.get(&tour.operator, &format!("/api/v1/ops/outbox/{}", text(newest, "id")?)).await?;
    opened["body"]
        .as_str()
        .map(ToOwned::to_owned)
        .context("this platform sends for real; the tour reads texts only where they wait in the outbox")
}

/// The token of the link `…/page/<token>` in a text.
fn token(letter: &str, page: &str) -> Result<String> {
    let (_, rest) =
        letter.split_once(&format!("/{page}/")).with_context(|| format!("no {page} link in the mail"))?;
    Ok(rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect())
}

pub(super) async fn walk(tour: &mut Tour) -> Result<()> {
    let c = &tour.client;
    let admission = c.get(&tour.owner, "/api/v1/admission?subject=enterprise&industry=medical").await?;
    if admission["admitted"] != true {
        bail!("an enterprise should be admitted to the medical industry");
    }
    let (email, password) = (tour.sample.email.clone(), tour.sample.password.clone());
    let body = json!({ "email": email, "password": password, "pass": pass(tour).await? });
    let outbox = format!("/api/v1/ops/outbox?to={}&limit=1", email.replace('@', "%40"));
    let look = Look { who: &tour.operator, path: outbox, find: &|mails| mails.get(0).cloned() };
    c.once(&tour.owner, "/api/v1/accounts", Body::Json(body), look).await?;
    let link = token(&letter(tour, &email).await?, "activate")?;
    let find = |users: &Value| row(users, "email", &email).and_then(|user| at(&user, "state", "active"));
    let look = Look { who: &tour.operator, path: "/api/v1/ops/users".into(), find: &find };
    let body = Body::Json(json!({ "token": link }));
    c.once(&tour.owner, "/api/v1/accounts/activate", body, look).await?;
    let body = json!({ "email": email, "password": password });
    let signed = c.post(&tour.owner, "/api/v1/sessions", body).await?;
    let owner = Who::with_token("applicant", text(&signed, "token")?);
    let body = json!({ "title": tour.sample.name(), "industry": "medical" });
    let find = |apps: &Value| row(apps, "title", &tour.sample.name());
    let look = Look { who: &owner, path: "/api/v1/apps".into(), find: &find };
    let app = text(&c.once(&owner, "/api/v1/apps", Body::Json(body), look).await?, "id")?.to_owned();
    let plan = json!({ "platforms": ["android", "ios"], "uses": [
        { "kind": "PhoneNumber", "purpose": "挂号结果通知", "place": "中国大陆", "keep_days": 180 } ] });
    c.put(&owner, &format!("/api/v1/apps/{app}/data-plan"), plan).await?;
    tour.owner = owner;
    tour.app = app;
    Ok(())
}
