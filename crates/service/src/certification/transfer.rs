//! Step 3, the operator's part: the random amounts to pay. The operator reads account and amount in clear, which is
//! recorded; nobody else does.

use serde::{Deserialize, Serialize};
use serde_json::json;
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::App,
    certification::Certification,
    event::Event,
    ids::CertificationId,
    refusal::FieldError,
};
use tongguan_store::{Tx, app, certification};

use super::{keep, policy_of};
use crate::{Ctx, Error, Result, access, record, subject::Facts, transact};

/// The corporate account that a payment goes to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Payee {
    /// Holder: the subject.
    pub name: String,
    /// Bank, down to the branch.
    pub bank_branch: String,
    /// 联行号.
    pub bank_number: String,
    /// Account.
    pub bank_account: String,
}

impl Payee {
    pub(super) fn of(facts: &Facts) -> Self {
        let get = |key: &str| facts.get(key).cloned().unwrap_or_default();
        Self {
            name: get("name"),
            bank_branch: get("bank_branch"),
            bank_number: get("bank_number"),
            bank_account: get("bank_account"),
        }
    }

    pub(super) fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }
}

/// A payment that the operator has to make.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// The order.
    pub order: Certification,
    /// Its app.
    pub app: App,
    /// To whom.
    pub payee: Payee,
    /// How much.
    pub amount_cents: i64,
}

/// The payments to make, the longest waiting first; for the operator. Every look is recorded.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<Transfer>> {
    access::platform(actor, PlatformRole::Operator)?;
    transact!(ctx, tx, list_in(ctx, &mut tx, actor))
}

/// How many payments are to be made; says nothing about them.
pub async fn count(ctx: &Ctx, actor: &Actor) -> Result<usize> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    Ok(certification::awaiting_transfer(&mut tx, 200).await?.len())
}

async fn list_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor) -> Result<Vec<Transfer>> {
    let mut out = Vec::new();
    for order in certification::awaiting_transfer(tx, 200).await? {
        let Some(amount_cents) = keep::amount(ctx, &order)? else { continue };
        let sealed =
            order.payee_sealed.as_deref().ok_or_else(|| Error::internal("transfer without a payee"))?;
        let payee = ctx.keys().open(&keep::payee_context(&order.id), sealed)?;
        let payee = serde_json::from_str(&payee).map_err(Error::internal)?;
        let app = app::find(tx, &order.app).await?.ok_or(Error::NotFound("app"))?;
        let event = Event::new("certification.payee_viewed", &order.id, Some(&order.app), json!({}));
        record(ctx, tx, actor, &[event]).await?;
        out.push(Transfer { order, app, payee, amount_cents });
    }
    Ok(out)
}

/// The operator has paid: the applicant's move.
pub async fn sent(ctx: &Ctx, actor: &Actor, id: &CertificationId) -> Result<Certification> {
    access::platform(actor, PlatformRole::Operator)?;
    transact!(ctx, tx, sent_in(ctx, &mut tx, actor, id))
}

async fn sent_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &CertificationId) -> Result<Certification> {
    let order = certification::find(tx, id).await?.ok_or(Error::NotFound("certification"))?;
    let days = *policy_of(ctx, tx, &order).await?.certification.micro_payment_days;
    let from = order.state;
    let order = keep::keep(ctx, tx, actor, from, order.sent(ctx.now(), days)?).await?;
    let data = json!({ "round": order.micro_rounds, "due_at": order.due_at });
    record(ctx, tx, actor, &[Event::evident("certification.transfer_sent", id, Some(&order.app), data)])
        .await?;
    Ok(order)
}

/// The bank does not take the payment: the order ends, the fee goes back, the applicant reads why.
pub async fn failed(ctx: &Ctx, actor: &Actor, id: &CertificationId, reason: &str) -> Result<Certification> {
    access::platform(actor, PlatformRole::Operator)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(FieldError::required("reason", "CER-2").into());
    }
    transact!(ctx, tx, failed_in(ctx, &mut tx, actor, id, reason))
}

async fn failed_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &CertificationId,
    reason: &str,
) -> Result<Certification> {
    let order = certification::find(tx, id).await?.ok_or(Error::NotFound("certification"))?;
    let from = order.state;
    let order = keep::keep(ctx, tx, actor, from, order.failed(ctx.now(), reason)?).await?;
    let data = json!({ "reason": reason });
    record(ctx, tx, actor, &[Event::evident("certification.transfer_failed", id, Some(&order.app), data)])
        .await?;
    Ok(order)
}
