//! Change of an app's administrator: offered and accepted, or taken back by the subject.

use axum::{extract::State, http::StatusCode};
use tongguan_api::handover::{CodeSentOut, HandoverOut, OfferIn, ProofIn, TakeBackIn};
use tongguan_model::ids::{AppId, HandoverId};
use tongguan_service::handover::{self, Shown};

use super::Answer;
use crate::{
    AppState, Problem,
    auth::Caller,
    body::Json,
    extract::Path,
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/apps/{app}/handovers", Access::Account, of_app)
            .about("Changes of the administrator, newest first; for administrators and staff")
            .gives_list::<HandoverOut>(),
        Route::post("/api/v1/apps/{app}/handovers", Access::Applicant, offer)
            .about("Offer the app to another account, which must accept; the caller then leaves it")
            .takes::<OfferIn>()
            .gives::<HandoverOut>(),
        Route::get("/api/v1/handovers", Access::Applicant, mine)
            .about("Offers to the caller, and apps that the caller is taking back")
            .gives_list::<HandoverOut>(),
        Route::post("/api/v1/handovers", Access::Applicant, take_back)
            .about(
                "Begin to take an app back for its verified subject, where its administrator is out of reach",
            )
            .takes::<TakeBackIn>()
            .gives::<HandoverOut>(),
        Route::post("/api/v1/handovers/{handover}/accept", Access::Applicant, accept)
            .about("Accept: the caller is administrator, the one who offered is nothing in the app any more")
            .status(204),
        Route::post("/api/v1/handovers/{handover}/decline", Access::Applicant, decline)
            .about("Decline an offer")
            .status(204),
        Route::post("/api/v1/handovers/{handover}/code", Access::Applicant, send)
            .about("Send the code to the verified subject's number (SUB-6)")
            .gives::<CodeSentOut>(),
        Route::post("/api/v1/handovers/{handover}/proof", Access::Applicant, prove)
            .about(
                "Enter the code: the caller is administrator, those before are nothing in the app any more",
            )
            .takes::<ProofIn>()
            .status(204),
        Route::delete("/api/v1/handovers/{handover}", Access::Applicant, withdraw)
            .about("Take an open change back")
            .status(204),
    ]
}

fn out(one: Shown) -> HandoverOut {
    let h = one.handover;
    HandoverOut {
        id: h.id.to_string(),
        app: h.app.to_string(),
        title: one.title,
        from: (!one.from.is_empty()).then_some(one.from),
        to: one.to,
        ground: h.ground.as_str().into(),
        state: if one.over { "lapsed" } else { h.state.as_str() }.into(),
        asked_at: h.asked_at.0,
        until: h.until.0,
        ended_at: h.ended_at.map(|at| at.0),
    }
}

async fn of_app(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Answer<Vec<HandoverOut>> {
    let all = handover::of_app(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(all.into_iter().map(out).collect()))
}

async fn offer(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<OfferIn>,
) -> Result<(StatusCode, axum::Json<HandoverOut>), Problem> {
    let made =
        handover::offer(&state.ctx, &caller.actor, &app, &input.email).await.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(out(made))))
}

async fn mine(State(state): State<AppState>, caller: Caller) -> Answer<Vec<HandoverOut>> {
    let all = handover::mine(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    Ok(axum::Json(all.into_iter().map(out).collect()))
}

async fn take_back(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<TakeBackIn>,
) -> Result<(StatusCode, axum::Json<HandoverOut>), Problem> {
    let made = handover::take_back(&state.ctx, &caller.actor, &input.appid).await.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(out(made))))
}

async fn accept(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<HandoverId>,
) -> Result<StatusCode, Problem> {
    handover::accept(&state.ctx, &caller.actor, &id).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn decline(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<HandoverId>,
) -> Result<StatusCode, Problem> {
    handover::decline(&state.ctx, &caller.actor, &id).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn send(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<HandoverId>,
) -> Result<(StatusCode, axum::Json<CodeSentOut>), Problem> {
    let phone = handover::send(&state.ctx, &caller.actor, &id).await.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(CodeSentOut { phone })))
}

async fn prove(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<HandoverId>,
    Json(input): Json<ProofIn>,
) -> Result<StatusCode, Problem> {
    handover::prove(&state.ctx, &caller.actor, &id, &input.code).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<HandoverId>,
) -> Result<StatusCode, Problem> {
    handover::withdraw(&state.ctx, &caller.actor, &id).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}
