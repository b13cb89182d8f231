//! Deposits: that a contract or a work existed in this form at this time (CER-7).

use serde::{Deserialize, Serialize};

use crate::{
    ids::AppId,
    text::{Bilingual, bi},
    time::Millis,
};

/// What is deposited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepositKind {
    /// 合同.
    Contract,
    /// 作品.
    Work,
    /// 其他文件.
    Other,
}

impl DepositKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Contract, Self::Work, Self::Other];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Work => "work",
            Self::Other => "other",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// Its name.
    pub fn name(self) -> Bilingual {
        match self {
            Self::Contract => bi("合同", "Contract"),
            Self::Work => bi("作品", "Work"),
            Self::Other => bi("其他文件", "Other file"),
        }
    }
}

/// One deposit. The file itself is never kept, only its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposit {
    /// Id.
    pub id: String,
    /// App.
    pub app: AppId,
    /// What.
    pub kind: DepositKind,
    /// Its title, as the depositor has it.
    pub title: String,
    /// Hex salt, with which the title's hash in the evidence is made.
    pub title_salt: String,
    /// Hex SHA-256 of the file.
    pub sha256: String,
    /// Bytes of the file, if the platform saw it; of a digest alone nobody can tell.
    pub bytes: Option<i64>,
    /// When.
    pub at: Millis,
}
