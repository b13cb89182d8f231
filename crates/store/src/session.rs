//! Signed-in sessions. Only a hash of the token is kept.

use sqlx::FromRow;
use tongguan_model::{
    ids::{AccountId, SessionId},
    time::Millis,
};

use crate::{Result, Tx, db::on};

/// A session as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Id, shown in the list of sessions.
    pub id: SessionId,
    /// Hex SHA-256 of the token.
    pub token_hash: String,
    /// Whose it is.
    pub account: AccountId,
    /// Signed in at.
    pub created_at: Millis,
    /// Last used at.
    pub seen_at: Millis,
    /// Ends at.
    pub expires_at: Millis,
    /// Browser or program, shortened.
    pub agent: String,
}

#[derive(FromRow)]
struct Row {
    id: String,
    token_hash: String,
    account_id: String,
    created_at: i64,
    seen_at: i64,
    expires_at: i64,
    agent: String,
}

impl From<Row> for Session {
    fn from(r: Row) -> Self {
        Self {
            id: SessionId::from_trusted(r.id),
            token_hash: r.token_hash,
            account: AccountId::from_trusted(r.account_id),
            created_at: Millis(r.created_at),
            seen_at: Millis(r.seen_at),
            expires_at: Millis(r.expires_at),
            agent: r.agent,
        }
    }
}

/// Inserts a session.
pub async fn insert(tx: &mut Tx, s: &Session) -> Result<()> {
    const SQL: &str = "insert into session (id, token_hash, account_id, created_at, seen_at, expires_at, agent) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(s.id.as_str())
        .bind(&s.token_hash)
        .bind(s.account.as_str())
        .bind(s.created_at.0)
        .bind(s.seen_at.0)
        .bind(s.expires_at.0)
        .bind(&s.agent)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The session of this token hash, if it has not ended.
pub async fn find(tx: &mut Tx, token_hash: &str, now: Millis) -> Result<Option<Session>> {
    const SQL: &str = "select * from session where token_hash = $1 and expires_at > $2";
    let row =
        on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(token_hash).bind(now.0).fetch_optional(c).await)?;
    Ok(row.map(Session::from))
}

/// All sessions of an account, newest first.
pub async fn list(tx: &mut Tx, account: &AccountId, now: Millis) -> Result<Vec<Session>> {
    const SQL: &str =
        "select * from session where account_id = $1 and expires_at > $2 order by created_at desc, id";
    let rows =
        on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(account.as_str()).bind(now.0).fetch_all(c).await)?;
    Ok(rows.into_iter().map(Session::from).collect())
}

/// Ends one session of an account.
pub async fn delete(tx: &mut Tx, account: &AccountId, id: &SessionId) -> Result<bool> {
    const SQL: &str = "delete from session where id = $1 and account_id = $2";
    let n = on!(tx, |c| sqlx::query(SQL)
        .bind(id.as_str())
        .bind(account.as_str())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(n == 1)
}

/// Ends every session of an account but `keep`.
pub async fn delete_others(tx: &mut Tx, account: &AccountId, keep: Option<&SessionId>) -> Result<u64> {
    const SQL: &str = "delete from session where account_id = $1 and id <> $2";
    let keep = keep.map_or("", SessionId::as_str);
    let n = on!(tx, |c| sqlx::query(SQL)
        .bind(account.as_str())
        .bind(keep)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(n)
}

/// Removes sessions that have ended.
pub async fn purge(tx: &mut Tx, now: Millis) -> Result<u64> {
    const SQL: &str = "delete from session where expires_at <= $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(now.0).execute(c).await.map(|r| r.rows_affected()))?)
}

/// Notes that a session was used.
pub async fn touch(tx: &mut Tx, id: &SessionId, now: Millis) -> Result<()> {
    const SQL: &str = "update session set seen_at = $2 where id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(id.as_str()).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}
