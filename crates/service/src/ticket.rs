//! Single-use secrets with a life: made, looked at, used up.

use serde_json::Value;
use tongguan_model::{
    ids::{AccountId, TicketId},
    ticket::{Purpose, Ticket},
    time::Millis,
};
use tongguan_store::{Tx, ticket};

use crate::{Ctx, Result, token_hash};

/// A new ticket with its secret, which is known only now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The secret.
    pub token: String,
    /// Good until.
    pub expires_at: Millis,
}

/// Makes a ticket that lives for `life` milliseconds.
pub(crate) async fn issue(
    ctx: &Ctx,
    tx: &mut Tx,
    purpose: Purpose,
    account: Option<&AccountId>,
    data: &Value,
    life: i64,
) -> Result<Issued> {
    let (token, now) = (ctx.token(), ctx.now());
    let row = Ticket {
        id: TicketId::from_trusted(ctx.id()),
        purpose,
        token_hash: token_hash(&token),
        account: account.cloned(),
        data: data.to_string(),
        tries: 0,
        created_at: now,
        expires_at: now.plus(life),
        used_at: None,
    };
    ticket::insert(tx, &row).await?;
    Ok(Issued { token, expires_at: row.expires_at })
}

/// The ticket of a secret, usable or not.
pub(crate) async fn find(tx: &mut Tx, purpose: Purpose, token: &str) -> Result<Ticket> {
    Ok(ticket::find(tx, purpose, &token_hash(token)).await?.ok_or_else(|| Ticket::unknown(purpose))?)
}

/// The ticket of a secret, if it may still be used.
pub(crate) async fn usable(ctx: &Ctx, tx: &mut Tx, purpose: Purpose, token: &str) -> Result<Ticket> {
    let found = find(tx, purpose, token).await?;
    found.usable(ctx.now())?;
    Ok(found)
}

/// Uses a ticket up. Of two at once, one is told that it was used.
pub(crate) async fn take(ctx: &Ctx, tx: &mut Tx, purpose: Purpose, token: &str) -> Result<Ticket> {
    let mut found = usable(ctx, tx, purpose, token).await?;
    if !ticket::take(tx, &found.id, ctx.now()).await? {
        found.used_at = Some(ctx.now());
        found.usable(ctx.now())?;
    }
    Ok(found)
}
