//! Payments, for applicants and for the operator.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A payment as its payer sees it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PaymentOut {
    /// To be written into the transfer.
    pub number: String,
    /// In fen.
    pub amount_cents: i64,
    /// `waiting`, `paid`, `closed`, `refund_due`, `refunded`.
    pub state: String,
    /// `bank_transfer`.
    pub provider: String,
    /// Where to; absent if the operator has not configured its account.
    pub pay_to: Option<PayToOut>,
    /// What is owed back or was paid back, in fen.
    pub refund_cents: i64,
    /// Arrived at.
    pub paid_at: Option<i64>,
    /// Paid back at.
    pub refunded_at: Option<i64>,
}

/// The operator's account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PayToOut {
    /// Holder.
    pub holder: String,
    /// Bank, down to the branch.
    pub bank: String,
    /// Account number.
    pub account: String,
}

/// A payment as the operator sees it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OpsPaymentOut {
    /// Id.
    pub id: String,
    /// Number in the transfer.
    pub number: String,
    /// In fen.
    pub amount_cents: i64,
    /// `waiting`, `paid`, `closed`, `refund_due`, `refunded`.
    pub state: String,
    /// `bank_transfer`.
    pub provider: String,
    /// The app.
    pub app: String,
    /// Its title.
    pub title: String,
    /// Id of the order.
    pub certification: String,
    /// `account` or `mini_program`.
    pub product: String,
    /// State of the order.
    pub order_state: String,
    /// To be paid by, while waiting.
    pub due_at: Option<i64>,
    /// The bank's reference of its arrival.
    pub reference: Option<String>,
    /// Owed back or paid back, in fen.
    pub refund_cents: i64,
    /// The bank's reference of the refund.
    pub refund_reference: Option<String>,
    /// Asked for at.
    pub created_at: i64,
    /// Arrived at.
    pub paid_at: Option<i64>,
    /// Paid back at.
    pub refunded_at: Option<i64>,
}

/// A transfer that has arrived.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmIn {
    /// What arrived, in fen.
    pub amount_cents: i64,
    /// The bank's reference.
    pub reference: String,
}

/// A refund that was transferred.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundIn {
    /// The bank's reference.
    pub reference: String,
}

/// A random amount that the operator pays to a corporate account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TransferOut {
    /// Id of the order.
    pub certification: String,
    /// Its number.
    pub number: i64,
    /// The app.
    pub app: String,
    /// Its title.
    pub title: String,
    /// How much, in fen.
    pub amount_cents: i64,
    /// Which attempt, from 1.
    pub round: i64,
    /// Holder of the account.
    pub payee: String,
    /// Bank, down to the branch.
    pub bank_branch: String,
    /// 联行号.
    pub bank_number: String,
    /// Account number.
    pub bank_account: String,
    /// Waiting since.
    pub since: i64,
    /// To be paid by.
    pub due_at: Option<i64>,
}

/// A transfer that the bank does not take.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FailedIn {
    /// What the applicant reads.
    pub reason: String,
}

/// The balance of an account of the books.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BookOut {
    /// `bank`, `deposits`, `fees`, `verification`.
    pub book: String,
    /// Debits less credits, in fen.
    pub balance_cents: i64,
}
