//! Activation (ACC-5): the link works once, within its hours, and can be sent again.

use serde_json::{Value, json};
use tongguan_model::{
    account::{Account, AccountState},
    actor::Actor,
    event::Event,
    ticket::Purpose,
};
use tongguan_policy::Policy;
use tongguan_rule_subject::email;
use tongguan_store::{Tx, account};

use super::{check_pace, count_pace, register::send_link, text};
use crate::{Ctx, Error, Result, message, record, revision, ticket, transact};

/// Activates the account of a link.
pub async fn activate(ctx: &Ctx, token: &str) -> Result<Account> {
    transact!(ctx, tx, activate_in(ctx, &mut tx, token))
}

async fn activate_in(ctx: &Ctx, tx: &mut Tx, token: &str) -> Result<Account> {
    let used = ticket::take(ctx, tx, Purpose::Activation, token).await?;
    let id = used.account.ok_or_else(|| Error::internal("activation link without an account"))?;
    let found = account::find(tx, &id).await?.ok_or(Error::NotFound("account"))?;
    let data: Value = serde_json::from_str(&used.data).map_err(Error::internal)?;
    let hash = data["password_hash"]
        .as_str()
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
    check_pace(ctx, &policy, "mail-activation", &address.key).await?;
    transact!(ctx, tx, resend_in(ctx, &mut tx, &policy, &address.key))?;
    count_pace(ctx, &policy, "mail-activation", &address.key).await
}

async fn resend_in(ctx: &Ctx, tx: &mut Tx, policy: &Policy, key: &str) -> Result<()> {
    let Some(found) = account::find_by_email(tx, key).await? else { return Ok(()) };
    let lang = super::lang(&found.lang);
    match found.state {
        AccountState::Pending => send_link(ctx, tx, policy, &found, &found.password_hash, lang).await,
        AccountState::Active => {
            message::mail(ctx, tx, &found.email, text::already_registered(ctx, lang)).await
        }
        AccountState::Suspended => Ok(()),
    }
}
