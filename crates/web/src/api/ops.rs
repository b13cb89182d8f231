//! The operator's users and outbox.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use tongguan_api::{
    account::{StaffIn, UserOut},
    message::{MessageOut, OpenedMessageOut},
};
use tongguan_model::{
    account::Account,
    actor::PlatformRole,
    ids::{AccountId, MessageId},
    message::Channel,
    refusal::FieldError,
    text::bi,
};
use tongguan_service::{Error, message, staff};

use crate::{
    AppState, Problem,
    auth::Caller,
    body::Json,
    extract::{Path, Query, choice, rows},
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/ops/users", Access::Operator, users)
            .about("Staff and applicants")
            .gives_list::<UserOut>(),
        Route::post("/api/v1/ops/users", Access::Operator, create_user)
            .about("Add a reviewer or an operator")
            .takes::<StaffIn>()
            .gives::<UserOut>(),
        Route::post("/api/v1/ops/users/{user}/suspend", Access::Operator, suspend)
            .about("Suspend an account; its sessions end")
            .status(204),
        Route::post("/api/v1/ops/users/{user}/restore", Access::Operator, restore)
            .about("Let a suspended account in again")
            .status(204),
        Route::get("/api/v1/ops/outbox", Access::Operator, outbox)
            .about("Mail and SMS, newest first, without their texts")
            .param("channel", "mail or sms")
            .param("to", "exact address or number")
            .param("limit", "at most so many, up to 500")
            .gives_list::<MessageOut>(),
        Route::get("/api/v1/ops/outbox/{message}", Access::Operator, open_message)
            .about("One message with its text; every look is recorded")
            .gives::<OpenedMessageOut>(),
    ]
}

fn user(a: Account) -> UserOut {
    UserOut {
        id: a.id.to_string(),
        role: a.role.as_str().into(),
        state: a.state.as_str().into(),
        trust: a.trust.as_str().into(),
        phone_bound: a.phone_sealed.is_some(),
        created_at: a.created_at.0,
        email: a.email,
    }
}

async fn users(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<Vec<UserOut>>, Problem> {
    let all = staff::list(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    Ok(axum::Json(all.into_iter().map(user).collect()))
}

async fn create_user(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<StaffIn>,
) -> Result<(StatusCode, axum::Json<UserOut>), Problem> {
    let role = PlatformRole::parse(&input.role).filter(|r| *r != PlatformRole::Applicant).ok_or_else(|| {
        Error::from(FieldError::new(
            "role",
            "unknown-role",
            "",
            bi("没有这个角色。", "There is no such role."),
            bi("可选：reviewer、operator。", "Choose reviewer or operator."),
        ))
    });
    let role = role.or_problem(caller.lang)?;
    let made = staff::create(&state.ctx, &caller.actor, &input.email, &input.password, role)
        .await
        .or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(user(made))))
}

async fn suspend(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<AccountId>,
) -> Result<StatusCode, Problem> {
    staff::set_suspended(&state.ctx, &caller.actor, &id, true).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn restore(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<AccountId>,
) -> Result<StatusCode, Problem> {
    staff::set_suspended(&state.ctx, &caller.actor, &id, false).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct OutboxQuery {
    channel: Option<String>,
    to: Option<String>,
    limit: Option<i64>,
}

fn row(m: message::Message) -> MessageOut {
    MessageOut {
        id: m.id.to_string(),
        channel: m.channel.as_str().into(),
        template: m.template,
        to: m.to_masked,
        subject: m.subject,
        state: m.state.as_str().into(),
        attempts: m.attempts,
        last_error: m.last_error,
        created_at: m.created_at.0,
        sent_at: m.sent_at.map(|t| t.0),
    }
}

async fn outbox(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<OutboxQuery>,
) -> Result<axum::Json<Vec<MessageOut>>, Problem> {
    let channel = query.channel.unwrap_or_default();
    let channel = choice("channel", &channel, &Channel::ALL, Channel::as_str).or_problem(caller.lang)?;
    let limit = rows(query.limit).or_problem(caller.lang)?;
    let found = message::list(&state.ctx, &caller.actor, channel, query.to.as_deref(), limit)
        .await
        .or_problem(caller.lang)?;
    Ok(axum::Json(found.into_iter().map(row).collect()))
}

async fn open_message(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<MessageId>,
) -> Result<axum::Json<OpenedMessageOut>, Problem> {
    let opened = message::open(&state.ctx, &caller.actor, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(OpenedMessageOut { message: row(opened.message), to: opened.to, body: opened.body }))
}
