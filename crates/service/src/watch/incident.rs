//! What members do about an incident.

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    app::Right,
    event::Event,
    ids::{AppId, IncidentId},
    watch::Incident,
};
use tongguan_store::{Tx, watch};

use crate::{Ctx, Error, Result, access, record, transact};

/// What a member does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Is at it.
    Acknowledge,
    /// Has mended it.
    Resolve,
    /// Says that it was not mended.
    Reopen,
}

/// Acknowledges, resolves or reopens an incident.
pub async fn act(
    ctx: &Ctx,
    actor: &Actor,
    app: &AppId,
    id: &IncidentId,
    step: Step,
    note: &str,
) -> Result<Incident> {
    transact!(ctx, tx, act_in(ctx, &mut tx, actor, app, id, step, note))
}

async fn act_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    id: &IncidentId,
    step: Step,
    note: &str,
) -> Result<Incident> {
    access::member(tx, actor, app, Right::Release).await?;
    let by = access::account(actor)?;
    let found = watch::find(tx, id).await?.filter(|i| i.app == *app).ok_or(Error::NotFound("incident"))?;
    let (next, kind) = match step {
        Step::Acknowledge => (found.acknowledge(by, note)?, "incident.acknowledged"),
        Step::Resolve => (found.resolve(by, ctx.now(), note)?, "incident.resolved"),
        Step::Reopen => (found.reopen(Some(by), ctx.now(), note)?, "incident.reopened"),
    };
    watch::update(tx, &next).await?;
    let data = json!({ "class": next.class, "version": next.version_name, "count": next.count });
    record(ctx, tx, actor, &[Event::new(kind, id, Some(app), data)]).await?;
    Ok(Incident { version: next.version + 1, ..next })
}
