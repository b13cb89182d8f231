//! Releases: the first version to all, the second to a share by percent, region and tier.

use anyhow::Result;
use serde_json::json;

use super::{Tour, client::text, version};

/// The region of the share.
pub(super) const REGION: &str = "yunting";
/// The tier of the share.
pub(super) const TIER: &str = "vip";

pub(super) async fn walk(tour: &mut Tour, first: &str) -> Result<()> {
    let c = &tour.client;
    let releases = format!("/api/v1/apps/{}/releases", tour.app);
    let all = json!({ "percent_bp": 10_000 });
    c.post(&tour.owner, &releases, json!({ "version": first, "gray": all })).await?;
    let second = version::passed(tour, "1.0.1", "支持家属代挂").await?;
    let gray = |percent_bp: u32| json!({ "percent_bp": percent_bp, "regions": [REGION], "tiers": [TIER] });
    let made = c.post(&tour.owner, &releases, json!({ "version": second, "gray": gray(1_000) })).await?;
    let path = format!("{releases}/{}", text(&made, "id")?);
    c.refused(&tour.owner, &format!("{path}/widen"), gray(500), 409, "VER-5").await?;
    c.post(&tour.owner, &format!("{path}/widen"), gray(4_000)).await?;
    Ok(())
}
