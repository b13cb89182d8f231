//! Certification: products, orders, face check.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{case::CaseOut, payment::PaymentOut, subject::NeedOut};

/// An order to place.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderIn {
    /// `account` or `mini_program`.
    pub product: String,
}

/// Documents to submit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentsIn {
    /// Ids of materials; the newest upload of each kind that the type needs goes along by itself.
    #[serde(default)]
    pub materials: Vec<String>,
}

/// The amount that the corporate account received.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AmountIn {
    /// In fen, e.g. 37 for 0.37 yuan.
    pub amount_cents: i64,
}

/// One step of an order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StepOut {
    /// `documents`, `face`, `micro_payment`.
    pub key: String,
    /// Official term.
    pub label: String,
    /// `done`, `now`, `later`.
    pub state: String,
}

/// An order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OrderOut {
    /// Id.
    pub id: String,
    /// Readable number.
    pub number: i64,
    /// `account` or `mini_program`.
    pub product: String,
    /// `ordered`, `documents`, `documents_review`, `face`, `face_review`, `transfer`, `amount`, `transfer_redo`, `passed`,
    /// `expired`, `refused`, `withdrawn`, `lapsed`.
    pub state: String,
    /// The state in words.
    pub say: String,
    /// Steps in order.
    pub steps: Vec<StepOut>,
    /// Fee in fen.
    pub fee_cents: i64,
    /// Its payment, if it costs anything.
    pub payment: Option<PaymentOut>,
    /// What the documents step needs, while it is open.
    pub needs: Vec<NeedOut>,
    /// Ids of the materials pinned by it.
    pub materials: Vec<String>,
    /// How often it was returned for refill.
    pub refills: i64,
    /// Why it was returned or refused.
    pub reason: Option<String>,
    /// Rules behind that.
    pub rules: Vec<String>,
    /// Tries left, while an amount is to be entered.
    pub tries_left: Option<i64>,
    /// To be left by.
    pub due_at: Option<i64>,
    /// The calendar of that time is not yet published.
    pub due_provisional: bool,
    /// The open case of its step.
    pub case: Option<CaseOut>,
    /// Revision of the policy it is judged by.
    pub policy_revision: i64,
    /// Ordered at.
    pub opened_at: i64,
    /// In its state since.
    pub state_at: i64,
    /// Valid from.
    pub valid_from: Option<i64>,
    /// Valid until, exclusive.
    pub valid_until: Option<i64>,
}

/// One product of an app.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CertificationOut {
    /// `account` or `mini_program`.
    pub product: String,
    /// Official term.
    pub label: String,
    /// `not_required`, `uncertified`, `running`, `passed`, `expired`.
    pub status: String,
    /// Whether the subject's type must have it (CER-1).
    pub required: bool,
    /// Whether it can be ordered now.
    pub orderable: bool,
    /// From when it can be renewed, while it holds.
    pub renewable_from: Option<i64>,
    /// Fee of an order placed now, in fen.
    pub fee_cents: i64,
    /// Steps of an order placed now.
    pub steps: Vec<String>,
    /// End of the last one that passed.
    pub valid_until: Option<i64>,
    /// Orders, newest first.
    pub orders: Vec<OrderOut>,
}

/// A QR code for the face check.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FaceTicketOut {
    /// The secret in it.
    pub token: String,
    /// Where it leads.
    pub url: String,
    /// The code as SVG.
    pub qr_svg: String,
    /// The number that the picture must show.
    pub number: String,
    /// Good until.
    pub expires_at: i64,
}

/// How far a face check is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FaceOut {
    /// `open`, `done` or `ended`.
    pub state: String,
    /// Title of the app.
    pub title: String,
    /// The number that the picture must show.
    pub number: String,
    /// Good until.
    pub expires_at: i64,
}
