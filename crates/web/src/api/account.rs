//! Registration: verification, account, activation, passwords, sessions, the first operator (ACC-1 … ACC-5).

use axum::{extract::State, http::StatusCode};
use base64::{Engine, engine::general_purpose::STANDARD};
use tongguan_api::account::{
    ActivateIn, ActivatedOut, EmailIn, PassOut, PasswordIn, PictureOut, PuzzleAnswerIn, PuzzleIn, PuzzleOut,
    RegisterIn, RegisteredOut, ResetIn, SessionRowOut, SetupIn,
};
use tongguan_model::{
    account::Trust,
    ids::{PuzzleId, SessionId},
    puzzle::Variant,
    refusal::FieldError,
    text::{Bilingual, Lang, bi},
};
use tongguan_service::{Error, account, puzzle, session, staff};

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
        Route::post("/api/v1/puzzles", Access::Public, serve_puzzle)
            .about("A verification before registration (ACC-4): a picture puzzle, or a question")
            .takes::<PuzzleIn>()
            .gives::<PuzzleOut>(),
        Route::post("/api/v1/puzzles/{puzzle}/answer", Access::Public, answer_puzzle)
            .about("Answer it; a right answer gives a pass for one registration")
            .takes::<PuzzleAnswerIn>()
            .gives::<PassOut>(),
        Route::post("/api/v1/accounts", Access::Public, register)
            .about("Register; a mail with the activation link goes out")
            .takes::<RegisterIn>()
            .gives::<RegisteredOut>()
            .status(202),
        Route::post("/api/v1/accounts/activate", Access::Public, activate)
            .about("Activate the account of a link (ACC-5)")
            .takes::<ActivateIn>()
            .gives::<ActivatedOut>()
            .status(200),
        Route::post("/api/v1/accounts/activation-mail", Access::Public, resend)
            .about("Send the activation link again")
            .takes::<EmailIn>()
            .status(202),
        Route::post("/api/v1/password-resets", Access::Public, request_reset)
            .about("Send a link that sets a new password")
            .takes::<EmailIn>()
            .status(202),
        Route::post("/api/v1/password-resets/confirm", Access::Public, confirm_reset)
            .about("Set the new password; every session ends")
            .takes::<ResetIn>()
            .status(204),
        Route::put("/api/v1/me/password", Access::Account, change_password)
            .about("Change the password; the other sessions end")
            .takes::<PasswordIn>()
            .status(204),
        Route::get("/api/v1/sessions", Access::Account, sessions)
            .about("The caller's sessions, newest first")
            .gives_list::<SessionRowOut>(),
        Route::delete("/api/v1/sessions", Access::Account, close_others)
            .about("End the caller's other sessions")
            .status(204),
        Route::delete("/api/v1/sessions/{session}", Access::Account, close_session)
            .about("End one of the caller's sessions")
            .status(204),
        Route::post("/api/v1/setup", Access::Public, setup)
            .about("Create the first operator with the token that `serve` printed; works once")
            .takes::<SetupIn>()
            .gives::<ActivatedOut>(),
    ]
}

async fn serve_puzzle(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<PuzzleIn>,
) -> Result<(StatusCode, axum::Json<PuzzleOut>), Problem> {
    let variant = match input.variant.as_deref() {
        None => Ok(Variant::Picture),
        Some(text) => Variant::parse(text).ok_or_else(|| {
            Error::from(FieldError::new(
                "variant",
                "unknown-variant",
                "ACC-4",
                bi("没有这种验证方式。", "There is no such verification."),
                bi("可选：picture、question。", "Choose picture or question."),
            ))
        }),
    };
    let variant = variant.or_problem(caller.lang)?;
    let served = puzzle::create(&state.ctx, variant).await.or_problem(caller.lang)?;
    let (picture, question) = match served.task {
        puzzle::Task::Picture { picture, piece, width, height, piece_side, y } => (
            Some(PictureOut {
                picture: STANDARD.encode(picture),
                piece: STANDARD.encode(piece),
                width,
                height,
                piece_side,
                y,
            }),
            None,
        ),
        puzzle::Task::Question(text) => (None, Some(text.get(caller.lang).to_owned())),
    };
    let out = PuzzleOut {
        id: served.id.to_string(),
        variant: variant.as_str().into(),
        expires_at: served.expires_at.0,
        tries: served.tries,
        picture,
        question,
    };
    Ok((StatusCode::CREATED, axum::Json(out)))
}

async fn answer_puzzle(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<PuzzleId>,
    Json(input): Json<PuzzleAnswerIn>,
) -> Result<(StatusCode, axum::Json<PassOut>), Problem> {
    let pass = puzzle::answer(&state.ctx, &id, &input.answer).await.or_problem(caller.lang)?;
    let out = PassOut { pass: pass.token, expires_at: pass.expires_at.0 };
    Ok((StatusCode::CREATED, axum::Json(out)))
}

/// What the class of an address means (ACC-2).
pub(crate) fn trust_note(trust: Trust) -> Bilingual {
    match trust {
        Trust::Corporate => bi("企业域名邮箱，信任级别较高。", "A domain of your own: higher trust."),
        Trust::FreeMail => bi(
            "免费邮箱，可以使用；换用企业域名邮箱可提高信任级别。",
            "A free-mail address is accepted; one of your own domain raises the trust level.",
        ),
    }
}

async fn register(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<RegisterIn>,
) -> Result<(StatusCode, axum::Json<RegisteredOut>), Problem> {
    let lang = match input.lang.as_deref() {
        Some("en") => Lang::En,
        Some("zh") => Lang::Zh,
        _ => caller.lang,
    };
    let input = account::Register { email: input.email, password: input.password, pass: input.pass, lang };
    let done = account::register(&state.ctx, &input).await.or_problem(caller.lang)?;
    let out = RegisteredOut {
        sent_to: done.sent_to,
        trust: done.trust.as_str().into(),
        trust_note: trust_note(done.trust).get(caller.lang).to_owned(),
        hours: done.hours,
    };
    Ok((StatusCode::ACCEPTED, axum::Json(out)))
}

async fn activate(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<ActivateIn>,
) -> Result<axum::Json<ActivatedOut>, Problem> {
    let account = account::activate(&state.ctx, &input.token, input.password.as_deref())
        .await
        .or_problem(caller.lang)?;
    Ok(axum::Json(ActivatedOut { id: account.id.to_string(), email: account.email }))
}

async fn resend(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<EmailIn>,
) -> Result<StatusCode, Problem> {
    account::resend(&state.ctx, &input.email).await.or_problem(caller.lang)?;
    Ok(StatusCode::ACCEPTED)
}

async fn request_reset(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<EmailIn>,
) -> Result<StatusCode, Problem> {
    account::request_reset(&state.ctx, &input.email).await.or_problem(caller.lang)?;
    Ok(StatusCode::ACCEPTED)
}

async fn confirm_reset(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<ResetIn>,
) -> Result<StatusCode, Problem> {
    account::confirm_reset(&state.ctx, &input.token, &input.password).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

fn current(caller: &Caller) -> Result<&session::Current, Problem> {
    caller.session.as_ref().ok_or(Error::Unauthenticated).or_problem(caller.lang)
}

async fn change_password(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<PasswordIn>,
) -> Result<StatusCode, Problem> {
    let current = current(&caller)?;
    account::change(&state.ctx, current, &input.old, &input.new).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sessions(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<Vec<SessionRowOut>>, Problem> {
    let rows = session::list(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    let here = caller.session.as_ref().map(|s| &s.id);
    let out = rows.into_iter().map(|s| SessionRowOut {
        current: here == Some(&s.id),
        id: s.id.to_string(),
        created_at: s.created_at.0,
        seen_at: s.seen_at.0,
        expires_at: s.expires_at.0,
        agent: s.agent,
    });
    Ok(axum::Json(out.collect()))
}

async fn close_others(State(state): State<AppState>, caller: Caller) -> Result<StatusCode, Problem> {
    session::close_others(&state.ctx, current(&caller)?).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn close_session(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, Problem> {
    session::close(&state.ctx, &caller.actor, &id).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn setup(
    State(state): State<AppState>,
    caller: Caller,
    Json(input): Json<SetupIn>,
) -> Result<(StatusCode, axum::Json<ActivatedOut>), Problem> {
    let made = staff::create_first(&state.ctx, &input.token, &input.email, &input.password)
        .await
        .or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(ActivatedOut { id: made.id.to_string(), email: made.email })))
}
