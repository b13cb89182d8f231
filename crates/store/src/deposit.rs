//! Deposits of digests.

use sqlx::FromRow;
use tongguan_model::{ids::AppId, time::Millis};

use crate::{Result, Tx, db::on};

/// A deposit as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Row {
    /// Id.
    pub id: String,
    /// App.
    pub app_id: String,
    /// Kind.
    pub kind: String,
    /// Sealed title.
    pub title_sealed: String,
    /// Hex salt of the title's hash.
    pub title_salt: String,
    /// Hex SHA-256.
    pub sha256: String,
    /// Bytes of the file, if the platform saw it.
    pub bytes: Option<i64>,
    /// When.
    pub at: i64,
}

/// Inserts one.
pub async fn insert(tx: &mut Tx, row: &Row) -> Result<()> {
    const SQL: &str = "insert into deposit (id, app_id, kind, title_sealed, title_salt, sha256, bytes, at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&row.id)
        .bind(&row.app_id)
        .bind(&row.kind)
        .bind(&row.title_sealed)
        .bind(&row.title_salt)
        .bind(&row.sha256)
        .bind(row.bytes)
        .bind(row.at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// A deposit, and the place of its record in the log once it has one.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Placed {
    /// The deposit.
    #[sqlx(flatten)]
    pub row: Row,
    /// Place.
    pub seq: Option<i64>,
}

/// Those of an app, newest first; `kind` is that of their records.
pub async fn of_app(tx: &mut Tx, app: &AppId, kind: &str, limit: i64) -> Result<Vec<Placed>> {
    const SQL: &str = "select d.*, e.seq from deposit d left join evidence e on e.target = d.id and e.kind = $2 \
        where d.app_id = $1 order by d.at desc, d.id desc limit $3";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(app.as_str()).bind(kind).bind(limit).fetch_all(c).await)?)
}

/// One by its id.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Row>> {
    const SQL: &str = "select * from deposit where id = $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(id).fetch_optional(c).await)?)
}

/// How many an app has made since a moment.
pub async fn since(tx: &mut Tx, app: &AppId, from: Millis) -> Result<i64> {
    const SQL: &str = "select cast(count(*) as bigint) from deposit where app_id = $1 and at >= $2";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(app.as_str()).bind(from.0).fetch_one(c).await)?)
}
