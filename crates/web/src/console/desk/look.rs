//! The bytes of a material or package, for the reviewer who holds the case; the service records the look.

use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use tongguan_model::ids::{CaseId, MaterialId, VersionId};
use tongguan_service::{material, package, review, version};

use crate::{
    AppState,
    attachment::attachment,
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

/// The zip that a version case is about, as a download.
pub(super) async fn package(State(state): State<AppState>, visit: Visit, Path(case): Path<CaseId>) -> Answer {
    let case = review::get(&state.ctx, &visit.actor, &case).await?;
    let id = VersionId::from_trusted(case.target.clone());
    let found = version::get(&state.ctx, &visit.actor, &case.app, &id).await?;
    let (_, zip) = package::content(&state.ctx, &visit.actor, &case.app, &found.package.id).await?;
    Ok(attachment("application/zip", &format!("{}.zip", found.version.number), zip))
}
