//! Is it ready, and how much waits.

use crate::{Ctx, Result, revision};

/// Whether the database answers and a policy is active.
pub async fn ready(ctx: &Ctx) -> Result<()> {
    revision::now(ctx).await.map(drop)
}

/// Waiting jobs, and those of them that have failed at least once.
pub async fn backlog(ctx: &Ctx) -> Result<(i64, i64)> {
    let mut tx = ctx.store().read().await?;
    Ok(tongguan_store::job::backlog(&mut tx).await?)
}
