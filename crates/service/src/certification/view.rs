//! Where an app stands with each product, for its members and staff. No amount, no account, no sealed thing is in it.

use tongguan_model::{
    actor::Actor,
    app::App,
    certification::{Certification, CertificationState, Product, Status, StepKey},
    ids::{AppId, CertificationId},
    material::{Material, MaterialKind},
    payment::Payment,
    review::{Case, CaseState},
    subject::SubjectType,
    time::Millis,
};
use tongguan_store::{Tx, certification, material, review};

use super::{fee_cents, of_app, order::renewal_opens, policy_of, steps};
use crate::{Ctx, Result, access, capability, revision, revision::Pinned, subject};

/// One product of an app.
#[derive(Debug, Clone)]
pub struct View {
    /// Which.
    pub product: Product,
    /// Where it stands.
    pub status: Status,
    /// Type of the approved subject, if any.
    pub subject: Option<SubjectType>,
    /// Whether the type must have it (CER-1).
    pub required: bool,
    /// Whether it can be ordered now.
    pub orderable: bool,
    /// From when it can be renewed, while it holds.
    pub renewable_from: Option<Millis>,
    /// Fee of an order placed now.
    pub fee_cents: i64,
    /// Steps of an order placed now.
    pub steps: Vec<StepKey>,
    /// End of the last one that passed.
    pub valid_until: Option<Millis>,
    /// Orders, newest first.
    pub orders: Vec<OrderView>,
}

/// An order as its page shows it.
#[derive(Debug, Clone)]
pub struct OrderView {
    /// The order.
    pub order: Certification,
    /// Its payment.
    pub payment: Option<Payment>,
    /// Tries left at the amount, while one is to be entered.
    pub tries_left: Option<i64>,
    /// What the documents step needs, with what is there.
    pub needs: Vec<(MaterialKind, Option<Material>)>,
    /// The case of the present step.
    pub case: Option<Case>,
}

/// Status of a product from what is so.
fn status(now: Millis, needed: bool, held: Option<Millis>, running: bool) -> Status {
    match held {
        Some(until) if now < until => Status::Passed,
        _ if running => Status::Running,
        Some(_) => Status::Expired,
        None if !needed => Status::NotRequired,
        None => Status::Uncertified,
    }
}

/// Both products of an app.
pub async fn view(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Vec<View>> {
    let mut tx = ctx.store().read().await?;
    let app = access::viewer(&mut tx, actor, app).await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let mut out = Vec::new();
    for product in Product::ALL {
        out.push(of_product(ctx, &mut tx, &app, product, &policy).await?);
    }
    Ok(out)
}

/// One product of an app.
pub(super) async fn of_product(
    ctx: &Ctx,
    tx: &mut Tx,
    app: &App,
    product: Product,
    policy: &Pinned,
) -> Result<View> {
    let subject = capability::approved_type(tx, app).await?;
    let steps = subject.map(|kind| steps(policy, kind)).unwrap_or_default();
    let certifiable = !steps.is_empty();
    // Only the account certification is anybody's duty, by type.
    let required =
        product == Product::Account && subject.is_some_and(|kind| **policy.certification.required.of(kind));
    // Before a subject is approved, nobody knows that none is needed.
    let needed = required || subject.is_none() || (product == Product::MiniProgram && certifiable);
    let held = certification::valid_until(tx, &app.id, product).await?;
    let mut orders = Vec::new();
    for order in certification::of_app(tx, &app.id).await?.into_iter().filter(|o| o.product == product) {
        orders.push(of_order(ctx, tx, app, order).await?);
    }
    let running = orders.iter().any(|o| o.order.state.is_running());
    let renewable_from =
        renewal_opens(held, &policy.certification.reminder_days).filter(|_| held > Some(ctx.now()));
    Ok(View {
        product,
        status: status(ctx.now(), needed, held, running),
        subject,
        required,
        orderable: certifiable && !running && renewable_from.is_none_or(|from| ctx.now() >= from),
        renewable_from,
        fee_cents: subject.map_or(0, |kind| fee_cents(policy, product, kind)),
        steps,
        valid_until: held,
        orders,
    })
}

/// One order of an app.
pub async fn get(ctx: &Ctx, actor: &Actor, app: &AppId, id: &CertificationId) -> Result<OrderView> {
    let mut tx = ctx.store().read().await?;
    let found = access::viewer(&mut tx, actor, app).await?;
    let order = of_app(&mut tx, app, id).await?;
    of_order(ctx, &mut tx, &found, order).await
}

async fn of_order(ctx: &Ctx, tx: &mut Tx, app: &App, order: Certification) -> Result<OrderView> {
    let policy = policy_of(ctx, tx, &order).await?;
    let payment = tongguan_store::payment::of_target(tx, order.id.as_str()).await?;
    let tries_left = (order.state == CertificationState::Amount)
        .then(|| *policy.certification.micro_payment_tries - order.micro_tries);
    let needs = if order.state == CertificationState::Documents {
        let all = material::of_app(tx, &app.id).await?;
        let subtype = subject::subtype_of(ctx, tx, &app.id, order.subject).await?;
        let kinds = subject::needed(&policy, subtype, &app.industry);
        kinds.into_iter().map(|kind| (kind, crate::material::newest(&all, kind).cloned())).collect()
    } else {
        vec![]
    };
    let cases = review::of_target(tx, order.id.as_str()).await?;
    let case = cases.into_iter().find(|c| c.state == CaseState::Open);
    Ok(OrderView { order, payment, tries_left, needs, case })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_individual_is_not_required_and_never_uncertified() {
        let now = Millis(100);
        assert_eq!(status(now, false, None, false), Status::NotRequired);
        assert_eq!(status(now, true, None, false), Status::Uncertified);
        assert_eq!(status(now, true, None, true), Status::Running);
        // A renewal under way does not hide that the present one holds, nor that it has ended.
        assert_eq!(status(now, true, Some(Millis(101)), true), Status::Passed);
        assert_eq!(status(now, true, Some(Millis(100)), true), Status::Running);
        assert_eq!(status(now, true, Some(Millis(100)), false), Status::Expired);
    }
}
