//! Releases and their numbered steps.

use sqlx::FromRow;
use tongguan_model::{
    ids::{AccountId, AppId, ReleaseId, VersionId},
    release::{Gray, Release, ReleaseState, Step, StepKind},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    app_id: String,
    version_id: String,
    state: String,
    gray: String,
    rollback: bool,
    created_by: String,
    created_at: i64,
    changed_at: i64,
    version: i64,
}

impl TryFrom<Row> for Release {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: ReleaseId::from_trusted(r.id),
            app: AppId::from_trusted(r.app_id),
            target: VersionId::from_trusted(r.version_id),
            state: ReleaseState::parse(&r.state).ok_or(StoreError::Corrupt("app_release.state"))?,
            gray: read(&r.gray)?,
            rollback: r.rollback,
            created_by: AccountId::from_trusted(r.created_by),
            created_at: Millis(r.created_at),
            changed_at: Millis(r.changed_at),
            version: r.version,
        })
    }
}

#[derive(FromRow)]
struct StepRow {
    app_id: String,
    code: i64,
    release_id: String,
    kind: String,
    version_id: Option<String>,
    gray: String,
    reason: String,
    by_account: String,
    at: i64,
}

impl TryFrom<StepRow> for Step {
    type Error = StoreError;

    fn try_from(r: StepRow) -> Result<Self> {
        Ok(Self {
            app: AppId::from_trusted(r.app_id),
            code: r.code,
            release: ReleaseId::from_trusted(r.release_id),
            kind: StepKind::parse(&r.kind).ok_or(StoreError::Corrupt("release_step.kind"))?,
            version: r.version_id.map(VersionId::from_trusted),
            gray: read(&r.gray)?,
            reason: r.reason,
            by: AccountId::from_trusted(r.by_account),
            at: Millis(r.at),
        })
    }
}

fn read(gray: &str) -> Result<Gray> {
    serde_json::from_str(gray).map_err(|_| StoreError::Corrupt("gray"))
}

fn write(gray: &Gray) -> Result<String> {
    serde_json::to_string(gray).map_err(|_| StoreError::Corrupt("gray"))
}

/// Inserts a release; the database refuses a second rolling or live one of an app.
pub async fn insert(tx: &mut Tx, r: &Release) -> Result<()> {
    const SQL: &str = "insert into app_release (id, app_id, version_id, state, gray, rollback, created_by, created_at, \
        changed_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let gray = write(&r.gray)?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(r.id.as_str())
        .bind(r.app.as_str())
        .bind(r.target.as_str())
        .bind(r.state.as_str())
        .bind(gray)
        .bind(r.rollback)
        .bind(r.created_by.as_str())
        .bind(r.created_at.0)
        .bind(r.changed_at.0)
        .bind(r.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes a release back if nobody changed it since it was read.
pub async fn update(tx: &mut Tx, r: &Release) -> Result<()> {
    const SQL: &str = "update app_release set state = $3, gray = $4, changed_at = $5, version = version + 1 \
        where id = $1 and version = $2";
    let gray = write(&r.gray)?;
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(r.id.as_str())
        .bind(r.version)
        .bind(r.state.as_str())
        .bind(gray)
        .bind(r.changed_at.0)
        .execute(c)
        .await
        .map(|x| x.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("release")) }
}

/// One release.
pub async fn find(tx: &mut Tx, id: &ReleaseId) -> Result<Option<Release>> {
    const SQL: &str = "select * from app_release where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Release::try_from)
        .transpose()
}

/// The releases of an app, newest first.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Release>> {
    const SQL: &str = "select * from app_release where app_id = $1 order by created_at desc, id desc";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(Release::try_from)
        .collect()
}

/// Adds a step.
pub async fn push_step(tx: &mut Tx, s: &Step) -> Result<()> {
    const SQL: &str = "insert into release_step (app_id, code, release_id, kind, version_id, gray, reason, by_account, at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let gray = write(&s.gray)?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(s.app.as_str())
        .bind(s.code)
        .bind(s.release.as_str())
        .bind(s.kind.as_str())
        .bind(s.version.as_ref().map(VersionId::as_str))
        .bind(gray)
        .bind(&s.reason)
        .bind(s.by.as_str())
        .bind(s.at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// All steps of an app, in the order of their codes.
pub async fn steps(tx: &mut Tx, app: &AppId) -> Result<Vec<Step>> {
    const SQL: &str = "select * from release_step where app_id = $1 order by code";
    on!(tx, |c| sqlx::query_as::<_, StepRow>(SQL).bind(app.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(Step::try_from)
        .collect()
}

/// The code of an app's next step.
pub async fn next_code(tx: &mut Tx, app: &AppId) -> Result<i64> {
    const SQL: &str = "select cast(coalesce(max(code), 0) + 1 as bigint) from release_step where app_id = $1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(app.as_str()).fetch_one(c).await)?)
}
