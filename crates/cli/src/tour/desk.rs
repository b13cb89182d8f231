//! A reviewer takes a case and decides it.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{
    Tour,
    client::{Body, text},
    patience::{Look, at},
};

/// Passes the open case of an app and kind.
pub(super) async fn pass(tour: &Tour, kind: &str) -> Result<Value> {
    let c = &tour.client;
    let queue = c.get(&tour.reviewer, &format!("/api/v1/desk/cases?kind={kind}")).await?;
    let case = queue
        .as_array()
        .and_then(|cases| cases.iter().find(|case| case["app"] == tour.app.as_str()))
        .with_context(|| format!("no open {kind} case of this app at the desk"))?;
    let path = format!("/api/v1/desk/cases/{}", text(case, "id")?);
    c.post(&tour.reviewer, &format!("{path}/claim"), json!({})).await?;
    c.get(&tour.reviewer, &path).await?;
    let look =
        Look { who: &tour.reviewer, path: path.clone(), find: &|seen| at(&seen["case"], "state", "passed") };
    c.once(&tour.reviewer, &format!("{path}/decision"), Body::Json(json!({ "pass": true })), look).await
}
