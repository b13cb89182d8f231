//! Evidence rows: written unsequenced by the business transaction, sequenced and chained later by one leader.

use sqlx::FromRow;
use tongguan_model::{ids::AppId, time::Millis};

use crate::{Result, Tx, db::on};

/// One evidence row.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Row {
    /// Id.
    pub id: String,
    /// When, epoch milliseconds.
    pub at: i64,
    /// The app it concerns.
    pub app_id: Option<String>,
    /// `noun.verb`.
    pub kind: String,
    /// What it happened to.
    pub target: String,
    /// Canonical JSON; holds no personal data.
    pub body: String,
    /// Hex salt of the leaf.
    pub salt: String,
    /// Hex salted hash of the body.
    pub leaf_hash: String,
    /// Place in the chain, from 0, once sequenced.
    pub seq: Option<i64>,
    /// Hex hash over the previous row's hash, the place and the leaf.
    pub row_hash: Option<String>,
}

/// Inserts an unsequenced row.
pub async fn insert(tx: &mut Tx, row: &Row) -> Result<()> {
    const SQL: &str = "insert into evidence (id, at, app_id, kind, target, body, salt, leaf_hash, seq, row_hash) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, null, null)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&row.id)
        .bind(row.at)
        .bind(&row.app_id)
        .bind(&row.kind)
        .bind(&row.target)
        .bind(&row.body)
        .bind(&row.salt)
        .bind(&row.leaf_hash)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The oldest rows without a place.
pub async fn unsequenced(tx: &mut Tx, limit: i64) -> Result<Vec<Row>> {
    const SQL: &str = "select * from evidence where seq is null order by at, id limit $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(limit).fetch_all(c).await)?)
}

/// The last row of the chain.
pub async fn head(tx: &mut Tx) -> Result<Option<Row>> {
    const SQL: &str = "select * from evidence where seq is not null order by seq desc limit 1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_optional(c).await)?)
}

/// Gives a row its place.
pub async fn sequence(tx: &mut Tx, id: &str, seq: i64, row_hash: &str) -> Result<()> {
    const SQL: &str = "update evidence set seq = $2, row_hash = $3 where id = $1 and seq is null";
    on!(tx, |c| sqlx::query(SQL).bind(id).bind(seq).bind(row_hash).execute(c).await.map(drop))?;
    Ok(())
}

/// Sequenced rows from a place on.
pub async fn range(tx: &mut Tx, from: i64, limit: i64) -> Result<Vec<Row>> {
    const SQL: &str = "select * from evidence where seq >= $1 order by seq limit $2";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(from).bind(limit).fetch_all(c).await)?)
}

/// Rows of an app between two moments, both included.
pub async fn of_app_between(tx: &mut Tx, app: &AppId, from: Millis, until: Millis) -> Result<Vec<Row>> {
    const SQL: &str =
        "select * from evidence where app_id = $1 and at >= $2 and at <= $3 order by at desc, id desc";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(app.as_str()).bind(from.0).bind(until.0).fetch_all(c).await)?)
}

/// Rows of an app, newest first.
pub async fn of_app(tx: &mut Tx, app: &AppId, limit: i64) -> Result<Vec<Row>> {
    const SQL: &str = "select * from evidence where app_id = $1 order by at desc, id desc limit $2";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(app.as_str()).bind(limit).fetch_all(c).await)?)
}

/// Takes or keeps the named lease; false if another holder has it.
pub async fn lease(tx: &mut Tx, name: &str, holder: &str, now: Millis, until: Millis) -> Result<bool> {
    const SQL: &str = "insert into lease (name, holder, until) values ($1, $2, $3) \
        on conflict (name) do update set holder = excluded.holder, until = excluded.until \
        where lease.holder = excluded.holder or lease.until <= $4";
    let n = on!(tx, |c| sqlx::query(SQL)
        .bind(name)
        .bind(holder)
        .bind(until.0)
        .bind(now.0)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(n == 1)
}

/// A row by its id.
pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<Row>> {
    const SQL: &str = "select * from evidence where id = $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(id).fetch_optional(c).await)?)
}

/// The row of an event of this kind that happened to a thing.
pub async fn of_target(tx: &mut Tx, kind: &str, target: &str) -> Result<Option<Row>> {
    const SQL: &str = "select * from evidence where target = $1 and kind = $2 order by at, id limit 1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(target).bind(kind).fetch_optional(c).await)?)
}

/// How many rows wait for their place.
pub async fn waiting(tx: &mut Tx) -> Result<i64> {
    const SQL: &str = "select cast(count(*) as bigint) from evidence where seq is null";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).fetch_one(c).await)?)
}
