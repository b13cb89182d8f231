//! Passwords: reset by mail, change while signed in. Either ends the other sessions.

use serde_json::json;
use tongguan_model::{
    account::{Account, AccountState},
    actor::Actor,
    event::Event,
    ids::SessionId,
    refusal::FieldError,
    text::bi,
    ticket::Purpose,
    time::Millis,
};
use tongguan_policy::Policy;
use tongguan_rule_subject::email;
use tongguan_store::{Tx, account, session};

use super::{
    check_password,
    register::{Carries, send_link},
    reset_pace, text,
};
use crate::{
    Ctx, Error, Result, access, crypto, message, record, revision, session::Current, throttle, ticket,
    transact,
};

/// Sends a link that sets a new password. The answer does not say whether the address has an account.
pub async fn request_reset(ctx: &Ctx, address: &str) -> Result<()> {
    let address = email::check("email", address)?;
    let policy = revision::now(ctx).await?;
    throttle::check(ctx, &reset_pace(&policy), &address.key).await?;
    transact!(ctx, tx, request_in(ctx, &mut tx, &policy, &address.key))
}

async fn request_in(ctx: &Ctx, tx: &mut Tx, policy: &Policy, key: &str) -> Result<()> {
    throttle::reserve_in(ctx, tx, &reset_pace(policy), key).await?;
    let Some(found) = account::find_by_email(tx, key).await? else { return Ok(()) };
    let lang = super::lang(&found.lang);
    match found.state {
        AccountState::Active => {
            let minutes = *policy.account.reset_minutes;
            let life = minutes * Millis::MINUTE;
            let link = ticket::issue(ctx, tx, Purpose::Reset, Some(&found.id), &json!({}), life).await?;
            message::mail(ctx, tx, &found.email, text::reset(ctx, lang, &link.token, minutes)).await?;
            let actor = Actor::Anonymous;
            record(ctx, tx, &actor, &[Event::new("account.reset_requested", &found.id, None, json!({}))])
                .await
        }
        // A password can be set only by one who has the mailbox: first the activation.
        AccountState::Pending => send_link(ctx, tx, policy, &found, Carries::Nothing, lang).await,
        AccountState::Suspended | AccountState::Erased => Ok(()),
    }
}

async fn holder(ctx: &Ctx, tx: &mut Tx, token: &str) -> Result<Account> {
    let found = ticket::usable(ctx, tx, Purpose::Reset, token).await?;
    let id = found.account.ok_or_else(|| Error::internal("reset link without an account"))?;
    let account = account::find(tx, &id).await?.ok_or(Error::NotFound("account"))?;
    account.may_enter()?;
    Ok(account)
}

/// Sets the new password of a reset link and ends every session.
pub async fn confirm_reset(ctx: &Ctx, token: &str, password: &str) -> Result<()> {
    let policy = revision::now(ctx).await?;
    let account = {
        let mut tx = ctx.store().read().await?;
        holder(ctx, &mut tx, token).await?
    };
    check_password(&policy, "password", password, &account.email)?;
    let hash = crypto::hash_password(ctx, password).await?;
    transact!(ctx, tx, confirm_in(ctx, &mut tx, token, &hash))
}

async fn confirm_in(ctx: &Ctx, tx: &mut Tx, token: &str, hash: &str) -> Result<()> {
    let account = holder(ctx, tx, token).await?;
    ticket::take(ctx, tx, Purpose::Reset, token).await?;
    throttle::clear_in(ctx, tx, throttle::SIGN_IN, &account.email_key).await?;
    set(ctx, tx, account, hash, None, "account.password_reset").await
}

/// Stores a password, ends sessions but `keep` and open reset links, and tells the holder.
async fn set(
    ctx: &Ctx,
    tx: &mut Tx,
    mut account: Account,
    hash: &str,
    keep: Option<&SessionId>,
    event: &str,
) -> Result<()> {
    account.password_hash = hash.to_owned();
    account::update(tx, &account).await?;
    tongguan_store::ticket::close_all(tx, &account.id, Purpose::Reset, ctx.now()).await?;
    let ended = session::delete_others(tx, &account.id, keep).await?;
    let text = text::password_changed(ctx, super::lang(&account.lang));
    message::mail(ctx, tx, &account.email, text).await?;
    let actor = Actor::Account { id: account.id.clone(), role: account.role };
    let data = json!({ "sessions_ended": ended });
    record(ctx, tx, &actor, &[Event::new(event, &account.id, None, data)]).await
}

/// What is wrong with a password typed by who is signed in already; failures count as those of signing in.
pub(crate) async fn wrong(
    ctx: &Ctx,
    account: &Account,
    field: &str,
    typed: &str,
) -> Result<Option<FieldError>> {
    let limit = throttle::sign_in(&*revision::now(ctx).await?);
    throttle::reserve(ctx, &limit, &account.email_key).await?;
    match crypto::verify_password(ctx, typed, &account.password_hash).await {
        Ok(true) => {
            throttle::clear(ctx, throttle::SIGN_IN, &account.email_key).await?;
            Ok(None)
        }
        Ok(false) => Ok(Some(FieldError::new(
            field,
            "wrong-password",
            "ACC-3",
            bi("原密码不对。", "The present password is wrong."),
            bi("请重新输入，或通过邮件重设密码。", "Type it again, or reset it by mail."),
        ))),
        Err(error) => {
            // Nobody looked at the password.
            throttle::give_back(ctx, &limit, &account.email_key).await?;
            Err(error)
        }
    }
}

/// Changes the caller's password; the session at hand stays.
pub async fn change(ctx: &Ctx, current: &Current, old: &str, new: &str) -> Result<()> {
    let actor = current.actor();
    access::account(&actor)?;
    let policy = revision::now(ctx).await?;
    let account = crate::session::me(ctx, &actor).await?;
    let mut errors: Vec<_> = wrong(ctx, &account, "old", old).await?.into_iter().collect();
    if let Err(error) = check_password(&policy, "new", new, &account.email) {
        errors.push(error);
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let hash = crypto::hash_password(ctx, new).await?;
    transact!(ctx, tx, change_in(ctx, &mut tx, current, &hash))
}

async fn change_in(ctx: &Ctx, tx: &mut Tx, current: &Current, hash: &str) -> Result<()> {
    let account = account::find(tx, &current.account).await?.ok_or(Error::Unauthenticated)?;
    set(ctx, tx, account, hash, Some(&current.id), "account.password_changed").await
}
