//! Submitted names. The partial unique index on the folded key has the last word (NAM-2).

use sqlx::FromRow;
use tongguan_model::{
    ids::{AppId, NameId},
    naming::{Name, NameState},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    app_id: String,
    text: String,
    fold_key: String,
    state: String,
    proofs: String,
    submitted_at: i64,
    decided_at: Option<i64>,
    version: i64,
}

impl TryFrom<Row> for Name {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: NameId::from_trusted(r.id),
            app: AppId::from_trusted(r.app_id),
            text: r.text,
            fold_key: r.fold_key,
            state: NameState::parse(&r.state).ok_or(StoreError::Corrupt("app_name.state"))?,
            proofs: serde_json::from_str(&r.proofs).map_err(|_| StoreError::Corrupt("app_name.proofs"))?,
            submitted_at: Millis(r.submitted_at),
            decided_at: r.decided_at.map(Millis),
            version: r.version,
        })
    }
}

/// Inserts a name; refused by the database if another holds it (`taken`) or the app has one under review.
pub async fn insert(tx: &mut Tx, n: &Name) -> Result<()> {
    const SQL: &str = "insert into app_name (id, app_id, text, fold_key, state, proofs, submitted_at, decided_at, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let proofs = serde_json::to_string(&n.proofs).map_err(|_| StoreError::Corrupt("app_name.proofs"))?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(n.id.as_str())
        .bind(n.app.as_str())
        .bind(&n.text)
        .bind(&n.fold_key)
        .bind(n.state.as_str())
        .bind(proofs)
        .bind(n.submitted_at.0)
        .bind(n.decided_at.map(|m| m.0))
        .bind(n.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes a name back if nobody changed it since it was read.
pub async fn update(tx: &mut Tx, n: &Name) -> Result<()> {
    const SQL: &str = "update app_name set state = $3, decided_at = $4, version = version + 1 \
        where id = $1 and version = $2";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(n.id.as_str())
        .bind(n.version)
        .bind(n.state.as_str())
        .bind(n.decided_at.map(|m| m.0))
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("name")) }
}

/// One name.
pub async fn find(tx: &mut Tx, id: &NameId) -> Result<Option<Name>> {
    const SQL: &str = "select * from app_name where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Name::try_from)
        .transpose()
}

/// The names of an app, newest first.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Name>> {
    const SQL: &str =
        "select * from app_name where app_id = $1 order by submitted_at desc, id desc limit 100";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(Name::try_from)
        .collect()
}

/// Who holds a folded key: the name under review or approved.
pub async fn holder(tx: &mut Tx, fold_key: &str) -> Result<Option<Name>> {
    const SQL: &str = "select * from app_name where fold_key = $1 and state in ('in_review', 'approved')";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(fold_key).fetch_optional(c).await)?
        .map(Name::try_from)
        .transpose()
}

/// Names that are held, by id from behind one: id and text.
pub async fn held_after(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<(String, String)>> {
    const SQL: &str = "select id, text from app_name where id > $1 and state in ('in_review', 'approved') \
        order by id limit $2";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(after).bind(most).fetch_all(c).await)?)
}

/// Names that were submitted, decided or given up since a moment, and whether they are held now.
pub async fn changed_since(tx: &mut Tx, at: Millis) -> Result<Vec<(String, bool)>> {
    const SQL: &str = "select text, state in ('in_review', 'approved') from app_name \
        where submitted_at >= $1 or decided_at >= $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(at.0).fetch_all(c).await)?)
}

/// The newest row and the latest decision: what tells this log from another.
pub async fn position(tx: &mut Tx) -> Result<(Option<String>, Option<i64>)> {
    const SQL: &str = "select max(id), max(decided_at) from app_name";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_one(c).await)?)
}

/// Whether the log has a row, and a decision of a moment.
pub async fn has_position(tx: &mut Tx, row: &str, decided: Option<i64>) -> Result<bool> {
    const ROW: &str = "select count(*) from app_name where id = $1";
    const DECIDED: &str = "select count(*) from (select 1 from app_name where decided_at = $1 limit 1) found";
    let rows: i64 = on!(tx, |c| sqlx::query_scalar(ROW).bind(row).fetch_one(c).await)?;
    let Some(at) = decided else { return Ok(rows > 0) };
    let decisions: i64 = on!(tx, |c| sqlx::query_scalar(DECIDED).bind(at).fetch_one(c).await)?;
    Ok(rows > 0 && decisions > 0)
}

/// The latest refusal of this app, or of this folded key when `by_key`.
pub async fn last_refused(tx: &mut Tx, app: &AppId, fold_key: &str, by_key: bool) -> Result<Option<i64>> {
    const BY_APP: &str =
        "select max(decided_at) from app_name where state = 'refused' and app_id = $1 and $2 <> ''";
    const BY_KEY: &str =
        "select max(decided_at) from app_name where state = 'refused' and app_id = $1 and fold_key = $2";
    let sql = if by_key { BY_KEY } else { BY_APP };
    Ok(on!(tx, |c| sqlx::query_scalar(sql).bind(app.as_str()).bind(fold_key).fetch_one(c).await)?)
}
