//! The outbox.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A mail or SMS, without its text.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MessageOut {
    /// Id.
    pub id: String,
    /// `mail` or `sms`.
    pub channel: String,
    /// Which text, e.g. `activation`.
    pub template: String,
    /// Masked address or number.
    pub to: String,
    /// Subject line of a mail.
    pub subject: String,
    /// `held`, `waiting`, `sent` or `failed`.
    pub state: String,
    /// Attempts of the provider.
    pub attempts: i64,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// Made at.
    pub created_at: i64,
    /// Taken by the provider at.
    pub sent_at: Option<i64>,
}

/// A message with its text. Every look is recorded.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OpenedMessageOut {
    /// The message.
    pub message: MessageOut,
    /// Address or number.
    pub to: String,
    /// Text; absent once it was sent.
    pub body: Option<String>,
}
