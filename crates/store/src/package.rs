//! Packages: rows here, bytes in the object store by their digest.

use sqlx::FromRow;
use tongguan_model::{
    ids::{AccountId, AppId, PackageId},
    package::Package,
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    app_id: String,
    sha256: String,
    bytes: i64,
    files: i64,
    unpacked: i64,
    entry: String,
    report: String,
    errors: i64,
    warnings: i64,
    policy_revision: i64,
    uploaded_by: String,
    created_at: i64,
}

impl TryFrom<Row> for Package {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: PackageId::from_trusted(r.id),
            app: AppId::from_trusted(r.app_id),
            sha256: r.sha256,
            bytes: r.bytes,
            files: r.files,
            unpacked: r.unpacked,
            entry: r.entry,
            report: serde_json::from_str(&r.report).map_err(|_| StoreError::Corrupt("package.report"))?,
            errors: r.errors,
            warnings: r.warnings,
            policy_revision: r.policy_revision,
            uploaded_by: AccountId::from_trusted(r.uploaded_by),
            created_at: Millis(r.created_at),
        })
    }
}

/// Inserts a package.
pub async fn insert(tx: &mut Tx, p: &Package) -> Result<()> {
    const SQL: &str = "insert into package (id, app_id, sha256, bytes, files, unpacked, entry, report, errors, warnings, \
        policy_revision, uploaded_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(p.id.as_str())
        .bind(p.app.as_str())
        .bind(&p.sha256)
        .bind(p.bytes)
        .bind(p.files)
        .bind(p.unpacked)
        .bind(&p.entry)
        .bind(p.report.to_string())
        .bind(p.errors)
        .bind(p.warnings)
        .bind(p.policy_revision)
        .bind(p.uploaded_by.as_str())
        .bind(p.created_at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One package.
pub async fn find(tx: &mut Tx, id: &PackageId) -> Result<Option<Package>> {
    const SQL: &str = "select * from package where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Package::try_from)
        .transpose()
}

/// Whether any package has these bytes.
pub async fn is_named(tx: &mut Tx, sha256: &str) -> Result<bool> {
    const SQL: &str = "select cast(count(*) as bigint) from package where sha256 = $1";
    let n: i64 = on!(tx, |c| sqlx::query_scalar(SQL).bind(sha256).fetch_one(c).await)?;
    Ok(n > 0)
}

/// The packages of an app, newest first.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Package>> {
    const SQL: &str = "select * from package where app_id = $1 order by created_at desc, id desc limit 100";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(Package::try_from)
        .collect()
}

/// The package of an app with these bytes, if it has one.
pub async fn by_digest(tx: &mut Tx, app: &AppId, sha256: &str) -> Result<Option<Package>> {
    const SQL: &str =
        "select * from package where app_id = $1 and sha256 = $2 order by created_at, id limit 1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).bind(sha256).fetch_optional(c).await)?
        .map(Package::try_from)
        .transpose()
}

/// Keeps the report of a newer check.
pub async fn set_report(tx: &mut Tx, p: &Package) -> Result<()> {
    const SQL: &str =
        "update package set report = $2, errors = $3, warnings = $4, policy_revision = $5 where id = $1";
    on!(tx, |c| sqlx::query(SQL)
        .bind(p.id.as_str())
        .bind(p.report.to_string())
        .bind(p.errors)
        .bind(p.warnings)
        .bind(p.policy_revision)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Bytes of a package that an app has released; `None` for every other digest.
pub async fn released(tx: &mut Tx, app: &AppId, sha256: &str) -> Result<Option<i64>> {
    const SQL: &str = "select p.bytes from package p join app_version v on v.package_id = p.id \
        join release_step s on s.version_id = v.id where p.app_id = $1 and p.sha256 = $2 limit 1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(app.as_str()).bind(sha256).fetch_optional(c).await)?)
}
