//! The subject of an app.

use axum::{extract::State, http::StatusCode};
use tongguan_api::{
    case::CaseOut,
    problem::FieldProblem,
    subject::{
        ChoiceOut, ComparedOut, FieldOut, MaterialOut, NeedOut, NoteOut, SiblingOut, SiblingsOut, SubjectIn,
        SubjectOut,
    },
};
use tongguan_model::{
    ids::AppId,
    refusal::FieldError,
    subject::{SubjectType, Subtype},
    text::{Lang, bi},
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
        Route::get("/api/v1/apps/{app}/subject", Access::Account, get)
            .about("The subject's form with all that stands against a submission; numbers masked")
            .gives::<SubjectOut>(),
        Route::put("/api/v1/apps/{app}/subject", Access::Applicant, save)
            .about("Save the form as it is; nothing is refused before submission")
            .takes::<SubjectIn>()
            .gives::<SubjectOut>(),
        Route::get("/api/v1/apps/{app}/siblings", Access::Account, siblings)
            .about("The apps that stand for the same subject: how many, how many may, and those that the caller may see")
            .gives::<SiblingsOut>(),
        Route::post("/api/v1/apps/{app}/subject/submit", Access::Applicant, submit)
            .about("Submit for verification; all wrong fields are named at once")
            .gives::<CaseOut>(),
        Route::post("/api/v1/apps/{app}/subject/withdraw", Access::Applicant, withdraw)
            .about("Take the submission back")
            .status(204),
    ]
}

async fn siblings(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Answer<SiblingsOut> {
    let all = subject::siblings(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    let one = |(a, state): (tongguan_model::app::App, tongguan_model::subject::SubjectState)| SiblingOut {
        id: a.id.to_string(),
        appid: a.appid,
        title: a.title,
        subject: state.as_str().into(),
    };
    let apps = all.apps.into_iter().map(one).collect();
    Ok(axum::Json(SiblingsOut { count: all.count, limit: all.limit, apps }))
}

pub(super) fn subject_type(text: &str) -> Result<SubjectType, Error> {
    SubjectType::parse(text).ok_or_else(|| {
        let all: Vec<_> = SubjectType::ALL.iter().map(|t| t.as_str()).collect();
        FieldError::new(
            "type",
            "unknown-subject-type",
            "PRE-1",
            bi("没有这个主体类型。", "There is no such subject type."),
            bi(format!("可选：{}。", all.join("、")), format!("Choose one of {}.", all.join(", "))),
        )
        .into()
    })
}

fn choices(check: subject::Check, l: Lang) -> Vec<ChoiceOut> {
    let subject::Check::OneOf(all) = check else { return vec![] };
    all.iter().map(|(key, zh, en)| ChoiceOut { key: (*key).into(), label: l.t(zh, en).into() }).collect()
}

fn out(view: subject::View, l: Lang) -> SubjectOut {
    SubjectOut {
        r#type: view.kind.as_str().into(),
        subtype: view.subtype.as_str().into(),
        subtypes: Subtype::all_of(view.kind)
            .map(|t| ChoiceOut { key: t.as_str().into(), label: t.label().get(l).into() })
            .collect(),
        state: view.state.as_str().into(),
        fields: view
            .fields
            .into_iter()
            .map(|f| FieldOut {
                key: f.field.key.into(),
                label: f.field.label.get(l).into(),
                shown: f.shown,
                rule: f.field.rule.into(),
                optional: f.field.optional,
                choices: choices(f.field.check, l),
            })
            .collect(),
        needs: view
            .needs
            .into_iter()
            .map(|n| NeedOut {
                kind: n.kind.as_str().into(),
                label: n.kind.label().get(l).into(),
                have: n.have.map(|m| MaterialOut::of(m, l)),
            })
            .collect(),
        errors: view.errors.iter().map(|e| FieldProblem::of(e, l)).collect(),
        notes: view.notes.iter().map(|n| NoteOut::of(n, l)).collect(),
        beside: view.beside.iter().map(|c| ComparedOut::of(c, l)).collect(),
        cases: view.cases.into_iter().map(CaseOut::from).collect(),
    }
}

async fn get(State(state): State<AppState>, caller: Caller, Path(app): Path<AppId>) -> Answer<SubjectOut> {
    let view = subject::view(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(view, caller.lang)))
}

async fn save(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<SubjectIn>,
) -> Answer<SubjectOut> {
    let kind = subject_type(&input.r#type).or_problem(caller.lang)?;
    let mut facts = input.facts;
    if let Some(subtype) = input.subtype {
        facts.insert(subject::SUBTYPE.into(), subtype);
    }
    let view = subject::save(&state.ctx, &caller.actor, &app, kind, &facts).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(view, caller.lang)))
}

async fn submit(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Result<(StatusCode, axum::Json<CaseOut>), Problem> {
    let case = subject::submit(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(case.into())))
}

async fn withdraw(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Result<StatusCode, Problem> {
    subject::withdraw(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}
