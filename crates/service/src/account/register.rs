//! Registration (ACC-1 … ACC-5). The answer is the same whether or not the address has an account: who owns the
//! mailbox learns it there.

use serde_json::json;
use tongguan_model::{
    account::{Account, AccountState, Trust, mask_email},
    actor::{Actor, PlatformRole},
    event::Event,
    ids::AccountId,
    text::Lang,
    ticket::Purpose,
    time::Millis,
};
use tongguan_policy::Policy;
use tongguan_rule_subject::email::{self, Email};
use tongguan_store::{Tx, account};

use super::{activation_pace, check_password, text};
use crate::{Ctx, Error, Result, crypto, message, record, revision, throttle, ticket, transact};

/// What registration needs.
#[derive(Debug, Clone)]
pub struct Register {
    /// E-mail.
    pub email: String,
    /// Password.
    pub password: String,
    /// The pass of a solved puzzle (ACC-4).
    pub pass: String,
    /// Language of the mails.
    pub lang: Lang,
}

/// What the registrant is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Where a mail went, masked.
    pub sent_to: String,
    /// What the address's domain says (ACC-2).
    pub trust: Trust,
    /// Life of the link in hours (ACC-5).
    pub hours: i64,
}

/// Registers an account that waits for its activation.
pub async fn register(ctx: &Ctx, input: &Register) -> Result<Registered> {
    let policy = revision::now(ctx).await?;
    let mut errors = Vec::new();
    let address = email::check("email", &input.email).map_err(|e| errors.push(e)).ok();
    if let Err(error) = check_password(&policy, "password", &input.password, &input.email) {
        errors.push(error);
    }
    let Some(address) = address.filter(|_| errors.is_empty()) else { return Err(errors.into()) };
    throttle::check(ctx, &activation_pace(&policy), &address.key).await?;
    email::refuse_disposable("email", &address, &policy.account)?;
    let trust = email::trust(&address, &policy.account);
    // Hashed in either case, so that the time tells nothing.
    let hash = crypto::hash_password(ctx, &input.password).await?;
    transact!(ctx, tx, register_in(ctx, &mut tx, &policy, input, &address, trust, &hash))?;
    Ok(Registered { sent_to: mask_email(&address.address), trust, hours: *policy.account.activation_hours })
}

async fn register_in(
    ctx: &Ctx,
    tx: &mut Tx,
    policy: &Policy,
    input: &Register,
    address: &Email,
    trust: Trust,
    hash: &str,
) -> Result<()> {
    ticket::take(ctx, tx, Purpose::Pass, &input.pass).await?;
    throttle::reserve_in(ctx, tx, &activation_pace(policy), &address.key).await?;
    match account::find_by_email(tx, &address.key).await? {
        None => {}
        // Which of the registrants has the mailbox shows there (see `activate`).
        Some(known) if known.state == AccountState::Pending => {
            return send_link(ctx, tx, policy, &known, Carries::Nothing, input.lang).await;
        }
        Some(known) => {
            let text = text::already_registered(ctx, super::lang(&known.lang));
            return message::mail(ctx, tx, &known.email, text).await;
        }
    }
    let new = Account {
        id: AccountId::from_trusted(ctx.id()),
        email: address.address.clone(),
        email_key: address.key.clone(),
        password_hash: hash.to_owned(),
        role: PlatformRole::Applicant,
        state: AccountState::Pending,
        trust,
        phone_sealed: None,
        phone_index: None,
        lang: input.lang.t("zh", "en").into(),
        created_at: ctx.now(),
        version: 1,
    };
    match account::insert(tx, &new).await {
        // Registered by another request meanwhile: run again, which finds it.
        Err(error) if error.is_duplicate_of("email_key") => return Err(Error::Retry),
        other => other?,
    }
    send_link(ctx, tx, policy, &new, Carries::Password(hash), input.lang).await?;
    let event = Event::new("account.registered", &new.id, None, json!({ "trust": trust }));
    record(ctx, tx, &Actor::Anonymous, &[event]).await
}

/// What an activation link brings along.
#[derive(Clone, Copy)]
pub(super) enum Carries<'a> {
    /// The hash of the first registration's password.
    Password(&'a str),
    /// No password: it is chosen when the link is opened.
    Nothing,
}

/// Sends an activation link and ends the earlier ones; the password takes effect with it.
pub(super) async fn send_link(
    ctx: &Ctx,
    tx: &mut Tx,
    policy: &Policy,
    to: &Account,
    carries: Carries<'_>,
    lang: Lang,
) -> Result<()> {
    let hours = *policy.account.activation_hours;
    let (data, chooses) = match carries {
        Carries::Password(hash) => (json!({ "password_hash": hash }), false),
        Carries::Nothing => (json!({}), true),
    };
    tongguan_store::ticket::close_all(tx, &to.id, Purpose::Activation, ctx.now()).await?;
    let life = hours * Millis::HOUR;
    let link = ticket::issue(ctx, tx, Purpose::Activation, Some(&to.id), &data, life).await?;
    message::mail(ctx, tx, &to.email, text::activation(ctx, lang, &link.token, hours, chooses)).await
}
