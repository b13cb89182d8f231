//! Payments of orders, and the journal.

use sqlx::FromRow;
use tongguan_model::{
    ids::{AccountId, AppId, PaymentId},
    payment::{Book, Entry, Payment, PaymentState, Provider},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    number: String,
    app_id: String,
    target: String,
    amount_cents: i64,
    state: String,
    provider: String,
    reference: Option<String>,
    confirmed_by: Option<String>,
    refund_cents: i64,
    refund_reference: Option<String>,
    created_at: i64,
    paid_at: Option<i64>,
    refunded_at: Option<i64>,
    version: i64,
}

impl TryFrom<Row> for Payment {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: PaymentId::from_trusted(r.id),
            number: r.number,
            app: AppId::from_trusted(r.app_id),
            target: r.target,
            amount_cents: r.amount_cents,
            state: PaymentState::parse(&r.state).ok_or(StoreError::Corrupt("payment.state"))?,
            provider: Provider::parse(&r.provider).ok_or(StoreError::Corrupt("payment.provider"))?,
            reference: r.reference,
            confirmed_by: r.confirmed_by.map(AccountId::from_trusted),
            refund_cents: r.refund_cents,
            refund_reference: r.refund_reference,
            created_at: Millis(r.created_at),
            paid_at: r.paid_at.map(Millis),
            refunded_at: r.refunded_at.map(Millis),
            version: r.version,
        })
    }
}

/// Inserts a payment; an order has one.
pub async fn insert(tx: &mut Tx, p: &Payment) -> Result<()> {
    const SQL: &str = "insert into payment (id, number, app_id, target, amount_cents, state, provider, reference, \
        confirmed_by, refund_cents, refund_reference, created_at, paid_at, refunded_at, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(p.id.as_str())
        .bind(&p.number)
        .bind(p.app.as_str())
        .bind(&p.target)
        .bind(p.amount_cents)
        .bind(p.state.as_str())
        .bind(p.provider.as_str())
        .bind(&p.reference)
        .bind(p.confirmed_by.as_ref().map(AccountId::as_str))
        .bind(p.refund_cents)
        .bind(&p.refund_reference)
        .bind(p.created_at.0)
        .bind(p.paid_at.map(|m| m.0))
        .bind(p.refunded_at.map(|m| m.0))
        .bind(p.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes a payment back if nobody changed it since it was read; a bank's reference is used once (`reference`).
pub async fn update(tx: &mut Tx, p: &Payment) -> Result<()> {
    const SQL: &str = "update payment set state = $3, reference = $4, confirmed_by = $5, refund_cents = $6, \
        refund_reference = $7, paid_at = $8, refunded_at = $9, version = version + 1 where id = $1 and version = $2";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(p.id.as_str())
        .bind(p.version)
        .bind(p.state.as_str())
        .bind(&p.reference)
        .bind(p.confirmed_by.as_ref().map(AccountId::as_str))
        .bind(p.refund_cents)
        .bind(&p.refund_reference)
        .bind(p.paid_at.map(|m| m.0))
        .bind(p.refunded_at.map(|m| m.0))
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("payment")) }
}

/// One payment.
pub async fn find(tx: &mut Tx, id: &PaymentId) -> Result<Option<Payment>> {
    const SQL: &str = "select * from payment where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Payment::try_from)
        .transpose()
}

/// The payment of an order.
pub async fn of_target(tx: &mut Tx, target: &str) -> Result<Option<Payment>> {
    const SQL: &str = "select * from payment where target = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(target).fetch_optional(c).await)?
        .map(Payment::try_from)
        .transpose()
}

/// Payments in a state, or in any when empty; the oldest first.
pub async fn list(tx: &mut Tx, state: &str, limit: i64) -> Result<Vec<Payment>> {
    const SQL: &str =
        "select * from payment where ($1 = '' or state = $1) order by created_at, number limit $2";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(state).bind(limit).fetch_all(c).await)?
        .into_iter()
        .map(Payment::try_from)
        .collect()
}

/// One page of the payments in a state, the oldest first.
pub async fn page(tx: &mut Tx, state: PaymentState, (limit, offset): (i64, i64)) -> Result<Vec<Payment>> {
    const SQL: &str = "select * from payment where state = $1 order by created_at, number limit $2 offset $3";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL)
        .bind(state.as_str())
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?
    .into_iter()
    .map(Payment::try_from)
    .collect()
}

/// One page of the payments that nothing waits for, the newest first: paid, paid back, closed.
pub async fn page_over(tx: &mut Tx, (limit, offset): (i64, i64)) -> Result<Vec<Payment>> {
    const SQL: &str = "select * from payment where state not in ('waiting', 'refund_due') \
        order by created_at desc, number desc limit $1 offset $2";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(limit).bind(offset).fetch_all(c).await)?
        .into_iter()
        .map(Payment::try_from)
        .collect()
}

/// How many payments are in each state.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "select state, cast(count(*) as bigint) from payment group by state";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await)?)
}

/// Writes a movement of money.
pub async fn post(tx: &mut Tx, id: &str, at: Millis, target: &str, entry: &Entry) -> Result<()> {
    const SQL: &str = "insert into journal (id, at, debit, credit, amount_cents, target, memo) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(at.0)
        .bind(entry.debit.as_str())
        .bind(entry.credit.as_str())
        .bind(entry.amount_cents)
        .bind(target)
        .bind(entry.memo)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The balance of every account: debits less credits. Their sum is zero.
pub async fn balances(tx: &mut Tx) -> Result<Vec<(Book, i64)>> {
    const SQL: &str = "select cast(coalesce(sum(case when debit = $1 then amount_cents else 0 end), 0) as bigint) \
        - cast(coalesce(sum(case when credit = $1 then amount_cents else 0 end), 0) as bigint) from journal";
    let mut out = Vec::new();
    for book in Book::ALL {
        let balance: i64 = on!(tx, |c| sqlx::query_scalar(SQL).bind(book.as_str()).fetch_one(c).await)?;
        out.push((book, balance));
    }
    Ok(out)
}
