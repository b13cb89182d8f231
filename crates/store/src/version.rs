//! Versions of an app. The partial unique index has the last word on "one version in review at a time".

use sqlx::FromRow;
use tongguan_model::{
    ids::{AccountId, AppId, PackageId, VersionId},
    time::Millis,
    version::{Version, VersionState},
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    app_id: String,
    package_id: String,
    number: String,
    description: String,
    state: String,
    label: Option<String>,
    skipped: bool,
    report: String,
    created_by: String,
    created_at: i64,
    submitted_at: Option<i64>,
    decided_at: Option<i64>,
    version: i64,
}

impl TryFrom<Row> for Version {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: VersionId::from_trusted(r.id),
            app: AppId::from_trusted(r.app_id),
            package: PackageId::from_trusted(r.package_id),
            number: r.number,
            description: r.description,
            state: VersionState::parse(&r.state).ok_or(StoreError::Corrupt("app_version.state"))?,
            label: r.label,
            skipped: r.skipped,
            report: serde_json::from_str(&r.report).map_err(|_| StoreError::Corrupt("app_version.report"))?,
            created_by: AccountId::from_trusted(r.created_by),
            created_at: Millis(r.created_at),
            submitted_at: r.submitted_at.map(Millis),
            decided_at: r.decided_at.map(Millis),
            version: r.version,
        })
    }
}

/// Inserts a version.
pub async fn insert(tx: &mut Tx, v: &Version) -> Result<()> {
    const SQL: &str = "insert into app_version (id, app_id, package_id, number, description, state, label, skipped, report, \
        created_by, created_at, submitted_at, decided_at, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(v.id.as_str())
        .bind(v.app.as_str())
        .bind(v.package.as_str())
        .bind(&v.number)
        .bind(&v.description)
        .bind(v.state.as_str())
        .bind(&v.label)
        .bind(v.skipped)
        .bind(v.report.to_string())
        .bind(v.created_by.as_str())
        .bind(v.created_at.0)
        .bind(v.submitted_at.map(|m| m.0))
        .bind(v.decided_at.map(|m| m.0))
        .bind(v.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes a version back if nobody changed it since it was read.
pub async fn update(tx: &mut Tx, v: &Version) -> Result<()> {
    const SQL: &str = "update app_version set description = $3, state = $4, label = $5, skipped = $6, report = $7, \
        submitted_at = $8, decided_at = $9, version = version + 1 where id = $1 and version = $2";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(v.id.as_str())
        .bind(v.version)
        .bind(&v.description)
        .bind(v.state.as_str())
        .bind(&v.label)
        .bind(v.skipped)
        .bind(v.report.to_string())
        .bind(v.submitted_at.map(|m| m.0))
        .bind(v.decided_at.map(|m| m.0))
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("version")) }
}

/// One version.
pub async fn find(tx: &mut Tx, id: &VersionId) -> Result<Option<Version>> {
    const SQL: &str = "select * from app_version where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Version::try_from)
        .transpose()
}

/// The versions of an app, newest first.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Version>> {
    const SQL: &str = "select * from app_version where app_id = $1 order by created_at desc, id desc";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(Version::try_from)
        .collect()
}
