//! Who acts.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, AppId};

/// What an account may do on the platform as a whole. Staff never apply, applicants never review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlatformRole {
    /// Owns or works on mini programs.
    Applicant,
    /// Decides cases at the desk.
    Reviewer,
    /// Runs the platform: policy, outbox, payments, users. Does not decide cases.
    Operator,
}

impl PlatformRole {
    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Reviewer => "reviewer",
            Self::Operator => "operator",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        [Self::Applicant, Self::Reviewer, Self::Operator].into_iter().find(|r| r.as_str() == s)
    }
}

/// The one who asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody has signed in.
    Anonymous,
    /// A signed-in account.
    Account {
        /// Which one.
        id: AccountId,
        /// Its platform role.
        role: PlatformRole,
    },
    /// A mini program's back end, by its AppID and key.
    App(AppId),
    /// The platform itself: a job, a clock.
    System,
}

impl Actor {
    /// The account, if one is signed in.
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Account { id, .. } => Some(id),
            _ => None,
        }
    }

    /// The platform role, if an account is signed in.
    pub fn role(&self) -> Option<PlatformRole> {
        match self {
            Self::Account { role, .. } => Some(*role),
            _ => None,
        }
    }

    /// How the audit log names it: `account:…`, `app:…`, `system`, `anonymous`.
    pub fn label(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".into(),
            Self::Account { id, .. } => format!("account:{id}"),
            Self::App(id) => format!("app:{id}"),
            Self::System => "system".into(),
        }
    }
}
