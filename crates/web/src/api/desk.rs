//! The desk (reviewers), and an app's own cases.

use axum::extract::State;
use serde::Deserialize;
use tongguan_api::case::{CaseDetailOut, CaseOut, DecisionBody, HandOverBody};
use tongguan_model::{
    ids::{AccountId, AppId, CaseId},
    review::{CaseKind, Decision},
};
use tongguan_service::review::{self, Step};

use super::Answer;
use crate::{
    AppState,
    auth::Caller,
    body::Json,
    extract::{Path, Query, choice},
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/desk/cases", Access::Staff, list)
            .about("The queue, most urgent first; with state=closed what was decided, newest first")
            .param("kind", "subject, name, certification or version")
            .param("state", "open (default) or closed")
            .gives_list::<CaseOut>(),
        Route::get("/api/v1/desk/cases/{case}", Access::Staff, get)
            .about("A case with its material; personal data in clear only to the reviewer who holds it")
            .gives::<CaseDetailOut>(),
        Route::post("/api/v1/desk/cases/{case}/claim", Access::Reviewer, claim)
            .about("Take a case")
            .gives::<CaseOut>()
            .status(200),
        Route::post("/api/v1/desk/cases/{case}/release", Access::Reviewer, release)
            .about("Give a case back to the queue")
            .gives::<CaseOut>()
            .status(200),
        Route::post("/api/v1/desk/cases/{case}/hand-over", Access::Reviewer, hand_over)
            .about("Hand a case that you hold to another reviewer")
            .takes::<HandOverBody>()
            .gives::<CaseOut>()
            .status(200),
        Route::post("/api/v1/desk/cases/{case}/decision", Access::Reviewer, decide)
            .about("Decide a case; a refusal names rules and a reason")
            .takes::<DecisionBody>()
            .gives::<CaseOut>()
            .status(200),
        Route::get("/api/v1/apps/{app}/cases", Access::Account, of_app)
            .about("An app's cases with their place in line, newest first")
            .gives_list::<CaseOut>(),
    ]
}

#[derive(Debug, Deserialize)]
struct Filter {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    state: String,
}

async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Answer<Vec<CaseOut>> {
    let kind = choice("kind", &filter.kind, &CaseKind::ALL, CaseKind::as_str).or_problem(caller.lang)?;
    let state_asked = choice("state", &filter.state, &["open", "closed"], |s| s).or_problem(caller.lang)?;
    let cases = if state_asked == Some("closed") {
        let mut all = review::closed(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
        all.retain(|c| kind.is_none_or(|k| c.kind == k));
        all
    } else {
        review::queue(&state.ctx, &caller.actor, kind).await.or_problem(caller.lang)?
    };
    Ok(axum::Json(cases.into_iter().map(CaseOut::from).collect()))
}

async fn get(State(state): State<AppState>, caller: Caller, Path(id): Path<CaseId>) -> Answer<CaseDetailOut> {
    let (case, detail) = review::detail(&state.ctx, &caller.actor, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(CaseDetailOut { findings: case.findings.clone(), case: case.into(), detail }))
}

async fn step(state: &AppState, caller: &Caller, id: &CaseId, step: Step) -> Answer<CaseOut> {
    let case = review::act(&state.ctx, &caller.actor, id, &step).await.or_problem(caller.lang)?;
    Ok(axum::Json(case.into()))
}

async fn claim(State(state): State<AppState>, caller: Caller, Path(id): Path<CaseId>) -> Answer<CaseOut> {
    step(&state, &caller, &id, Step::Claim).await
}

async fn release(State(state): State<AppState>, caller: Caller, Path(id): Path<CaseId>) -> Answer<CaseOut> {
    step(&state, &caller, &id, Step::Release).await
}

async fn hand_over(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<CaseId>,
    Json(input): Json<HandOverBody>,
) -> Answer<CaseOut> {
    step(&state, &caller, &id, Step::HandOver(AccountId::from_trusted(input.to))).await
}

async fn decide(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<CaseId>,
    Json(input): Json<DecisionBody>,
) -> Answer<CaseOut> {
    let decision =
        Decision { pass: input.pass, rules: input.rules, reason: input.reason, is_final: input.is_final };
    step(&state, &caller, &id, Step::Decide(decision)).await
}

async fn of_app(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Answer<Vec<CaseOut>> {
    let cases = review::of_app(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    let out = cases.into_iter().map(|(case, place)| {
        let open = case.state == tongguan_model::review::CaseState::Open;
        CaseOut { place: open.then_some(place), ..CaseOut::from(case) }
    });
    Ok(axum::Json(out.collect()))
}
