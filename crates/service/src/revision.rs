//! Policy revisions: immutable, numbered, activated atomically. Every case pins the one it is judged by.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tongguan_model::{
    actor::{Actor, PlatformRole},
    event::Event,
    refusal::FieldError,
    text::bi,
};
use tongguan_policy::{Pack, Policy};
pub use tongguan_store::revision::Row;
use tongguan_store::{Tx, revision};

use crate::{Ctx, Error, Result, access, record, transact};

/// Kind of a policy revision.
const POLICY: &str = "policy";

/// Parsed revisions by number; they never change, so they are kept.
#[derive(Debug, Default)]
pub(crate) struct PolicyCache(Mutex<HashMap<i64, Arc<Pack>>>);

/// A policy with the number of its revision.
#[derive(Debug, Clone)]
pub struct Pinned {
    /// Number.
    pub number: i64,
    /// The policy.
    pub policy: Arc<Pack>,
}

impl std::ops::Deref for Pinned {
    type Target = Policy;
    fn deref(&self) -> &Policy {
        &self.policy
    }
}

/// The active policy, as seen by this transaction.
pub async fn current(ctx: &Ctx, tx: &mut Tx) -> Result<Pinned> {
    let number =
        revision::active_number(tx, POLICY).await?.ok_or_else(|| Error::internal("no active policy"))?;
    load(ctx, tx, number).await
}

/// The policy of a pinned revision.
pub async fn load(ctx: &Ctx, tx: &mut Tx, number: i64) -> Result<Pinned> {
    let cache = &ctx.policies().0;
    if let Some(policy) = cache.lock().unwrap_or_else(PoisonError::into_inner).get(&number) {
        return Ok(Pinned { number, policy: policy.clone() });
    }
    let row = revision::find(tx, number).await?.ok_or(Error::NotFound("revision"))?;
    let policy = Arc::new(Pack::from(Policy::from_json(&row.body).map_err(Error::internal)?));
    cache.lock().unwrap_or_else(PoisonError::into_inner).insert(number, policy.clone());
    Ok(Pinned { number, policy })
}

/// The active policy outside a transaction of the caller's.
pub async fn now(ctx: &Ctx) -> Result<Pinned> {
    let mut tx = ctx.store().read().await?;
    current(ctx, &mut tx).await
}

/// Puts the configured pack, with the operator's overlay, in place on an empty database; later starts leave the
/// active revision alone.
pub async fn ensure(ctx: &Ctx, overlay: Option<&str>) -> Result<()> {
    transact!(ctx, tx, ensure_in(ctx, &mut tx, overlay))
}

async fn ensure_in(ctx: &Ctx, tx: &mut Tx, overlay: Option<&str>) -> Result<()> {
    if revision::active_number(tx, POLICY).await?.is_some() {
        return Ok(());
    }
    let mut policy = Policy::builtin(&ctx.config().pack).map_err(Error::internal)?;
    if let Some(text) = overlay {
        policy = policy.overlay("overlay.toml", text).map_err(Error::internal)?;
    }
    let number = store(ctx, tx, &policy, "first start", &Actor::System).await?;
    revision::activate(tx, POLICY, number).await?;
    let event =
        Event::evident("policy.activated", number, None, serde_json::json!({ "digest": policy.digest() }));
    record(ctx, tx, &Actor::System, &[event]).await
}

async fn store(ctx: &Ctx, tx: &mut Tx, policy: &Policy, note: &str, by: &Actor) -> Result<i64> {
    let body = policy.to_json();
    Ok(revision::insert(tx, POLICY, &policy.digest(), &body, note, &by.label(), ctx.now()).await?)
}

/// Adds a revision from a pack and an overlay and makes it the active one, atomically; for the operator.
pub async fn activate(
    ctx: &Ctx,
    actor: &Actor,
    pack: &str,
    overlay: Option<&str>,
    note: &str,
) -> Result<i64> {
    access::platform(actor, PlatformRole::Operator)?;
    need_note(note)?;
    let base = Policy::builtin(pack).map_err(|e| {
        FieldError::new(
            "pack",
            "unknown-pack",
            "",
            bi(format!("没有规则包 {pack}。"), format!("There is no pack {pack}.")),
            bi(
                format!("可选：default、weixin-2026（{}）。", e.reason),
                format!("Choose default or weixin-2026 ({}).", e.reason),
            ),
        )
    })?;
    let policy = Ok(base)
        .and_then(|p| match overlay {
            Some(text) => p.overlay("overlay.toml", text),
            None => Ok(p),
        })
        .map_err(|e| {
            FieldError::new(
                "overlay",
                "policy-unreadable",
                "",
                bi(format!("规则包不可用：{e}"), format!("the pack cannot be used: {e}")),
                bi("请按所示行列修改。", "Mend it at the line and column shown."),
            )
        })?;
    transact!(ctx, tx, activate_in(ctx, &mut tx, actor, &policy, note))
}

async fn activate_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, policy: &Policy, note: &str) -> Result<i64> {
    let number = store(ctx, tx, policy, note, actor).await?;
    revision::activate(tx, POLICY, number).await?;
    let data = serde_json::json!({ "digest": policy.digest(), "note": note });
    record(ctx, tx, actor, &[Event::evident("policy.activated", number, None, data)]).await?;
    Ok(number)
}

/// Puts an earlier revision in force again; for the operator. Cases keep the one they were opened under.
pub async fn reactivate(ctx: &Ctx, actor: &Actor, number: i64, note: &str) -> Result<i64> {
    access::platform(actor, PlatformRole::Operator)?;
    need_note(note)?;
    transact!(ctx, tx, reactivate_in(ctx, &mut tx, actor, number, note))
}

async fn reactivate_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, number: i64, note: &str) -> Result<i64> {
    let row =
        revision::find(tx, number).await?.filter(|r| r.kind == POLICY).ok_or(Error::NotFound("revision"))?;
    revision::activate(tx, POLICY, number).await?;
    let data = serde_json::json!({ "digest": row.digest, "note": note.trim(), "again": true });
    record(ctx, tx, actor, &[Event::evident("policy.activated", number, None, data)]).await?;
    Ok(number)
}

/// A change of the rules without a reason cannot be explained to an auditor later.
fn need_note(note: &str) -> Result<()> {
    if note.trim().is_empty() {
        return Err(FieldError::required("note", "").into());
    }
    Ok(())
}

/// One revision with its body; for the operator.
pub async fn get(ctx: &Ctx, actor: &Actor, number: i64) -> Result<(Row, Option<i64>)> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    let active = revision::active_number(&mut tx, POLICY).await?;
    Ok((revision::find(&mut tx, number).await?.ok_or(Error::NotFound("revision"))?, active))
}

/// All revisions and the number of the active policy; for the operator.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<(Vec<Row>, Option<i64>)> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    let active = revision::active_number(&mut tx, POLICY).await?;
    Ok((revision::list(&mut tx, 100).await?, active))
}
