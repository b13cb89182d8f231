//! Accounts (ACC-1 … ACC-6).

use serde::{Deserialize, Serialize};

use crate::{actor::PlatformRole, ids::AccountId, time::Millis};

/// Life of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Registered, mail not yet confirmed (ACC-5).
    Pending,
    /// In use.
    Active,
    /// Suspended by the operator.
    Suspended,
}

impl AccountState {
    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        [Self::Pending, Self::Active, Self::Suspended].into_iter().find(|r| r.as_str() == s)
    }
}

/// What the e-mail's domain says (ACC-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// A domain of the applicant's own.
    Corporate,
    /// A free-mail provider: accepted, and told so.
    FreeMail,
}

impl Trust {
    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Corporate => "corporate",
            Self::FreeMail => "free_mail",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        [Self::Corporate, Self::FreeMail].into_iter().find(|r| r.as_str() == s)
    }
}

/// A person's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Id.
    pub id: AccountId,
    /// E-mail as typed.
    pub email: String,
    /// Folded e-mail: the unique key (ACC-1).
    pub email_key: String,
    /// Argon2id hash in PHC form; empty until staff set one.
    pub password_hash: String,
    /// Platform role.
    pub role: PlatformRole,
    /// Life.
    pub state: AccountState,
    /// Trust level of the e-mail domain.
    pub trust: Trust,
    /// Bound phone, sealed; `None` until the QR binding (ACC-6).
    pub phone_sealed: Option<String>,
    /// Blind index of the phone, for limits.
    pub phone_index: Option<String>,
    /// Interface language, `zh` or `en`.
    pub lang: String,
    /// When it was registered.
    pub created_at: Millis,
    /// Row version.
    pub version: i64,
}
