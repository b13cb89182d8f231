//! Certification (认证, CER-1 … CER-8).

use serde::{Deserialize, Serialize};

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
}
