//! `/signin` and `/signout`.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tongguan_model::{text::bi, time::Millis};
use tongguan_service::{Ctx, demo, session};

use super::{Answer, Flash, Form, Go, Page, S, Trouble, Visit, cookie, html, inside, nav, ok};
use crate::{AppState, auth, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/signin", Access::Public, show),
        Page::post("/signin", Access::Public, sign_in),
        Page::post("/signout", Access::Public, sign_out),
    ]
}

#[derive(Template)]
#[template(path = "signin.html")]
struct SignInPage {
    s: S,
    email: String,
    next: String,
    trouble: Trouble,
    demo: &'static [demo::DemoAccount],
}

fn demo_accounts(ctx: &Ctx) -> &'static [demo::DemoAccount] {
    if ctx.config().demo { &demo::ACCOUNTS } else { &[] }
}

#[derive(Deserialize)]
struct Where {
    #[serde(default)]
    next: String,
}

async fn show(State(state): State<AppState>, visit: Visit, Query(query): Query<Where>) -> Answer {
    if let Some(role) = visit.actor.role() {
        return Ok(Go::to(inside(&query.next, nav::home(role))).into_response());
    }
    Ok(ok(&SignInPage {
        s: visit.s,
        email: String::new(),
        next: query.next,
        trouble: Trouble::default(),
        demo: demo_accounts(&state.ctx),
    }))
}

/// Answers with the session's cookie and leads on.
pub(super) fn enter(ctx: &Ctx, signed: &session::SignedIn, next: &str) -> Response {
    let mut response = Go::to(inside(next, nav::home(signed.role))).into_response();
    let seconds = (signed.expires_at.0 - ctx.now().0) / Millis::SECOND;
    cookie::add(response.headers_mut(), cookie::set(ctx, auth::COOKIE, &signed.token, Some(seconds)));
    response
}

async fn sign_in(State(state): State<AppState>, visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let ctx = &state.ctx;
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    match session::sign_in(ctx, form.trim("email"), form.get("password"), agent).await {
        Ok(signed) => {
            // Whoever was signed in here before leaves for good.
            if let Some(before) = &visit.session {
                session::sign_out(ctx, before).await?;
            }
            Ok(enter(ctx, &signed, form.get("next")))
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let view = SignInPage {
                s: visit.s,
                email: form.trim("email").to_owned(),
                next: form.get("next").to_owned(),
                demo: demo_accounts(ctx),
                trouble,
            };
            Ok(html(view.trouble.status(), &view))
        }
    }
}

async fn sign_out(State(state): State<AppState>, visit: Visit) -> Answer {
    if let Some(current) = &visit.session {
        session::sign_out(&state.ctx, current).await?;
    }
    let done = Flash::pass(bi("已退出登录。", "Signed out."));
    let mut response = Go::to("/signin").with(done).into_response();
    cookie::add(response.headers_mut(), cookie::set(&state.ctx, auth::COOKIE, "", Some(0)));
    Ok(response)
}
