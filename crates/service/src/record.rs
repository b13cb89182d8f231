//! Audit and evidence of what happened, in the transaction that made it happen.

use serde_json::json;
use tongguan_ledger::leaf_hash;
use tongguan_model::{actor::Actor, event::Event, ids::AppId};
use tongguan_store::{Tx, audit, evidence, job};

use crate::{Ctx, Result};

/// Writes events to the audit log, an unsequenced evidence row for each that decides something, and enqueues
/// the job that gives them their place.
pub async fn record(ctx: &Ctx, tx: &mut Tx, actor: &Actor, events: &[Event]) -> Result<()> {
    let now = ctx.now();
    let mut evident = false;
    for event in events {
        audit::push(tx, &ctx.id(), now, &actor.label(), event).await?;
        if !event.evidence {
            continue;
        }
        evident = true;
        let body = json!({
            "v": 1, "at": now.0, "kind": event.kind, "target": event.target, "actor": actor.label(), "data": event.data,
        })
        .to_string();
        let salt = ctx.random::<16>();
        let row = evidence::Row {
            id: ctx.id(),
            at: now.0,
            app_id: event.app.as_ref().map(AppId::to_string),
            kind: event.kind.clone(),
            target: event.target.clone(),
            leaf_hash: hex::encode(leaf_hash(&salt, body.as_bytes())),
            body,
            salt: hex::encode(salt),
            seq: None,
            row_hash: None,
        };
        evidence::insert(tx, &row).await?;
    }
    if evident {
        job::push(tx, &ctx.id(), crate::evidence::JOB, Some(crate::evidence::JOB), "{}", now, now).await?;
    }
    Ok(())
}
