//! Sessions.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Credentials.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInIn {
    /// E-mail.
    pub email: String,
    /// Password.
    pub password: String,
}

/// A session.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionOut {
    /// Goes into `Authorization: Bearer`.
    pub token: String,
    /// Ends then.
    pub expires_at: i64,
    /// Platform role.
    pub role: String,
}

/// The signed-in account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeOut {
    /// Id.
    pub id: String,
    /// E-mail.
    pub email: String,
    /// `applicant`, `reviewer` or `operator`.
    pub role: String,
    /// `pending`, `active` or `suspended`.
    pub state: String,
    /// `corporate` or `free_mail` (ACC-2).
    pub trust: String,
    /// Whether a phone is bound (ACC-6).
    pub phone_bound: bool,
    /// The bound number, masked.
    pub phone: Option<String>,
}
