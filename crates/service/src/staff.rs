//! Reviewers and operators. They are made by an operator, never by registration; the first operator comes from
//! a one-time link that `serve` prints.

use std::collections::BTreeMap;

use serde_json::json;
use tongguan_model::{
    account::{Account, AccountState, Trust},
    actor::{Actor, PlatformRole},
    event::Event,
    ids::AccountId,
    refusal::{FieldError, Refusal, Who},
    text::bi,
};
use tongguan_rule_subject::email;
use tongguan_store::{Tx, account, setting};

use crate::{Ctx, Error, Result, access, crypto, record, review, revision, token_hash, transact};

/// Adds a reviewer or an operator; for the operator and for the platform itself.
pub async fn create(
    ctx: &Ctx,
    actor: &Actor,
    email: &str,
    password: &str,
    role: PlatformRole,
) -> Result<Account> {
    if *actor != Actor::System {
        access::platform(actor, PlatformRole::Operator)?;
    }
    if role == PlatformRole::Applicant {
        return Err(Error::forbidden());
    }
    let new = prepare(ctx, email, password, role).await?;
    transact!(ctx, tx, insert(ctx, &mut tx, actor, &new))?;
    Ok(new)
}

/// Checks address and password and puts the account together.
async fn prepare(ctx: &Ctx, email: &str, password: &str, role: PlatformRole) -> Result<Account> {
    let policy = revision::now(ctx).await?;
    let mut errors = Vec::new();
    let address = email::check("email", email).map_err(|e| errors.push(e)).ok();
    if let Err(error) = crate::account::check_password(&policy, "password", password, email) {
        errors.push(error);
    }
    let Some(address) = address.filter(|_| errors.is_empty()) else { return Err(errors.into()) };
    Ok(Account {
        id: AccountId::from_trusted(ctx.id()),
        email_key: address.key,
        email: address.address,
        password_hash: crypto::hash_password(ctx, password).await?,
        role,
        state: AccountState::Active,
        trust: Trust::Corporate,
        phone_sealed: None,
        phone_index: None,
        lang: "zh".into(),
        created_at: ctx.now(),
        version: 1,
    })
}

async fn insert(ctx: &Ctx, tx: &mut Tx, actor: &Actor, new: &Account) -> Result<()> {
    if account::find_by_email(tx, &new.email_key).await?.is_some() {
        return Err(taken());
    }
    match account::insert(tx, new).await {
        Err(error) if error.is_duplicate_of("email_key") => return Err(taken()),
        other => other?,
    }
    let data = json!({ "role": new.role });
    record(ctx, tx, actor, &[Event::evident("account.staff_created", &new.id, None, data)]).await
}

fn taken() -> Error {
    FieldError::new(
        "email",
        "email-taken",
        "ACC-1",
        bi("此邮箱已注册。", "This e-mail is registered already."),
        bi("请换用另一个邮箱。", "Use another e-mail."),
    )
    .into()
}

/// Staff and applicants, for the operator.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<Account>> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    Ok(account::list(&mut tx, None, 1000).await?)
}

/// One page of the accounts with this role, or all, whose e-mail holds `q`, and how many there are; for the operator.
pub async fn page(
    ctx: &Ctx,
    actor: &Actor,
    role: Option<PlatformRole>,
    q: &str,
    part: (i64, i64),
) -> Result<(Vec<Account>, i64)> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    Ok((account::page(&mut tx, role, q, part).await?, account::count(&mut tx, role, q).await?))
}

/// E-mails of these accounts; for the operator.
pub async fn emails<'a>(
    ctx: &Ctx,
    actor: &Actor,
    ids: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, String>> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    let mut out = BTreeMap::new();
    for id in ids {
        if !out.contains_key(id)
            && let Some(found) = account::find(&mut tx, &AccountId::from_trusted(id)).await?
        {
            out.insert(id.to_owned(), found.email);
        }
    }
    Ok(out)
}

/// The account with this e-mail; for the operator.
pub async fn by_email(ctx: &Ctx, actor: &Actor, address: &str) -> Result<Option<AccountId>> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    Ok(account::find_by_email(&mut tx, &email::key(address)).await?.map(|a| a.id))
}

/// Suspends an account or lets it in again; for the operator, and never for itself.
pub async fn set_suspended(ctx: &Ctx, actor: &Actor, id: &AccountId, suspended: bool) -> Result<()> {
    let by = access::platform(actor, PlatformRole::Operator)?;
    if by == id {
        return Err(Refusal::new(
            "own-account",
            "",
            bi("不能停用自己的账号。", "You cannot suspend your own account."),
            bi("请由另一位运营人员操作。", "Another operator must do it."),
        )
        .who(Who::Operator)
        .into());
    }
    transact!(ctx, tx, set_suspended_in(ctx, &mut tx, actor, id, suspended))
}

async fn set_suspended_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &AccountId,
    suspended: bool,
) -> Result<()> {
    let found = account::find(tx, id).await?.ok_or(Error::NotFound("account"))?;
    let found = if suspended { found.suspend()? } else { found.restore()? };
    account::update(tx, &found).await?;
    if suspended {
        tongguan_store::session::delete_others(tx, id, None).await?;
        review::take_all_back(ctx, tx, actor, id).await?;
    }
    let kind = if suspended { "account.suspended" } else { "account.restored" };
    record(ctx, tx, actor, &[Event::evident(kind, id, None, json!({}))]).await
}

const FIRST: &str = "first_operator";

/// A one-time token that creates the first operator, or `None` if there is one already. A new call replaces the
/// token, so that only the newest start's link works.
pub async fn first_operator_token(ctx: &Ctx) -> Result<Option<String>> {
    let token = ctx.token();
    let hash = token_hash(&token);
    let fresh = transact!(ctx, tx, offer(&mut tx, &hash))?;
    Ok(fresh.then_some(token))
}

async fn offer(tx: &mut Tx, hash: &str) -> Result<bool> {
    if !account::list(tx, Some(PlatformRole::Operator), 1).await?.is_empty() {
        return Ok(false);
    }
    setting::set(tx, FIRST, hash).await?;
    Ok(true)
}

/// Creates the first operator with the token of the link; works once.
pub async fn create_first(ctx: &Ctx, token: &str, email: &str, password: &str) -> Result<Account> {
    let hash = token_hash(token);
    offered(ctx, &hash).await?;
    let new = prepare(ctx, email, password, PlatformRole::Operator).await?;
    transact!(ctx, tx, create_first_in(ctx, &mut tx, &hash, &new))?;
    Ok(new)
}

/// Whether this is the link of the newest start and there is no operator yet.
pub async fn is_first_token(ctx: &Ctx, token: &str) -> Result<bool> {
    let mut tx = ctx.store().read().await?;
    Ok(setting::get(&mut tx, FIRST).await?.as_deref() == Some(&token_hash(token)))
}

async fn offered(ctx: &Ctx, hash: &str) -> Result<()> {
    let mut tx = ctx.store().read().await?;
    match setting::get(&mut tx, FIRST).await? {
        Some(kept) if kept == hash => Ok(()),
        _ => Err(Error::NotFound("link")),
    }
}

async fn create_first_in(ctx: &Ctx, tx: &mut Tx, hash: &str, new: &Account) -> Result<()> {
    // Read again in the transaction that uses it up: of two at once, one makes the operator.
    if setting::get(tx, FIRST).await?.as_deref() != Some(hash) {
        return Err(Error::NotFound("link"));
    }
    setting::take(tx, FIRST).await?;
    insert(ctx, tx, &Actor::System, new).await
}
