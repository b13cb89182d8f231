//! `/setup/{token}`: the first operator, by the link that `serve` printed.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use tongguan_model::text::bi;
use tongguan_service::{Ctx, Error, revision, staff};

use super::{Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit, html, ok};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/setup/{token}", Access::Public, show),
        Page::post("/setup/{token}", Access::Public, create),
    ]
}

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage {
    s: S,
    email: String,
    min: i64,
    trouble: Trouble,
}

async fn page(ctx: &Ctx, s: S, email: &str, trouble: Trouble) -> Result<SetupPage, Oops> {
    let min = *revision::now(ctx).await?.account.password_min_length;
    Ok(SetupPage { s, email: email.into(), min, trouble })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(token): Path<String>) -> Answer {
    if !staff::is_first_token(&state.ctx, &token).await? {
        return Err(Error::NotFound("link").into());
    }
    Ok(ok(&page(&state.ctx, visit.s, "", Trouble::default()).await?))
}

async fn create(
    State(state): State<AppState>,
    visit: Visit,
    Path(token): Path<String>,
    form: Form,
) -> Answer {
    match staff::create_first(&state.ctx, &token, form.trim("email"), form.get("password")).await {
        Ok(_) => {
            let flash = Flash::pass(bi("运营人员账号已创建。", "The operator's account is made."))
                .more(bi("请登录。", "Sign in."));
            Ok(Go::to("/signin").with(flash).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let view = page(&state.ctx, visit.s, form.trim("email"), trouble).await?;
            Ok(html(view.trouble.status(), &view))
        }
    }
}
