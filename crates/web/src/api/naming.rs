//! Names of an app.

use axum::{extract::State, http::StatusCode};
use tongguan_api::{
    case::CaseOut,
    problem::FieldProblem,
    subject::{NameCheckOut, NameIn, NameLikeOut, NameOut, NameReasonOut},
};
use tongguan_model::{
    ids::{AppId, MaterialId},
    naming::Name,
    review::Case,
    text::Lang,
};
use tongguan_service::naming::{self, Holder, Like};

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
        Route::post("/api/v1/apps/{app}/names/check", Access::Applicant, check)
            .about("What a name would meet, without submitting it")
            .takes::<NameIn>()
            .gives::<NameCheckOut>()
            .status(200),
        Route::post("/api/v1/apps/{app}/names", Access::Applicant, submit)
            .about("Submit a name for review")
            .takes::<NameIn>()
            .gives::<NameOut>(),
        Route::get("/api/v1/apps/{app}/names", Access::Account, list)
            .about("The names of an app, newest first")
            .gives_list::<NameOut>(),
        Route::post("/api/v1/apps/{app}/names/withdraw", Access::Applicant, withdraw)
            .about("Take the name under review back")
            .status(204),
    ]
}

fn out(name: Name, case: Option<Case>) -> NameOut {
    NameOut {
        id: name.id.to_string(),
        name: name.text,
        state: name.state.as_str().into(),
        submitted_at: name.submitted_at.0,
        decided_at: name.decided_at.map(|m| m.0),
        case: case.map(CaseOut::from),
    }
}

async fn check(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<NameIn>,
) -> Answer<NameCheckOut> {
    let l = caller.lang;
    let found = naming::check(&state.ctx, &caller.actor, &app, &input.name).await.or_problem(l)?;
    let all = |list: &[tongguan_model::refusal::FieldError]| -> Vec<FieldProblem> {
        list.iter().map(|f| FieldProblem::of(f, l)).collect()
    };
    let v = &found.verdict;
    let verdict = if found.taken || found.rests_until.is_some() || !v.refused.is_empty() {
        "refused"
    } else if v.needs_proof.is_empty() && !found.likes.iter().any(|l| l.conflict) {
        "free"
    } else {
        "needs_proof"
    };
    Ok(axum::Json(NameCheckOut {
        verdict: verdict.into(),
        refused: all(&v.refused),
        needs_proof: all(&v.needs_proof),
        advice: all(&v.advice),
        taken: found.taken,
        rests_until: found.rests_until.map(|u| u.0),
        likes: found.likes.iter().map(|like| like_out(like, l)).collect(),
    }))
}

fn like_out(like: &Like, l: Lang) -> NameLikeOut {
    let rounded = |score: f64| (score * 100.0).round() / 100.0;
    NameLikeOut {
        name: (like.holder != Holder::InReview).then(|| like.name.clone()),
        holder: like.holder.as_str().into(),
        score: rounded(like.score),
        level: if like.conflict { "conflict" } else { "mention" }.into(),
        reasons: like
            .reasons
            .iter()
            .map(|h| NameReasonOut {
                code: h.reason.code().into(),
                title: h.reason.title().get(l).to_owned(),
                score: rounded(h.score),
            })
            .collect(),
    }
}

async fn submit(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<NameIn>,
) -> Result<(StatusCode, axum::Json<NameOut>), Problem> {
    let proofs: Vec<_> = input.proofs.into_iter().map(MaterialId::from_trusted).collect();
    let name = naming::submit(&state.ctx, &caller.actor, &app, &input.name, &proofs)
        .await
        .or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(out(name, None))))
}

async fn list(State(state): State<AppState>, caller: Caller, Path(app): Path<AppId>) -> Answer<Vec<NameOut>> {
    let names = naming::list(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(names.into_iter().map(|(n, c)| out(n, c)).collect()))
}

async fn withdraw(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Result<StatusCode, Problem> {
    naming::withdraw(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}
