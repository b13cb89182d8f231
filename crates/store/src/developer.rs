//! Secrets, server domains and business domains.

use sqlx::FromRow;
use tongguan_model::{
    developer::{AppSecret, BusinessDomain, BusinessState, DomainKind, ServerDomain},
    ids::{AccountId, AppId, DomainId},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct SecretRow {
    app_id: String,
    hash: String,
    hint: String,
    issued_by: String,
    issued_at: i64,
    version: i64,
}

/// Puts a secret in place; a former one is gone.
pub async fn set_secret(tx: &mut Tx, s: &AppSecret) -> Result<()> {
    const SQL: &str = "insert into app_secret (app_id, hash, hint, issued_by, issued_at, version) \
        values ($1, $2, $3, $4, $5, $6) on conflict (app_id) do update set hash = excluded.hash, hint = excluded.hint, \
        issued_by = excluded.issued_by, issued_at = excluded.issued_at, version = app_secret.version + 1";
    on!(tx, |c| sqlx::query(SQL)
        .bind(s.app.as_str())
        .bind(&s.hash)
        .bind(&s.hint)
        .bind(s.issued_by.as_str())
        .bind(s.issued_at.0)
        .bind(s.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The secret of an app, as kept.
pub async fn secret(tx: &mut Tx, app: &AppId) -> Result<Option<AppSecret>> {
    const SQL: &str = "select * from app_secret where app_id = $1";
    let row: Option<SecretRow> = on!(tx, |c| sqlx::query_as(SQL).bind(app.as_str()).fetch_optional(c).await)?;
    Ok(row.map(|r| AppSecret {
        app: AppId::from_trusted(r.app_id),
        hash: r.hash,
        hint: r.hint,
        issued_by: AccountId::from_trusted(r.issued_by),
        issued_at: Millis(r.issued_at),
        version: r.version,
    }))
}

#[derive(FromRow)]
struct ServerRow {
    id: String,
    app_id: String,
    kind: String,
    domain: String,
    created_by: String,
    created_at: i64,
}

/// The server domains of an app, by kind and name.
pub async fn server_domains(tx: &mut Tx, app: &AppId) -> Result<Vec<ServerDomain>> {
    const SQL: &str = "select * from server_domain where app_id = $1 order by kind, domain";
    let rows: Vec<ServerRow> = on!(tx, |c| sqlx::query_as(SQL).bind(app.as_str()).fetch_all(c).await)?;
    rows.into_iter()
        .map(|r| {
            Ok(ServerDomain {
                id: DomainId::from_trusted(r.id),
                app: AppId::from_trusted(r.app_id),
                kind: DomainKind::parse(&r.kind).ok_or(StoreError::Corrupt("server_domain.kind"))?,
                domain: r.domain,
                created_by: AccountId::from_trusted(r.created_by),
                created_at: Millis(r.created_at),
            })
        })
        .collect()
}

/// Adds a server domain.
pub async fn insert_server(tx: &mut Tx, d: &ServerDomain) -> Result<()> {
    const SQL: &str = "insert into server_domain (id, app_id, kind, domain, created_by, created_at) \
        values ($1, $2, $3, $4, $5, $6)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(d.id.as_str())
        .bind(d.app.as_str())
        .bind(d.kind.as_str())
        .bind(&d.domain)
        .bind(d.created_by.as_str())
        .bind(d.created_at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes a server domain.
pub async fn delete_server(tx: &mut Tx, id: &DomainId) -> Result<()> {
    const SQL: &str = "delete from server_domain where id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(id.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

/// Changes of an app in a month (`2026-11`).
pub async fn changes(tx: &mut Tx, app: &AppId, month: &str) -> Result<i64> {
    const SQL: &str = "select changes from domain_change where app_id = $1 and month = $2";
    let found: Option<i64> =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(app.as_str()).bind(month).fetch_optional(c).await)?;
    Ok(found.unwrap_or(0))
}

/// Counts a change.
pub async fn count_change(tx: &mut Tx, app: &AppId, month: &str) -> Result<()> {
    const SQL: &str = "insert into domain_change (app_id, month, changes) values ($1, $2, 1) \
        on conflict (app_id, month) do update set changes = domain_change.changes + 1";
    on!(tx, |c| sqlx::query(SQL).bind(app.as_str()).bind(month).execute(c).await.map(drop))?;
    Ok(())
}

#[derive(FromRow)]
struct BusinessRow {
    id: String,
    app_id: String,
    domain: String,
    file_name: String,
    file_content: String,
    state: String,
    verified_by: Option<String>,
    verified_at: Option<i64>,
    checked_at: Option<i64>,
    check_code: Option<String>,
    icp: String,
    icp_confirmed_at: Option<i64>,
    created_by: String,
    created_at: i64,
    version: i64,
}

impl TryFrom<BusinessRow> for BusinessDomain {
    type Error = StoreError;

    fn try_from(r: BusinessRow) -> Result<Self> {
        Ok(Self {
            id: DomainId::from_trusted(r.id),
            app: AppId::from_trusted(r.app_id),
            domain: r.domain,
            file_name: r.file_name,
            file_content: r.file_content,
            state: BusinessState::parse(&r.state).ok_or(StoreError::Corrupt("business_domain.state"))?,
            verified_by: r.verified_by,
            verified_at: r.verified_at.map(Millis),
            checked_at: r.checked_at.map(Millis),
            check_code: r.check_code,
            icp: r.icp,
            icp_confirmed_at: r.icp_confirmed_at.map(Millis),
            created_by: AccountId::from_trusted(r.created_by),
            created_at: Millis(r.created_at),
            version: r.version,
        })
    }
}

/// Adds a business domain; the database refuses a second one of the same name in an app.
pub async fn insert_business(tx: &mut Tx, d: &BusinessDomain) -> Result<()> {
    const SQL: &str = "insert into business_domain (id, app_id, domain, file_name, file_content, state, verified_by, \
        verified_at, checked_at, check_code, icp, icp_confirmed_at, created_by, created_at, version) \
        values ($1, $2, $3, $4, $5, $6, null, null, null, null, $7, null, $8, $9, $10)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(d.id.as_str())
        .bind(d.app.as_str())
        .bind(&d.domain)
        .bind(&d.file_name)
        .bind(&d.file_content)
        .bind(d.state.as_str())
        .bind(&d.icp)
        .bind(d.created_by.as_str())
        .bind(d.created_at.0)
        .bind(d.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes a business domain back if nobody changed it since it was read.
pub async fn update_business(tx: &mut Tx, d: &BusinessDomain) -> Result<()> {
    const SQL: &str = "update business_domain set state = $3, verified_by = $4, verified_at = $5, checked_at = $6, \
        check_code = $7, icp = $8, icp_confirmed_at = $9, version = version + 1 where id = $1 and version = $2";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(d.id.as_str())
        .bind(d.version)
        .bind(d.state.as_str())
        .bind(&d.verified_by)
        .bind(d.verified_at.map(|m| m.0))
        .bind(d.checked_at.map(|m| m.0))
        .bind(&d.check_code)
        .bind(&d.icp)
        .bind(d.icp_confirmed_at.map(|m| m.0))
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("business domain")) }
}

/// Removes a business domain.
pub async fn delete_business(tx: &mut Tx, id: &DomainId) -> Result<()> {
    const SQL: &str = "delete from business_domain where id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(id.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

/// One business domain.
pub async fn find_business(tx: &mut Tx, id: &DomainId) -> Result<Option<BusinessDomain>> {
    const SQL: &str = "select * from business_domain where id = $1";
    on!(tx, |c| sqlx::query_as::<_, BusinessRow>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(BusinessDomain::try_from)
        .transpose()
}

/// The business domains of an app, by name.
pub async fn business_domains(tx: &mut Tx, app: &AppId) -> Result<Vec<BusinessDomain>> {
    const SQL: &str = "select * from business_domain where app_id = $1 order by domain";
    on!(tx, |c| sqlx::query_as::<_, BusinessRow>(SQL).bind(app.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(BusinessDomain::try_from)
        .collect()
}

/// How many business domains wait for a proof or for their filing to be compared.
pub async fn count_business_waiting(tx: &mut Tx) -> Result<i64> {
    const SQL: &str = "select cast(count(*) as bigint) from business_domain \
        where state = 'waiting' or (icp <> '' and icp_confirmed_at is null)";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).fetch_one(c).await)?)
}

/// Business domains that wait for a proof or for their filing to be compared, oldest first.
pub async fn business_waiting(tx: &mut Tx, limit: i64) -> Result<Vec<BusinessDomain>> {
    const SQL: &str = "select * from business_domain where state = 'waiting' or (icp <> '' and icp_confirmed_at is null) \
        order by created_at, id limit $1";
    on!(tx, |c| sqlx::query_as::<_, BusinessRow>(SQL).bind(limit).fetch_all(c).await)?
        .into_iter()
        .map(BusinessDomain::try_from)
        .collect()
}

/// Removes an app's secret, so that no back end signs in with it.
pub async fn delete_secret(tx: &mut Tx, app: &AppId) -> Result<()> {
    const SQL: &str = "delete from app_secret where app_id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(app.as_str()).execute(c).await.map(drop))?;
    Ok(())
}
