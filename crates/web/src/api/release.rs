//! Releases of an app, and why a user gets which version.

use axum::{extract::State, http::StatusCode};
use tongguan_api::release::{
    ConsideredOut, ExplainOut, GrayBody, ReasonIn, ReleaseIn, ReleaseOut, ReleasesOut, RollbackIn, StepOut,
    VersionRefOut,
};
use tongguan_model::{
    ids::{AppId, ReleaseId, VersionId},
    version::Version,
};
use tongguan_service::{
    delivery,
    release::{self, View},
};

use super::Answer;
use crate::{
    AppState, Problem,
    auth::Caller,
    body::Json,
    delivery::{Question, code},
    extract::{Path, Query},
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/apps/{app}/releases", Access::Account, list)
            .about("Releases and their numbered steps, newest first; what can be released or gone back to")
            .gives::<ReleasesOut>(),
        Route::post("/api/v1/apps/{app}/releases", Access::Applicant, start)
            .about("Open a passed version to a share by percent, region and tier, or to all (VER-5)")
            .takes::<ReleaseIn>()
            .gives::<ReleaseOut>(),
        Route::post("/api/v1/apps/{app}/releases/{release}/widen", Access::Applicant, widen)
            .about("Open it to more; nobody who is inside drops out")
            .takes::<GrayBody>()
            .gives::<ReleaseOut>()
            .status(200),
        Route::post("/api/v1/apps/{app}/releases/{release}/finish", Access::Applicant, finish)
            .about("Open it to all")
            .gives::<ReleaseOut>()
            .status(200),
        Route::post("/api/v1/apps/{app}/releases/{release}/halt", Access::Applicant, halt)
            .about("Stop it; its users go back to what is live, under a higher versionCode")
            .takes::<ReasonIn>()
            .gives::<ReleaseOut>()
            .status(200),
        Route::post("/api/v1/apps/{app}/releases/{release}/resume", Access::Applicant, resume)
            .about("Open a halted release again to those who had it")
            .gives::<ReleaseOut>()
            .status(200),
        Route::post("/api/v1/apps/{app}/releases/{release}/abandon", Access::Applicant, abandon)
            .about("End a release that never was open to all")
            .takes::<ReasonIn>()
            .gives::<ReleaseOut>()
            .status(200),
        Route::post("/api/v1/apps/{app}/rollback", Access::Applicant, rollback)
            .about("Open a version to all that was live before, under a higher versionCode")
            .takes::<RollbackIn>()
            .gives::<ReleaseOut>(),
        Route::get("/api/v1/apps/{app}/delivery/explain", Access::Account, explain)
            .about("Which version a user gets, by which step, and why")
            .param("user", "id of the user in the host app")
            .param("region", "region of the user")
            .param("tier", "tier of the user")
            .gives::<ExplainOut>(),
    ]
}

fn out(view: View) -> ReleaseOut {
    ReleaseOut::of(view.release, view.number)
}

async fn list(State(state): State<AppState>, caller: Caller, Path(app): Path<AppId>) -> Answer<ReleasesOut> {
    let all = release::overview(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    let refs = |list: Vec<Version>| {
        list.into_iter().map(|v| VersionRefOut { id: v.id.to_string(), number: v.number }).collect()
    };
    Ok(axum::Json(ReleasesOut {
        releases: all.releases.into_iter().map(out).collect(),
        steps: all.steps.into_iter().map(|s| StepOut::of(s.step, s.of, s.gives)).collect(),
        releasable: refs(all.releasable),
        earlier: refs(all.earlier),
        tiers: all.tiers,
    }))
}

async fn start(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<ReleaseIn>,
) -> Result<(StatusCode, axum::Json<ReleaseOut>), Problem> {
    let version = VersionId::from_trusted(input.version);
    let made = release::start(&state.ctx, &caller.actor, &app, &version, &input.gray.into()).await;
    Ok((StatusCode::CREATED, axum::Json(out(made.or_problem(caller.lang)?))))
}

async fn widen(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, ReleaseId)>,
    Json(gray): Json<GrayBody>,
) -> Answer<ReleaseOut> {
    let done = release::widen(&state.ctx, &caller.actor, &app, &id, &gray.into()).await;
    Ok(axum::Json(out(done.or_problem(caller.lang)?)))
}

async fn finish(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, ReleaseId)>,
) -> Answer<ReleaseOut> {
    let done = release::finish(&state.ctx, &caller.actor, &app, &id).await;
    Ok(axum::Json(out(done.or_problem(caller.lang)?)))
}

async fn halt(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, ReleaseId)>,
    Json(input): Json<ReasonIn>,
) -> Answer<ReleaseOut> {
    let done = release::halt(&state.ctx, &caller.actor, &app, &id, &input.reason).await;
    Ok(axum::Json(out(done.or_problem(caller.lang)?)))
}

async fn resume(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, ReleaseId)>,
) -> Answer<ReleaseOut> {
    let done = release::resume(&state.ctx, &caller.actor, &app, &id).await;
    Ok(axum::Json(out(done.or_problem(caller.lang)?)))
}

async fn abandon(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, ReleaseId)>,
    Json(input): Json<ReasonIn>,
) -> Answer<ReleaseOut> {
    let done = release::abandon(&state.ctx, &caller.actor, &app, &id, &input.reason).await;
    Ok(axum::Json(out(done.or_problem(caller.lang)?)))
}

async fn rollback(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<RollbackIn>,
) -> Result<(StatusCode, axum::Json<ReleaseOut>), Problem> {
    let to = input.version.map(VersionId::from_trusted);
    let made = release::rollback(&state.ctx, &caller.actor, &app, to.as_ref(), &input.reason).await;
    Ok((StatusCode::CREATED, axum::Json(out(made.or_problem(caller.lang)?))))
}

async fn explain(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Query(question): Query<Question>,
) -> Answer<ExplainOut> {
    let found = delivery::explain(&state.ctx, &caller.actor, &app, &question.into()).await;
    let found = found.or_problem(caller.lang)?;
    let (number, version_code, why) = match found.outcome {
        Ok((number, code, why)) => {
            let why = serde_json::to_value(why).ok().and_then(|v| v.as_str().map(ToOwned::to_owned));
            (Some(number), Some(code), why.unwrap_or_default())
        }
        Err(absent) => (None, None, code(absent).to_owned()),
    };
    let considered = found.considered.into_iter().map(|c| ConsideredOut {
        release: c.release,
        number: c.number,
        state: c.state.as_str().into(),
        step: c.step,
        kind: c.kind.as_str().into(),
        percent_bp: c.percent_bp,
        bucket: c.bucket,
        in_share: c.in_share,
        in_regions: c.in_regions,
        in_tiers: c.in_tiers,
        decided: c.decided,
    });
    Ok(axum::Json(ExplainOut { number, version_code, why, considered: considered.collect() }))
}
