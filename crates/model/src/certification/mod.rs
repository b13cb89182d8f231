//! Certification (认证, CER-1 … CER-8): an order, its fee, its steps in the order of the policy, its life and its end.

mod order;
mod state;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use order::{Certification, Guesses, Open, Outcome, Outlook, amount_given_up, runs_until};
pub use state::{CertificationState, StepKey};

use crate::text::{Bilingual, bi};

/// Which certification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// 微信认证-type account certification (CER-5): the one that lifts CER-4.
    Account,
    /// 小程序认证 (CER-6): UnionID and template messages.
    MiniProgram,
}

impl Product {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Account, Self::MiniProgram];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::MiniProgram => "mini_program",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == s)
    }

    /// The official Chinese term and its English name.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Account => bi("账号认证", "Account certification"),
            Self::MiniProgram => bi("小程序认证", "Mini-program certification"),
        }
    }

    /// The requirement behind it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Account => "CER-5",
            Self::MiniProgram => "CER-6",
        }
    }
}

/// Where an app stands with one product. An individual is `NotRequired`, which is not the same as uncertified (CER-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The subject's type needs none.
    NotRequired,
    /// Needed and never passed.
    Uncertified,
    /// Never passed or no longer valid, and an order is on its way.
    Running,
    /// Valid now.
    Passed,
    /// Was valid.
    Expired,
}

impl Status {
    /// Wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotRequired => "not_required",
            Self::Uncertified => "uncertified",
            Self::Running => "running",
            Self::Passed => "passed",
            Self::Expired => "expired",
        }
    }
}
