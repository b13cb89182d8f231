//! Accounts.

use sqlx::FromRow;
use tongguan_model::{
    account::{Account, AccountState, Trust},
    actor::PlatformRole,
    ids::AccountId,
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on, like};

#[derive(FromRow)]
struct Row {
    id: String,
    email: String,
    email_key: String,
    password_hash: String,
    role: String,
    state: String,
    trust: String,
    phone_sealed: Option<String>,
    phone_index: Option<String>,
    lang: String,
    created_at: i64,
    version: i64,
    erased_at: Option<i64>,
}

impl TryFrom<Row> for Account {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: AccountId::from_trusted(r.id),
            email: r.email,
            email_key: r.email_key,
            password_hash: r.password_hash,
            role: PlatformRole::parse(&r.role).ok_or(StoreError::Corrupt("account.role"))?,
            state: match r.erased_at {
                Some(_) => AccountState::Erased,
                None => AccountState::parse(&r.state).ok_or(StoreError::Corrupt("account.state"))?,
            },
            trust: Trust::parse(&r.trust).ok_or(StoreError::Corrupt("account.trust"))?,
            phone_sealed: r.phone_sealed,
            phone_index: r.phone_index,
            lang: r.lang,
            created_at: Millis(r.created_at),
            version: r.version,
        })
    }
}

/// Inserts a new account; `email_key` is unique (ACC-1).
pub async fn insert(tx: &mut Tx, a: &Account) -> Result<()> {
    const SQL: &str = "insert into account (id, email, email_key, password_hash, role, state, trust, phone_sealed, \
        phone_index, lang, created_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(a.id.as_str())
        .bind(&a.email)
        .bind(&a.email_key)
        .bind(&a.password_hash)
        .bind(a.role.as_str())
        .bind(a.state.as_str())
        .bind(a.trust.as_str())
        .bind(&a.phone_sealed)
        .bind(&a.phone_index)
        .bind(&a.lang)
        .bind(a.created_at.0)
        .bind(a.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes an account back if nobody changed it since it was read.
pub async fn update(tx: &mut Tx, a: &Account) -> Result<()> {
    const SQL: &str = "update account set password_hash = $3, role = $4, state = $5, phone_sealed = $6, \
        phone_index = $7, lang = $8, version = version + 1 where id = $1 and version = $2";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(a.id.as_str())
        .bind(a.version)
        .bind(&a.password_hash)
        .bind(a.role.as_str())
        .bind(a.state.as_str())
        .bind(&a.phone_sealed)
        .bind(&a.phone_index)
        .bind(&a.lang)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("account")) }
}

/// Writes an account back that was erased. Its row says so by the moment; the column of states knows no such word.
pub async fn erase(tx: &mut Tx, a: &Account, at: Millis) -> Result<()> {
    const SQL: &str = "update account set email = $3, email_key = $4, password_hash = $5, state = 'suspended', \
        phone_sealed = null, phone_index = null, erased_at = $6, version = version + 1 where id = $1 and version = $2";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(a.id.as_str())
        .bind(a.version)
        .bind(&a.email)
        .bind(&a.email_key)
        .bind(&a.password_hash)
        .bind(at.0)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("account")) }
}

/// The account with this id.
pub async fn find(tx: &mut Tx, id: &AccountId) -> Result<Option<Account>> {
    const SQL: &str = "select * from account where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Account::try_from)
        .transpose()
}

/// The account with this folded e-mail.
pub async fn find_by_email(tx: &mut Tx, email_key: &str) -> Result<Option<Account>> {
    const SQL: &str = "select * from account where email_key = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(email_key).fetch_optional(c).await)?
        .map(Account::try_from)
        .transpose()
}

/// Accounts with this platform role, or all; newest last.
pub async fn list(tx: &mut Tx, role: Option<PlatformRole>, limit: i64) -> Result<Vec<Account>> {
    const SQL: &str = "select * from account where ($1 = '' or role = $1) order by created_at, id limit $2";
    let role = role.map_or("", PlatformRole::as_str);
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(role).bind(limit).fetch_all(c).await)?
        .into_iter()
        .map(Account::try_from)
        .collect()
}

/// One page of the accounts with this role, or all, whose e-mail holds `q`: staff first, then the newest.
pub async fn page(
    tx: &mut Tx,
    role: Option<PlatformRole>,
    q: &str,
    (limit, offset): (i64, i64),
) -> Result<Vec<Account>> {
    const SQL: &str = "select * from account where ($1 = '' or role = $1) and lower(email) like $2 escape '!' \
        order by case when role = 'applicant' then 1 else 0 end, created_at desc, id limit $3 offset $4";
    let (role, q) = (role.map_or("", PlatformRole::as_str), like::part(q));
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(role).bind(q).bind(limit).bind(offset).fetch_all(c).await)?
        .into_iter()
        .map(Account::try_from)
        .collect()
}

/// How many accounts [`page`] goes through.
pub async fn count(tx: &mut Tx, role: Option<PlatformRole>, q: &str) -> Result<i64> {
    const SQL: &str = "select cast(count(*) as bigint) from account where ($1 = '' or role = $1) \
        and lower(email) like $2 escape '!'";
    let (role, q) = (role.map_or("", PlatformRole::as_str), like::part(q));
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(role).bind(q).fetch_one(c).await)?)
}

/// How many accounts other than `except` have bound the phone with this blind index (ACC-6).
pub async fn count_by_phone(tx: &mut Tx, phone_index: &str, except: &AccountId) -> Result<i64> {
    const SQL: &str = "select cast(count(*) as bigint) from account where phone_index = $1 and id <> $2";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(phone_index).bind(except.as_str()).fetch_one(c).await)?)
}
