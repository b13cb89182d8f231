//! Sign in, sign out, who am I.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use tongguan_api::session::{MeOut, SessionOut, SignInIn};
use tongguan_service::{Error, phone, session};

use crate::{
    AppState, Problem,
    auth::Caller,
    body::Json,
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/sessions", Access::Public, sign_in)
            .about("Sign in; the token goes into `Authorization: Bearer`")
            .takes::<SignInIn>()
            .gives::<SessionOut>(),
        Route::delete("/api/v1/sessions/current", Access::Account, sign_out).about("Sign out").status(204),
        Route::get("/api/v1/me", Access::Account, me).about("The signed-in account").gives::<MeOut>(),
    ]
}

async fn sign_in(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Json(input): Json<SignInIn>,
) -> Result<(StatusCode, axum::Json<SessionOut>), Problem> {
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let signed =
        session::sign_in(&state.ctx, &input.email, &input.password, agent).await.or_problem(caller.lang)?;
    let out = SessionOut {
        token: signed.token,
        expires_at: signed.expires_at.0,
        role: signed.role.as_str().into(),
    };
    Ok((StatusCode::CREATED, axum::Json(out)))
}

async fn sign_out(State(state): State<AppState>, caller: Caller) -> Result<StatusCode, Problem> {
    let current = caller.session.as_ref().ok_or(Error::Unauthenticated).or_problem(caller.lang)?;
    session::sign_out(&state.ctx, current).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn me(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<MeOut>, Problem> {
    let account = session::me(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    let phone = phone::masked(&state.ctx, &account).or_problem(caller.lang)?;
    Ok(axum::Json(MeOut {
        phone,
        id: account.id.to_string(),
        email: account.email,
        role: account.role.as_str().into(),
        state: account.state.as_str().into(),
        trust: account.trust.as_str().into(),
        phone_bound: account.phone_sealed.is_some(),
    }))
}
