//! Evidence: one leader gives the rows their place, chains them and adds them to the log. Nothing of this happens inside a request.

use tongguan_ledger::{Chain, Link, leaf_hash};
use tongguan_model::{
    actor::{Actor, PlatformRole},
    ids::AppId,
    time::Millis,
};
pub use tongguan_store::evidence::Row;
use tongguan_store::{Tx, evidence};

use crate::{Ctx, Error, Result, access, log, transact};

/// Kind of the job that sequences.
pub(crate) const JOB: &str = "evidence.sequence";
const BATCH: i64 = 200;
const LEASE: &str = "evidence";
/// Of two servers one does the work; after a crash the other takes over within this time.
const LEASE_MS: i64 = 5 * Millis::SECOND;

/// Chains waiting rows and adds them to the log, in batches until none is left; returns how many. Another leader's lease means zero.
pub async fn sequence(ctx: &Ctx) -> Result<usize> {
    let mut total = 0;
    loop {
        let n = transact!(ctx, tx, batch(ctx, &mut tx))?;
        total += n;
        if n == 0 {
            return Ok(total);
        }
    }
}

async fn batch(ctx: &Ctx, tx: &mut Tx) -> Result<usize> {
    let now = ctx.now();
    if !evidence::lease(tx, LEASE, &ctx.config().holder, now, now.plus(LEASE_MS)).await? {
        return Ok(0);
    }
    let rows = evidence::unsequenced(tx, BATCH).await?;
    let mut chain = match evidence::head(tx).await? {
        Some(head) => Chain::after(head.seq.unwrap_or(-1), head.row_hash.unwrap_or_default()),
        None => Chain::default(),
    };
    for row in &rows {
        let (seq, hash) = chain.push(&row.leaf_hash);
        evidence::sequence(tx, &row.id, seq, &hash).await?;
    }
    // Rows of a database from before the log have their place already; they follow batch by batch.
    Ok(rows.len().max(log::integrate(ctx, tx, BATCH).await?))
}

/// The rows of an app, newest first; for its members and staff.
pub async fn of_app(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<Vec<Row>> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, id).await?;
    Ok(evidence::of_app(&mut tx, id, 500).await?)
}

/// The evidence of an app between two moments, both included.
pub async fn of_app_between(
    ctx: &Ctx,
    actor: &Actor,
    id: &AppId,
    (from, until): (Millis, Millis),
) -> Result<Vec<Row>> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, id).await?;
    Ok(evidence::of_app_between(&mut tx, id, from, until).await?)
}

/// What a walk over the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Rows in the chain.
    pub rows: i64,
    /// Hash of the last row, empty for an empty chain.
    pub head: String,
    /// Place of the first row that does not fit, if any.
    pub broken_at: Option<i64>,
}

/// [`verify`] for the operator, with the number of rows that still wait for their place.
pub async fn inspect(ctx: &Ctx, actor: &Actor) -> Result<(Audit, i64)> {
    access::platform(actor, PlatformRole::Operator)?;
    let waiting = evidence::waiting(&mut ctx.store().read().await?).await?;
    Ok((verify(ctx).await?, waiting))
}

/// Recomputes every leaf and every link of the chain.
pub async fn verify(ctx: &Ctx) -> Result<Audit> {
    let mut tx = ctx.store().read().await?;
    let mut chain = Chain::default();
    let ends =
        |chain: &Chain, broken_at| Audit { rows: chain.next(), head: chain.head().to_owned(), broken_at };
    loop {
        let rows = evidence::range(&mut tx, chain.next(), BATCH).await?;
        if rows.is_empty() {
            return Ok(ends(&chain, None));
        }
        for row in rows {
            let salt = hex::decode(&row.salt).map_err(Error::internal)?;
            let leaf = hex::encode(leaf_hash(&salt, row.body.as_bytes()));
            let stored = row.row_hash.as_deref().unwrap_or_default();
            let link = Link { seq: row.seq.unwrap_or(-1), leaf: &leaf, row: stored };
            if row.leaf_hash != leaf || chain.check(&link).is_err() {
                return Ok(ends(&chain, Some(chain.next())));
            }
        }
    }
}
