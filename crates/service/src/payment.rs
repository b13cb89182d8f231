//! Payments of orders and the journal. Offline: a bank transfer that a person at the operator's confirms.

use serde_json::json;
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::App,
    certification::Certification,
    event::Event,
    ids::{AppId, CertificationId, PaymentId},
    payment::{Book, Entry, Payment, PaymentState, Provider},
    refusal::FieldError,
    text::bi,
};
use tongguan_store::{Tx, app, certification, payment, setting};

use crate::{Ctx, Error, Result, access, certification as orders, record, transact};

/// The operator's account that fees are transferred to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    /// Holder.
    pub holder: String,
    /// Bank, down to the branch.
    pub bank: String,
    /// Account number.
    pub account: String,
}

/// Fen as yuan: `30000` → `300.00`.
pub fn yuan(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Asks for the fee of an order.
pub(crate) async fn open(
    ctx: &Ctx,
    tx: &mut Tx,
    app: &AppId,
    target: &str,
    amount_cents: i64,
) -> Result<Payment> {
    let new = Payment {
        id: PaymentId::from_trusted(ctx.id()),
        number: format!("TG{:08}", setting::next(tx, "payment").await?),
        app: app.clone(),
        target: target.to_owned(),
        amount_cents,
        state: PaymentState::Waiting,
        provider: Provider::BankTransfer,
        reference: None,
        confirmed_by: None,
        refund_cents: 0,
        refund_reference: None,
        created_at: ctx.now(),
        paid_at: None,
        refunded_at: None,
        version: 1,
    };
    payment::insert(tx, &new).await?;
    Ok(new)
}

/// Writes a movement of money into the journal.
pub(crate) async fn post(ctx: &Ctx, tx: &mut Tx, target: &str, entry: &Entry) -> Result<()> {
    Ok(payment::post(tx, &ctx.id(), ctx.now(), target, entry).await?)
}

/// The order has ended without a pass: its payment closes, or is owed back.
pub(crate) async fn order_failed(ctx: &Ctx, tx: &mut Tx, actor: &Actor, target: &str) -> Result<()> {
    let Some(found) = payment::of_target(tx, target).await? else { return Ok(()) };
    let next = found.order_failed()?;
    payment::update(tx, &next).await?;
    if next.state == PaymentState::RefundDue {
        let data = json!({ "number": next.number, "refund_cents": next.refund_cents });
        record(ctx, tx, actor, &[Event::evident("payment.refund_due", &next.id, Some(&next.app), data)])
            .await?;
    }
    Ok(())
}

/// The order has passed: its fee is earned.
pub(crate) async fn order_passed(ctx: &Ctx, tx: &mut Tx, target: &str) -> Result<()> {
    match payment::of_target(tx, target).await? {
        Some(found) if found.state == PaymentState::Paid => {
            post(ctx, tx, target, &Entry::earned(found.amount_cents)).await
        }
        _ => Ok(()),
    }
}

/// A payment with what it is for.
#[derive(Debug, Clone)]
pub struct PaymentView {
    /// The payment.
    pub payment: Payment,
    /// The order.
    pub order: Certification,
    /// Its app.
    pub app: App,
}

async fn with_order(tx: &mut Tx, payment: Payment) -> Result<PaymentView> {
    let id = CertificationId::from_trusted(payment.target.clone());
    let order = certification::find(tx, &id).await?.ok_or(Error::NotFound("certification"))?;
    let app = app::find(tx, &payment.app).await?.ok_or(Error::NotFound("app"))?;
    Ok(PaymentView { payment, order, app })
}

/// Payments, the oldest first, of one state or all; for the operator.
pub async fn list(ctx: &Ctx, actor: &Actor, state: Option<PaymentState>) -> Result<Vec<PaymentView>> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    let mut out = Vec::new();
    for found in payment::list(&mut tx, state.map_or("", PaymentState::as_str), 500).await? {
        out.push(with_order(&mut tx, found).await?);
    }
    Ok(out)
}

/// One page of the payments in a state, the oldest first, or of those that nothing waits for, the newest first; for the
/// operator.
pub async fn page(
    ctx: &Ctx,
    actor: &Actor,
    state: Option<PaymentState>,
    part: (i64, i64),
) -> Result<Vec<PaymentView>> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    let found = match state {
        Some(state) => payment::page(&mut tx, state, part).await?,
        None => payment::page_over(&mut tx, part).await?,
    };
    let mut out = Vec::new();
    for one in found {
        out.push(with_order(&mut tx, one).await?);
    }
    Ok(out)
}

/// How many payments are in each state; for the operator.
pub async fn counts(ctx: &Ctx, actor: &Actor) -> Result<Vec<(String, i64)>> {
    access::platform(actor, PlatformRole::Operator)?;
    Ok(payment::counts(&mut ctx.store().read().await?).await?)
}

fn reference(text: &str) -> Result<&str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::required("reference", "CER-1").into());
    }
    let n = text.chars().count();
    if n > 64 {
        return Err(FieldError::new(
            "reference",
            "too-long",
            "CER-1",
            bi("银行流水号过长。", "The bank's reference is too long."),
            bi("请填写银行回单上的流水号。", "Enter the reference of the bank's receipt."),
        )
        .measured(n, 64)
        .into());
    }
    Ok(text)
}

fn reference_used() -> Error {
    FieldError::new(
        "reference",
        "reference-used",
        "CER-1",
        bi("此银行流水号已用于另一笔付款。", "This bank reference was used for another payment."),
        bi("请核对回单，一笔流水只能确认一笔付款。", "Check the receipt: one transfer settles one payment."),
    )
    .into()
}

async fn update(tx: &mut Tx, next: &Payment) -> Result<()> {
    match payment::update(tx, next).await {
        Err(e) if e.is_duplicate_of("reference") => Err(reference_used()),
        other => Ok(other?),
    }
}

/// Confirms that a transfer has arrived; for the operator. Money for an order that has ended is owed back.
pub async fn confirm(
    ctx: &Ctx,
    actor: &Actor,
    id: &PaymentId,
    amount_cents: i64,
    bank_reference: &str,
) -> Result<PaymentView> {
    access::platform(actor, PlatformRole::Operator)?;
    let bank_reference = reference(bank_reference)?;
    let done = transact!(ctx, tx, confirm_in(ctx, &mut tx, actor, id, amount_cents, bank_reference))?;
    ctx.wake();
    Ok(done)
}

async fn confirm_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &PaymentId,
    amount_cents: i64,
    bank_reference: &str,
) -> Result<PaymentView> {
    let by = access::account(actor)?;
    let mut found = payment::find(tx, id).await?.ok_or(Error::NotFound("payment"))?;
    let order = CertificationId::from_trusted(found.target.clone());
    // The order's hours may be over before the job that closes it has run.
    if found.state == PaymentState::Waiting && orders::lapse(ctx, tx, &order).await? {
        found = payment::find(tx, id).await?.ok_or(Error::NotFound("payment"))?;
    }
    let next = found.confirm(ctx.now(), by, amount_cents, bank_reference)?;
    update(tx, &next).await?;
    post(ctx, tx, &next.target, &Entry::received(next.amount_cents)).await?;
    let data = json!({ "number": next.number, "amount_cents": next.amount_cents, "provider": next.provider,
        "reference": next.reference, "state": next.state });
    record(ctx, tx, actor, &[Event::evident("payment.confirmed", id, Some(&next.app), data)]).await?;
    if next.state == PaymentState::Paid {
        orders::paid(ctx, tx, actor, &order).await?;
    }
    with_order(tx, Payment { version: next.version + 1, ..next }).await
}

/// Records that a refund has been transferred; for the operator.
pub async fn refund(ctx: &Ctx, actor: &Actor, id: &PaymentId, bank_reference: &str) -> Result<PaymentView> {
    access::platform(actor, PlatformRole::Operator)?;
    let bank_reference = reference(bank_reference)?;
    transact!(ctx, tx, refund_in(ctx, &mut tx, actor, id, bank_reference))
}

async fn refund_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &PaymentId,
    bank_reference: &str,
) -> Result<PaymentView> {
    let found = payment::find(tx, id).await?.ok_or(Error::NotFound("payment"))?;
    let next = found.refund(ctx.now(), bank_reference)?;
    update(tx, &next).await?;
    post(ctx, tx, &next.target, &Entry::refunded(next.refund_cents)).await?;
    let data = json!({ "number": next.number, "refund_cents": next.refund_cents, "reference": next.refund_reference });
    record(ctx, tx, actor, &[Event::evident("payment.refunded", id, Some(&next.app), data)]).await?;
    with_order(tx, Payment { version: next.version + 1, ..next }).await
}

/// The balances of the books: debits less credits of each account; for the operator.
pub async fn balances(ctx: &Ctx, actor: &Actor) -> Result<Vec<(Book, i64)>> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    Ok(payment::balances(&mut tx).await?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn fen_are_written_as_yuan() {
        assert_eq!([super::yuan(30_000), super::yuan(7), super::yuan(99)], ["300.00", "0.07", "0.99"]);
    }
}
