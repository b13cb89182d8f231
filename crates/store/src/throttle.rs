//! Counters of tries.

use tongguan_model::time::Millis;

use crate::{Result, Tx, db::on};

/// Tries of a key and since when they are counted.
pub async fn get(tx: &mut Tx, key: &str) -> Result<Option<(i64, Millis)>> {
    const SQL: &str = "select count, since from throttle where name = $1";
    let row: Option<(i64, i64)> = on!(tx, |c| sqlx::query_as(SQL).bind(key).fetch_optional(c).await)?;
    Ok(row.map(|(count, since)| (count, Millis(since))))
}

/// Counts a try and gives the tries with it, and since when; a count that began before `stale` starts anew. One
/// statement, so that tries at the same time get different counts.
pub async fn count(tx: &mut Tx, key: &str, now: Millis, stale: Millis) -> Result<(i64, Millis)> {
    const SQL: &str = "insert into throttle (name, count, since) values ($1, 1, $2) on conflict (name) do update set \
        count = case when throttle.since <= $3 then 1 else throttle.count + 1 end, \
        since = case when throttle.since <= $3 then $2 else throttle.since end returning count, since";
    let (count, since): (i64, i64) =
        on!(tx, |c| sqlx::query_as(SQL).bind(key).bind(now.0).bind(stale.0).fetch_one(c).await)?;
    Ok((count, Millis(since)))
}

/// Takes a counted try back.
pub async fn uncount(tx: &mut Tx, key: &str) -> Result<()> {
    const SQL: &str = "update throttle set count = count - 1 where name = $1 and count > 0";
    on!(tx, |c| sqlx::query(SQL).bind(key).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets a key.
pub async fn clear(tx: &mut Tx, key: &str) -> Result<()> {
    const SQL: &str = "delete from throttle where name = $1";
    on!(tx, |c| sqlx::query(SQL).bind(key).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets keys counted since before a moment.
pub async fn purge(tx: &mut Tx, before: Millis) -> Result<u64> {
    const SQL: &str = "delete from throttle where since <= $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(before.0).execute(c).await.map(|r| r.rows_affected()))?)
}
