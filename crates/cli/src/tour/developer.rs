//! AppSecret and server domains.

use anyhow::Result;
use serde_json::json;

use super::Tour;

pub(super) async fn walk(tour: &mut Tour) -> Result<()> {
    let c = &tour.client;
    let app = format!("/api/v1/apps/{}", tour.app);
    c.post(&tour.owner, &format!("{app}/secret"), json!({})).await?;
    let plain = json!({ "kind": "request", "domains": ["http://api.qinghuai.cn"] });
    c.refused(&tour.owner, &format!("{app}/domains"), plain, 422, "DEV-3").await?;
    let domains = json!({ "request": ["https://api.qinghuai.cn"], "socket": ["wss://ws.qinghuai.cn"] });
    c.put(&tour.owner, &format!("{app}/domains"), domains).await?;
    Ok(())
}
