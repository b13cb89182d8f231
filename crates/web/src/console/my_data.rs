//! `/me/data`: what is held of the person who looks, and deleting the account (PIPL 45, 47); `/apps/{app}/close`: closing an
//! app for good.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use tongguan_model::{account::Account, actor::PlatformRole, app::App, ids::AppId, refusal::Who, text::bi};
use tongguan_service::{
    Ctx, phone,
    privacy::{self, Blocker},
    revision, session,
};

use super::{Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit, frame::Frame, html, ok};
use crate::{AppState, api::privacy::zipped, route::Access};

pub(super) fn pages() -> Vec<Page> {
    let close = "/apps/{app}/close";
    vec![
        Page::get("/me/data", Access::Account, show),
        Page::post("/me/data", Access::Applicant, delete),
        Page::get("/me/data/export", Access::Account, export),
        Page::get(close, Access::Applicant, show_close),
        Page::post(close, Access::Applicant, shut),
    ]
}

#[derive(Template)]
#[template(path = "my-data.html")]
struct DataPage {
    s: S,
    account: Account,
    phone: Option<String>,
    sessions: usize,
    unfinished: i64,
    ended: i64,
    against: Vec<Blocker>,
    closes: Vec<App>,
    trouble: Trouble,
}

impl DataPage {
    fn applicant(&self) -> bool {
        self.account.role == PlatformRole::Applicant
    }
}

async fn page(ctx: &Ctx, visit: &Visit, trouble: Trouble) -> Result<DataPage, Oops> {
    let account = session::me(ctx, &visit.actor).await?;
    let (against, closes) = match account.role {
        PlatformRole::Applicant => privacy::deletion(ctx, &visit.actor).await?,
        _ => Default::default(),
    };
    let policy = revision::now(ctx).await?;
    Ok(DataPage {
        phone: phone::masked(ctx, &account)?,
        sessions: session::list(ctx, &visit.actor).await?.len(),
        unfinished: *policy.privacy.unfinished_days,
        ended: *policy.privacy.ended_days,
        s: visit.s.clone(),
        account,
        against,
        closes,
        trouble,
    })
}

async fn show(State(state): State<AppState>, visit: Visit) -> Answer {
    Ok(ok(&page(&state.ctx, &visit, Trouble::default()).await?))
}

async fn export(State(state): State<AppState>, visit: Visit) -> Answer {
    Ok(zipped(privacy::archive(&state.ctx, &visit.actor).await?))
}

async fn delete(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    match privacy::delete(&state.ctx, &visit.actor, form.get("password")).await {
        Ok(()) => {
            let done = bi(
                "账号已注销，个人信息已删除，所有登录已退出。",
                "The account is deleted, its personal data erased, every session ended.",
            );
            Ok(Go::to("/").with(Flash::pass(done)).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            Ok(html(trouble.status(), &page(&state.ctx, &visit, trouble).await?))
        }
    }
}

#[derive(Template)]
#[template(path = "close.html")]
struct ClosePage {
    s: S,
    frame: Frame,
    against: Vec<Blocker>,
    input: Form,
    trouble: Trouble,
}

async fn close_page(
    ctx: &Ctx,
    visit: Visit,
    app: &AppId,
    (input, trouble): (Form, Trouble),
) -> Result<ClosePage, Oops> {
    let frame = Frame::of(ctx, &visit, app).await?;
    let against = match frame.administers() {
        true => privacy::closing(ctx, &visit.actor, app).await?,
        false => Vec::new(),
    };
    Ok(ClosePage { s: visit.s.clone(), frame, against, input, trouble })
}

async fn show_close(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>) -> Answer {
    Ok(ok(&close_page(&state.ctx, visit, &app, Default::default()).await?))
}

async fn shut(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>, form: Form) -> Answer {
    match privacy::close(&state.ctx, &visit.actor, &app, form.get("title")).await {
        Ok(()) => {
            let done = bi(
                "小程序已关闭，材料与主体信息已删除。",
                "The mini program is closed; its papers and facts are erased.",
            );
            Ok(Go::to("/apps").with(Flash::pass(done)).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            Ok(html(status, &close_page(&state.ctx, visit, &app, (form, trouble)).await?))
        }
    }
}
