//! Ordering, paying, lapsing, withdrawing.

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    app::Right,
    certification::{Certification, CertificationState, Open, Product},
    event::Event,
    ids::{AppId, CertificationId},
    refusal::{Refusal, Who},
    text::bi,
    time::Millis,
};
use tongguan_store::{Tx, certification, setting};

use super::{fee_cents, keep, of_app, outlook, policy_of, steps};
use crate::{Ctx, Error, Result, access, capability, payment, record, review, revision, transact};

/// Orders a certification, or its renewal in the last days of the present one.
pub async fn order(ctx: &Ctx, actor: &Actor, app: &AppId, product: Product) -> Result<Certification> {
    transact!(ctx, tx, order_in(ctx, &mut tx, actor, app, product))
}

async fn order_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &AppId,
    product: Product,
) -> Result<Certification> {
    let (app, _) = access::member(tx, actor, id, Right::Administer).await?;
    let policy = revision::current(ctx, tx).await?;
    let Some(kind) = capability::approved_type(tx, &app).await? else {
        return Err(Refusal::new(
            "subject-first",
            "CER-2",
            bi("主体信息尚未通过审核。", "No subject is approved yet."),
            bi("请先完成主体登记并通过审核。", "Register the subject and have it approved."),
        )
        .into());
    };
    let steps = steps(&policy, kind);
    if steps.is_empty() {
        let label = kind.label();
        return Err(Refusal::new(
            "certification-not-required",
            "CER-1",
            bi(
                format!("{}主体无须认证。", label.zh),
                format!("This type of subject needs none ({}).", label.en),
            ),
            bi("无须办理，可直接进行后续步骤。", "Nothing is to be done; go on with the next steps."),
        )
        .measured(kind.as_str(), "not_required")
        .who(Who::Nobody)
        .into());
    }
    if certification::of_app(tx, id).await?.iter().any(|o| o.product == product && o.state.is_running()) {
        return Err(running());
    }
    let outlook = outlook(tx, id, product, &policy).await?;
    if let Some(opens) = renewal_opens(outlook.held_until, &policy.certification.reminder_days)
        && ctx.now() < opens
    {
        let label = product.label();
        return Err(Refusal::new(
            "certification-holds",
            "CER-8",
            bi(format!("{}仍有效。", label.zh), format!("The {} still holds.", label.en.to_lowercase())),
            bi(format!("{} 起可续期。", opens.clock()), format!("It can be renewed from {}.", opens.clock())),
        )
        .who(Who::Time)
        .until(opens)
        .into());
    }
    let new = Open {
        id: CertificationId::from_trusted(ctx.id()),
        number: setting::next(tx, "certification").await?,
        app: id.clone(),
        product,
        subject: kind,
        steps,
        fee_cents: fee_cents(&policy, product, kind),
        payment_hours: *policy.certification.payment_hours,
        policy_revision: policy.number,
        by: access::account(actor)?.clone(),
        at: ctx.now(),
    };
    let made = keep::insert(ctx, tx, Certification::open(new, outlook)).await?;
    if made.fee_cents > 0 {
        payment::open(ctx, tx, id, made.id.as_str(), made.fee_cents).await?;
    }
    let data = json!({ "product": product, "fee_cents": made.fee_cents, "steps": made.steps,
        "policy_revision": made.policy_revision });
    record(ctx, tx, actor, &[Event::evident("certification.ordered", &made.id, Some(id), data)]).await?;
    Ok(made)
}

/// From when a certification that holds may be renewed: with its first reminder.
pub(super) fn renewal_opens(held_until: Option<Millis>, reminder_days: &[i64]) -> Option<Millis> {
    let first = reminder_days.iter().max().copied().unwrap_or_default();
    held_until.map(|until| until.plus(-first * Millis::DAY))
}

pub(super) fn running() -> Error {
    Refusal::new(
        "certification-running",
        "CER-2",
        bi("同一认证已有订单在进行。", "An order of this certification is on its way already."),
        bi("请继续该订单，或先撤回。", "Go on with it, or withdraw it first."),
    )
    .into()
}

/// The fee of an order has arrived in time.
pub(crate) async fn paid(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &CertificationId) -> Result<()> {
    let order = certification::find(tx, id).await?.ok_or(Error::NotFound("certification"))?;
    let policy = policy_of(ctx, tx, &order).await?;
    let outlook = outlook(tx, &order.app, order.product, &policy).await?;
    let from = order.state;
    keep::keep(ctx, tx, actor, from, order.pay(ctx.now(), outlook)?).await.map(drop)
}

/// Ends an order whose time to pay is over; says whether it did.
pub(crate) async fn lapse(ctx: &Ctx, tx: &mut Tx, id: &CertificationId) -> Result<bool> {
    let Some(order) = certification::find(tx, id).await? else { return Ok(false) };
    if order.state != CertificationState::Ordered || !order.is_due(ctx.now()) {
        return Ok(false);
    }
    let from = order.state;
    let order = keep::keep(ctx, tx, &Actor::System, from, order.lapse(ctx.now())?).await?;
    let data = json!({ "product": order.product });
    let event = Event::evident("certification.lapsed", &order.id, Some(&order.app), data);
    record(ctx, tx, &Actor::System, &[event]).await?;
    Ok(true)
}

/// Takes a running order back. What was paid is owed back.
pub async fn withdraw(ctx: &Ctx, actor: &Actor, app: &AppId, id: &CertificationId) -> Result<Certification> {
    transact!(ctx, tx, withdraw_in(ctx, &mut tx, actor, app, id))
}

async fn withdraw_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    id: &CertificationId,
) -> Result<Certification> {
    access::member(tx, actor, app, Right::Administer).await?;
    let order = of_app(tx, app, id).await?;
    let from = order.state;
    let order = keep::keep(ctx, tx, actor, from, order.withdraw(ctx.now())?).await?;
    if matches!(from, CertificationState::DocumentsReview | CertificationState::FaceReview) {
        review::withdraw(ctx, tx, actor, id.as_str()).await?;
    }
    let data = json!({ "product": order.product, "from": from });
    record(ctx, tx, actor, &[Event::evident("certification.withdrawn", id, Some(app), data)]).await?;
    Ok(order)
}
