//! What every page says at its foot: which rules are in force, how far the evidence log is.

use tongguan_store::evidence;

use crate::{Ctx, Result, revision};

/// The facts at the foot of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// Name of the active policy pack.
    pub pack: String,
    /// Its revision.
    pub revision: i64,
    /// Place of the last row of the evidence log, if there is one.
    pub evidence: Option<i64>,
}

/// Reads them; public.
pub async fn facts(ctx: &Ctx) -> Result<Site> {
    let mut tx = ctx.store().read().await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let evidence = evidence::head(&mut tx).await?.and_then(|row| row.seq);
    Ok(Site { pack: policy.name.clone(), revision: policy.number, evidence })
}
