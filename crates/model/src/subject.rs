//! Subjects (主体, PRE-1, SUB-1 … SUB-6).

use serde::{Deserialize, Serialize};

/// The five subject types (PRE-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// 个人.
    Individual,
    /// 企业.
    Enterprise,
    /// 政府机构.
    Government,
    /// 港澳台.
    HkMoTw,
    /// 海外.
    Overseas,
}

impl SubjectType {
    /// All five, in the order of the forms.
    pub const ALL: [Self; 5] =
        [Self::Individual, Self::Enterprise, Self::Government, Self::HkMoTw, Self::Overseas];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Enterprise => "enterprise",
            Self::Government => "government",
            Self::HkMoTw => "hk_mo_tw",
            Self::Overseas => "overseas",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// The official Chinese term and its English name.
    pub fn label(self) -> crate::text::Bilingual {
        let (zh, en) = match self {
            Self::Individual => ("个人", "Individual"),
            Self::Enterprise => ("企业", "Enterprise"),
            Self::Government => ("政府机构", "Government body"),
            Self::HkMoTw => ("港澳台", "Hong Kong, Macau or Taiwan body"),
            Self::Overseas => ("海外", "Overseas body"),
        };
        crate::text::bi(zh, en)
    }
}
