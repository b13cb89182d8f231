//! The audit log: append only.

use sqlx::FromRow;
use tongguan_model::{event::Event, ids::AppId, time::Millis};

use crate::{Result, Tx, db::on};

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Entry {
    /// Id.
    pub id: String,
    /// When, epoch milliseconds.
    pub at: i64,
    /// Who: `account:…`, `app:…`, `system`.
    pub actor: String,
    /// `noun.verb`.
    pub kind: String,
    /// What it happened to.
    pub target: String,
    /// The app it concerns.
    pub app_id: Option<String>,
    /// JSON facts.
    pub data: String,
}

/// Appends an event.
pub async fn push(tx: &mut Tx, id: &str, at: Millis, actor: &str, event: &Event) -> Result<()> {
    const SQL: &str =
        "insert into audit (id, at, actor, kind, target, app_id, data) values ($1, $2, $3, $4, $5, $6, $7)";
    let data = event.data.to_string();
    on!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(at.0)
        .bind(actor)
        .bind(&event.kind)
        .bind(&event.target)
        .bind(event.app.as_ref().map(AppId::as_str))
        .bind(data)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The newest entries of an app before the entry with this moment and id.
pub async fn of_app(tx: &mut Tx, app: &AppId, before: (Millis, &str), limit: i64) -> Result<Vec<Entry>> {
    const SQL: &str = "select * from audit where app_id = $1 and (at < $2 or (at = $2 and id < $3)) \
        order by at desc, id desc limit $4";
    let (at, id) = before;
    Ok(on!(tx, |c| sqlx::query_as(SQL)
        .bind(app.as_str())
        .bind(at.0)
        .bind(id)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// The newest looks at the materials and facts of an app before the entry with this moment and id.
pub async fn looks(tx: &mut Tx, app: &AppId, before: (Millis, &str), limit: i64) -> Result<Vec<Entry>> {
    const SQL: &str = "select * from audit where app_id = $1 and (at < $2 or (at = $2 and id < $3)) \
        and kind in ('material.viewed', 'subject.viewed') order by at desc, id desc limit $4";
    let (at, id) = before;
    Ok(on!(tx, |c| sqlx::query_as(SQL)
        .bind(app.as_str())
        .bind(at.0)
        .bind(id)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// The newest entry of an app with this kind.
pub async fn last_of_app(tx: &mut Tx, app: &AppId, kind: &str) -> Result<Option<Entry>> {
    const SQL: &str = "select * from audit where app_id = $1 and kind = $2 order by at desc, id desc limit 1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(app.as_str()).bind(kind).fetch_optional(c).await)?)
}

/// The newest entries before the entry with this moment and id, for the operator; `kind` and `actor` filter by prefix
/// when not empty.
pub async fn list(
    tx: &mut Tx,
    before: (Millis, &str),
    kind: &str,
    actor: &str,
    limit: i64,
) -> Result<Vec<Entry>> {
    const SQL: &str = "select * from audit where (at < $1 or (at = $1 and id < $2)) and kind like $3 || '%' \
        and actor like $4 || '%' order by at desc, id desc limit $5";
    let (at, id) = before;
    Ok(on!(tx, |c| sqlx::query_as(SQL)
        .bind(at.0)
        .bind(id)
        .bind(kind)
        .bind(actor)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}
