//! `/reset`: a new password by mail.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use tongguan_model::text::bi;
use tongguan_service::{Ctx, account, revision};

use super::{Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit, html, ok};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/reset", Access::Public, ask),
        Page::post("/reset", Access::Public, request),
        Page::get("/reset/{token}", Access::Public, show),
        Page::post("/reset/{token}", Access::Public, confirm),
    ]
}

#[derive(Template)]
#[template(path = "reset.html")]
struct ResetPage {
    s: S,
    email: String,
    minutes: i64,
    trouble: Trouble,
}

#[derive(Template)]
#[template(path = "reset-confirm.html")]
struct ConfirmPage {
    s: S,
    min: i64,
    trouble: Trouble,
}

async fn reset_page(ctx: &Ctx, s: S, email: &str, trouble: Trouble) -> Result<ResetPage, Oops> {
    let minutes = *revision::now(ctx).await?.account.reset_minutes;
    Ok(ResetPage { s, email: email.into(), minutes, trouble })
}

async fn ask(State(state): State<AppState>, visit: Visit) -> Answer {
    Ok(ok(&reset_page(&state.ctx, visit.s, "", Trouble::default()).await?))
}

async fn request(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    match account::request_reset(&state.ctx, form.trim("email")).await {
        Ok(()) => {
            let flash = Flash::pass(bi(
                "如果此邮箱有账号，重设密码的邮件已发送。",
                "If this address has an account, a mail with a reset link was sent.",
            ));
            Ok(Go::to("/reset").with(flash).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let view = reset_page(&state.ctx, visit.s, form.trim("email"), trouble).await?;
            Ok(html(view.trouble.status(), &view))
        }
    }
}

async fn confirm_page(ctx: &Ctx, s: S, trouble: Trouble) -> Result<ConfirmPage, Oops> {
    Ok(ConfirmPage { s, min: *revision::now(ctx).await?.account.password_min_length, trouble })
}

async fn show(State(state): State<AppState>, visit: Visit) -> Answer {
    Ok(ok(&confirm_page(&state.ctx, visit.s, Trouble::default()).await?))
}

async fn confirm(
    State(state): State<AppState>,
    visit: Visit,
    Path(token): Path<String>,
    form: Form,
) -> Answer {
    match account::confirm_reset(&state.ctx, &token, form.get("password")).await {
        Ok(()) => {
            let flash = Flash::pass(bi(
                "密码已重设，所有登录已退出。",
                "The password is set; every session has ended.",
            ))
            .more(bi("请用新密码登录。", "Sign in with the new one."));
            Ok(Go::to("/signin").with(flash).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let view = confirm_page(&state.ctx, visit.s, trouble).await?;
            Ok(html(view.trouble.status(), &view))
        }
    }
}
