//! The only place where the two databases differ.

use sqlx::AssertSqlSafe;

use crate::{Result, Tx, db::Db, db::on};

/// Runs the migrations of both databases.
pub(crate) async fn migrate(main: &Db, telemetry: &Db, telemetry_schema: &str) -> Result<()> {
    match main {
        Db::Sqlite { writer, .. } => sqlx::migrate!("migrations/sqlite").run(writer).await?,
        Db::Postgres(pool) => sqlx::migrate!("migrations/postgres").run(pool).await?,
    }
    match telemetry {
        Db::Sqlite { writer, .. } => sqlx::migrate!("migrations/telemetry_sqlite").run(writer).await?,
        Db::Postgres(pool) => {
            // The name is our own or a test's, never a client's; quoted all the same.
            let create = format!("create schema if not exists \"{}\"", telemetry_schema.replace('"', ""));
            // Two servers may start at once on a new database.
            let created = sqlx::query(AssertSqlSafe(create.clone())).execute(pool).await;
            if created.is_err() {
                sqlx::query(AssertSqlSafe(create)).execute(pool).await?;
            }
            sqlx::migrate!("migrations/telemetry_postgres").run(pool).await?;
        }
    }
    Ok(())
}

/// Claims due jobs: several workers share the queue without waiting for each other on PostgreSQL; SQLite has
/// one writer anyway.
pub(crate) async fn claim_jobs(
    tx: &mut Tx,
    slow: bool,
    now: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<crate::job::Row>> {
    const SQLITE: &str = "update job set locked_until = $2, attempts = attempts + 1 where id in
        (select id from job where run_at <= $1 and locked_until <= $1 and (kind = $4) = $5 order by run_at, id limit $3)
        returning *";
    const POSTGRES: &str = "update job set locked_until = $2, attempts = attempts + 1 where id in
        (select id from job where run_at <= $1 and locked_until <= $1 and (kind = $4) = $5 order by run_at, id limit $3
        for update skip locked) returning *";
    let sql = if tx.is_postgres() { POSTGRES } else { SQLITE };
    let rows = on!(tx, |c| sqlx::query_as(sql)
        .bind(now)
        .bind(until)
        .bind(limit)
        .bind(crate::job::SLOW)
        .bind(slow)
        .fetch_all(c)
        .await)?;
    Ok(rows)
}
