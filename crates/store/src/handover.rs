//! Changes of administrator.

use sqlx::FromRow;
use tongguan_model::{
    handover::{Ground, Handover, HandoverState},
    ids::{AccountId, AppId, HandoverId},
    phone::Code,
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    app_id: String,
    from_id: Option<String>,
    to_id: String,
    ground: String,
    state: String,
    asked_at: i64,
    until: i64,
    ended_at: Option<i64>,
    version: i64,
}

impl TryFrom<Row> for Handover {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: HandoverId::from_trusted(r.id),
            app: AppId::from_trusted(r.app_id),
            from: r.from_id.map(AccountId::from_trusted),
            to: AccountId::from_trusted(r.to_id),
            ground: Ground::parse(&r.ground).ok_or(StoreError::Corrupt("handover.ground"))?,
            state: HandoverState::parse(&r.state).ok_or(StoreError::Corrupt("handover.state"))?,
            asked_at: Millis(r.asked_at),
            until: Millis(r.until),
            ended_at: r.ended_at.map(Millis),
            version: r.version,
        })
    }
}

/// Inserts a change; the database refuses a second open one of the same side.
pub async fn insert(tx: &mut Tx, h: &Handover) -> Result<()> {
    const SQL: &str = "insert into handover (id, app_id, from_id, to_id, ground, state, code, asked_at, until, ended_at, \
        version) values ($1, $2, $3, $4, $5, $6, null, $7, $8, $9, $10)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(h.id.as_str())
        .bind(h.app.as_str())
        .bind(h.from.as_ref().map(AccountId::as_str))
        .bind(h.to.as_str())
        .bind(h.ground.as_str())
        .bind(h.state.as_str())
        .bind(h.asked_at.0)
        .bind(h.until.0)
        .bind(h.ended_at.map(|m| m.0))
        .bind(h.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes a change back if nobody changed it since it was read; a code of what has ended is forgotten.
pub async fn update(tx: &mut Tx, h: &Handover) -> Result<()> {
    const SQL: &str = "update handover set state = $3, ended_at = $4, version = version + 1, \
        code = case when $3 = 'proving' then code else null end where id = $1 and version = $2";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(h.id.as_str())
        .bind(h.version)
        .bind(h.state.as_str())
        .bind(h.ended_at.map(|m| m.0))
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("handover")) }
}

/// One change.
pub async fn find(tx: &mut Tx, id: &HandoverId) -> Result<Option<Handover>> {
    const SQL: &str = "select * from handover where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Handover::try_from)
        .transpose()
}

/// The changes of an app, newest first.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Handover>> {
    const SQL: &str = "select * from handover where app_id = $1 order by asked_at desc, id desc limit 50";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(Handover::try_from)
        .collect()
}

/// Open changes that would make this account administrator, newest first.
pub async fn open_to(tx: &mut Tx, account: &AccountId) -> Result<Vec<Handover>> {
    const SQL: &str = "select * from handover where to_id = $1 and state in ('offered', 'proving') \
        order by asked_at desc, id desc limit 50";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(account.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(Handover::try_from)
        .collect()
}

/// The code on its way for a change.
pub async fn code(tx: &mut Tx, id: &HandoverId) -> Result<Option<Code>> {
    const SQL: &str = "select code from handover where id = $1";
    let text: Option<Option<String>> =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(id.as_str()).fetch_optional(c).await)?;
    text.flatten()
        .map(|t| serde_json::from_str(&t).map_err(|_| StoreError::Corrupt("handover.code")))
        .transpose()
}

/// Keeps a code; the one before is forgotten.
pub async fn keep_code(tx: &mut Tx, id: &HandoverId, code: &Code) -> Result<()> {
    const SQL: &str = "update handover set code = $2 where id = $1";
    let text = serde_json::to_string(code).map_err(|_| StoreError::Corrupt("handover.code"))?;
    on!(tx, |c| sqlx::query(SQL).bind(id.as_str()).bind(text).execute(c).await.map(drop))?;
    Ok(())
}
