//! Limits on failures (sign-in, codes): counted in the database, so that replicas share them.

use tongguan_model::{
    text::{Bilingual, bi},
    time::Millis,
};
use tongguan_store::{Tx, throttle};

use crate::{Ctx, Error, Result, transact};

/// How many failures within how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Failures that are tolerated.
    pub max: i64,
    /// Window in milliseconds, counted from the first failure.
    pub window: i64,
}

/// Limit of failed sign-ins.
pub(crate) fn sign_in(policy: &tongguan_policy::Policy) -> Limit {
    Limit {
        max: *policy.account.sign_in_failures,
        window: *policy.account.sign_in_window_minutes * Millis::MINUTE,
    }
}

fn key(ctx: &Ctx, kind: &str, who: &str) -> String {
    // The e-mail or phone itself is not stored here.
    format!("{kind}:{}", ctx.keys().index("throttle", who))
}

/// Refuses when the limit of failures is used up.
pub async fn check(ctx: &Ctx, kind: &str, who: &str, limit: &Limit) -> Result<()> {
    check_saying(ctx, kind, who, limit, |count| {
        bi(format!("{count} 次未成功，暂停尝试。"), format!("{count} failed tries; paused for a while."))
    })
    .await
}

/// Refuses when the limit is used up, in these words.
pub(crate) async fn check_saying(
    ctx: &Ctx,
    kind: &str,
    who: &str,
    limit: &Limit,
    say: impl FnOnce(i64) -> Bilingual,
) -> Result<()> {
    let mut tx = ctx.store().read().await?;
    let now = ctx.now();
    if let Some((count, since)) = throttle::get(&mut tx, &key(ctx, kind, who)).await? {
        let ends = since.plus(limit.window);
        if count >= limit.max && now < ends {
            let retry_after_seconds = (ends.0 - now.0) / Millis::SECOND + 1;
            return Err(Error::TooMany { retry_after_seconds, what: say(count) });
        }
    }
    Ok(())
}

/// Counts a failure, or whatever else is limited.
pub async fn fail(ctx: &Ctx, kind: &str, who: &str, limit: &Limit) -> Result<()> {
    let key = key(ctx, kind, who);
    transact!(ctx, tx, fail_in(ctx, &mut tx, &key, limit))
}

async fn fail_in(ctx: &Ctx, tx: &mut Tx, key: &str, limit: &Limit) -> Result<()> {
    let now = ctx.now();
    Ok(throttle::count(tx, key, now, now.plus(-limit.window)).await?)
}

/// Forgets failures after a success.
pub async fn clear(ctx: &Ctx, kind: &str, who: &str) -> Result<()> {
    let key = key(ctx, kind, who);
    transact!(ctx, tx, clear_in(&mut tx, &key))
}

async fn clear_in(tx: &mut Tx, key: &str) -> Result<()> {
    Ok(throttle::clear(tx, key).await?)
}
