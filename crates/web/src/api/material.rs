//! Materials of an app.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde::Deserialize;
use tongguan_api::subject::{LookOut, MaterialOut, ReadWord, ReadingOut};
use tongguan_model::{
    ids::{AppId, MaterialId},
    time::Millis,
};
use tongguan_service::material::{self, Why};

use super::Answer;
use crate::{
    AppState, Problem,
    auth::Caller,
    extract::{Path, Query},
    problem::OrProblem,
    route::{Access, Route},
};

/// Above the policy's limit, so that the policy's own refusal is heard.
pub(crate) const MAX: usize = 32 * 1024 * 1024;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/apps/{app}/materials", Access::Applicant, upload)
            .about("Upload a JPEG or PNG; photos of IDs and faces need a consent of their own")
            .param("kind", "kind of material, e.g. business_licence")
            .param("consent", "true where the kind needs consent")
            .takes_bytes("application/octet-stream", MAX)
            .gives::<MaterialOut>(),
        Route::get("/api/v1/apps/{app}/materials", Access::Account, list)
            .about("The materials, newest first, without their bytes")
            .gives_list::<MaterialOut>(),
        Route::get("/api/v1/apps/{app}/materials/{material}", Access::Account, view)
            .about("The picture itself: the administrator, and the reviewer who holds a case; every look is recorded")
            .gives_bytes("image/*"),
        Route::get("/api/v1/apps/{app}/materials/{material}/reading", Access::Account, reading)
            .about("The text that the machine read on the picture, with places; seen by the same people, recorded alike")
            .gives::<ReadingOut>(),
        Route::get("/api/v1/apps/{app}/looks", Access::Account, looks)
            .about("Every look at the app's materials and facts, newest first: who by role, when, at what, why")
            .param("before", "only looks before this moment")
            .param("before_id", "and, at this moment, before the look with this id")
            .param("limit", "at most so many, up to 500")
            .gives_list::<LookOut>(),
        Route::delete("/api/v1/apps/{app}/materials/{material}", Access::Applicant, delete)
            .about("Remove a material that no submission rests on")
            .status(204),
    ]
}

#[derive(Debug, Deserialize)]
struct Upload {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    consent: bool,
}

async fn upload(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Query(query): Query<Upload>,
    bytes: Bytes,
) -> Result<(StatusCode, axum::Json<MaterialOut>), Problem> {
    let made =
        material::upload(&state.ctx, &caller.actor, &app, &query.kind, query.consent, bytes.to_vec()).await;
    let made = made.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(MaterialOut::of(made, caller.lang))))
}

async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Answer<Vec<MaterialOut>> {
    let all = material::list(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(all.into_iter().map(|m| MaterialOut::of(m, caller.lang)).collect()))
}

async fn view(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, MaterialId)>,
) -> Result<Response, Problem> {
    let (found, bytes) =
        material::view(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    let media = HeaderValue::from_str(&found.media)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    Ok(([(header::CONTENT_TYPE, media)], bytes).into_response())
}

async fn reading(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, MaterialId)>,
) -> Answer<ReadingOut> {
    let seen = material::read(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    let text = seen.text.unwrap_or_default();
    Ok(axum::Json(ReadingOut {
        state: seen.state.map(|s| s.as_str().into()),
        reason: seen.reason.map(|r| r.label().get(caller.lang).into()),
        words: text.words.into_iter().map(ReadWord::from).collect(),
        codes: text.codes.into_iter().map(ReadWord::from).collect(),
        qr: text.qr.into_iter().map(ReadWord::from).collect(),
    }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Looks {
    before: Option<i64>,
    #[serde(default)]
    before_id: String,
    limit: Option<std::num::NonZeroU16>,
}

async fn looks(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Query(query): Query<Looks>,
) -> Answer<Vec<LookOut>> {
    let before = (Millis(query.before.unwrap_or(i64::MAX)), query.before_id.as_str());
    let limit = query.limit.map_or(200, |n| i64::from(n.get()));
    let all =
        material::looks(&state.ctx, &caller.actor, &app, before, limit).await.or_problem(caller.lang)?;
    let one = |look: material::Look| {
        let (why, case) = match look.why {
            Why::Case(number) => ("case", Some(number)),
            Why::Own => ("own", None),
            Why::Export => ("export", None),
        };
        LookOut {
            id: look.id,
            at: look.at.0,
            who: look.who.as_str().into(),
            kind: look.kind.map(|k| k.as_str().into()),
            target: look.target,
            why: why.into(),
            case,
        }
    };
    Ok(axum::Json(all.into_iter().map(one).collect()))
}

async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, MaterialId)>,
) -> Result<StatusCode, Problem> {
    material::delete(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}
