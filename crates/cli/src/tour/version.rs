//! Versions: submitted, withdrawn on record, submitted again, passed at the desk.

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::{Tour, client::text, desk, package};

/// Makes a version of the clinic and submits it; gives the version.
async fn submit(tour: &Tour, number: &str, description: &str) -> Result<Value> {
    let c = &tour.client;
    let versions = format!("/api/v1/apps/{}/versions", tour.app);
    let package = package::upload(tour, number).await?;
    let body = json!({ "package": package, "number": number, "description": description });
    let made = c.post(&tour.owner, &versions, body).await?;
    c.post(&tour.owner, &format!("{versions}/{}/submit", text(&made, "id")?), json!({})).await
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
    let back = c.post(&tour.owner, &format!("{path}/withdraw"), json!({})).await?;
    if back["cases"][0]["state"] != "withdrawn" {
        bail!("the withdrawal should stay on record: {back:#}");
    }
    c.post(&tour.owner, &format!("{path}/submit"), json!({})).await?;
    desk::pass(tour, "version").await?;
    let again = json!({ "package": text(&first["package"], "id")?, "number": "1.0.0" });
    c.refused(&tour.owner, &format!("/api/v1/apps/{}/versions", tour.app), again, 422, "VER-1").await?;
    Ok(text(&first, "id")?.to_owned())
}
