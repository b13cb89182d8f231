//! What is held of a person, for that person: the export, and the way out (PIPL).

use axum::{extract::State, http::StatusCode, response::Response};
use tongguan_api::account::{BlockerOut, ClosingIn, DeletionIn, DeletionOut, ExportOut};
use tongguan_model::{ids::AppId, text::Lang};
use tongguan_service::privacy::{self, Blocker};

use super::Answer;
use crate::{
    AppState, Problem,
    attachment::attachment,
    auth::Caller,
    body::Json,
    extract::Path,
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/me/export", Access::Account, export)
            .about("Everything that is held on the caller's account; the export is on record")
            .gives::<ExportOut>(),
        Route::get("/api/v1/me/export.zip", Access::Account, archive)
            .about("The same as a zip, with the pictures that the caller uploaded; each is a look on record")
            .gives_bytes("application/zip"),
        Route::get("/api/v1/me/deletion", Access::Applicant, deletion)
            .about("What stands against deleting the account, and the apps that would be closed with it")
            .gives::<DeletionOut>(),
        Route::post("/api/v1/me/deletion", Access::Applicant, delete)
            .about("Delete the account: personal data is erased, sessions end; refused while apps are in use or cases open")
            .takes::<DeletionIn>()
            .status(204),
        Route::get("/api/v1/apps/{app}/closing", Access::Applicant, closing)
            .about("What stands against closing the app")
            .gives_list::<BlockerOut>(),
        Route::post("/api/v1/apps/{app}/closing", Access::Applicant, close)
            .about("Close the app for good: nothing is delivered, its name is free, its personal data is erased")
            .takes::<ClosingIn>()
            .status(204),
    ]
}

async fn export(State(state): State<AppState>, caller: Caller) -> Answer<ExportOut> {
    let held = privacy::export(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    Ok(axum::Json(ExportOut { held }))
}

async fn archive(State(state): State<AppState>, caller: Caller) -> Result<Response, Problem> {
    let zip = privacy::archive(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    Ok(zipped(zip))
}

/// A zip to keep.
pub(crate) fn zipped(zip: Vec<u8>) -> Response {
    attachment("application/zip", "my-data.zip", zip)
}

fn blocker(b: Blocker, lang: Lang) -> BlockerOut {
    BlockerOut {
        app: b.app.to_string(),
        title: b.title,
        what: b.what.get(lang).into(),
        remedy: b.remedy.get(lang).into(),
        who: b.who.as_str().into(),
    }
}

async fn deletion(State(state): State<AppState>, caller: Caller) -> Answer<DeletionOut> {
    let (against, with_it) = privacy::deletion(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    Ok(axum::Json(DeletionOut {
        blockers: against.into_iter().map(|b| blocker(b, caller.lang)).collect(),
        closes: with_it.into_iter().map(|a| a.title).collect(),
    }))
}

async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<DeletionIn>,
) -> Result<StatusCode, Problem> {
    privacy::delete(&state.ctx, &caller.actor, &input.password).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn closing(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Answer<Vec<BlockerOut>> {
    let against = privacy::closing(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(against.into_iter().map(|b| blocker(b, caller.lang)).collect()))
}

async fn close(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<ClosingIn>,
) -> Result<StatusCode, Problem> {
    privacy::close(&state.ctx, &caller.actor, &app, &input.title).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}
