//! The job queue: enqueued by the business transaction, so that a fault loses neither the work nor its cause.

use sqlx::FromRow;
use tongguan_model::time::Millis;

use crate::{Result, Tx, db::on, dialect};

/// Kind of the jobs that take seconds each and have a lane of their own, so that mail does not wait for them.
pub const SLOW: &str = "material.read";

/// A job as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Which handler.
    pub kind: String,
    /// At most one waiting job with this key.
    pub dedup: Option<String>,
    /// JSON.
    pub payload: String,
    /// Not before.
    pub run_at: i64,
    /// Claimed until; 0 when free.
    pub locked_until: i64,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// When it was enqueued.
    pub created_at: i64,
}

/// Enqueues a job; with a `dedup` key that is already waiting, nothing happens.
pub async fn push(
    tx: &mut Tx,
    id: &str,
    kind: &str,
    dedup: Option<&str>,
    payload: &str,
    run_at: Millis,
    now: Millis,
) -> Result<()> {
    const SQL: &str = "insert into job (id, kind, dedup, payload, run_at, locked_until, attempts, last_error, \
        created_at) values ($1, $2, $3, $4, $5, 0, 0, null, $6) on conflict (dedup) do nothing";
    on!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(kind)
        .bind(dedup)
        .bind(payload)
        .bind(run_at.0)
        .bind(now.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Claims up to `limit` due jobs of a lane until `until`; each counts as an attempt.
pub async fn claim(tx: &mut Tx, slow: bool, now: Millis, until: Millis, limit: i64) -> Result<Vec<Row>> {
    dialect::claim_jobs(tx, slow, now.0, until.0, limit).await
}

/// Removes a finished job.
pub async fn done(tx: &mut Tx, id: &str) -> Result<()> {
    const SQL: &str = "delete from job where id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Removes a job as part of its own work, so that the work is done once even if the job runs twice; `false` if another
/// run has done it.
pub async fn take(tx: &mut Tx, id: &str) -> Result<bool> {
    const SQL: &str = "delete from job where id = $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(id).execute(c).await.map(|r| r.rows_affected()))? == 1)
}

/// Puts a failed job back for later.
pub async fn fail(tx: &mut Tx, id: &str, error: &str, run_at: Millis) -> Result<()> {
    const SQL: &str = "update job set locked_until = 0, last_error = $2, run_at = $3 where id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(id).bind(error).bind(run_at.0).execute(c).await.map(drop))?;
    Ok(())
}

/// How many jobs wait, and how many of them have failed at least once.
pub async fn backlog(tx: &mut Tx) -> Result<(i64, i64)> {
    const SQL: &str = "select cast(count(*) as bigint), \
        cast(coalesce(sum(case when last_error is null then 0 else 1 end), 0) as bigint) from job";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_one(c).await)?)
}

/// The jobs that wait, those that failed first.
pub async fn list(tx: &mut Tx, limit: i64) -> Result<Vec<Row>> {
    const SQL: &str = "select * from job order by attempts desc, run_at, id limit $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(limit).fetch_all(c).await)?)
}
