//! `/apps/{app}/siblings`: the apps that stand for the same subject, and how many may.

use askama::Template;
use axum::extract::{Path, State};
use tongguan_model::ids::AppId;
use tongguan_service::subject::{Siblings, siblings};

use super::{Answer, Page, S, Visit, frame::Frame, ok};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![Page::get("/apps/{app}/siblings", Access::Applicant, show)]
}

#[derive(Template)]
#[template(path = "siblings.html")]
struct SiblingsPage {
    s: S,
    frame: Frame,
    all: Siblings,
    /// Those that others run.
    hidden: usize,
}

async fn show(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>) -> Answer {
    let frame = Frame::of(&state.ctx, &visit, &app).await?;
    let all = siblings(&state.ctx, &visit.actor, &app).await?;
    let hidden = usize::try_from(all.count).unwrap_or_default().saturating_sub(all.apps.len());
    Ok(ok(&SiblingsPage { s: visit.s, frame, all, hidden }))
}
