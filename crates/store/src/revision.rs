//! Immutable numbered revisions of policy packs, lexicons and hash lists; one of each kind is active.

use sqlx::FromRow;
use tongguan_model::time::Millis;

use crate::{Result, Tx, db::on};

/// A revision as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Row {
    /// Number, increasing over all kinds.
    pub number: i64,
    /// `policy`, `lexicon` or `hashlist`.
    pub kind: String,
    /// Hex SHA-256 of the body.
    pub digest: String,
    /// The content.
    pub body: String,
    /// Why it was made.
    pub note: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: i64,
}

/// Appends a revision and returns its number.
pub async fn insert(
    tx: &mut Tx,
    kind: &str,
    digest: &str,
    body: &str,
    note: &str,
    by: &str,
    at: Millis,
) -> Result<i64> {
    const SQL: &str = "insert into revision (number, kind, digest, body, note, created_by, created_at) \
        select coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5, $6 from revision returning number";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL)
        .bind(kind)
        .bind(digest)
        .bind(body)
        .bind(note)
        .bind(by)
        .bind(at.0)
        .fetch_one(c)
        .await)?)
}

/// Makes a revision the active one of its kind.
pub async fn activate(tx: &mut Tx, kind: &str, number: i64) -> Result<()> {
    const SQL: &str = "insert into active_revision (kind, number) values ($1, $2) \
        on conflict (kind) do update set number = excluded.number";
    on!(tx, |c| sqlx::query(SQL).bind(kind).bind(number).execute(c).await.map(drop))?;
    Ok(())
}

/// The number of the active revision of a kind.
pub async fn active_number(tx: &mut Tx, kind: &str) -> Result<Option<i64>> {
    const SQL: &str = "select number from active_revision where kind = $1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(kind).fetch_optional(c).await)?)
}

/// One revision.
pub async fn find(tx: &mut Tx, number: i64) -> Result<Option<Row>> {
    const SQL: &str = "select * from revision where number = $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(number).fetch_optional(c).await)?)
}

/// All revisions, newest first.
pub async fn list(tx: &mut Tx, limit: i64) -> Result<Vec<Row>> {
    const SQL: &str = "select * from revision order by number desc limit $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(limit).fetch_all(c).await)?)
}
