//! Limits on tries (sign-in, mails, codes, look-ups): counted in the database, so that replicas share them, and counted
//! *before* the try is made, so that calls at the same time cannot all see the count from before.

use tongguan_model::{
    text::{Bilingual, bi},
    time::Millis,
};
use tongguan_policy::Policy;
use tongguan_store::{Tx, throttle};

use crate::{Ctx, Error, Result, transact};

/// How many tries of a kind within how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    /// What is counted.
    pub kind: &'static str,
    /// The requirement that limits it.
    pub rule: &'static str,
    /// Tries that are let through.
    pub max: i64,
    /// Window in milliseconds, counted from the first try.
    pub window: i64,
    /// Says how many there were.
    pub say: fn(i64) -> Bilingual,
}

/// Failed sign-ins of an address.
pub(crate) fn sign_in(policy: &Policy) -> Limit {
    Limit {
        kind: SIGN_IN,
        rule: "ACC-3",
        max: *policy.account.sign_in_failures,
        window: *policy.account.sign_in_window_minutes * Millis::MINUTE,
        say: |n| bi(format!("{n} 次未成功，暂停尝试。"), format!("{n} failed tries; paused for a while.")),
    }
}

/// Kind of [`sign_in`].
pub(crate) const SIGN_IN: &str = "sign-in";

fn key(ctx: &Ctx, kind: &str, who: &str) -> String {
    // The e-mail or phone itself is not stored here.
    format!("{kind}:{}", ctx.keys().index("throttle", who))
}

fn refuse(ctx: &Ctx, limit: &Limit, count: i64, since: Millis) -> Error {
    let left = since.plus(limit.window).0 - ctx.now().0;
    Error::TooMany {
        retry_after_seconds: left.max(0) / Millis::SECOND + 1,
        what: (limit.say)(count),
        rule: limit.rule,
        measured: count,
        limit: limit.max,
    }
}

/// Refuses early what [`reserve_in`] would refuse, without a write; asked before costly work.
pub(crate) async fn check(ctx: &Ctx, limit: &Limit, who: &str) -> Result<()> {
    let mut tx = ctx.store().read().await?;
    match throttle::get(&mut tx, &key(ctx, limit.kind, who)).await? {
        Some((count, since)) if count >= limit.max && ctx.now() < since.plus(limit.window) => {
            Err(refuse(ctx, limit, count, since))
        }
        _ => Ok(()),
    }
}

/// Takes one of the tries that are left, or refuses. It is committed before the try is judged.
pub(crate) async fn reserve(ctx: &Ctx, limit: &Limit, who: &str) -> Result<()> {
    check(ctx, limit, who).await?;
    transact!(ctx, tx, reserve_in(ctx, &mut tx, limit, who))
}

/// Takes one of the tries that are left in the transaction that uses it, or refuses, which takes it back: a refused call
/// neither counts nor lengthens the pause.
pub(crate) async fn reserve_in(ctx: &Ctx, tx: &mut Tx, limit: &Limit, who: &str) -> Result<()> {
    let (key, now) = (key(ctx, limit.kind, who), ctx.now());
    let (count, since) = throttle::count(tx, &key, now, now.plus(-limit.window)).await?;
    if count > limit.max { Err(refuse(ctx, limit, count - 1, since)) } else { Ok(()) }
}

/// Gives a reserved try back that could not be judged.
pub(crate) async fn give_back(ctx: &Ctx, limit: &Limit, who: &str) -> Result<()> {
    let key = key(ctx, limit.kind, who);
    transact!(ctx, tx, give_back_in(&mut tx, &key))
}

async fn give_back_in(tx: &mut Tx, key: &str) -> Result<()> {
    Ok(throttle::uncount(tx, key).await?)
}

/// Forgets the tries after one that was right.
pub(crate) async fn clear(ctx: &Ctx, kind: &str, who: &str) -> Result<()> {
    transact!(ctx, tx, clear_in(ctx, &mut tx, kind, who))
}

/// Forgets the tries in the transaction of what the right one opened.
pub(crate) async fn clear_in(ctx: &Ctx, tx: &mut Tx, kind: &str, who: &str) -> Result<()> {
    Ok(throttle::clear(tx, &key(ctx, kind, who)).await?)
}
