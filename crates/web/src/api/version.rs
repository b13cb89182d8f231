//! Versions of an app.

use axum::{extract::State, http::StatusCode};
use tongguan_api::package::{VersionIn, VersionOut};
use tongguan_model::ids::{AppId, PackageId, VersionId};
use tongguan_service::version::{self, Create, View};

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
        Route::post("/api/v1/apps/{app}/versions", Access::Applicant, create)
            .about("Make a version from a package; its number is higher than every one submitted (VER-1)")
            .takes::<VersionIn>()
            .gives::<VersionOut>(),
        Route::get("/api/v1/apps/{app}/versions", Access::Account, list)
            .about("The versions, newest first, with their cases")
            .gives_list::<VersionOut>(),
        Route::get("/api/v1/apps/{app}/versions/{version}", Access::Account, get)
            .about("A version with its cases")
            .gives::<VersionOut>(),
        Route::post("/api/v1/apps/{app}/versions/{version}/submit", Access::Applicant, submit)
            .about("Submit for review; refused with all findings when the check finds errors (VER-3)")
            .gives::<VersionOut>()
            .status(200),
        Route::post("/api/v1/apps/{app}/versions/{version}/withdraw", Access::Applicant, withdraw)
            .about("Take a version under review back; the withdrawal stays on record (VER-2)")
            .gives::<VersionOut>()
            .status(200),
        Route::post("/api/v1/apps/{app}/versions/{version}/discard", Access::Applicant, discard)
            .about("Give a draft or withdrawn version up; its number is free again")
            .gives::<VersionOut>()
            .status(200),
    ]
}

fn out(view: View) -> VersionOut {
    VersionOut::of(view.version, view.package, view.cases)
}

async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<VersionIn>,
) -> Result<(StatusCode, axum::Json<VersionOut>), Problem> {
    let input = Create {
        package: PackageId::from_trusted(input.package),
        number: input.number,
        description: input.description,
    };
    let made = version::create(&state.ctx, &caller.actor, &app, &input).await.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(out(made))))
}

async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Answer<Vec<VersionOut>> {
    let all = version::list(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(all.into_iter().map(out).collect()))
}

async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, VersionId)>,
) -> Answer<VersionOut> {
    let found = version::get(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(found)))
}

async fn submit(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, VersionId)>,
) -> Answer<VersionOut> {
    let done = version::submit(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(done)))
}

async fn withdraw(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, VersionId)>,
) -> Answer<VersionOut> {
    let done = version::withdraw(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(done)))
}

async fn discard(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, VersionId)>,
) -> Answer<VersionOut> {
    let done = version::discard(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(done)))
}
