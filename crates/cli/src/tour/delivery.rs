//! A host app asks: the new version for a user inside the share, the old one outside.

use anyhow::{Context, Result, bail};
use reqwest::Method;
use serde_json::Value;

use super::{
    Tour,
    client::{Body, Who, text},
    clinic,
    release::{REGION, TIER},
};

const TRIES: u32 = 200;

/// A user whose bucket is inside or outside of the share, as the platform explains it.
async fn user(tour: &Tour, inside: bool) -> Result<String> {
    for i in 0..TRIES {
        let user = format!("{}-{i}", tour.sample.tag);
        let path =
            format!("/api/v1/apps/{}/delivery/explain?user={user}&region={REGION}&tier={TIER}", tour.app);
        let why = tour.client.get(&tour.owner, &path).await?;
        if why["considered"][0]["in_share"].as_bool().context("no release was considered")? == inside {
            return Ok(user);
        }
    }
    bail!("no user of {TRIES} is {} the share", if inside { "inside" } else { "outside of" });
}

async fn manifest(tour: &Tour, host: &Who, query: &str) -> Result<Value> {
    tour.client.get(host, &format!("/delivery/v1/{}/manifest.json?{query}", tour.appid)).await
}

pub(super) async fn walk(tour: &mut Tour) -> Result<()> {
    let (inside, outside) = (user(tour, true).await?, user(tour, false).await?);
    // A host app has no account.
    let host = Who::nobody("host app");
    let asked = [
        (format!("user={inside}&region={REGION}&tier={TIER}"), "1.0.1"),
        (format!("user={outside}&region={REGION}&tier={TIER}"), "1.0.0"),
        (format!("user={inside}&region=elsewhere&tier={TIER}"), "1.0.0"),
        (format!("user={inside}&region={REGION}&tier=standard"), "1.0.0"),
    ];
    for (query, expected) in asked {
        let m = manifest(tour, &host, &query).await?;
        if m["versionName"] != expected || m["appId"] != tour.appid.as_str() {
            bail!("{query} should get {expected}: {m:#}");
        }
        let url = text(&m, "packageUrl")?;
        let path = url.find("/delivery/").map(|at| &url[at..]).context("a package that lies elsewhere")?;
        let got = tour.client.step(&host, Method::GET, path, Body::Nothing).await?;
        if got.bytes != clinic::zip(expected)? {
            bail!("{path} should be the package that was reviewed as {expected}");
        }
    }
    Ok(())
}
