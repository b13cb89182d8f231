//! Keys of log senders and incidents in the business database; log records in telemetry.

use sqlx::FromRow;
use tongguan_model::{
    ids::{AccountId, AppId, IncidentId},
    time::Millis,
    watch::{Class, Incident, IncidentState, LogRecord},
};

use crate::{Result, StoreError, Tx, db::on};

/// The key with which an app's back end sends logs; only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Key {
    /// The app.
    pub app_id: String,
    /// Hex SHA-256 of the key.
    pub key_hash: String,
    /// Its last characters, to tell keys apart.
    pub hint: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: i64,
}

/// Puts a key in place; the former one stops working.
pub async fn set_key(tx: &mut Tx, k: &Key) -> Result<()> {
    const SQL: &str = "insert into watch_key (app_id, key_hash, hint, made_by, made_at) values ($1, $2, $3, $4, $5) \
        on conflict (app_id) do update set key_hash = excluded.key_hash, hint = excluded.hint, \
        made_by = excluded.made_by, made_at = excluded.made_at";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&k.app_id)
        .bind(&k.key_hash)
        .bind(&k.hint)
        .bind(&k.made_by)
        .bind(k.made_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The key of an app.
pub async fn key_of(tx: &mut Tx, app: &AppId) -> Result<Option<Key>> {
    const SQL: &str = "select * from watch_key where app_id = $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(app.as_str()).fetch_optional(c).await)?)
}

/// The app that this key belongs to.
pub async fn app_of_key(tx: &mut Tx, key_hash: &str) -> Result<Option<AppId>> {
    const SQL: &str = "select app_id from watch_key where key_hash = $1";
    let id: Option<String> = on!(tx, |c| sqlx::query_scalar(SQL).bind(key_hash).fetch_optional(c).await)?;
    Ok(id.map(AppId::from_trusted))
}

#[derive(FromRow)]
struct Row {
    id: String,
    app_id: String,
    class: String,
    version_name: String,
    state: String,
    count: i64,
    returns: i64,
    sample: String,
    first_at: i64,
    last_at: i64,
    opened_at: i64,
    resolved_at: Option<i64>,
    handled_by: Option<String>,
    note: String,
    version: i64,
}

impl TryFrom<Row> for Incident {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: IncidentId::from_trusted(r.id),
            app: AppId::from_trusted(r.app_id),
            class: Class::parse(&r.class).ok_or(StoreError::Corrupt("incident.class"))?,
            version_name: r.version_name,
            state: IncidentState::parse(&r.state).ok_or(StoreError::Corrupt("incident.state"))?,
            count: r.count,
            returns: r.returns,
            sample: r.sample,
            first_at: Millis(r.first_at),
            last_at: Millis(r.last_at),
            opened_at: Millis(r.opened_at),
            resolved_at: r.resolved_at.map(Millis),
            handled_by: r.handled_by.map(AccountId::from_trusted),
            note: r.note,
            version: r.version,
        })
    }
}

/// Inserts an incident; the database refuses a second one of the same app, class and version.
pub async fn insert(tx: &mut Tx, i: &Incident) -> Result<()> {
    const SQL: &str = "insert into incident (id, app_id, class, version_name, state, count, returns, sample, first_at, \
        last_at, opened_at, resolved_at, handled_by, note, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(i.id.as_str())
        .bind(i.app.as_str())
        .bind(i.class.as_str())
        .bind(&i.version_name)
        .bind(i.state.as_str())
        .bind(i.count)
        .bind(i.returns)
        .bind(&i.sample)
        .bind(i.first_at.0)
        .bind(i.last_at.0)
        .bind(i.opened_at.0)
        .bind(i.resolved_at.map(|m| m.0))
        .bind(i.handled_by.as_ref().map(AccountId::as_str))
        .bind(&i.note)
        .bind(i.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes an incident back if nobody changed it since it was read.
pub async fn update(tx: &mut Tx, i: &Incident) -> Result<()> {
    const SQL: &str = "update incident set state = $3, count = $4, returns = $5, last_at = $6, opened_at = $7, \
        resolved_at = $8, handled_by = $9, note = $10, version = version + 1 where id = $1 and version = $2";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(i.id.as_str())
        .bind(i.version)
        .bind(i.state.as_str())
        .bind(i.count)
        .bind(i.returns)
        .bind(i.last_at.0)
        .bind(i.opened_at.0)
        .bind(i.resolved_at.map(|m| m.0))
        .bind(i.handled_by.as_ref().map(AccountId::as_str))
        .bind(&i.note)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("incident")) }
}

/// One incident.
pub async fn find(tx: &mut Tx, id: &IncidentId) -> Result<Option<Incident>> {
    const SQL: &str = "select * from incident where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Incident::try_from)
        .transpose()
}

/// The incident of an app, class and version.
pub async fn of(tx: &mut Tx, app: &AppId, class: Class, version_name: &str) -> Result<Option<Incident>> {
    const SQL: &str = "select * from incident where app_id = $1 and class = $2 and version_name = $3";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL)
        .bind(app.as_str())
        .bind(class.as_str())
        .bind(version_name)
        .fetch_optional(c)
        .await)?
    .map(Incident::try_from)
    .transpose()
}

/// The incidents of an app: those that are not resolved first, then the newest.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Incident>> {
    const SQL: &str = "select * from incident where app_id = $1 \
        order by case when state = 'resolved' then 1 else 0 end, opened_at desc, id desc limit 200";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(Incident::try_from)
        .collect()
}

#[derive(FromRow)]
struct LogRow {
    id: String,
    app_id: String,
    at: i64,
    received_at: i64,
    severity: i64,
    version_name: String,
    class: String,
    body: String,
    attributes: String,
}

impl TryFrom<LogRow> for LogRecord {
    type Error = StoreError;

    fn try_from(r: LogRow) -> Result<Self> {
        Ok(Self {
            id: r.id,
            app: AppId::from_trusted(r.app_id),
            at: Millis(r.at),
            received_at: Millis(r.received_at),
            severity: r.severity,
            version_name: r.version_name,
            class: Class::parse(&r.class).ok_or(StoreError::Corrupt("log_record.class"))?,
            body: r.body,
            attributes: serde_json::from_str(&r.attributes)
                .map_err(|_| StoreError::Corrupt("log_record.attributes"))?,
        })
    }
}

/// Adds a record; in a transaction of telemetry.
pub async fn push(tx: &mut Tx, r: &LogRecord) -> Result<()> {
    const SQL: &str = "insert into log_record (id, app_id, at, received_at, severity, version_name, class, body, attributes) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let attributes =
        serde_json::to_string(&r.attributes).map_err(|_| StoreError::Corrupt("log_record.attributes"))?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(&r.id)
        .bind(r.app.as_str())
        .bind(r.at.0)
        .bind(r.received_at.0)
        .bind(r.severity)
        .bind(&r.version_name)
        .bind(r.class.as_str())
        .bind(&r.body)
        .bind(attributes)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// How many records of a class and version arrived from `since` on, and when the first and the last of them did; in a
/// transaction of telemetry.
pub async fn count(
    tx: &mut Tx,
    app: &AppId,
    class: Class,
    version_name: &str,
    since: Millis,
) -> Result<(i64, Option<i64>, Option<i64>)> {
    const SQL: &str = "select cast(count(*) as bigint), min(received_at), max(received_at) from log_record \
        where app_id = $1 and class = $2 and version_name = $3 and received_at >= $4";
    Ok(on!(tx, |c| sqlx::query_as(SQL)
        .bind(app.as_str())
        .bind(class.as_str())
        .bind(version_name)
        .bind(since.0)
        .fetch_one(c)
        .await)?)
}

/// Records of an app by class and version since a moment, most first; in a transaction of telemetry.
pub async fn totals(tx: &mut Tx, app: &AppId, since: Millis) -> Result<Vec<(String, String, i64)>> {
    const SQL: &str = "select class, version_name, cast(count(*) as bigint) as n from log_record \
        where app_id = $1 and received_at >= $2 group by class, version_name order by n desc, class, version_name";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(app.as_str()).bind(since.0).fetch_all(c).await)?)
}

/// The newest records of an app, class and version; in a transaction of telemetry.
pub async fn newest(
    tx: &mut Tx,
    app: &AppId,
    class: Class,
    version_name: &str,
    limit: i64,
) -> Result<Vec<LogRecord>> {
    const SQL: &str = "select * from log_record where app_id = $1 and class = $2 and version_name = $3 \
        order by received_at desc, id desc limit $4";
    on!(tx, |c| sqlx::query_as::<_, LogRow>(SQL)
        .bind(app.as_str())
        .bind(class.as_str())
        .bind(version_name)
        .bind(limit)
        .fetch_all(c)
        .await)?
    .into_iter()
    .map(LogRecord::try_from)
    .collect()
}

/// Removes records that arrived before a moment; in a transaction of telemetry.
pub async fn purge(tx: &mut Tx, before: Millis) -> Result<u64> {
    const SQL: &str = "delete from log_record where received_at < $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(before.0).execute(c).await.map(|r| r.rows_affected()))?)
}
