//! The bytes of a material, for the reviewer who holds the case; the service records the look.

use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use tongguan_model::ids::{CaseId, MaterialId};
use tongguan_service::{material, review};

use crate::{
    AppState,
    console::{Answer, Visit},
};

pub(super) async fn picture(
    State(state): State<AppState>,
    visit: Visit,
    Path((case, id)): Path<(CaseId, MaterialId)>,
) -> Answer {
    let case = review::get(&state.ctx, &visit.actor, &case).await?;
    let (found, bytes) = material::view(&state.ctx, &visit.actor, &case.app, &id).await?;
    Ok(([(header::CONTENT_TYPE, found.media), (header::CACHE_CONTROL, "no-store".into())], bytes)
        .into_response())
}
