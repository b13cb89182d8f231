//! `/apps/{app}/capabilities`: what the app may use, why, what opens it and whose move that is (SYS-1).

use askama::Template;
use axum::extract::{Path, State};
use tongguan_model::ids::AppId;
use tongguan_service::capability::{self, CapabilityView};

use super::{Answer, Page, S, Visit, frame::Frame, ok};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![Page::get("/apps/{app}/capabilities", Access::Applicant, show)]
}

#[derive(Template)]
#[template(path = "capabilities.html")]
struct CapabilitiesPage {
    s: S,
    frame: Frame,
    open: usize,
    rows: Vec<CapabilityView>,
}

async fn show(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>) -> Answer {
    let frame = Frame::of(&state.ctx, &visit, &app).await?;
    let rows = capability::of(&state.ctx, &visit.actor, &app).await?;
    let open = rows.iter().filter(|r| r.open).count();
    Ok(ok(&CapabilitiesPage { s: visit.s, frame, open, rows }))
}
