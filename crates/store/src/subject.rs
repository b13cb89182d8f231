//! Subjects.

use sqlx::FromRow;
use tongguan_model::{
    ids::{AppId, MaterialId, SubjectId},
    subject::{Subject, SubjectState, SubjectType},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    app_id: String,
    kind: String,
    state: String,
    facts_sealed: String,
    shown_name: String,
    number_index: Option<String>,
    materials: String,
    created_at: i64,
    submitted_at: Option<i64>,
    decided_at: Option<i64>,
    version: i64,
}

impl TryFrom<Row> for Subject {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        let materials: Vec<MaterialId> =
            serde_json::from_str(&r.materials).map_err(|_| StoreError::Corrupt("subject.materials"))?;
        Ok(Self {
            id: SubjectId::from_trusted(r.id),
            app: AppId::from_trusted(r.app_id),
            kind: SubjectType::parse(&r.kind).ok_or(StoreError::Corrupt("subject.kind"))?,
            state: SubjectState::parse(&r.state).ok_or(StoreError::Corrupt("subject.state"))?,
            facts_sealed: r.facts_sealed,
            shown_name: r.shown_name,
            number_index: r.number_index,
            materials,
            created_at: Millis(r.created_at),
            submitted_at: r.submitted_at.map(Millis),
            decided_at: r.decided_at.map(Millis),
            version: r.version,
        })
    }
}

fn materials(s: &Subject) -> Result<String> {
    serde_json::to_string(&s.materials).map_err(|_| StoreError::Corrupt("subject.materials"))
}

/// Inserts a subject; an app has one.
pub async fn insert(tx: &mut Tx, s: &Subject) -> Result<()> {
    const SQL: &str = "insert into subject (id, app_id, kind, state, facts_sealed, shown_name, number_index, materials, \
        created_at, submitted_at, decided_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let materials = materials(s)?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(s.id.as_str())
        .bind(s.app.as_str())
        .bind(s.kind.as_str())
        .bind(s.state.as_str())
        .bind(&s.facts_sealed)
        .bind(&s.shown_name)
        .bind(&s.number_index)
        .bind(materials)
        .bind(s.created_at.0)
        .bind(s.submitted_at.map(|m| m.0))
        .bind(s.decided_at.map(|m| m.0))
        .bind(s.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes a subject back if nobody changed it since it was read.
pub async fn update(tx: &mut Tx, s: &Subject) -> Result<()> {
    const SQL: &str = "update subject set kind = $3, state = $4, facts_sealed = $5, shown_name = $6, number_index = $7, \
        materials = $8, submitted_at = $9, decided_at = $10, erased_at = null, version = version + 1 \
        where id = $1 and version = $2";
    let materials = materials(s)?;
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(s.id.as_str())
        .bind(s.version)
        .bind(s.kind.as_str())
        .bind(s.state.as_str())
        .bind(&s.facts_sealed)
        .bind(&s.shown_name)
        .bind(&s.number_index)
        .bind(materials)
        .bind(s.submitted_at.map(|m| m.0))
        .bind(s.decided_at.map(|m| m.0))
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("subject")) }
}

/// The subject of an app.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Option<Subject>> {
    const SQL: &str = "select * from subject where app_id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_optional(c).await)?
        .map(Subject::try_from)
        .transpose()
}

/// Keeps whose ID numbers and phones a subject rests on, in place of what was kept.
pub async fn set_holders(tx: &mut Tx, subject: &SubjectId, holders: &[(&str, String)]) -> Result<()> {
    const DROP: &str = "delete from subject_holder where subject_id = $1";
    const ADD: &str = "insert into subject_holder (subject_id, what, value_index) values ($1, $2, $3) on conflict do nothing";
    on!(tx, |c| sqlx::query(DROP).bind(subject.as_str()).execute(c).await.map(drop))?;
    for (what, index) in holders {
        on!(tx, |c| sqlx::query(ADD)
            .bind(subject.as_str())
            .bind(*what)
            .bind(index)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// How many other subjects, told apart by their number, rest on the same ID number or phone, under review or approved.
pub async fn count_by_holder(tx: &mut Tx, what: &str, index: &str, except_number: &str) -> Result<i64> {
    const SQL: &str = "select cast(count(distinct s.number_index) as bigint) from subject_holder h \
        join subject s on s.id = h.subject_id where h.what = $1 and h.value_index = $2 and s.number_index <> $3 \
        and s.state in ('in_review', 'approved')";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(what).bind(index).bind(except_number).fetch_one(c).await)?)
}

/// How many other apps stand for the same number, under review or approved.
pub async fn count_by_number(tx: &mut Tx, number_index: &str, except: &AppId) -> Result<i64> {
    const SQL: &str = "select cast(count(*) as bigint) from subject where number_index = $1 and app_id <> $2 \
        and state in ('in_review', 'approved')";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(number_index).bind(except.as_str()).fetch_one(c).await)?)
}

/// The subjects of all apps that stand for a number, under review or approved, oldest first.
pub async fn standing_for(tx: &mut Tx, number_index: &str) -> Result<Vec<Subject>> {
    const SQL: &str = "select * from subject where number_index = $1 and state in ('in_review', 'approved') \
        order by created_at, id";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(number_index).fetch_all(c).await)?
        .into_iter()
        .map(Subject::try_from)
        .collect()
}

/// Takes what is personal out of a subject: facts, names, numbers and what was verified of them.
pub async fn erase(tx: &mut Tx, s: &Subject, blank: &str, at: Millis) -> Result<()> {
    const SQL: &str = "update subject set facts_sealed = $3, shown_name = '', number_index = null, materials = '[]', \
        erased_at = $4, version = version + 1 where id = $1 and version = $2";
    const OF_IT: [&str; 3] = [
        "delete from subject_holder where subject_id = $1",
        "delete from subject_code where subject_id = $1",
        "delete from verification where subject_id = $1",
    ];
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(s.id.as_str())
        .bind(s.version)
        .bind(blank)
        .bind(at.0)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows != 1 {
        return Err(StoreError::Stale("subject"));
    }
    for sql in OF_IT {
        on!(tx, |c| sqlx::query(sql).bind(s.id.as_str()).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Apps whose subject still has facts though it was never submitted (nobody worked on it since `unfinished`) or was refused
/// before `ended` and left so.
pub async fn left(tx: &mut Tx, unfinished: Millis, ended: Millis, most: i64) -> Result<Vec<AppId>> {
    const SQL: &str = "select s.app_id from subject s where s.erased_at is null and s.created_at < $1 and \
        ((s.state = 'draft' and coalesce(s.submitted_at, 0) < $1) or (s.state = 'refused' and s.decided_at < $2)) \
        and not exists (select 1 from audit a where a.app_id = s.app_id and a.kind in ('subject.saved', 'material.uploaded') \
        and a.at >= case when s.state = 'draft' then $1 else $2 end) order by s.app_id limit $3";
    let ids: Vec<String> =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(unfinished.0).bind(ended.0).bind(most).fetch_all(c).await)?;
    Ok(ids.into_iter().map(AppId::from_trusted).collect())
}

/// Whether there is a subject that may have to be erased one day.
pub async fn any_unapproved(tx: &mut Tx) -> Result<bool> {
    const SQL: &str = "select cast(count(*) as bigint) from (select 1 from subject where state <> 'approved' \
        and erased_at is null limit 1) one";
    let n: i64 = on!(tx, |c| sqlx::query_scalar(SQL).fetch_one(c).await)?;
    Ok(n > 0)
}
