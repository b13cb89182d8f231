//! Versions: submitted, withdrawn on record, submitted again, passed at the desk.

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::{
    Tour,
    client::{Body, text},
    desk, package,
    patience::{Look, at, row},
};

/// A command that takes a version into a state; gives the version.
async fn step(tour: &Tour, version: &str, command: &str, state: &str) -> Result<Value> {
    let look = Look { who: &tour.owner, path: version.to_owned(), find: &|seen| at(seen, "state", state) };
    tour.client.once(&tour.owner, &format!("{version}/{command}"), Body::Json(json!({})), look).await
}

/// Makes a version of the clinic and submits it; gives the version.
async fn submit(tour: &Tour, number: &str, description: &str) -> Result<Value> {
    let c = &tour.client;
    let versions = format!("/api/v1/apps/{}/versions", tour.app);
    let package = package::upload(tour, number).await?;
    let body = json!({ "package": package, "number": number, "description": description });
    let look = Look { who: &tour.owner, path: versions.clone(), find: &|all| row(all, "number", number) };
    let made = c.once(&tour.owner, &versions, Body::Json(body), look).await?;
    step(tour, &format!("{versions}/{}", text(&made, "id")?), "submit", "in_review").await
}

/// Makes a version, submits it and has it passed; gives its id.
pub(super) async fn passed(tour: &Tour, number: &str, description: &str) -> Result<String> {
    let version = submit(tour, number, description).await?;
    desk::pass(tour, "version").await?;
    Ok(text(&version, "id")?.to_owned())
}

/// The first version; gives its id.
pub(super) async fn walk(tour: &mut Tour) -> Result<String> {
    let c = &tour.client;
    let first = submit(tour, "1.0.0", "预约挂号").await?;
    if first["label"] != "首发版本" {
        bail!("the first submission should carry its label: {first:#}");
    }
    let path = format!("/api/v1/apps/{}/versions/{}", tour.app, text(&first, "id")?);
    let back = step(tour, &path, "withdraw", "withdrawn").await?;
    if back["cases"][0]["state"] != "withdrawn" {
        bail!("the withdrawal should stay on record: {back:#}");
    }
    step(tour, &path, "submit", "in_review").await?;
    desk::pass(tour, "version").await?;
    let again = json!({ "package": text(&first["package"], "id")?, "number": "1.0.0" });
    c.refused(&tour.owner, &format!("/api/v1/apps/{}/versions", tour.app), again, 422, "VER-1").await?;
    Ok(text(&first, "id")?.to_owned())
}
