//! Apps and members.

use axum::{extract::State, http::StatusCode};
use tongguan_api::app::{AppOut, AuditOut, CreateAppIn, DataPlanBody, EvidenceOut, MemberIn, MemberOut};
use tongguan_model::{
    app::MemberRole,
    ids::{AccountId, AppId},
};
use tongguan_service::{Error, app, audit, evidence};

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
        Route::post("/api/v1/apps", Access::Applicant, create)
            .about("Create an app; its creator becomes its administrator")
            .takes::<CreateAppIn>()
            .gives::<AppOut>(),
        Route::get("/api/v1/apps", Access::Account, list)
            .about("The caller's apps; for the operator, all")
            .gives_list::<AppOut>(),
        Route::get("/api/v1/apps/{app}", Access::Account, get).about("One app").gives::<AppOut>(),
        Route::put("/api/v1/apps/{app}/data-plan", Access::Applicant, set_data_plan)
            .about("Declare the data-compliance plan (SYS-4)")
            .takes::<DataPlanBody>()
            .gives::<AppOut>(),
        Route::get("/api/v1/apps/{app}/members", Access::Account, members)
            .about("Members")
            .gives_list::<MemberOut>(),
        Route::put("/api/v1/apps/{app}/members", Access::Applicant, set_member)
            .about("Add a member by e-mail or change the role")
            .takes::<MemberIn>()
            .status(204),
        Route::delete("/api/v1/apps/{app}/members/{account}", Access::Applicant, remove_member)
            .about("Remove a member")
            .status(204),
        Route::get("/api/v1/apps/{app}/audit", Access::Account, audit_log)
            .about("What happened, newest first")
            .gives_list::<AuditOut>(),
        Route::get("/api/v1/apps/{app}/evidence", Access::Account, evidence_rows)
            .about("Evidence rows, newest first")
            .gives_list::<EvidenceOut>(),
    ]
}

async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<CreateAppIn>,
) -> Result<(StatusCode, axum::Json<AppOut>), Problem> {
    let input = app::Create { title: input.title, industry: input.industry };
    let app = app::create(&state.ctx, &caller.actor, &input).await.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(app.into())))
}

async fn list(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<Vec<AppOut>>, Problem> {
    let apps = app::list(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    Ok(axum::Json(apps.into_iter().map(AppOut::from).collect()))
}

async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<AppId>,
) -> Result<axum::Json<AppOut>, Problem> {
    Ok(axum::Json(app::get(&state.ctx, &caller.actor, &id).await.or_problem(caller.lang)?.into()))
}

async fn set_data_plan(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<AppId>,
    Json(plan): Json<DataPlanBody>,
) -> Result<axum::Json<AppOut>, Problem> {
    let app =
        app::set_data_plan(&state.ctx, &caller.actor, &id, &plan.into()).await.or_problem(caller.lang)?;
    Ok(axum::Json(app.into()))
}

async fn members(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<AppId>,
) -> Result<axum::Json<Vec<MemberOut>>, Problem> {
    let members = app::members(&state.ctx, &caller.actor, &id).await.or_problem(caller.lang)?;
    let out = members.into_iter().map(|(account, email, role)| MemberOut {
        account: account.to_string(),
        email,
        role: role.as_str().into(),
    });
    Ok(axum::Json(out.collect()))
}

async fn set_member(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<AppId>,
    Json(input): Json<MemberIn>,
) -> Result<StatusCode, Problem> {
    let role = MemberRole::parse(&input.role).ok_or_else(|| {
        Error::from(tongguan_model::refusal::FieldError::new(
            "role",
            "unknown-role",
            "",
            tongguan_model::text::bi("没有这个角色。", "There is no such role."),
            tongguan_model::text::bi(
                "可选：administrator、developer、operator、tester。",
                "Choose administrator, developer, operator or tester.",
            ),
        ))
    });
    let role = role.or_problem(caller.lang)?;
    app::set_member(&state.ctx, &caller.actor, &id, &input.email, role).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_member(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, account)): Path<(AppId, AccountId)>,
) -> Result<StatusCode, Problem> {
    app::remove_member(&state.ctx, &caller.actor, &id, &account).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The wire form of an entry of the audit log.
pub(super) fn audit_out(e: audit::Entry) -> AuditOut {
    AuditOut {
        at: e.at,
        actor: e.actor,
        kind: e.kind,
        target: e.target,
        data: serde_json::from_str(&e.data).unwrap_or_default(),
    }
}

async fn audit_log(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<AppId>,
) -> Result<axum::Json<Vec<AuditOut>>, Problem> {
    let rows = audit::of_app(&state.ctx, &caller.actor, &id, 200).await.or_problem(caller.lang)?;
    Ok(axum::Json(rows.into_iter().map(audit_out).collect()))
}

async fn evidence_rows(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<AppId>,
) -> Result<axum::Json<Vec<EvidenceOut>>, Problem> {
    let rows = evidence::of_app(&state.ctx, &caller.actor, &id).await.or_problem(caller.lang)?;
    let out = rows.into_iter().map(|r| EvidenceOut {
        id: r.id,
        seq: r.seq,
        at: r.at,
        kind: r.kind,
        target: r.target,
        leaf_hash: r.leaf_hash,
        row_hash: r.row_hash,
    });
    Ok(axum::Json(out.collect()))
}
