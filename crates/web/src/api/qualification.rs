//! Qualifications of an app's industry (PRE-5).

use axum::{extract::State, http::StatusCode};
use tongguan_api::qualification::{QualificationIn, QualificationOut, QualificationsOut};
use tongguan_model::{ids::AppId, refusal::FieldError, text::bi, time::parse_day};
use tongguan_service::{Error, qualification};

use crate::{
    AppState, Problem,
    auth::Caller,
    body::Json,
    extract::Path,
    problem::OrProblem,
    route::{Access, Route},
};

use super::Answer;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/apps/{app}/qualifications", Access::Account, list)
            .about("Documents of the industry: declared, needed, missing (PRE-5)")
            .gives::<QualificationsOut>(),
        Route::post("/api/v1/apps/{app}/qualifications", Access::Applicant, add)
            .about("Declare a document with its number and last day; reminders follow")
            .takes::<QualificationIn>()
            .gives::<QualificationsOut>(),
        Route::delete("/api/v1/apps/{app}/qualifications/{qualification}", Access::Applicant, remove)
            .about("Remove a declared document")
            .status(204),
    ]
}

fn out(found: qualification::Qualifications) -> QualificationsOut {
    let one = |(q, holds): (tongguan_model::qualification::Qualification, bool)| QualificationOut {
        id: q.id,
        name: q.name,
        number: q.number,
        last_day: q.valid_until.map(|at| at.plus(-1).day().to_string()),
        holds,
    };
    QualificationsOut {
        declared: found.declared.into_iter().map(one).collect(),
        alternatives: found.alternatives,
        missing: found.missing,
    }
}

async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Answer<QualificationsOut> {
    let found = qualification::list(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(found)))
}

fn day(text: Option<&str>) -> Result<Option<tongguan_model::time::Day>, Error> {
    let Some(text) = text.map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
    parse_day(text).map(Some).ok_or_else(|| {
        FieldError::new(
            "last_day",
            "day-form",
            "PRE-5",
            bi("日期应形如 2027-01-31。", "A day looks like 2027-01-31."),
            bi("请按证书填写；长期有效则不填。", "Enter it as printed; leave it empty if it has no end."),
        )
        .into()
    })
}

async fn add(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<QualificationIn>,
) -> Result<(StatusCode, axum::Json<QualificationsOut>), Problem> {
    let last_day = day(input.last_day.as_deref()).or_problem(caller.lang)?;
    let new = qualification::New { name: input.name, number: input.number, last_day };
    let found = qualification::add(&state.ctx, &caller.actor, &app, &new).await.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(out(found))))
}

async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, String)>,
) -> Result<StatusCode, Problem> {
    qualification::remove(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}
