//! The subject with its materials, verified at the desk; the AppID is issued.

use anyhow::Result;
use serde_json::json;

use super::{
    Tour,
    client::{Body, text},
    desk,
    patience::{Look, at, row},
    sample,
};

/// Uploads a material and gives its id.
pub(super) async fn material(tour: &Tour, kind: &str, seed: u32) -> Result<String> {
    let path = format!("/api/v1/apps/{}/materials?kind={kind}&consent=true", tour.app);
    let all = format!("/api/v1/apps/{}/materials", tour.app);
    let look = Look { who: &tour.owner, path: all, find: &|all| row(all, "kind", kind) };
    let picture = Body::Bytes("image/png", sample::picture(seed)?);
    let made = tour.client.once(&tour.owner, &path, picture, look).await?;
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
    let look = Look {
        who: &tour.owner,
        path: format!("{app}/subject"),
        find: &|seen| at(seen, "state", "in_review"),
    };
    c.once(&tour.owner, &format!("{app}/subject/submit"), Body::Json(json!({})), look).await?;
    desk::pass(tour, "subject").await?;
    tour.appid = text(&c.get(&tour.owner, &app).await?, "appid")?.to_owned();
    Ok(())
}
