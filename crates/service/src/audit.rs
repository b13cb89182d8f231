//! Reading the audit log.

use tongguan_model::{
    actor::{Actor, PlatformRole},
    ids::AppId,
    time::Millis,
};
pub use tongguan_store::audit::Entry;

use crate::{Ctx, Result, access};

/// What happened to an app, newest first; for its members and staff.
pub async fn of_app(ctx: &Ctx, actor: &Actor, id: &AppId, limit: i64) -> Result<Vec<Entry>> {
    before(ctx, actor, id, (Millis(i64::MAX), ""), limit).await
}

/// What happened to an app before an entry, given by its moment and id.
pub async fn before(
    ctx: &Ctx,
    actor: &Actor,
    id: &AppId,
    before: (Millis, &str),
    limit: i64,
) -> Result<Vec<Entry>> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, id).await?;
    Ok(tongguan_store::audit::of_app(&mut tx, id, before, limit.clamp(1, 500)).await?)
}

/// The platform's audit log, newest first; for the operator.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    before: Millis,
    kind: &str,
    by: &str,
    limit: i64,
) -> Result<Vec<Entry>> {
    page(ctx, actor, (before, ""), kind, by, limit).await
}

/// The platform's audit log before an entry, given by its moment and id; for the operator.
pub async fn page(
    ctx: &Ctx,
    actor: &Actor,
    before: (Millis, &str),
    kind: &str,
    by: &str,
    limit: i64,
) -> Result<Vec<Entry>> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    Ok(tongguan_store::audit::list(&mut tx, before, kind, by, limit.clamp(1, 500)).await?)
}
