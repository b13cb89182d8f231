//! A name that a rule refuses, then one that is approved.

use anyhow::{Context, Result};
use serde_json::json;

use super::{
    Tour,
    client::Body,
    desk,
    patience::{Look, row},
};

pub(super) async fn walk(tour: &mut Tour) -> Result<()> {
    let c = &tour.client;
    let path = format!("/api/v1/apps/{}/names", tour.app);
    c.refused(&tour.owner, &path, json!({ "name": "全国第一挂号" }), 422, "NAM-1").await?;
    let name = tour.sample.name();
    let found = c.post(&tour.owner, &format!("{path}/check"), json!({ "name": name })).await?;
    (found["verdict"] == "free").then_some(()).context("the name should be free")?;
    let look = Look { who: &tour.owner, path: path.clone(), find: &|names| row(names, "name", &name) };
    c.once(&tour.owner, &path, Body::Json(json!({ "name": name })), look).await?;
    desk::pass(tour, "name").await?;
    let app = c.get(&tour.owner, &format!("/api/v1/apps/{}", tour.app)).await?;
    (app["name"] == name.as_str()).then_some(()).context("the app should have its name")
}
