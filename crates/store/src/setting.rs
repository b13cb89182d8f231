//! Small named values and counters.

use crate::{Result, Tx, db::on};

/// A setting.
pub async fn get(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    const SQL: &str = "select value from setting where name = $1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(name).fetch_optional(c).await)?)
}

/// Sets a setting.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<()> {
    const SQL: &str = "insert into setting (name, value) values ($1, $2) \
        on conflict (name) do update set value = excluded.value";
    on!(tx, |c| sqlx::query(SQL).bind(name).bind(value).execute(c).await.map(drop))?;
    Ok(())
}

/// Removes a setting and says whether it was there; for one-time tokens.
pub async fn take(tx: &mut Tx, name: &str) -> Result<bool> {
    const SQL: &str = "delete from setting where name = $1";
    let n = on!(tx, |c| sqlx::query(SQL).bind(name).execute(c).await.map(|r| r.rows_affected()))?;
    Ok(n == 1)
}

/// Counts `name` up by one and returns the new value, from 1.
pub async fn next(tx: &mut Tx, name: &str) -> Result<i64> {
    const SQL: &str = "insert into counter (name, value) values ($1, 1) \
        on conflict (name) do update set value = counter.value + 1 returning value";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(name).fetch_one(c).await)?)
}
