//! What was verified of subjects, and codes on their way.

use sqlx::FromRow;
use tongguan_model::{
    ids::{AppId, SubjectId},
    phone::Code,
    text::bi,
    time::Millis,
    verification::{By, Fact, Outcome, Verification},
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    app_id: String,
    subject_id: String,
    fact: String,
    outcome: String,
    value_index: String,
    by_kind: String,
    by_name: String,
    detail_zh: String,
    detail_en: String,
    at: i64,
}

impl TryFrom<Row> for Verification {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: r.id,
            app: AppId::from_trusted(r.app_id),
            subject: SubjectId::from_trusted(r.subject_id),
            fact: Fact::parse(&r.fact).ok_or(StoreError::Corrupt("verification.fact"))?,
            outcome: Outcome::parse(&r.outcome).ok_or(StoreError::Corrupt("verification.outcome"))?,
            value_index: r.value_index,
            by: By::parse(&r.by_kind).ok_or(StoreError::Corrupt("verification.by_kind"))?,
            by_name: r.by_name,
            detail: bi(r.detail_zh, r.detail_en),
            at: Millis(r.at),
        })
    }
}

/// Adds a verification.
pub async fn insert(tx: &mut Tx, v: &Verification) -> Result<()> {
    const SQL: &str = "insert into verification (id, app_id, subject_id, fact, outcome, value_index, by_kind, by_name, \
        detail_zh, detail_en, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&v.id)
        .bind(v.app.as_str())
        .bind(v.subject.as_str())
        .bind(v.fact.as_str())
        .bind(v.outcome.as_str())
        .bind(&v.value_index)
        .bind(v.by.as_str())
        .bind(&v.by_name)
        .bind(&v.detail.zh)
        .bind(&v.detail.en)
        .bind(v.at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Verifications of a subject, newest first.
pub async fn of_subject(tx: &mut Tx, subject: &SubjectId) -> Result<Vec<Verification>> {
    const SQL: &str = "select * from verification where subject_id = $1 order by at desc, id desc";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(subject.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(Verification::try_from)
        .collect()
}

/// The code on its way to a subject's number.
pub async fn code(tx: &mut Tx, subject: &SubjectId) -> Result<Option<Code>> {
    const SQL: &str = "select code from subject_code where subject_id = $1";
    let text: Option<String> =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(subject.as_str()).fetch_optional(c).await)?;
    text.map(|t| serde_json::from_str(&t).map_err(|_| StoreError::Corrupt("subject_code.code"))).transpose()
}

/// Keeps a code; the one before is forgotten.
pub async fn keep_code(tx: &mut Tx, subject: &SubjectId, code: &Code) -> Result<()> {
    const SQL: &str = "insert into subject_code (subject_id, code) values ($1, $2) \
        on conflict (subject_id) do update set code = excluded.code";
    let text = serde_json::to_string(code).map_err(|_| StoreError::Corrupt("subject_code.code"))?;
    on!(tx, |c| sqlx::query(SQL).bind(subject.as_str()).bind(text).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets the code.
pub async fn drop_code(tx: &mut Tx, subject: &SubjectId) -> Result<()> {
    const SQL: &str = "delete from subject_code where subject_id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(subject.as_str()).execute(c).await.map(drop))?;
    Ok(())
}
