//! What the operator runs the platform by: policy revisions, suspended apps, the audit log, the evidence chain.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use tongguan_api::{
    app::{AppOut, AuditOut},
    case::CaseOut,
    operate::{ChainOut, FreezeIn, ReactivateIn, RevisionBodyOut, RevisionIn, RevisionOut},
};
use tongguan_model::{
    ids::{AppId, CaseId},
    time::Millis,
};
use tongguan_service::{audit, evidence, freeze, review, revision};

use super::{Answer, app::audit_out};
use crate::{
    AppState, Problem,
    auth::Caller,
    body::Json,
    extract::{Path, Query, rows},
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/ops/revisions", Access::Operator, list)
            .about("Policy revisions, newest first; one is in force")
            .gives_list::<RevisionOut>(),
        Route::post("/api/v1/ops/revisions", Access::Operator, activate)
            .about("Make a revision from a pack and an overlay and put it in force")
            .takes::<RevisionIn>()
            .gives::<RevisionOut>(),
        Route::get("/api/v1/ops/revisions/{revision}", Access::Operator, get)
            .about("A revision with every entry, its source and date")
            .gives::<RevisionBodyOut>(),
        Route::post("/api/v1/ops/revisions/{revision}/activate", Access::Operator, reactivate)
            .about("Put an earlier revision in force again")
            .takes::<ReactivateIn>()
            .gives::<RevisionOut>()
            .status(200),
        Route::post("/api/v1/ops/apps/{app}/freeze", Access::Operator, suspend)
            .about("Suspend an app: nothing of it is delivered")
            .takes::<FreezeIn>()
            .gives::<AppOut>()
            .status(200),
        Route::post("/api/v1/ops/apps/{app}/unfreeze", Access::Operator, restore)
            .about("Let a suspended app go again")
            .takes::<FreezeIn>()
            .gives::<AppOut>()
            .status(200),
        Route::post("/api/v1/ops/cases/{case}/take-back", Access::Operator, take_back)
            .about("Take a case from a holder who is away and put it back into the queue")
            .gives::<CaseOut>()
            .status(200),
        Route::get("/api/v1/ops/audit", Access::Operator, audit_log)
            .about("The platform's audit log, newest first")
            .param("before", "only what happened before this moment")
            .param("kind", "begin of the kind, e.g. material.")
            .param("actor", "begin of the actor, e.g. account:")
            .param("limit", "at most so many, up to 500")
            .gives_list::<AuditOut>(),
        Route::get("/api/v1/ops/evidence", Access::Operator, chain)
            .about("Walk the whole evidence chain and say whether it holds")
            .gives::<ChainOut>(),
    ]
}

fn out(row: revision::Row, active: Option<i64>) -> RevisionOut {
    RevisionOut {
        active: active == Some(row.number),
        number: row.number,
        digest: row.digest,
        note: row.note,
        created_by: row.created_by,
        created_at: row.created_at,
    }
}

/// What is no number names no revision.
fn number_of(text: &str) -> i64 {
    text.parse().unwrap_or(-1)
}

async fn list(State(state): State<AppState>, caller: Caller) -> Answer<Vec<RevisionOut>> {
    let (rows, active) = revision::list(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    Ok(axum::Json(rows.into_iter().map(|r| out(r, active)).collect()))
}

async fn one(state: &AppState, caller: &Caller, number: i64) -> Answer<RevisionOut> {
    let (row, active) = revision::get(&state.ctx, &caller.actor, number).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(row, active)))
}

async fn activate(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<RevisionIn>,
) -> Result<(StatusCode, axum::Json<RevisionOut>), Problem> {
    let overlay = input.overlay.as_deref().filter(|t| !t.trim().is_empty());
    let number = revision::activate(&state.ctx, &caller.actor, &input.pack, overlay, &input.note)
        .await
        .or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, one(&state, &caller, number).await?))
}

async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path(number): Path<String>,
) -> Answer<RevisionBodyOut> {
    let (row, active) =
        revision::get(&state.ctx, &caller.actor, number_of(&number)).await.or_problem(caller.lang)?;
    let body = serde_json::from_str(&row.body).unwrap_or_default();
    Ok(axum::Json(RevisionBodyOut { revision: out(row, active), body }))
}

async fn reactivate(
    State(state): State<AppState>,
    caller: Caller,
    Path(number): Path<String>,
    Json(input): Json<ReactivateIn>,
) -> Answer<RevisionOut> {
    let done = revision::reactivate(&state.ctx, &caller.actor, number_of(&number), &input.note).await;
    one(&state, &caller, done.or_problem(caller.lang)?).await
}

async fn suspend(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<FreezeIn>,
) -> Answer<AppOut> {
    let done = freeze::set(&state.ctx, &caller.actor, &app, true, &input.reason).await;
    Ok(axum::Json(done.or_problem(caller.lang)?.into()))
}

async fn restore(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<FreezeIn>,
) -> Answer<AppOut> {
    let done = freeze::set(&state.ctx, &caller.actor, &app, false, &input.reason).await;
    Ok(axum::Json(done.or_problem(caller.lang)?.into()))
}

async fn take_back(
    State(state): State<AppState>,
    caller: Caller,
    Path(case): Path<CaseId>,
) -> Answer<CaseOut> {
    let done = review::take_back(&state.ctx, &caller.actor, &case).await.or_problem(caller.lang)?;
    Ok(axum::Json(done.into()))
}

#[derive(Deserialize)]
struct AuditQuery {
    before: Option<i64>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    actor: String,
    limit: Option<i64>,
}

async fn audit_log(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<AuditQuery>,
) -> Answer<Vec<AuditOut>> {
    let before = Millis(query.before.unwrap_or(i64::MAX));
    let limit = rows(query.limit).or_problem(caller.lang)?;
    let found = audit::list(&state.ctx, &caller.actor, before, &query.kind, &query.actor, limit);
    Ok(axum::Json(found.await.or_problem(caller.lang)?.into_iter().map(audit_out).collect()))
}

async fn chain(State(state): State<AppState>, caller: Caller) -> Answer<ChainOut> {
    let (found, waiting) = evidence::inspect(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    Ok(axum::Json(ChainOut { rows: found.rows, head: found.head, broken_at: found.broken_at, waiting }))
}
