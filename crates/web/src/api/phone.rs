//! Binding a phone by its QR page (ACC-6).

use axum::{extract::State, http::StatusCode};
use tongguan_api::account::{BindingOut, CodeIn, PhoneIn, PhoneTicketOut};
use tongguan_service::phone;

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
        Route::post("/api/v1/phone/tickets", Access::Account, open)
            .about("A QR code that binds a phone to the caller's account")
            .gives::<PhoneTicketOut>(),
        Route::get("/api/v1/phone/tickets/{token}", Access::Public, look)
            .about("How far the binding is; for the waiting page and the phone")
            .gives::<BindingOut>(),
        Route::post("/api/v1/phone/tickets/{token}/code", Access::Public, send_code)
            .about("Send a code by SMS")
            .takes::<PhoneIn>()
            .gives::<BindingOut>()
            .status(202),
        Route::post("/api/v1/phone/tickets/{token}/confirm", Access::Public, confirm)
            .about("Confirm the code; the phone is bound")
            .takes::<CodeIn>()
            .gives::<BindingOut>()
            .status(200),
    ]
}

fn out(b: phone::Binding) -> BindingOut {
    BindingOut {
        state: b.state.as_str().into(),
        email: b.email_masked,
        phone: b.phone_masked,
        code_expires_at: b.code_expires_at.map(|t| t.0),
        expires_at: b.expires_at.0,
    }
}

async fn open(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<(StatusCode, axum::Json<PhoneTicketOut>), Problem> {
    let made = phone::open(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    let out = PhoneTicketOut {
        token: made.token,
        url: made.url,
        qr_svg: made.qr_svg,
        expires_at: made.expires_at.0,
    };
    Ok((StatusCode::CREATED, axum::Json(out)))
}

async fn look(
    State(state): State<AppState>,
    caller: Caller,
    Path(token): Path<String>,
) -> Result<axum::Json<BindingOut>, Problem> {
    Ok(axum::Json(out(phone::look(&state.ctx, &token).await.or_problem(caller.lang)?)))
}

async fn send_code(
    State(state): State<AppState>,
    caller: Caller,
    Path(token): Path<String>,
    Json(input): Json<PhoneIn>,
) -> Result<(StatusCode, axum::Json<BindingOut>), Problem> {
    let now = phone::send_code(&state.ctx, &token, &input.phone).await.or_problem(caller.lang)?;
    Ok((StatusCode::ACCEPTED, axum::Json(out(now))))
}

async fn confirm(
    State(state): State<AppState>,
    caller: Caller,
    Path(token): Path<String>,
    Json(input): Json<CodeIn>,
) -> Result<axum::Json<BindingOut>, Problem> {
    Ok(axum::Json(out(phone::confirm(&state.ctx, &token, &input.code).await.or_problem(caller.lang)?)))
}
