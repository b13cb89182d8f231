//! `/activate`: the link of the activation mail, and sending it again (ACC-5). Opening the link changes nothing, as mail
//! scanners open links too; the button does.

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
        Page::get("/activate", Access::Public, ask),
        Page::post("/activate", Access::Public, resend),
        Page::get("/activate/{token}", Access::Public, show),
        Page::post("/activate/{token}", Access::Public, activate),
    ]
}

#[derive(Template)]
#[template(path = "activate.html")]
struct ActivatePage {
    s: S,
    /// The password is chosen here.
    chooses: bool,
    min: i64,
    trouble: Trouble,
}

#[derive(Template)]
#[template(path = "resend.html")]
struct ResendPage {
    s: S,
    email: String,
    /// Mails wait for the operator, as no mail server is set.
    held: bool,
    trouble: Trouble,
}

fn held(ctx: &Ctx) -> bool {
    ctx.config().smtp_url.is_none()
}

async fn ask(State(state): State<AppState>, visit: Visit) -> Answer {
    let held = held(&state.ctx);
    Ok(ok(&ResendPage { s: visit.s, email: String::new(), held, trouble: Trouble::default() }))
}

async fn resend(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    match account::resend(&state.ctx, form.trim("email")).await {
        Ok(()) => {
            let flash = Flash::pass(bi(
                "如果此邮箱有待激活的账号，激活邮件已重新发送。",
                "If this address has an account to activate, the mail was sent again.",
            ));
            Ok(Go::to("/activate").with(flash).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let view = ResendPage {
                s: visit.s,
                email: form.trim("email").to_owned(),
                held: held(&state.ctx),
                trouble,
            };
            Ok(html(view.trouble.status(), &view))
        }
    }
}

async fn page(ctx: &Ctx, s: S, token: &str, trouble: Trouble) -> Result<ActivatePage, Oops> {
    let chooses = account::chooses(ctx, token).await?;
    Ok(ActivatePage { s, chooses, min: *revision::now(ctx).await?.account.password_min_length, trouble })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(token): Path<String>) -> Answer {
    Ok(ok(&page(&state.ctx, visit.s, &token, Trouble::default()).await?))
}

async fn activate(
    State(state): State<AppState>,
    visit: Visit,
    Path(token): Path<String>,
    form: Form,
) -> Answer {
    match account::activate(&state.ctx, &token, Some(form.get("password"))).await {
        Ok(_) => {
            let flash = Flash::pass(bi("账号已激活。", "The account is activated."))
                .more(bi("请用邮箱和所设的密码登录。", "Sign in with the e-mail and password you chose."));
            Ok(Go::to("/signin").with(flash).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let view = page(&state.ctx, visit.s, &token, trouble).await?;
            Ok(html(view.trouble.status(), &view))
        }
    }
}
