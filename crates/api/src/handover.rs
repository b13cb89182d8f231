//! Change of an app's administrator.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A change of administrator.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HandoverOut {
    /// Id.
    pub id: String,
    /// The app.
    pub app: String,
    /// Its title.
    pub title: String,
    /// E-mail of who hands over; absent where the subject takes back.
    pub from: Option<String>,
    /// E-mail of who is to be administrator.
    pub to: String,
    /// `administrator` or `subject`: what it rests on.
    pub ground: String,
    /// `offered`, `proving`, `done`, `declined`, `withdrawn`, `lapsed`.
    pub state: String,
    /// When it was asked for.
    pub asked_at: i64,
    /// Lapses then.
    pub until: i64,
    /// When it ended.
    pub ended_at: Option<i64>,
}

/// Offers the app to another account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferIn {
    /// Its e-mail.
    pub email: String,
}

/// Begins to take an app back for its subject.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBackIn {
    /// Public AppID.
    pub appid: String,
}

/// Where the code went.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CodeSentOut {
    /// The subject's number, masked.
    pub phone: String,
}

/// The code that came back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofIn {
    /// The code.
    pub code: String,
}
