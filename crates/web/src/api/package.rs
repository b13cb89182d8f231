//! Packages of an app.

use axum::{extract::State, http::StatusCode, response::Response};
use bytes::Bytes;
use tongguan_api::package::{CheckedPackageOut, PackageOut};
use tongguan_model::{
    ids::{AppId, PackageId},
    package::Package,
    text::Lang,
};
use tongguan_service::package;

use super::Answer;
use crate::{
    AppState, Problem,
    attachment::attachment,
    auth::Caller,
    extract::Path,
    problem::OrProblem,
    route::{Access, Route},
};

/// Above the policy's limit, so that the policy's own refusal is heard.
const MAX: usize = 64 * 1024 * 1024;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/apps/{app}/packages", Access::Applicant, upload)
            .about("Upload a zip; it is checked by the rules of review (VER-3)")
            .takes_bytes("application/zip", MAX)
            .gives::<CheckedPackageOut>(),
        Route::get("/api/v1/apps/{app}/packages", Access::Account, list)
            .about("The packages, newest first, without their reports")
            .gives_list::<PackageOut>(),
        Route::get("/api/v1/apps/{app}/packages/{package}", Access::Account, get)
            .about("A package with the report of its last check")
            .gives::<CheckedPackageOut>(),
        Route::post("/api/v1/apps/{app}/packages/{package}/check", Access::Applicant, check)
            .about("Check a package again, by the policy and the declared facts of now")
            .gives::<CheckedPackageOut>()
            .status(200),
        Route::get("/api/v1/apps/{app}/packages/{package}/content", Access::Account, content)
            .about("The zip: members who develop, and the reviewer who holds a version case; every look is recorded")
            .gives_bytes("application/zip"),
    ]
}

fn out(package: Package, l: Lang) -> Result<CheckedPackageOut, Problem> {
    let report = package::report(&package.report).or_problem(l)?;
    let report = report.map_or(serde_json::Value::Null, |r| r.out(l));
    Ok(CheckedPackageOut { package: package.into(), report })
}

async fn upload(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    zip: Bytes,
) -> Result<(StatusCode, axum::Json<CheckedPackageOut>), Problem> {
    let made = package::upload(&state.ctx, &caller.actor, &app, zip).await.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(out(made, caller.lang)?)))
}

async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Answer<Vec<PackageOut>> {
    let all = package::list(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(all.into_iter().map(PackageOut::from).collect()))
}

async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, PackageId)>,
) -> Answer<CheckedPackageOut> {
    let found = package::get(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(found, caller.lang)?))
}

async fn check(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, PackageId)>,
) -> Answer<CheckedPackageOut> {
    let found = package::check(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(found, caller.lang)?))
}

async fn content(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, PackageId)>,
) -> Result<Response, Problem> {
    let (found, zip) =
        package::content(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(zipped(&found, zip))
}

fn zipped(package: &Package, zip: Bytes) -> Response {
    let name = format!("{}.zip", package.sha256.get(..12).unwrap_or_default());
    attachment("application/zip", &name, zip)
}
