//! `/ops/policy`: revisions of the rules; a new one from a pack and an overlay, an earlier one in force again.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use serde::Deserialize;
use tongguan_model::{text::bi, time::Millis};
use tongguan_service::{
    revision::{self, Row as Revision},
    rulebook::{self, Number},
    staff,
};

use crate::{
    AppState,
    console::{Answer, Flash, Form, Go, Oops, S, Trouble, Visit, html},
};

struct Row {
    number: i64,
    active: bool,
    note: String,
    by: String,
    at: String,
    digest: String,
}

/// Who made a revision: an e-mail, or the platform itself.
async fn names(state: &AppState, visit: &Visit, all: &[&Revision]) -> Result<BTreeMap<String, String>, Oops> {
    let ids = all.iter().filter_map(|r| r.created_by.strip_prefix("account:"));
    Ok(staff::emails(&state.ctx, &visit.actor, ids).await?)
}

fn row(s: &S, r: &Revision, active: Option<i64>, names: &BTreeMap<String, String>) -> Row {
    let by = r.created_by.strip_prefix("account:").and_then(|id| names.get(id));
    Row {
        number: r.number,
        active: active == Some(r.number),
        note: r.note.clone(),
        by: by.map_or_else(|| s.t("系统", "the system").to_owned(), Clone::clone),
        at: s.moment(&Millis(r.created_at)),
        digest: r.digest.chars().take(12).collect(),
    }
}

#[derive(Template)]
#[template(path = "ops/policy.html")]
struct PolicyPage {
    s: S,
    rows: Vec<Row>,
    input: Form,
    trouble: Trouble,
}

async fn page(state: &AppState, visit: &Visit, form: (Form, Trouble), status: StatusCode) -> Answer {
    let (all, active) = revision::list(&state.ctx, &visit.actor).await?;
    let names = names(state, visit, &all.iter().collect::<Vec<_>>()).await?;
    let rows = all.iter().map(|r| row(&visit.s, r, active, &names)).collect();
    let (input, trouble) = form;
    Ok(html(status, &PolicyPage { s: visit.s.clone(), rows, input, trouble }))
}

pub(super) async fn list(State(state): State<AppState>, visit: Visit) -> Answer {
    page(&state, &visit, Default::default(), StatusCode::OK).await
}

pub(super) async fn create(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    let overlay = Some(form.get("overlay")).filter(|t| !t.trim().is_empty());
    let done =
        revision::activate(&state.ctx, &visit.actor, form.get("pack"), overlay, form.trim("note")).await;
    match done {
        Ok(number) => {
            let text = bi(format!("修订 r{number} 已生效。"), format!("Revision r{number} is in force."));
            let more = bi(
                "已受理的案件仍按各自的修订审核。",
                "Open cases keep the revision they were opened under.",
            );
            Ok(Go::to(format!("/ops/policy/{number}")).with(Flash::pass(text).more(more)).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?.named(&visit.s, &[("note", "说明", "Note")]);
            let status = trouble.status();
            page(&state, &visit, (form, trouble), status).await
        }
    }
}

#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
}

#[derive(Template)]
#[template(path = "ops/revision.html")]
struct RevisionPage {
    s: S,
    row: Row,
    numbers: Vec<Number>,
    /// Paths whose value differs from the revision in force.
    changed: Vec<(String, String, String)>,
    active: Option<i64>,
    asked: Asked,
    input: Form,
    trouble: Trouble,
}

async fn shown(
    state: &AppState,
    visit: &Visit,
    number: i64,
    asked: Asked,
    (input, trouble): (Form, Trouble),
    status: StatusCode,
) -> Answer {
    let (found, active) = revision::get(&state.ctx, &visit.actor, number).await?;
    let names = names(state, visit, &[&found]).await?;
    let mut numbers = rulebook::numbers(&found.body);
    let mut changed = Vec::new();
    if let Some(active) = active.filter(|a| *a != number) {
        let (other, _) = revision::get(&state.ctx, &visit.actor, active).await?;
        for there in rulebook::numbers(&other.body) {
            let here =
                numbers.iter().find(|n| n.path == there.path).map(|n| n.value.clone()).unwrap_or_default();
            if here != there.value {
                changed.push((there.path, here, there.value));
            }
        }
    }
    let q = asked.q.trim().to_lowercase();
    numbers.retain(|n| q.is_empty() || n.path.contains(&q) || n.id.to_lowercase() == q);
    let row = row(&visit.s, &found, active, &names);
    let view = RevisionPage { s: visit.s.clone(), row, numbers, changed, active, asked, input, trouble };
    Ok(html(status, &view))
}

/// What is no number names no revision.
fn number_of(text: &str) -> i64 {
    text.parse().unwrap_or(-1)
}

pub(super) async fn one(
    State(state): State<AppState>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    shown(&state, &visit, number_of(&number), asked, Default::default(), StatusCode::OK).await
}

/// Puts it in force again.
pub(super) async fn again(
    State(state): State<AppState>,
    visit: Visit,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let number = number_of(&number);
    match revision::reactivate(&state.ctx, &visit.actor, number, form.trim("note")).await {
        Ok(number) => {
            let text =
                bi(format!("修订 r{number} 重新生效。"), format!("Revision r{number} is in force again."));
            Ok(Go::to("/ops/policy").with(Flash::pass(text)).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?.named(&visit.s, &[("note", "说明", "Note")]);
            let status = trouble.status();
            shown(&state, &visit, number, Asked::default(), (form, trouble), status).await
        }
    }
}
