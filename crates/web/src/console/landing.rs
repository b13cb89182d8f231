//! `/`: what this is, for those who have not signed in; others go to their first page. And the choice of theme.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

use super::{
    Answer, Form, Go, Page, Visit, cookie, inside, nav, ok,
    shell::{S, Theme},
};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![Page::get("/", Access::Public, landing), Page::post("/theme", Access::Public, theme)]
}

#[derive(Template)]
#[template(path = "landing.html")]
struct Landing {
    s: S,
    demo: bool,
}

async fn landing(State(state): State<AppState>, visit: Visit) -> Answer {
    if let Some(role) = visit.actor.role() {
        return Ok(Go::to(nav::home(role)).into_response());
    }
    Ok(ok(&Landing { s: visit.s, demo: state.ctx.config().demo }))
}

async fn theme(State(state): State<AppState>, form: Form) -> Response {
    let ctx = &state.ctx;
    let mut response = Go::to(inside(form.get("next"), "/")).into_response();
    let chosen = match Theme::parse(form.get("theme")) {
        Some(theme) => cookie::keep(ctx, cookie::THEME, theme.as_str()),
        None => cookie::set(ctx, cookie::THEME, "", Some(0)),
    };
    cookie::add(response.headers_mut(), chosen);
    response
}
