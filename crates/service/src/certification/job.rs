//! What time does by itself. Each job removes itself in the transaction of its work, so that it works once even if two
//! workers run it; the state of the order decides whether there is anything to do.

use serde_json::{Value, json};
use tongguan_model::{
    actor::Actor,
    certification::{Certification, CertificationState},
    event::Event,
    ids::CertificationId,
    time::Millis,
};
use tongguan_store::{Tx, account, app, certification, job};

use super::{keep, lapse, mail, policy_of};
use crate::{Ctx, Error, Result, message, record, transact};

/// A state's own deadline: payment, entry of the amount.
pub(crate) const DUE: &str = "certification.due";
/// A reminder before the end.
pub(crate) const REMIND: &str = "certification.remind";
/// The end.
pub(crate) const EXPIRE: &str = "certification.expire";

fn payload(row: &job::Row) -> Result<(CertificationId, i64)> {
    let value: Value = serde_json::from_str(&row.payload).map_err(Error::internal)?;
    let id = value["certification"].as_str().ok_or_else(|| Error::internal("job without a certification"))?;
    Ok((CertificationId::from_trusted(id), value["days"].as_i64().unwrap_or_default()))
}

/// Lapses an order that was not paid, or ends the days of an amount.
pub(crate) async fn due(ctx: &Ctx, row: &job::Row) -> Result<()> {
    let (id, _) = payload(row)?;
    transact!(ctx, tx, due_in(ctx, &mut tx, row, &id))
}

async fn due_in(ctx: &Ctx, tx: &mut Tx, row: &job::Row, id: &CertificationId) -> Result<()> {
    if !job::take(tx, &row.id).await? || lapse(ctx, tx, id).await? {
        return Ok(());
    }
    let Some(order) = certification::find(tx, id).await? else { return Ok(()) };
    if order.state == CertificationState::Amount && order.is_due(ctx.now()) {
        let from = order.state;
        let rounds = *policy_of(ctx, tx, &order).await?.certification.micro_payment_rounds;
        let order = keep::keep(ctx, tx, &Actor::System, from, order.overdue(ctx.now(), rounds)?).await?;
        let event = Event::new("certification.amount_overdue", id, Some(&order.app), json!({}));
        record(ctx, tx, &Actor::System, &[event]).await?;
    }
    Ok(())
}

/// The order of a job if it still is what the app's validity rests on.
async fn holding(tx: &mut Tx, id: &CertificationId) -> Result<Option<Certification>> {
    let Some(order) = certification::find(tx, id).await? else { return Ok(None) };
    let last = certification::valid_until(tx, &order.app, order.product).await?;
    Ok((last == order.valid_until).then_some(order))
}

/// Announces the end (CER-8), unless it was renewed.
pub(crate) async fn remind(ctx: &Ctx, row: &job::Row) -> Result<()> {
    let (id, days) = payload(row)?;
    transact!(ctx, tx, remind_in(ctx, &mut tx, row, &id, days))
}

async fn remind_in(ctx: &Ctx, tx: &mut Tx, row: &job::Row, id: &CertificationId, days: i64) -> Result<()> {
    if !job::take(tx, &row.id).await? {
        return Ok(());
    }
    let Some(order) = holding(tx, id).await? else { return Ok(()) };
    let Some(until) = order.valid_until.filter(|_| order.state == CertificationState::Passed) else {
        return Ok(());
    };
    // After a long stop only the latest of several reminders is sent, and none after the end.
    let policy = policy_of(ctx, tx, &order).await?;
    let overtaken = policy.certification.reminder_days.iter().copied().chain([0]);
    if overtaken.filter(|d| *d < days).any(|d| ctx.now() >= until.plus(-d * Millis::DAY)) {
        return Ok(());
    }
    tell(ctx, tx, &order, until, Some(days)).await?;
    let data = json!({ "days": days, "valid_until": until });
    record(ctx, tx, &Actor::System, &[Event::new("certification.reminded", id, Some(&order.app), data)]).await
}

async fn tell(ctx: &Ctx, tx: &mut Tx, order: &Certification, until: Millis, days: Option<i64>) -> Result<()> {
    let found = app::find(tx, &order.app).await?.ok_or(Error::NotFound("app"))?;
    let owner = account::find(tx, &found.owner).await?.ok_or(Error::NotFound("account"))?;
    let text = mail::ending(ctx, crate::account::lang(&owner.lang), &found, order.product, until, days);
    message::mail(ctx, tx, &owner.email, text).await
}

/// The end: what was opened is closed (capabilities read the validity itself), and its holder is told unless renewed.
pub(crate) async fn expire(ctx: &Ctx, row: &job::Row) -> Result<()> {
    let (id, _) = payload(row)?;
    transact!(ctx, tx, expire_in(ctx, &mut tx, row, &id))
}

async fn expire_in(ctx: &Ctx, tx: &mut Tx, row: &job::Row, id: &CertificationId) -> Result<()> {
    if !job::take(tx, &row.id).await? {
        return Ok(());
    }
    let renewed = holding(tx, id).await?.is_none();
    let Some(order) = certification::find(tx, id).await? else { return Ok(()) };
    let over = order.valid_until.filter(|until| ctx.now() >= *until);
    let (CertificationState::Passed, Some(until)) = (order.state, over) else { return Ok(()) };
    let from = order.state;
    let order = keep::keep(ctx, tx, &Actor::System, from, order.expire(ctx.now())?).await?;
    if !renewed {
        tell(ctx, tx, &order, until, None).await?;
    }
    let data = json!({ "product": order.product, "valid_until": until, "renewed": renewed });
    let event = Event::evident("certification.expired", id, Some(&order.app), data);
    record(ctx, tx, &Actor::System, &[event]).await
}
