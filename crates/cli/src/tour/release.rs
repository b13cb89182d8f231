//! Releases: the first version to all, the second to a share by percent, region and tier.

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    Tour,
    client::{Body, text},
    patience::{Look, row},
    version,
};

/// The region of the share.
pub(super) const REGION: &str = "yunting";
/// The tier of the share.
pub(super) const TIER: &str = "vip";

/// Opens a version to a share; gives the release.
async fn open(tour: &Tour, releases: &str, version: &str, gray: Value) -> Result<Value> {
    let look = Look {
        who: &tour.owner,
        path: releases.to_owned(),
        find: &|all| row(&all["releases"], "version", version),
    };
    let body = Body::Json(json!({ "version": version, "gray": gray }));
    tour.client.once(&tour.owner, releases, body, look).await
}

pub(super) async fn walk(tour: &mut Tour, first: &str) -> Result<()> {
    let c = &tour.client;
    let releases = format!("/api/v1/apps/{}/releases", tour.app);
    let all = json!({ "percent_bp": 10_000 });
    open(tour, &releases, first, all).await?;
    let second = version::passed(tour, "1.0.1", "支持家属代挂").await?;
    let gray = |percent_bp: u32| json!({ "percent_bp": percent_bp, "regions": [REGION], "tiers": [TIER] });
    let made = open(tour, &releases, &second, gray(1_000)).await?;
    let id = text(&made, "id")?;
    let path = format!("{releases}/{id}");
    c.refused(&tour.owner, &format!("{path}/widen"), gray(500), 409, "VER-5").await?;
    let find = |all: &Value| row(&all["releases"], "id", id).filter(|r| r["gray"]["percent_bp"] == 4_000);
    let look = Look { who: &tour.owner, path: releases.clone(), find: &find };
    c.once(&tour.owner, &format!("{path}/widen"), Body::Json(gray(4_000)), look).await?;
    Ok(())
}
