//! Removes objects that no row names: an object is written before its row commits and removed after its row is gone, so a
//! crash in between leaves one.

use tongguan_model::{ids::MaterialId, time::Millis};
use tongguan_store::{Tx, job, material, package};

use crate::{Ctx, Result};

/// Kind of the job.
pub(crate) const JOB: &str = "objects.sweep";

/// What is younger may still get its row.
const GRACE_MS: i64 = Millis::DAY;

/// Sees to it that a sweep runs once what is written now has had its time; whatever writes or removes objects calls this.
pub(crate) async fn schedule(ctx: &Ctx, tx: &mut Tx) -> Result<()> {
    let now = ctx.now();
    Ok(job::push(tx, &ctx.id(), JOB, Some(JOB), "{}", now.plus(GRACE_MS + Millis::HOUR), now).await?)
}

/// Looks at every object that had its time.
pub(crate) async fn run(ctx: &Ctx) -> Result<()> {
    let before = ctx.now().plus(-GRACE_MS);
    for path in ctx.objects().older_than(before).await? {
        let named = named(ctx, &path).await?;
        // Written again since the list was made: its row is on its way.
        if !named && ctx.objects().written_at(&path).await?.is_some_and(|at| at < before) {
            ctx.objects().delete(&path).await?;
            tracing::info!(path, "removed an object that no row names");
        }
    }
    Ok(())
}

async fn named(ctx: &Ctx, path: &str) -> Result<bool> {
    let mut tx = ctx.store().read().await?;
    let file = path.rsplit('/').next().unwrap_or_default();
    match path.split('/').next() {
        Some("material") => Ok(material::find(&mut tx, &MaterialId::from_trusted(file)).await?.is_some()),
        Some("package") => Ok(package::is_named(&mut tx, file.strip_suffix(".zip").unwrap_or(file)).await?),
        // Not ours to judge.
        _ => Ok(true),
    }
}
