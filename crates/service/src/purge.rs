//! Removes what has ended: sessions, tickets, puzzles, counters, old messages.

use tongguan_model::time::Millis;
use tongguan_store::{Tx, job, message, puzzle, session, throttle, ticket};

use crate::{Ctx, Result, revision, transact};

/// Kind of the job.
pub(crate) const JOB: &str = "purge";

/// Sees to it that a purge runs within the hour; whatever makes rows that end calls this.
pub(crate) async fn schedule(ctx: &Ctx, tx: &mut Tx) -> Result<()> {
    let now = ctx.now();
    job::push(tx, &ctx.id(), JOB, Some(JOB), "{}", now.plus(Millis::HOUR), now).await?;
    crate::privacy::schedule(ctx, tx).await
}

/// Removes what has ended.
pub(crate) async fn run(ctx: &Ctx) -> Result<()> {
    let removed = transact!(ctx, tx, run_in(ctx, &mut tx))? + crate::watch::purge(ctx).await?;
    tracing::debug!(removed, "purged");
    Ok(())
}

async fn run_in(ctx: &Ctx, tx: &mut Tx) -> Result<u64> {
    let policy = revision::current(ctx, tx).await?;
    let now = ctx.now();
    // A used or expired link is told so for a week, and not that it never existed.
    let removed = session::purge(tx, now).await?
        + puzzle::purge(tx, now.plus(-Millis::DAY)).await?
        + ticket::purge(tx, now.plus(-7 * Millis::DAY)).await?
        + throttle::purge(tx, now.plus(-2 * Millis::DAY)).await?
        + message::purge(tx, now.plus(-*policy.account.outbox_keep_days * Millis::DAY)).await?;
    Ok(removed)
}
