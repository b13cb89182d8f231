//! The desk's part: what a reviewer sees and what a decision does.

use serde_json::{Value, json};
use tongguan_model::{
    actor::Actor, certification::Certification, event::Event, ids::CertificationId, review::Case,
};
use tongguan_store::{Tx, certification, material};

use super::{keep, outlook, policy_of};
use crate::{Ctx, Error, Result, record, subject};

async fn target(tx: &mut Tx, case: &Case) -> Result<Certification> {
    let id = CertificationId::from_trusted(case.target.clone());
    certification::find(tx, &id).await?.ok_or(Error::NotFound("certification"))
}

/// What a decision does: on to the next step, back for refill, or refused for good.
pub(crate) async fn decided(ctx: &Ctx, tx: &mut Tx, actor: &Actor, case: &Case) -> Result<()> {
    let decision = case.decision.as_ref().ok_or_else(|| Error::internal("decided without a decision"))?;
    let order = target(tx, case).await?;
    let policy = policy_of(ctx, tx, &order).await?;
    let outlook = outlook(tx, &order.app, order.product, &policy).await?;
    let from = order.state;
    let next = order.decide(ctx.now(), decision, outlook)?;
    let order = keep::keep(ctx, tx, actor, from, next).await?;
    let data = json!({ "from": from, "state": order.state, "refills": order.refills });
    record(ctx, tx, actor, &[Event::new("certification.decided", &order.id, Some(&order.app), data)]).await
}

/// What the desk shows: the step, the materials of the order, and the subject (in clear to the reviewer who holds it).
pub(crate) async fn detail(ctx: &Ctx, tx: &mut Tx, actor: &Actor, case: &Case) -> Result<Value> {
    let order = target(tx, case).await?;
    let all = material::of_app(tx, &case.app).await?;
    let pinned: Vec<_> = all
        .iter()
        .filter(|m| order.materials.contains(&m.id))
        .map(|m| {
            json!({ "id": m.id, "kind": m.kind, "label": m.kind.label(), "media": m.media, "width": m.width,
                "height": m.height, "sha256": m.sha256, "notes": m.notes, "measures": m.measures })
        })
        .collect();
    let subject = subject::detail(ctx, tx, actor, case).await?;
    Ok(json!({ "number": order.number, "product": order.product, "product_label": order.product.label(),
        "state": order.state, "label": order.state.label(), "steps": order.steps, "step": order.step,
        "refills": order.refills, "fee_cents": order.fee_cents, "materials": pinned, "subject": subject }))
}
