//! Watching: OTLP logs in, incidents out.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use tongguan_api::watch::{
    IncidentDetailOut, IncidentOut, NoteIn, TotalOut, WatchKeyInfo, WatchKeyOut, WatchOut,
};
use tongguan_model::{
    ids::{AppId, IncidentId},
    watch::Class,
};
use tongguan_service::{
    Error, revision,
    watch::{self, Step},
};

use super::Answer;
use crate::{
    AppState, Problem,
    auth::Caller,
    body::Json,
    extract::Path,
    otlp::{self, Form},
    problem::OrProblem,
    route::{Access, Route},
};

/// Above the policy's limit, so that the policy's own refusal is heard.
const MAX: usize = 16 * 1024 * 1024;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/v1/logs", Access::Key, logs)
            .about(
                "OTLP/HTTP logs (protobuf or JSON, gzip or plain) with the app's watch key as bearer token",
            )
            .takes_bytes("application/x-protobuf", MAX)
            .gives_bytes("application/x-protobuf")
            .status(200),
        Route::post("/api/v1/apps/{app}/watch/key", Access::Applicant, rotate)
            .about("Make a watch key, shown this once; the former one stops working")
            .gives::<WatchKeyOut>(),
        Route::get("/api/v1/apps/{app}/watch", Access::Account, health)
            .about("Incidents, records of the last 24 hours, thresholds")
            .gives::<WatchOut>(),
        Route::get("/api/v1/apps/{app}/incidents/{incident}", Access::Account, get)
            .about("An incident with its newest records")
            .gives::<IncidentDetailOut>(),
        Route::post("/api/v1/apps/{app}/incidents/{incident}/acknowledge", Access::Applicant, acknowledge)
            .about("Say that one is at it")
            .takes::<NoteIn>()
            .gives::<IncidentOut>()
            .status(200),
        Route::post("/api/v1/apps/{app}/incidents/{incident}/resolve", Access::Applicant, resolve)
            .about("Say that it is mended; it opens again by itself should the threshold be passed again")
            .takes::<NoteIn>()
            .gives::<IncidentOut>()
            .status(200),
        Route::post("/api/v1/apps/{app}/incidents/{incident}/reopen", Access::Applicant, reopen)
            .about("Say that it was not mended")
            .takes::<NoteIn>()
            .gives::<IncidentOut>()
            .status(200),
    ]
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> &'a str {
    headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

async fn logs(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let l = caller.lang;
    // The key first: nothing of a stranger's body is unpacked.
    let key = text(&headers, &header::AUTHORIZATION).strip_prefix("Bearer ").unwrap_or_default().trim();
    let app =
        if key.is_empty() { Err(Error::Unauthenticated) } else { watch::authenticate(&state.ctx, key).await };
    let app = app.or_problem(l)?;
    let policy = revision::now(&state.ctx).await.or_problem(l)?;
    let limit = |n: i64| usize::try_from(n).unwrap_or_default();
    let (sent, unpacked) = (limit(*policy.watch.body_max_bytes), limit(*policy.watch.unpacked_max_bytes));
    let problem = |e: tongguan_model::refusal::FieldError| Problem::new(e.into(), l);
    let form = Form::of(text(&headers, &header::CONTENT_TYPE)).map_err(problem)?;
    let plain =
        otlp::unpack(&body, text(&headers, &header::CONTENT_ENCODING), sent, unpacked).map_err(problem)?;
    let records = otlp::read(&plain, form, limit(*policy.watch.records_max)).map_err(problem)?;
    drop(plain);
    let done = watch::ingest(&state.ctx, &app, records).await.or_problem(l)?;
    let why = done.why.as_ref().map(|w| w.get(l)).unwrap_or_default();
    let answer = otlp::answer(form, done.rejected, why);
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(form.media()))], answer).into_response())
}

async fn rotate(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Result<(StatusCode, axum::Json<WatchKeyOut>), Problem> {
    let (secret, key) = watch::rotate(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(WatchKeyOut { key: secret, hint: key.hint, made_at: key.made_at })))
}

async fn health(State(state): State<AppState>, caller: Caller, Path(app): Path<AppId>) -> Answer<WatchOut> {
    let l = caller.lang;
    let found = watch::health(&state.ctx, &caller.actor, &app).await.or_problem(l)?;
    let thresholds = Class::TROUBLE
        .into_iter()
        .filter_map(|c| Some((c.as_str().to_owned(), found.thresholds.for_class(c)?)))
        .collect();
    Ok(axum::Json(WatchOut {
        key: found.key.map(|k| WatchKeyInfo { hint: k.hint, made_at: k.made_at }),
        incidents: found.incidents.into_iter().map(|i| IncidentOut::of(i, l)).collect(),
        totals: found
            .totals
            .into_iter()
            .map(|(class, version, count)| TotalOut { class: class.as_str().into(), version, count })
            .collect(),
        window_minutes: found.thresholds.window_minutes,
        thresholds,
    }))
}

async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, IncidentId)>,
) -> Answer<IncidentDetailOut> {
    let l = caller.lang;
    let (incident, records) = watch::get(&state.ctx, &caller.actor, &app, &id).await.or_problem(l)?;
    Ok(axum::Json(IncidentDetailOut {
        incident: IncidentOut::of(incident, l),
        records: records.into_iter().map(Into::into).collect(),
    }))
}

type Target = Path<(AppId, IncidentId)>;

async fn act(
    state: &AppState,
    caller: &Caller,
    target: Target,
    step: Step,
    note: &str,
) -> Answer<IncidentOut> {
    let Path((app, id)) = target;
    let done = watch::act(&state.ctx, &caller.actor, &app, &id, step, note).await;
    Ok(axum::Json(IncidentOut::of(done.or_problem(caller.lang)?, caller.lang)))
}

async fn acknowledge(
    State(state): State<AppState>,
    caller: Caller,
    target: Target,
    Json(input): Json<NoteIn>,
) -> Answer<IncidentOut> {
    act(&state, &caller, target, Step::Acknowledge, &input.note).await
}

async fn resolve(
    State(state): State<AppState>,
    caller: Caller,
    target: Target,
    Json(input): Json<NoteIn>,
) -> Answer<IncidentOut> {
    act(&state, &caller, target, Step::Resolve, &input.note).await
}

async fn reopen(
    State(state): State<AppState>,
    caller: Caller,
    target: Target,
    Json(input): Json<NoteIn>,
) -> Answer<IncidentOut> {
    act(&state, &caller, target, Step::Reopen, &input.note).await
}
