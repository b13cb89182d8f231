//! Sign in, sign out, and who a token is.

use serde_json::json;
use tongguan_model::{
    account::{Account, AccountState},
    actor::{Actor, PlatformRole},
    event::Event,
    ids::{AccountId, SessionId},
    refusal::Refusal,
    text::bi,
    time::Millis,
};
use tongguan_store::{Tx, account, session};

use crate::{Ctx, Error, Result, access, crypto, purge, record, revision, throttle, token_hash, transact};

/// A signed-in session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// Session.
    pub id: SessionId,
    /// Account.
    pub account: AccountId,
    /// Its platform role.
    pub role: PlatformRole,
}

impl Current {
    /// The account as an actor.
    pub fn actor(&self) -> Actor {
        Actor::Account { id: self.account.clone(), role: self.role }
    }
}

/// A new session with its token, which is shown only now.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The token.
    pub token: String,
    /// Session id.
    pub id: SessionId,
    /// Ends then.
    pub expires_at: Millis,
    /// Platform role.
    pub role: PlatformRole,
}

/// Signs in; failures are limited by e-mail. A wrong e-mail, a wrong password and an account that waits for its
/// activation are answered alike, take alike and count alike: whoever registers somebody else's address and signs in with
/// the password chosen there must not learn from the answer whether the address had an account before.
pub async fn sign_in(ctx: &Ctx, email: &str, password: &str, agent: &str) -> Result<SignedIn> {
    let key = tongguan_rule_subject::email::key(email);
    let policy = revision::now(ctx).await?;
    let limit = throttle::sign_in(&policy);
    throttle::reserve(ctx, &limit, &key).await?;
    let account = match judge(ctx, &key, password).await {
        Ok(account) => account,
        Err(error) => {
            // Nobody looked at the password.
            throttle::give_back(ctx, &limit, &key).await?;
            return Err(error);
        }
    };
    let Some(account) = account else {
        return Err(Refusal::new(
            "wrong-credentials",
            "ACC-3",
            bi(
                "邮箱或密码不对，或账号还没有激活。",
                "The e-mail or the password is wrong, or the account is not activated yet.",
            ),
            bi(
                "请检查后再试，或重设密码；刚注册的请先打开激活邮件中的链接。",
                "Check both, or reset the password; if you have just registered, first open the link in the activation mail.",
            ),
        )
        .into());
    };
    account.may_enter()?;
    transact!(ctx, tx, enter(ctx, &mut tx, &account, agent, *policy.account.session_hours))
}

async fn enter(ctx: &Ctx, tx: &mut Tx, account: &Account, agent: &str, hours: i64) -> Result<SignedIn> {
    throttle::clear_in(ctx, tx, throttle::SIGN_IN, &account.email_key).await?;
    open(ctx, tx, account, agent, hours).await
}

/// The account, if the password is its and it was ever activated.
async fn judge(ctx: &Ctx, key: &str, password: &str) -> Result<Option<Account>> {
    let found = {
        let mut tx = ctx.store().read().await?;
        account::find_by_email(&mut tx, key).await?
    };
    // An unknown e-mail costs as much time as a known one.
    let hash = found.as_ref().map_or(DECOY, |a| a.password_hash.as_str());
    let fits = crypto::verify_password(ctx, password, hash).await?;
    Ok(found.filter(|account| fits && account.state != AccountState::Pending))
}

/// Argon2id of a password nobody has, with the default parameters.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$nFZ3nvPFqhCYEPbZpWXyAo9wvPfOWWqC4kQ6G2vFWoE";

/// Opens a session for an account that has proven itself.
pub(crate) async fn open(
    ctx: &Ctx,
    tx: &mut Tx,
    account: &Account,
    agent: &str,
    hours: i64,
) -> Result<SignedIn> {
    let (token, now) = (ctx.token(), ctx.now());
    let row = session::Session {
        id: SessionId::from_trusted(ctx.id()),
        token_hash: token_hash(&token),
        account: account.id.clone(),
        created_at: now,
        seen_at: now,
        expires_at: now.plus(hours * Millis::HOUR),
        agent: agent.chars().take(120).collect(),
    };
    session::insert(tx, &row).await?;
    purge::schedule(ctx, tx).await?;
    let actor = Actor::Account { id: account.id.clone(), role: account.role };
    record(ctx, tx, &actor, &[Event::new("session.opened", &row.id, None, json!({ "agent": row.agent }))])
        .await?;
    Ok(SignedIn { token, id: row.id, expires_at: row.expires_at, role: account.role })
}

/// The session of a token, if it has not ended and its account is active.
pub async fn of_token(ctx: &Ctx, token: &str) -> Result<Option<Current>> {
    let (row, account) = {
        let mut tx = ctx.store().read().await?;
        let Some(row) = session::find(&mut tx, &token_hash(token), ctx.now()).await? else { return Ok(None) };
        let account = account::find(&mut tx, &row.account).await?.filter(|a| a.state == AccountState::Active);
        (row, account)
    };
    if account.is_some() && ctx.now() > row.seen_at.plus(SEEN_EVERY) {
        transact!(ctx, tx, touch(ctx, &mut tx, &row.id))?;
    }
    Ok(account.map(|a| Current { id: row.id, account: a.id, role: a.role }))
}

/// The last use of a session is noted no more often than this.
const SEEN_EVERY: i64 = 5 * Millis::MINUTE;

async fn touch(ctx: &Ctx, tx: &mut Tx, id: &SessionId) -> Result<()> {
    Ok(session::touch(tx, id, ctx.now()).await?)
}

/// Ends a session.
pub async fn sign_out(ctx: &Ctx, current: &Current) -> Result<()> {
    transact!(ctx, tx, sign_out_in(ctx, &mut tx, current))
}

async fn sign_out_in(ctx: &Ctx, tx: &mut Tx, current: &Current) -> Result<()> {
    session::delete(tx, &current.account, &current.id).await?;
    record(ctx, tx, &current.actor(), &[Event::new("session.closed", &current.id, None, json!({}))]).await
}

/// The sessions of the caller, newest first.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<session::Session>> {
    let id = access::account(actor)?;
    let mut tx = ctx.store().read().await?;
    Ok(session::list(&mut tx, id, ctx.now()).await?)
}

/// Ends one of the caller's sessions.
pub async fn close(ctx: &Ctx, actor: &Actor, id: &SessionId) -> Result<()> {
    access::account(actor)?;
    transact!(ctx, tx, close_in(ctx, &mut tx, actor, id))
}

async fn close_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &SessionId) -> Result<()> {
    if !session::delete(tx, access::account(actor)?, id).await? {
        return Err(Error::NotFound("session"));
    }
    record(ctx, tx, actor, &[Event::new("session.closed", id, None, json!({}))]).await
}

/// Ends the caller's other sessions and says how many they were.
pub async fn close_others(ctx: &Ctx, current: &Current) -> Result<u64> {
    transact!(ctx, tx, close_others_in(ctx, &mut tx, current))
}

async fn close_others_in(ctx: &Ctx, tx: &mut Tx, current: &Current) -> Result<u64> {
    let ended = session::delete_others(tx, &current.account, Some(&current.id)).await?;
    let event = Event::new("session.others_closed", &current.account, None, json!({ "ended": ended }));
    record(ctx, tx, &current.actor(), &[event]).await?;
    Ok(ended)
}

/// The caller's account.
pub async fn me(ctx: &Ctx, actor: &Actor) -> Result<Account> {
    let id = access::account(actor)?;
    let mut tx = ctx.store().read().await?;
    account::find(&mut tx, id).await?.ok_or(Error::Unauthenticated)
}
