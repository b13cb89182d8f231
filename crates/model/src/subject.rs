//! Subjects (主体, PRE-1, SUB-1 … SUB-6).

mod subtype;

use serde::{Deserialize, Serialize};
pub use subtype::Subtype;

use crate::{
    ids::{AppId, MaterialId, SubjectId},
    refusal::{Refusal, Who},
    text::bi,
    time::Millis,
};

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

/// Where a subject's record stands. Exits: draft → submit; in review → withdraw, decide; refused → edit, submit;
/// approved is final (a change of subject is a new record).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectState {
    /// Being filled in.
    Draft,
    /// A reviewer's move.
    InReview,
    /// Verified.
    Approved,
    /// Refused with reasons; can be mended and submitted again.
    Refused,
}

impl SubjectState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Draft, Self::InReview, Self::Approved, Self::Refused];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// Commands that leave or work on this state.
    pub const fn exits(self) -> &'static [&'static str] {
        match self {
            Self::Draft | Self::Refused => &["edit", "submit"],
            Self::InReview => &["withdraw", "decide"],
            Self::Approved => &[],
        }
    }
}

/// A subject's record. What it declares is personal and lies sealed in `facts_sealed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Id.
    pub id: SubjectId,
    /// The app it stands for.
    pub app: AppId,
    /// Type.
    pub kind: SubjectType,
    /// State.
    pub state: SubjectState,
    /// Declared facts as sealed JSON: field name → value.
    pub facts_sealed: String,
    /// Name of the organisation; empty for individuals, whose name is personal.
    pub shown_name: String,
    /// Blind index of the number that identifies the subject.
    pub number_index: Option<String>,
    /// Materials pinned by the last submission.
    pub materials: Vec<MaterialId>,
    /// When the record was begun.
    pub created_at: Millis,
    /// Last submission.
    pub submitted_at: Option<Millis>,
    /// Last decision.
    pub decided_at: Option<Millis>,
    /// Row version.
    pub version: i64,
}

impl Subject {
    fn no(&self) -> Box<Refusal> {
        let who = if self.state == SubjectState::InReview { Who::Reviewer } else { Who::Nobody };
        Refusal::state(bi("主体", "subject"), self.state.as_str(), self.state.exits()).who(who)
    }

    /// Allows changing the facts.
    pub fn edit(self) -> Result<Self, Box<Refusal>> {
        if self.state.exits().contains(&"edit") { Ok(self) } else { Err(self.no()) }
    }

    /// Goes to the desk with these materials.
    pub fn submit(self, at: Millis, materials: Vec<MaterialId>) -> Result<Self, Box<Refusal>> {
        if !self.state.exits().contains(&"submit") {
            return Err(self.no());
        }
        Ok(Self {
            state: SubjectState::InReview,
            submitted_at: Some(at),
            decided_at: None,
            materials,
            ..self
        })
    }

    /// The applicant takes it back.
    pub fn withdraw(self) -> Result<Self, Box<Refusal>> {
        if self.state != SubjectState::InReview {
            return Err(self.no());
        }
        Ok(Self { state: SubjectState::Draft, ..self })
    }

    /// The desk decides.
    pub fn decide(self, at: Millis, pass: bool) -> Result<Self, Box<Refusal>> {
        if self.state != SubjectState::InReview {
            return Err(self.no());
        }
        let state = if pass { SubjectState::Approved } else { SubjectState::Refused };
        Ok(Self { state, decided_at: Some(at), ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(state: SubjectState) -> Subject {
        Subject {
            id: SubjectId::from_trusted("s"),
            app: AppId::from_trusted("a"),
            kind: SubjectType::Enterprise,
            state,
            facts_sealed: String::new(),
            shown_name: String::new(),
            number_index: None,
            materials: vec![],
            created_at: Millis(0),
            submitted_at: None,
            decided_at: None,
            version: 1,
        }
    }

    #[test]
    fn every_state_has_the_exits_it_lists_and_no_others() {
        for state in SubjectState::ALL {
            let open = |name| state.exits().contains(&name);
            assert_eq!(subject(state).edit().is_ok(), open("edit"), "{state:?}");
            assert_eq!(subject(state).submit(Millis(1), vec![]).is_ok(), open("submit"), "{state:?}");
            assert_eq!(subject(state).withdraw().is_ok(), open("withdraw"), "{state:?}");
            assert_eq!(subject(state).decide(Millis(1), true).is_ok(), open("decide"), "{state:?}");
            assert!(state == SubjectState::Approved || !state.exits().is_empty());
        }
    }
}
