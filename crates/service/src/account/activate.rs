//! Activation (ACC-5): the link works once, within its hours, and can be sent again.
//!
//! Anybody can register an address; only its owner reads the mailbox. So that the owner never ends with a password
//! that somebody else chose: only the link of the first registration carries that registration's password. Whatever
//! happens to a pending account after it (registered again, mail sent again, reset asked for) ends every earlier link
//! and sends one that carries none: whoever opens it chooses the password there. A stranger who registers before or
//! after the owner can thus make the owner choose again, and no more.

use serde_json::{Value, json};
use tongguan_model::{
    account::{Account, AccountState},
    actor::Actor,
    event::Event,
    refusal::FieldError,
    text::bi,
    ticket::Purpose,
};
use tongguan_policy::Policy;
use tongguan_rule_subject::email;
use tongguan_store::{Tx, account};

use super::{
    activation_pace, check_password,
    register::{Carries, send_link},
    text,
};
use crate::{Ctx, Error, Result, crypto, message, record, revision, throttle, ticket, transact};

/// The account of a usable link, and whether its password is still to be chosen.
async fn behind(ctx: &Ctx, token: &str) -> Result<(Account, bool)> {
    let mut tx = ctx.store().read().await?;
    let found = ticket::usable(ctx, &mut tx, Purpose::Activation, token).await?;
    let id = found.account.ok_or_else(|| Error::internal("activation link without an account"))?;
    let account = account::find(&mut tx, &id).await?.ok_or(Error::NotFound("account"))?;
    let data: Value = serde_json::from_str(&found.data).map_err(Error::internal)?;
    Ok((account, data["password_hash"].is_null()))
}

/// Whether whoever opens this link chooses the password; `false` for a link that no longer works.
pub async fn chooses(ctx: &Ctx, token: &str) -> Result<bool> {
    match behind(ctx, token).await {
        Ok((_, chooses)) => Ok(chooses),
        Err(Error::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Activates the account of a link. A password given here is the one in force; a link that carries none needs it.
pub async fn activate(ctx: &Ctx, token: &str, password: Option<&str>) -> Result<Account> {
    let policy = revision::now(ctx).await?;
    let (found, chooses) = behind(ctx, token).await?;
    let chosen = match password.filter(|p| !p.is_empty()) {
        Some(password) => {
            check_password(&policy, "password", password, &found.email)?;
            Some(crypto::hash_password(ctx, password).await?)
        }
        None if chooses => {
            return Err(FieldError::new(
                "password",
                "password-needed",
                "ACC-5",
                bi("此链接激活时须设置密码。", "This link activates with a password chosen now."),
                bi("请在激活时设置一个新密码。", "Choose a password and activate with it."),
            )
            .into());
        }
        None => None,
    };
    transact!(ctx, tx, activate_in(ctx, &mut tx, token, chosen.as_deref()))
}

async fn activate_in(ctx: &Ctx, tx: &mut Tx, token: &str, chosen: Option<&str>) -> Result<Account> {
    let used = ticket::take(ctx, tx, Purpose::Activation, token).await?;
    let id = used.account.ok_or_else(|| Error::internal("activation link without an account"))?;
    let found = account::find(tx, &id).await?.ok_or(Error::NotFound("account"))?;
    let data: Value = serde_json::from_str(&used.data).map_err(Error::internal)?;
    let hash = chosen
        .or_else(|| data["password_hash"].as_str())
        .ok_or_else(|| Error::internal("activation link without a password"))?;
    let mut active = found.activate(hash.to_owned())?;
    account::update(tx, &active).await?;
    active.version += 1;
    tongguan_store::ticket::close_all(tx, &id, Purpose::Activation, ctx.now()).await?;
    let actor = Actor::Account { id: id.clone(), role: active.role };
    record(ctx, tx, &actor, &[Event::new("account.activated", &id, None, json!({}))]).await?;
    Ok(active)
}

/// Sends the activation link again. The answer does not say whether the address has an account.
pub async fn resend(ctx: &Ctx, address: &str) -> Result<()> {
    let address = email::check("email", address)?;
    let policy = revision::now(ctx).await?;
    throttle::check(ctx, &activation_pace(&policy), &address.key).await?;
    transact!(ctx, tx, resend_in(ctx, &mut tx, &policy, &address.key))
}

async fn resend_in(ctx: &Ctx, tx: &mut Tx, policy: &Policy, key: &str) -> Result<()> {
    throttle::reserve_in(ctx, tx, &activation_pace(policy), key).await?;
    let Some(found) = account::find_by_email(tx, key).await? else { return Ok(()) };
    let lang = super::lang(&found.lang);
    match found.state {
        AccountState::Pending => send_link(ctx, tx, policy, &found, Carries::Nothing, lang).await,
        AccountState::Active => {
            message::mail(ctx, tx, &found.email, text::already_registered(ctx, lang)).await
        }
        AccountState::Suspended | AccountState::Erased => Ok(()),
    }
}
