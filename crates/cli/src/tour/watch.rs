//! The mini program's back end reports time-outs; an incident is raised on the app's page.

use anyhow::{Context, Result};
use serde_json::json;

use super::{
    Tour,
    client::{Who, text},
};

pub(super) async fn walk(tour: &mut Tour) -> Result<()> {
    let c = &tour.client;
    let app = format!("/api/v1/apps/{}", tour.app);
    let made = c.post(&tour.owner, &format!("{app}/watch/key"), json!({})).await?;
    let sender = Who::with_token("back end", text(&made, "key")?);
    let record = json!({ "severityNumber": 17, "body": { "stringValue": "request:fail timeout" } });
    let version = json!({ "key": "service.version", "value": { "stringValue": "1.1.0" } });
    let logs = json!({ "resourceLogs": [{ "resource": { "attributes": [version] },
        "scopeLogs": [{ "logRecords": vec![record; 6] }] }] });
    c.post(&sender, "/v1/logs", logs).await?;
    let seen = c.get(&tour.owner, &format!("{app}/watch")).await?;
    let raised =
        seen["incidents"].as_array().is_some_and(|list| list.iter().any(|i| i["class"] == "timeout"));
    raised.then_some(()).context("six time-outs should raise an incident")
}
