//! Erasing: materials with their bytes, the facts of a subject. The rows go in one transaction; the bytes follow by a job that
//! the same transaction enqueues, so that a crash in between loses neither.

use serde_json::json;
use tongguan_model::{ids::AppId, material::Material, subject::Subject};
use tongguan_store::{Tx, certification, job, material, qualification, reading, review, subject};

use crate::{Ctx, Error, Result};

/// Kind of the job that removes objects.
pub(crate) const JOB: &str = "objects.remove";

/// Removes the bytes of what was erased. It may run twice: absent is fine.
pub(crate) async fn remove_objects(ctx: &Ctx, row: &job::Row) -> Result<()> {
    let paths: Vec<String> = serde_json::from_str(&row.payload).map_err(Error::internal)?;
    for path in paths {
        ctx.objects().delete(&path).await?;
    }
    Ok(())
}

/// Erases materials: what is known of their contents, their rows, and by a job their bytes.
pub(super) async fn materials(ctx: &Ctx, tx: &mut Tx, all: &[Material]) -> Result<()> {
    for found in all {
        reading::delete(tx, &found.id).await?;
        material::delete(tx, &found.id).await?;
    }
    if all.is_empty() {
        return Ok(());
    }
    let paths: Vec<_> = all.iter().map(|m| crate::material::object(&m.id)).collect();
    let payload = json!(paths).to_string();
    job::push(tx, &ctx.id(), JOB, None, &payload, ctx.now(), ctx.now()).await?;
    ctx.wake();
    Ok(())
}

/// Erases the facts of a subject and what machines found on its papers.
pub(super) async fn facts(ctx: &Ctx, tx: &mut Tx, s: &Subject) -> Result<()> {
    subject::erase(tx, s, &crate::subject::no_facts(ctx, &s.id)?, ctx.now()).await?;
    review::forget_findings(tx, &s.app).await?;
    Ok(())
}

/// Erases everything personal that an app holds; how many materials there were.
pub(super) async fn app(ctx: &Ctx, tx: &mut Tx, app: &AppId) -> Result<usize> {
    let all = material::all_of(tx, app).await?;
    materials(ctx, tx, &all).await?;
    if let Some(s) = subject::of_app(tx, app).await? {
        facts(ctx, tx, &s).await?;
    }
    certification::forget_payees(tx, app).await?;
    qualification::delete_of(tx, app).await?;
    Ok(all.len())
}
