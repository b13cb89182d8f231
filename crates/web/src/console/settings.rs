//! `/apps/{app}/settings`: the AppID and the AppSecret (DEV-1).

use askama::Template;
use axum::extract::{Path, State};
use tongguan_model::{ids::AppId, refusal::FieldError, text::bi, time::Millis};
use tongguan_service::{
    Ctx, Error,
    developer::{self, Issued},
};

use super::{Answer, Form, Oops, Page, S, Trouble, Visit, frame::Frame, html, ok};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    let at = "/apps/{app}/settings";
    vec![Page::get(at, Access::Applicant, show), Page::post(at, Access::Applicant, issue)]
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    s: S,
    frame: Frame,
    hint: Option<String>,
    issued_at: Option<Millis>,
    /// Only in the answer to the POST that made it.
    fresh: Option<Issued>,
    trouble: Trouble,
}

async fn page(
    ctx: &Ctx,
    visit: Visit,
    app: &AppId,
    fresh: Option<Issued>,
    trouble: Trouble,
) -> Result<SettingsPage, Oops> {
    let frame = Frame::of(ctx, &visit, app).await?;
    let (hint, issued_at) = developer::secret(ctx, &visit.actor, app).await?.issued.unzip();
    Ok(SettingsPage { s: visit.s, frame, hint, issued_at, fresh, trouble })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>) -> Answer {
    Ok(ok(&page(&state.ctx, visit, &app, None, Trouble::default()).await?))
}

async fn issue(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>, form: Form) -> Answer {
    let ctx = &state.ctx;
    match confirmed(ctx, &visit, &app, &form).await {
        // No redirect: the secret is on this page and nowhere else, and the page may not be kept.
        Ok(fresh) => Ok(ok(&page(ctx, visit, &app, Some(fresh), Trouble::default()).await?)),
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            Ok(html(status, &page(ctx, visit, &app, None, trouble).await?))
        }
    }
}

async fn confirmed(ctx: &Ctx, visit: &Visit, app: &AppId, form: &Form) -> Result<Issued, Error> {
    if !Frame::of(ctx, visit, app).await.map_err(|oops| oops.0)?.administers() {
        return Err(Error::forbidden());
    }
    let there = developer::secret(ctx, &visit.actor, app).await?.issued.is_some();
    if there && !form.ticked("confirm") {
        return Err(FieldError::new(
            "confirm",
            "confirm-rotation",
            "DEV-1",
            bi("重置会使旧密钥立即失效。", "A new secret ends the present one at once."),
            bi("请勾选确认。", "Tick to confirm."),
        )
        .into());
    }
    developer::issue_secret(ctx, &visit.actor, app).await
}
