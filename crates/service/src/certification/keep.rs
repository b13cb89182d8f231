//! What follows from a new state of an order, in the transaction that brought it about.

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    certification::{Certification, CertificationState},
    event::Event,
    ids::CertificationId,
    payment::Entry,
    time::Millis,
};
use tongguan_store::{Tx, certification, job};

use super::{Payee, facts, job as jobs, policy_of};
use crate::{Ctx, Result, payment, record};

/// Writes a new order with what follows from its first state.
pub(super) async fn insert(ctx: &Ctx, tx: &mut Tx, order: Certification) -> Result<Certification> {
    let order = prepare(ctx, tx, None, order).await?;
    match certification::insert(tx, &order).await {
        // Two at once: the index of running orders has the last word (SQLite names its columns).
        Err(e) if e.is_duplicate_of("certification_running") || e.is_duplicate_of("certification.app_id") => {
            return Err(super::order::running());
        }
        other => other?,
    }
    schedule(ctx, tx, &order).await?;
    Ok(order)
}

/// Writes an order back that came from a state, with what follows from the new one.
pub(super) async fn keep(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    from: CertificationState,
    order: Certification,
) -> Result<Certification> {
    let order = prepare(ctx, tx, Some(from), order).await?;
    certification::update(tx, &order).await?;
    let order = Certification { version: order.version + 1, ..order };
    if from == order.state {
        return Ok(order);
    }
    schedule(ctx, tx, &order).await?;
    if order.state.is_failed() {
        payment::order_failed(ctx, tx, actor, order.id.as_str()).await?;
    }
    if order.state == CertificationState::Passed {
        payment::order_passed(ctx, tx, order.id.as_str()).await?;
        let data = json!({ "product": order.product, "valid_from": order.valid_from, "valid_until": order.valid_until,
            "policy_revision": order.policy_revision });
        let event = Event::evident("certification.passed", &order.id, Some(&order.app), data);
        record(ctx, tx, actor, &[event]).await?;
    }
    Ok(order)
}

pub(super) fn amount_context(id: &CertificationId, round: i64) -> String {
    format!("certification.amount:{id}:{round}")
}

pub(super) fn payee_context(id: &CertificationId) -> String {
    format!("certification.payee:{id}")
}

/// The random amount of the present round, in fen.
pub(super) fn amount(ctx: &Ctx, order: &Certification) -> Result<Option<i64>> {
    let Some(sealed) = &order.micro_sealed else { return Ok(None) };
    let text = ctx.keys().open(&amount_context(&order.id, order.micro_rounds), sealed)?;
    Ok(Some(text.parse().map_err(crate::Error::internal)?))
}

/// Decides a new amount where one is to be paid, and lets go of one that is no secret any more: the journal has it then.
async fn prepare(
    ctx: &Ctx,
    tx: &mut Tx,
    from: Option<CertificationState>,
    mut order: Certification,
) -> Result<Certification> {
    if from == Some(order.state) {
        return Ok(order);
    }
    if from == Some(CertificationState::Amount)
        && let Some(cents) = amount(ctx, &order)?
    {
        payment::post(ctx, tx, order.id.as_str(), &Entry::micro(cents)).await?;
    }
    if order.state != CertificationState::Amount {
        order.micro_sealed = None;
    }
    if !order.state.is_running() {
        order.payee_sealed = None;
    }
    if order.state.awaits_transfer() {
        let policy = policy_of(ctx, tx, &order).await?;
        let [least, most] = *policy.certification.micro_payment_cents;
        let span = u64::try_from(most - least + 1).unwrap_or(1).max(1);
        // 64 random bits over at most a few thousand values: no bias that anybody could measure.
        let drawn = i64::try_from(u64::from_le_bytes(ctx.random::<8>()) % span).unwrap_or_default();
        let cents = least + drawn;
        let keys = ctx.keys();
        let context = amount_context(&order.id, order.micro_rounds + 1);
        let amount = keys.seal(ctx, &context, &cents.to_string())?;
        let payee = Payee::of(&facts(ctx, tx, &order.app).await?).to_json()?;
        let payee = keys.seal(ctx, &payee_context(&order.id), &payee)?;
        order = order.set_amount(amount, payee);
        let (due, provisional) = policy.deadline(ctx.now(), policy.certification.review_days[1]);
        (order.due_at, order.due_provisional) = (Some(due), provisional);
    }
    Ok(order)
}

/// Enqueues what time alone will do to the order. A job that finds another state than it was made for does nothing.
async fn schedule(ctx: &Ctx, tx: &mut Tx, order: &Certification) -> Result<()> {
    let now = ctx.now();
    let payload = json!({ "certification": order.id }).to_string();
    match (order.state, order.due_at, order.valid_until) {
        (CertificationState::Ordered | CertificationState::Amount, Some(due), _) => {
            job::push(tx, &ctx.id(), jobs::DUE, None, &payload, due, now).await?;
        }
        (CertificationState::Passed, _, Some(until)) => {
            job::push(tx, &ctx.id(), jobs::EXPIRE, None, &payload, until, now).await?;
            let policy = policy_of(ctx, tx, order).await?;
            for days in policy.certification.reminder_days.iter() {
                let at = until.plus(-days * Millis::DAY);
                if at > now {
                    let payload = json!({ "certification": order.id, "days": days }).to_string();
                    job::push(tx, &ctx.id(), jobs::REMIND, None, &payload, at, now).await?;
                }
            }
        }
        _ => {}
    }
    Ok(())
}
