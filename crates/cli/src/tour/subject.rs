//! The subject with its materials, verified at the desk; the AppID is issued.

use anyhow::Result;
use serde_json::json;

use super::{Tour, client::text, desk, sample};

/// Uploads a material and gives its id.
pub(super) async fn material(tour: &Tour, kind: &str, seed: u32) -> Result<String> {
    let path = format!("/api/v1/apps/{}/materials?kind={kind}&consent=true", tour.app);
    let made = tour.client.upload(&tour.owner, &path, "image/png", sample::picture(seed)?).await?;
    Ok(text(&made, "id")?.to_owned())
}

pub(super) async fn walk(tour: &mut Tour) -> Result<()> {
    let c = &tour.client;
    let app = format!("/api/v1/apps/{}", tour.app);
    let mut wrong = tour.sample.subject();
    wrong["facts"]["uscc"] = json!("91350100M000100Y44");
    c.put(&tour.owner, &format!("{app}/subject"), wrong).await?;
    c.refused(&tour.owner, &format!("{app}/subject/submit"), json!({}), 422, "SUB-2").await?;
    c.put(&tour.owner, &format!("{app}/subject"), tour.sample.subject()).await?;
    material(tour, "business_licence", 1).await?;
    material(tour, "qualification", 2).await?;
    c.post(&tour.owner, &format!("{app}/subject/submit"), json!({})).await?;
    desk::pass(tour, "subject").await?;
    tour.appid = text(&c.get(&tour.owner, &app).await?, "appid")?.to_owned();
    Ok(())
}
