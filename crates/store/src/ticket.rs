//! Single-use tickets. Only a hash of the secret is kept.

use sqlx::FromRow;
use tongguan_model::{
    ids::{AccountId, TicketId},
    ticket::{Purpose, Ticket},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    purpose: String,
    token_hash: String,
    account_id: Option<String>,
    data: String,
    tries: i64,
    created_at: i64,
    expires_at: i64,
    used_at: Option<i64>,
}

impl TryFrom<Row> for Ticket {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: TicketId::from_trusted(r.id),
            purpose: Purpose::parse(&r.purpose).ok_or(StoreError::Corrupt("ticket.purpose"))?,
            token_hash: r.token_hash,
            account: r.account_id.map(AccountId::from_trusted),
            data: r.data,
            tries: r.tries,
            created_at: Millis(r.created_at),
            expires_at: Millis(r.expires_at),
            used_at: r.used_at.map(Millis),
        })
    }
}

/// Inserts a ticket.
pub async fn insert(tx: &mut Tx, t: &Ticket) -> Result<()> {
    const SQL: &str = "insert into ticket (id, purpose, token_hash, account_id, data, tries, created_at, expires_at, \
        used_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(t.id.as_str())
        .bind(t.purpose.as_str())
        .bind(&t.token_hash)
        .bind(t.account.as_ref().map(AccountId::as_str))
        .bind(&t.data)
        .bind(t.tries)
        .bind(t.created_at.0)
        .bind(t.expires_at.0)
        .bind(t.used_at.map(|u| u.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The ticket of a secret's hash, used or not.
pub async fn find(tx: &mut Tx, purpose: Purpose, token_hash: &str) -> Result<Option<Ticket>> {
    const SQL: &str = "select * from ticket where token_hash = $1 and purpose = $2";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL)
        .bind(token_hash)
        .bind(purpose.as_str())
        .fetch_optional(c)
        .await)?
    .map(Ticket::try_from)
    .transpose()
}

/// Uses a ticket up; `false` if somebody did already.
pub async fn take(tx: &mut Tx, id: &TicketId, now: Millis) -> Result<bool> {
    const SQL: &str = "update ticket set used_at = $2 where id = $1 and used_at is null";
    let n = on!(tx, |c| sqlx::query(SQL)
        .bind(id.as_str())
        .bind(now.0)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(n == 1)
}

/// Keeps what goes with an unused ticket, if it is still what was read (`before`).
pub async fn set_data(tx: &mut Tx, id: &TicketId, before: &str, data: &str) -> Result<()> {
    const SQL: &str = "update ticket set data = $3 where id = $1 and data = $2 and used_at is null";
    let n = on!(tx, |c| sqlx::query(SQL)
        .bind(id.as_str())
        .bind(before)
        .bind(data)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if n == 1 { Ok(()) } else { Err(StoreError::Stale("ticket")) }
}

/// Uses up every open ticket of an account for a purpose.
pub async fn close_all(tx: &mut Tx, account: &AccountId, purpose: Purpose, now: Millis) -> Result<u64> {
    const SQL: &str =
        "update ticket set used_at = $3 where account_id = $1 and purpose = $2 and used_at is null";
    Ok(on!(tx, |c| sqlx::query(SQL)
        .bind(account.as_str())
        .bind(purpose.as_str())
        .bind(now.0)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?)
}

/// Uses up every open ticket of an account for a purpose whose data names an id.
pub async fn close_about(
    tx: &mut Tx,
    account: &AccountId,
    purpose: Purpose,
    about: &str,
    now: Millis,
) -> Result<u64> {
    const SQL: &str = "update ticket set used_at = $3 where account_id = $1 and purpose = $2 and used_at is null \
        and data like '%\"' || $4 || '\"%'";
    Ok(on!(tx, |c| sqlx::query(SQL)
        .bind(account.as_str())
        .bind(purpose.as_str())
        .bind(now.0)
        .bind(about)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?)
}

/// Removes tickets that ended before a moment.
pub async fn purge(tx: &mut Tx, before: Millis) -> Result<u64> {
    const SQL: &str = "delete from ticket where expires_at <= $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(before.0).execute(c).await.map(|r| r.rows_affected()))?)
}

/// Removes every ticket of an account.
pub async fn delete_of(tx: &mut Tx, account: &AccountId) -> Result<u64> {
    const SQL: &str = "delete from ticket where account_id = $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(account.as_str()).execute(c).await.map(|r| r.rows_affected()))?)
}
