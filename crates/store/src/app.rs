//! Apps and their members.

use sqlx::FromRow;
use tongguan_model::{
    app::{App, AppState, MemberRole},
    ids::{AccountId, AppId, SubjectId},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on, like};

#[derive(FromRow)]
struct Row {
    id: String,
    appid: Option<String>,
    owner_id: String,
    subject_id: Option<String>,
    title: String,
    name: Option<String>,
    industry: String,
    state: String,
    data_plan: Option<String>,
    created_at: i64,
    version: i64,
}

impl TryFrom<Row> for App {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        let data_plan = r.data_plan.as_deref().map(serde_json::from_str).transpose();
        Ok(Self {
            id: AppId::from_trusted(r.id),
            appid: r.appid,
            owner: AccountId::from_trusted(r.owner_id),
            subject: r.subject_id.map(SubjectId::from_trusted),
            title: r.title,
            name: r.name,
            industry: r.industry,
            state: AppState::parse(&r.state).ok_or(StoreError::Corrupt("app.state"))?,
            data_plan: data_plan.map_err(|_| StoreError::Corrupt("app.data_plan"))?,
            created_at: Millis(r.created_at),
            version: r.version,
        })
    }
}

fn plan_text(a: &App) -> Result<Option<String>> {
    a.data_plan
        .as_ref()
        .map(serde_json::to_string)
        .transpose()
        .map_err(|_| StoreError::Corrupt("app.data_plan"))
}

/// Inserts an app.
pub async fn insert(tx: &mut Tx, a: &App) -> Result<()> {
    const SQL: &str = "insert into app (id, appid, owner_id, subject_id, title, name, industry, state, data_plan, \
        created_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let plan = plan_text(a)?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(a.id.as_str())
        .bind(&a.appid)
        .bind(a.owner.as_str())
        .bind(a.subject.as_ref().map(SubjectId::as_str))
        .bind(&a.title)
        .bind(&a.name)
        .bind(&a.industry)
        .bind(a.state.as_str())
        .bind(plan)
        .bind(a.created_at.0)
        .bind(a.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes an app back if nobody changed it since it was read.
pub async fn update(tx: &mut Tx, a: &App) -> Result<()> {
    const SQL: &str = "update app set appid = $3, subject_id = $4, title = $5, name = $6, industry = $7, state = $8, \
        data_plan = $9, version = version + 1 where id = $1 and version = $2";
    let plan = plan_text(a)?;
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(a.id.as_str())
        .bind(a.version)
        .bind(&a.appid)
        .bind(a.subject.as_ref().map(SubjectId::as_str))
        .bind(&a.title)
        .bind(&a.name)
        .bind(&a.industry)
        .bind(a.state.as_str())
        .bind(plan)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("app")) }
}

/// Closes an app for good: it has no members any more.
pub async fn close(tx: &mut Tx, app: &AppId, at: Millis) -> Result<()> {
    const CLOSE: &str = "update app set closed_at = $2 where id = $1";
    const MEMBERS: &str = "delete from member where app_id = $1";
    on!(tx, |c| sqlx::query(CLOSE).bind(app.as_str()).bind(at.0).execute(c).await.map(drop))?;
    on!(tx, |c| sqlx::query(MEMBERS).bind(app.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

/// Gives an app to another account.
pub async fn set_owner(tx: &mut Tx, app: &AppId, owner: &AccountId) -> Result<()> {
    const SQL: &str = "update app set owner_id = $2, version = version + 1 where id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(app.as_str()).bind(owner.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

/// When an app was closed for good.
pub async fn closed_at(tx: &mut Tx, app: &AppId) -> Result<Option<Millis>> {
    const SQL: &str = "select closed_at from app where id = $1";
    let at: Option<Option<i64>> =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(app.as_str()).fetch_optional(c).await)?;
    Ok(at.flatten().map(Millis))
}

/// The app with this internal id.
pub async fn find(tx: &mut Tx, id: &AppId) -> Result<Option<App>> {
    const SQL: &str = "select * from app where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(App::try_from)
        .transpose()
}

/// The app with this public AppID.
pub async fn find_by_appid(tx: &mut Tx, appid: &str) -> Result<Option<App>> {
    const SQL: &str = "select * from app where appid = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(appid).fetch_optional(c).await)?
        .map(App::try_from)
        .transpose()
}

/// Apps of which this account is a member, newest first.
pub async fn list_of(tx: &mut Tx, account: &AccountId) -> Result<Vec<App>> {
    const SQL: &str = "select a.* from app a join member m on m.app_id = a.id where m.account_id = $1 \
        order by a.created_at desc, a.id";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(account.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(App::try_from)
        .collect()
}

/// All apps, newest first, for the operator.
pub async fn list_all(tx: &mut Tx, limit: i64) -> Result<Vec<App>> {
    const SQL: &str = "select * from app order by created_at desc, id limit $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(limit).fetch_all(c).await)?
        .into_iter()
        .map(App::try_from)
        .collect()
}

/// What the operator looks for among all apps.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sought<'a> {
    /// Part of the title, or the whole AppID or id; empty for all.
    pub q: &'a str,
    /// Only apps in this state; `None` for all.
    pub state: Option<AppState>,
}

/// One page of all apps, newest first, for the operator.
pub async fn page(tx: &mut Tx, sought: &Sought<'_>, (limit, offset): (i64, i64)) -> Result<Vec<App>> {
    const SQL: &str = "select * from app where (lower(title) like $1 escape '!' or appid = $2 or id = $2) \
        and ($3 = '' or state = $3) order by created_at desc, id limit $4 offset $5";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL)
        .bind(like::part(sought.q))
        .bind(sought.q.trim())
        .bind(sought.state.map_or("", AppState::as_str))
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?
    .into_iter()
    .map(App::try_from)
    .collect()
}

/// How many apps [`page`] goes through.
pub async fn count(tx: &mut Tx, sought: &Sought<'_>) -> Result<i64> {
    const SQL: &str = "select cast(count(*) as bigint) from app where (lower(title) like $1 escape '!' or appid = $2 \
        or id = $2) and ($3 = '' or state = $3)";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL)
        .bind(like::part(sought.q))
        .bind(sought.q.trim())
        .bind(sought.state.map_or("", AppState::as_str))
        .fetch_one(c)
        .await)?)
}

/// How many apps this account owns.
pub async fn count_owned(tx: &mut Tx, account: &AccountId) -> Result<i64> {
    const SQL: &str = "select cast(count(*) as bigint) from app where owner_id = $1 and closed_at is null";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(account.as_str()).fetch_one(c).await)?)
}

/// Adds a member or changes the role.
pub async fn set_member(
    tx: &mut Tx,
    app: &AppId,
    account: &AccountId,
    role: MemberRole,
    at: Millis,
) -> Result<()> {
    const SQL: &str = "insert into member (app_id, account_id, role, created_at) values ($1, $2, $3, $4) \
        on conflict (app_id, account_id) do update set role = excluded.role";
    on!(tx, |c| sqlx::query(SQL)
        .bind(app.as_str())
        .bind(account.as_str())
        .bind(role.as_str())
        .bind(at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes a member.
pub async fn remove_member(tx: &mut Tx, app: &AppId, account: &AccountId) -> Result<bool> {
    const SQL: &str = "delete from member where app_id = $1 and account_id = $2";
    let n = on!(tx, |c| sqlx::query(SQL)
        .bind(app.as_str())
        .bind(account.as_str())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(n == 1)
}

/// The role of an account in an app.
pub async fn role_of(tx: &mut Tx, app: &AppId, account: &AccountId) -> Result<Option<MemberRole>> {
    const SQL: &str = "select role from member where app_id = $1 and account_id = $2";
    let role: Option<String> = on!(tx, |c| sqlx::query_scalar(SQL)
        .bind(app.as_str())
        .bind(account.as_str())
        .fetch_optional(c)
        .await)?;
    role.map(|r| MemberRole::parse(&r).ok_or(StoreError::Corrupt("member.role"))).transpose()
}

/// Members of an app with their e-mail, in order of joining.
pub async fn members(tx: &mut Tx, app: &AppId) -> Result<Vec<(AccountId, String, MemberRole)>> {
    const SQL: &str = "select m.account_id, a.email, m.role from member m join account a on a.id = m.account_id \
        where m.app_id = $1 order by m.created_at, m.account_id";
    let rows: Vec<(String, String, String)> =
        on!(tx, |c| sqlx::query_as(SQL).bind(app.as_str()).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(id, email, role)| {
            let role = MemberRole::parse(&role).ok_or(StoreError::Corrupt("member.role"))?;
            Ok((AccountId::from_trusted(id), email, role))
        })
        .collect()
}
