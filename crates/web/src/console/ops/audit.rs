//! `/ops/audit`: the platform's audit log, newest first.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use tongguan_model::time::Millis;
use tongguan_service::{audit, staff};

use super::PAGE;
use crate::{
    AppState,
    console::{Answer, S, Visit, ok, pager::Pager, shell::encode},
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
    data: String,
}

#[derive(Template)]
#[template(path = "ops/audit.html")]
struct AuditPage {
    s: S,
    rows: Vec<Row>,
    asked: Asked,
    pager: Pager,
}

pub(super) async fn show(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let s = visit.s;
    let (at, id) = asked.before.split_once('-').unwrap_or_default();
    let before = (Millis(at.parse().unwrap_or(i64::MAX)), id);
    let people = staff::list(&state.ctx, &visit.actor).await?;
    // An e-mail is looked up; anything else is the beginning of the actor.
    let by = match people.iter().find(|a| a.email == asked.actor.trim()) {
        Some(account) => format!("account:{}", account.id),
        None => asked.actor.trim().to_owned(),
    };
    let size = i64::try_from(PAGE).unwrap_or(50);
    let kind = asked.kind.trim();
    let mut all = audit::page(&state.ctx, &visit.actor, before, kind, &by, size + 1).await?;
    let more = all.len() > PAGE;
    all.truncate(PAGE);
    let base = format!("/ops/audit?kind={}&actor={}", encode(kind), encode(asked.actor.trim()));
    let pager = Pager {
        newer: (!asked.before.is_empty()).then(|| base.clone()),
        older: all.last().filter(|_| more).map(|e| format!("{base}&before={}-{}", e.at, encode(&e.id))),
    };
    let rows = all
        .into_iter()
        .map(|e| {
            let id = e.actor.strip_prefix("account:");
            let who = id.and_then(|id| people.iter().find(|a| a.id.as_str() == id)).map(|a| a.email.clone());
            Row {
                at: s.moment_ms(&e.at),
                who: who.unwrap_or(e.actor),
                kind: e.kind,
                target: e.target,
                app: e.app_id,
                data: if e.data == "{}" { String::new() } else { e.data },
            }
        })
        .collect();
    Ok(ok(&AuditPage { rows, asked, pager, s }))
}
