//! Background jobs: claimed from the queue in the database, so that several processes share them and a killed
//! one loses nothing.

use std::{future::Future, time::Duration};

use tongguan_model::time::Millis;
use tongguan_store::job;
pub use tongguan_store::job::Row;

use crate::{Ctx, Error, Result, transact};

const LEASE_MS: i64 = 60 * Millis::SECOND;
const IDLE: Duration = Duration::from_secs(1);

/// What waits for nothing else, and what takes seconds each: two lanes, so that mail does not wait for a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    Quick,
    Slow,
}

impl Lane {
    /// How long a claim holds; longer than any job of the lane takes.
    const fn lease(self) -> i64 {
        match self {
            Self::Quick => LEASE_MS,
            Self::Slow => 10 * LEASE_MS,
        }
    }

    const fn at_once(self) -> i64 {
        match self {
            Self::Quick => 8,
            Self::Slow => 1,
        }
    }
}

/// Runs jobs until `stop` completes. A quick job that is running then is finished first; a slow one is dropped, and
/// taken up again when its claim has ended.
pub async fn run(ctx: &Ctx, stop: impl Future<Output = ()>) {
    tokio::select! {
        () = lane(ctx, Lane::Quick, stop) => {}
        () = lane(ctx, Lane::Slow, std::future::pending()) => {}
    }
}

async fn lane(ctx: &Ctx, lane: Lane, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        let busy = match claim_and_run(ctx, lane, lane.at_once()).await {
            Ok(n) => n > 0,
            Err(error) => {
                tracing::error!(%error, "job queue");
                false
            }
        };
        if busy {
            if futures_ready(&mut stop).await {
                return;
            }
            continue;
        }
        tokio::select! {
            () = &mut stop => return,
            () = ctx.woken(lane == Lane::Slow) => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
}

async fn futures_ready<F: Future<Output = ()> + Unpin>(f: &mut F) -> bool {
    tokio::select! {
        biased;
        () = f => true,
        () = std::future::ready(()) => false,
    }
}

/// Claims and runs up to `limit` due jobs of each lane; returns how many were claimed.
pub async fn drain(ctx: &Ctx, limit: i64) -> Result<usize> {
    Ok(claim_and_run(ctx, Lane::Quick, limit).await? + claim_and_run(ctx, Lane::Slow, limit).await?)
}

async fn claim_and_run(ctx: &Ctx, lane: Lane, limit: i64) -> Result<usize> {
    let now = ctx.now();
    let rows = transact!(ctx, tx, claim(&mut tx, lane, now, limit))?;
    let n = rows.len();
    for row in rows {
        let outcome = perform(ctx, &row).await;
        transact!(ctx, tx, settle(ctx, &mut tx, &row, &outcome))?;
        if let Err(error) = outcome {
            tracing::warn!(kind = row.kind, attempts = row.attempts, %error, "job failed, will be tried again");
        }
    }
    Ok(n)
}

async fn claim(tx: &mut tongguan_store::Tx, lane: Lane, now: Millis, limit: i64) -> Result<Vec<Row>> {
    Ok(job::claim(tx, lane == Lane::Slow, now, now.plus(lane.lease()), limit).await?)
}

async fn settle(ctx: &Ctx, tx: &mut tongguan_store::Tx, row: &Row, outcome: &Result<()>) -> Result<()> {
    match outcome {
        Ok(()) => job::done(tx, &row.id).await?,
        Err(error) => {
            // 2 s, 4 s, 8 s … at most an hour.
            let wait = (Millis::SECOND << row.attempts.clamp(1, 12)).min(Millis::HOUR);
            job::fail(tx, &row.id, &error.to_string(), ctx.now().plus(wait)).await?;
        }
    }
    Ok(())
}

/// One line a kind of job. A handler may run twice (a process can die between its effect and its settling),
/// so each is idempotent.
async fn perform(ctx: &Ctx, row: &Row) -> Result<()> {
    match row.kind.as_str() {
        crate::evidence::JOB => crate::evidence::sequence(ctx).await.map(drop),
        crate::message::JOB => crate::message::send(ctx, &row.payload).await,
        crate::qualification::REMIND => crate::qualification::remind(ctx, row).await,
        crate::subject::VERIFY => crate::subject::verify(ctx, row).await,
        crate::certification::DUE => crate::certification::due(ctx, row).await,
        crate::certification::REMIND => crate::certification::remind(ctx, row).await,
        crate::certification::EXPIRE => crate::certification::expire(ctx, row).await,
        crate::sweep::JOB => crate::sweep::run(ctx).await,
        crate::ocr::JOB => crate::ocr::run(ctx, row).await,
        crate::purge::JOB => crate::purge::run(ctx).await,
        crate::privacy::REMOVE => crate::privacy::remove_objects(ctx, row).await,
        crate::privacy::RETAIN => crate::privacy::retain(ctx, row).await,
        other => Err(Error::internal(format!("unknown job kind {other}"))),
    }
}
