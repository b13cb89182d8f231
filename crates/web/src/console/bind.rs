//! Binding a phone (ACC-6): `/bind` for the computer, `/bind/{token}` behind the QR code for the phone.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use tongguan_model::text::bi;
use tongguan_service::{Ctx, phone, phone::BindState, session};

use super::{Answer, Flash, Form, Go, Page, S, Trouble, Visit, html, ok};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/bind", Access::Account, start),
        Page::post("/bind", Access::Account, open),
        Page::get("/bind/wait/{token}", Access::Account, wait),
        Page::get("/bind/{token}", Access::Public, phone_page),
        Page::post("/bind/{token}", Access::Public, phone_step),
    ]
}

/// Codes wait for the operator, as no SMS service is set.
fn held(ctx: &Ctx) -> bool {
    ctx.config().sms.is_none()
}

#[derive(Template)]
#[template(path = "bind.html")]
struct BindPage {
    s: S,
    bound: Option<String>,
}

async fn start(State(state): State<AppState>, visit: Visit) -> Answer {
    let account = session::me(&state.ctx, &visit.actor).await?;
    Ok(ok(&BindPage { s: visit.s, bound: phone::masked(&state.ctx, &account)? }))
}

async fn open(State(state): State<AppState>, visit: Visit) -> Answer {
    let made = phone::open(&state.ctx, &visit.actor).await?;
    Ok(Go::to(format!("/bind/wait/{}", made.token)).into_response())
}

#[derive(Template)]
#[template(path = "bind-wait.html")]
struct WaitPage {
    s: S,
    state: &'static str,
    url: String,
    qr: String,
    here: String,
    binding: phone::Binding,
    held: bool,
}

async fn wait(State(state): State<AppState>, visit: Visit, Path(token): Path<String>) -> Answer {
    let ctx = &state.ctx;
    let binding = phone::look(ctx, &token).await?;
    let url = format!("{}/bind/{token}", ctx.config().public_url);
    let qr = format!("data:image/svg+xml;base64,{}", STANDARD.encode(phone::qr_svg(&url)?));
    let here = visit.s.path.clone();
    Ok(ok(&WaitPage { s: visit.s, state: binding.state.as_str(), url, qr, here, binding, held: held(ctx) }))
}

#[derive(Template)]
#[template(path = "bind-phone.html")]
struct PhonePage {
    s: S,
    state: &'static str,
    binding: phone::Binding,
    held: bool,
    phone: String,
    trouble: Trouble,
}

async fn phone_page(State(state): State<AppState>, visit: Visit, Path(token): Path<String>) -> Answer {
    let binding = phone::look(&state.ctx, &token).await?;
    let state_word = binding.state.as_str();
    Ok(ok(&PhonePage {
        s: visit.s,
        state: state_word,
        binding,
        held: held(&state.ctx),
        phone: String::new(),
        trouble: Trouble::default(),
    }))
}

async fn phone_step(
    State(state): State<AppState>,
    visit: Visit,
    Path(token): Path<String>,
    form: Form,
) -> Answer {
    let ctx = &state.ctx;
    let (done, said) = if form.get("step") == "code" {
        let said = bi("手机已绑定。", "The phone is bound.");
        (phone::confirm(ctx, &token, form.trim("code")).await, said)
    } else {
        let said = bi("验证码已发送。", "The code was sent.");
        (phone::send_code(ctx, &token, form.trim("phone")).await, said)
    };
    match done {
        Ok(binding) => {
            let mut flash = Flash::pass(said);
            if binding.state == BindState::Bound {
                flash = flash
                    .more(bi("可以关闭此页，回到电脑继续。", "Close this page and go on at the computer."));
            }
            Ok(Go::to(format!("/bind/{token}")).with(flash).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let binding = phone::look(ctx, &token).await?;
            let view = PhonePage {
                s: visit.s,
                state: binding.state.as_str(),
                binding,
                held: held(ctx),
                phone: form.trim("phone").to_owned(),
                trouble,
            };
            Ok(html(view.trouble.status(), &view))
        }
    }
}
