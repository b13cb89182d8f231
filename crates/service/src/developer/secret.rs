//! The AppSecret: shown once, rotated, kept only as a keyed hash (DEV-1).

use serde_json::json;
use subtle::ConstantTimeEq;
use tongguan_model::{
    actor::Actor,
    app::{App, AppState, Right},
    developer::AppSecret,
    event::Event,
    ids::AppId,
    time::Millis,
};
use tongguan_store::{Tx, app, developer};

use super::opened;
use crate::{Ctx, Error, Result, access, record, transact};

/// A new secret; this is the only moment at which it is known.
#[derive(Debug, Clone)]
pub struct Issued {
    /// Public AppID.
    pub appid: String,
    /// The secret.
    pub secret: String,
    /// When.
    pub issued_at: Millis,
    /// True if a former secret ended with it.
    pub rotated: bool,
}

/// What is known of a secret afterwards.
#[derive(Debug, Clone)]
pub struct SecretView {
    /// Public AppID, once issued.
    pub appid: Option<String>,
    /// Last characters and moment of the present secret.
    pub issued: Option<(String, Millis)>,
}

fn hash(ctx: &Ctx, appid: &str, secret: &str) -> String {
    ctx.keys().index("app secret", &format!("{appid}:{secret}"))
}

/// Issues a secret; a former one ends at once.
pub async fn issue_secret(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<Issued> {
    let secret = hex::encode(ctx.random::<16>());
    transact!(ctx, tx, issue_in(ctx, &mut tx, actor, id, &secret))
}

async fn issue_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &AppId, secret: &str) -> Result<Issued> {
    let (_, appid) = opened(tx, actor, id, Right::Administer).await?;
    let rotated = developer::secret(tx, id).await?.is_some();
    let row = AppSecret {
        app: id.clone(),
        hash: hash(ctx, &appid, secret),
        hint: secret[secret.len() - 4..].to_owned(),
        issued_by: access::account(actor)?.clone(),
        issued_at: ctx.now(),
        version: 1,
    };
    developer::set_secret(tx, &row).await?;
    let kind = if rotated { "secret.rotated" } else { "secret.issued" };
    record(ctx, tx, actor, &[Event::evident(kind, id, Some(id), json!({ "hint": row.hint }))]).await?;
    Ok(Issued { appid, secret: secret.to_owned(), issued_at: row.issued_at, rotated })
}

/// What may be shown of the secret, for members.
pub async fn secret(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<SecretView> {
    let mut tx = ctx.store().read().await?;
    let (app, _) = access::member(&mut tx, actor, id, Right::See).await?;
    let issued = developer::secret(&mut tx, id).await?.map(|s| (s.hint, s.issued_at));
    Ok(SecretView { appid: app.appid, issued })
}

/// The app whose AppID and secret these are. An unknown AppID, a wrong secret and a suspended app are told apart by
/// nobody outside.
pub async fn authenticate(ctx: &Ctx, appid: &str, secret: &str) -> Result<App> {
    let mut tx = ctx.store().read().await?;
    let app = app::find_by_appid(&mut tx, appid).await?;
    let kept = match &app {
        Some(app) => developer::secret(&mut tx, &app.id).await?,
        None => None,
    };
    let expected = kept.map(|k| k.hash).unwrap_or_default();
    let right = bool::from(hash(ctx, appid, secret).as_bytes().ct_eq(expected.as_bytes()));
    match app {
        Some(app) if right && app.state == AppState::Active => Ok(app),
        _ => Err(Error::Unauthenticated),
    }
}
