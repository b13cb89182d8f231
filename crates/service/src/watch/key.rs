//! The key with which an app's back end sends logs: shown once, stored as a hash, replaced by rotation.

use serde_json::json;
use tongguan_model::{actor::Actor, app::Right, event::Event, ids::AppId};
use tongguan_store::{
    Tx,
    watch::{self, Key},
};

use crate::{Ctx, Error, Result, access, record, token_hash, transact};

/// What every key begins with, so that a leaked one can be recognised.
const PREFIX: &str = "tgl_";

/// Makes a key, shown this once; the former one stops working at once.
pub async fn rotate(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<(String, Key)> {
    let secret = format!("{PREFIX}{}", ctx.token());
    let key = transact!(ctx, tx, rotate_in(ctx, &mut tx, actor, app, &secret))?;
    Ok((secret, key))
}

async fn rotate_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, secret: &str) -> Result<Key> {
    access::member(tx, actor, app, Right::Develop).await?;
    let key = Key {
        app_id: app.to_string(),
        key_hash: token_hash(secret),
        hint: secret.chars().skip(secret.len().saturating_sub(4)).collect(),
        made_by: access::account(actor)?.to_string(),
        made_at: ctx.now().0,
    };
    watch::set_key(tx, &key).await?;
    let event = Event::evident("watch_key.rotated", app, Some(app), json!({ "hint": key.hint }));
    record(ctx, tx, actor, &[event]).await?;
    Ok(key)
}

/// The app whose key this is.
pub async fn authenticate(ctx: &Ctx, secret: &str) -> Result<AppId> {
    let mut tx = ctx.store().read().await?;
    watch::app_of_key(&mut tx, &token_hash(secret)).await?.ok_or(Error::Unauthenticated)
}
