//! `/ops/audit`: the platform's audit log, newest first.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::Value;
use tongguan_model::time::Millis;
use tongguan_service::{audit, staff};

use super::{PAGE, more};
use crate::{
    AppState,
    console::{Answer, S, Visit, ok, pager::Pager, record::sentence, shell::encode},
};

#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    kind: String,
    actor: String,
    /// `moment-id` of the last entry of the page before.
    before: String,
}

struct Row {
    at: String,
    who: String,
    kind: String,
    target: String,
    app: Option<String>,
    /// What happened, where a sentence says it.
    said: Option<String>,
    /// What the event keeps, by name.
    facts: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "ops/audit.html")]
struct AuditPage {
    s: S,
    rows: Vec<Row>,
    asked: Asked,
    pager: Pager,
}

/// A value in a line, whatever is nested in it.
fn line(v: &Value) -> String {
    match v {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(line).collect::<Vec<_>>().join(", "),
        Value::Object(map) => map
            .iter()
            .map(|(k, v)| format!("{} {}", k.replace('_', " "), line(v)))
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    }
}

/// The fields of an event's data in their order.
fn facts(data: &Value) -> Vec<(String, String)> {
    let fields = data.as_object().into_iter().flatten().filter(|(_, v)| !v.is_null());
    fields.map(|(k, v)| (k.replace('_', " "), line(v))).collect()
}

pub(super) async fn show(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let s = visit.s;
    let (at, id) = asked.before.split_once('-').unwrap_or_default();
    let before = (Millis(at.parse().unwrap_or(i64::MAX)), id);
    // An e-mail is looked up; anything else is the beginning of the actor.
    let by = match staff::by_email(&state.ctx, &visit.actor, asked.actor.trim()).await? {
        Some(id) => format!("account:{id}"),
        None => asked.actor.trim().to_owned(),
    };
    let kind = asked.kind.trim();
    let mut all = audit::page(&state.ctx, &visit.actor, before, kind, &by, PAGE + 1).await?;
    let more = more(&mut all);
    let ids = all.iter().filter_map(|e| e.actor.strip_prefix("account:"));
    let people = staff::emails(&state.ctx, &visit.actor, ids).await?;
    let base = format!("/ops/audit?kind={}&actor={}", encode(kind), encode(asked.actor.trim()));
    let pager = Pager {
        newer: (!asked.before.is_empty()).then(|| base.clone()),
        older: all.last().filter(|_| more).map(|e| format!("{base}&before={}-{}", e.at, encode(&e.id))),
    };
    let rows = all
        .into_iter()
        .map(|e| {
            let id = e.actor.strip_prefix("account:");
            let who = id.and_then(|id| people.get(id)).cloned();
            let data: Value = serde_json::from_str(&e.data).unwrap_or_default();
            Row {
                at: s.moment_ms(&e.at),
                who: who.unwrap_or(e.actor),
                said: sentence(&e.kind, &data).map(|(_, text)| s.say(&text).to_owned()),
                kind: e.kind,
                target: e.target,
                app: e.app_id,
                facts: facts(&data),
            }
        })
        .collect();
    Ok(ok(&AuditPage { rows, asked, pager, s }))
}
