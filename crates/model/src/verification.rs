//! Verifications (SUB-6): what was verified of a subject, by whom, when, and what came of it. A check digit that fits is none.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AppId, SubjectId},
    text::{Bilingual, bi},
    time::Millis,
};

/// What is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A code sent to the number came back: it is in service and in the applicant's hand.
    MobileCode,
    /// The carrier says that the number is registered to the person (运营商实名).
    MobileHolder,
    /// The register says that name, code and legal representative belong together (工商).
    Registration,
}

impl Fact {
    /// All facts.
    pub const ALL: [Self; 3] = [Self::MobileCode, Self::MobileHolder, Self::Registration];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MobileCode => "mobile_code",
            Self::MobileHolder => "mobile_holder",
            Self::Registration => "registration",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.as_str() == s)
    }

    /// Name in both languages.
    pub fn label(self) -> Bilingual {
        match self {
            Self::MobileCode => bi("手机号码在用", "The number is in service"),
            Self::MobileHolder => bi("号码实名归属", "The number is registered to the person"),
            Self::Registration => bi("工商登记一致", "The register agrees"),
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// So it is.
    Confirmed,
    /// So it is not.
    Denied,
    /// Nobody could say.
    Unknown,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 3] = [Self::Confirmed, Self::Denied, Self::Unknown];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.as_str() == s)
    }

    /// Name in both languages.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Confirmed => bi("已证实", "confirmed"),
            Self::Denied => bi("不符", "denied"),
            Self::Unknown => bi("未能核验", "not verified"),
        }
    }
}

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A code that came back.
    Code,
    /// A provider, by name.
    Provider,
    /// A reviewer, by account.
    Reviewer,
}

impl By {
    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Provider => "provider",
            Self::Reviewer => "reviewer",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        [Self::Code, Self::Provider, Self::Reviewer].into_iter().find(|b| b.as_str() == s)
    }
}

/// One verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Id.
    pub id: String,
    /// App.
    pub app: AppId,
    /// Subject.
    pub subject: SubjectId,
    /// What.
    pub fact: Fact,
    /// What came of it.
    pub outcome: Outcome,
    /// Blind index of the value that was verified: another value is not verified by it.
    pub value_index: String,
    /// How.
    pub by: By,
    /// Name of the provider, or the reviewer's account.
    pub by_name: String,
    /// In words; no personal data.
    pub detail: Bilingual,
    /// When.
    pub at: Millis,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_forms_read_back() {
        assert!(Fact::ALL.into_iter().all(|f| Fact::parse(f.as_str()) == Some(f)));
        assert!(Outcome::ALL.into_iter().all(|o| Outcome::parse(o.as_str()) == Some(o)));
        assert_eq!((By::parse("code"), By::parse("x")), (Some(By::Code), None));
    }
}
