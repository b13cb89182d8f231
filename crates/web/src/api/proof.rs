//! What is proven of a subject, and by whom (SUB-4, SUB-6).

use axum::{extract::State, http::StatusCode};
use tongguan_api::{
    account::CodeIn,
    subject::{NameComparisonOut, NameMarkOut, ProofIn, ProofOut, ProofsOut, ReadNameIn},
};
use tongguan_model::{
    ids::{AppId, CaseId},
    refusal::FieldError,
    text::{Lang, bi},
    verification::{Fact, Outcome},
};
use tongguan_service::{Error, subject};

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
        Route::get("/api/v1/apps/{app}/subject/proofs", Access::Account, get)
            .about("What was verified of the subject: what came of it, by whom, when (SUB-6)")
            .gives::<ProofsOut>(),
        Route::post("/api/v1/apps/{app}/subject/mobile-code", Access::Applicant, send_code)
            .about("Send a code to the declared mobile number")
            .gives::<ProofsOut>()
            .status(202),
        Route::post("/api/v1/apps/{app}/subject/mobile-proof", Access::Applicant, confirm)
            .about("Enter the code that came; the number is proven")
            .takes::<CodeIn>()
            .gives::<ProofsOut>()
            .status(200),
        Route::post("/api/v1/desk/cases/{case}/verifications", Access::Reviewer, by_hand)
            .about("What the reviewer who holds the case compared by hand")
            .takes::<ProofIn>()
            .status(204),
        Route::post("/api/v1/desk/cases/{case}/name-comparison", Access::Reviewer, compare)
            .about("The declared name beside the one read from the licence, differences marked (SUB-4)")
            .takes::<ReadNameIn>()
            .gives::<NameComparisonOut>()
            .status(200),
    ]
}

fn out(p: subject::Proofs, l: Lang) -> ProofsOut {
    let one = |p: subject::Proof| ProofOut {
        fact: p.row.fact.as_str().into(),
        label: p.row.fact.label().get(l).into(),
        outcome: p.row.outcome.as_str().into(),
        by: p.row.by.as_str().into(),
        by_name: p.row.by_name,
        detail: p.row.detail.get(l).into(),
        at: p.row.at.0,
        current: p.current,
    };
    ProofsOut {
        mobile: p.mobile,
        mobile_proven: p.mobile_proven,
        code_until: p.code_until.map(|at| at.0),
        verifications: p.all.into_iter().map(one).collect(),
    }
}

async fn get(State(state): State<AppState>, caller: Caller, Path(app): Path<AppId>) -> Answer<ProofsOut> {
    let found = subject::proofs(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(found, caller.lang)))
}

async fn send_code(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Result<(StatusCode, axum::Json<ProofsOut>), Problem> {
    let found = subject::send_code(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok((StatusCode::ACCEPTED, axum::Json(out(found, caller.lang))))
}

async fn confirm(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<CodeIn>,
) -> Answer<ProofsOut> {
    let found =
        subject::confirm_code(&state.ctx, &caller.actor, &app, &input.code).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(found, caller.lang)))
}

fn unknown(field: &str, all: &[&str]) -> Error {
    FieldError::new(
        field,
        "unknown-choice",
        "SUB-6",
        bi("没有这个选项。", "There is no such choice."),
        bi(format!("可选：{}。", all.join("、")), format!("Choose one of {}.", all.join(", "))),
    )
    .into()
}

async fn by_hand(
    State(state): State<AppState>,
    caller: Caller,
    Path(case): Path<CaseId>,
    Json(input): Json<ProofIn>,
) -> Result<StatusCode, Problem> {
    let fact = Fact::parse(&input.fact).ok_or_else(|| unknown("fact", &Fact::ALL.map(Fact::as_str)));
    let outcome =
        Outcome::parse(&input.outcome).ok_or_else(|| unknown("outcome", &Outcome::ALL.map(Outcome::as_str)));
    let (fact, outcome) = (fact.or_problem(caller.lang)?, outcome.or_problem(caller.lang)?);
    subject::confirm_by_hand(&state.ctx, &caller.actor, &case, fact, outcome, &input.note)
        .await
        .or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn compare(
    State(state): State<AppState>,
    caller: Caller,
    Path(case): Path<CaseId>,
    Json(input): Json<ReadNameIn>,
) -> Answer<NameComparisonOut> {
    let (declared, found) =
        subject::compare_name(&state.ctx, &caller.actor, &case, &input.read).await.or_problem(caller.lang)?;
    let wire = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    let kind = |k| serde_json::to_value(k).map(|v| wire(&v)).unwrap_or_default();
    let marks = |all: &[subject::NameMark]| {
        all.iter().map(|m| NameMarkOut { start: m.start, len: m.len, kind: kind(m.kind) }).collect()
    };
    Ok(axum::Json(NameComparisonOut {
        verdict: serde_json::to_value(found.verdict).map(|v| wire(&v)).unwrap_or_default(),
        marks_declared: marks(&found.marks_declared),
        marks_read: marks(&found.marks_read),
        message: found.message.get(caller.lang).into(),
        declared,
        read: input.read,
    }))
}
