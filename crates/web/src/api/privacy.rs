//! What is held of a person, for that person (PIPL).

use axum::extract::State;
use tongguan_api::account::ExportOut;
use tongguan_service::privacy;

use super::Answer;
use crate::{
    AppState,
    auth::Caller,
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/me/export", Access::Account, export)
            .about("Everything that is held on the caller's account; the export is on record")
            .gives::<ExportOut>(),
    ]
}

async fn export(State(state): State<AppState>, caller: Caller) -> Answer<ExportOut> {
    let held = privacy::export(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    Ok(axum::Json(ExportOut { held }))
}
