//! Names (命名, NAM-1 … NAM-5).

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AppId, MaterialId, NameId},
    refusal::{Refusal, Who},
    text::bi,
    time::Millis,
};

/// Where a submitted name stands. In review and approved hold the name against everybody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameState {
    /// A reviewer's move.
    InReview,
    /// The app's name.
    Approved,
    /// Refused: the app rests before it may submit again (NAM-5).
    Refused,
    /// Taken back by the applicant.
    Withdrawn,
    /// Given up for a newer name.
    Released,
}

impl NameState {
    /// All states.
    pub const ALL: [Self; 5] =
        [Self::InReview, Self::Approved, Self::Refused, Self::Withdrawn, Self::Released];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Released => "released",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// Commands that leave this state; a new name can be submitted from each final one.
    pub const fn exits(self) -> &'static [&'static str] {
        match self {
            Self::InReview => &["withdraw", "decide"],
            Self::Approved => &["submit another", "release"],
            Self::Refused | Self::Withdrawn | Self::Released => &["submit another"],
        }
    }
}

/// A submitted name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Id.
    pub id: NameId,
    /// The app.
    pub app: AppId,
    /// As submitted, normalised.
    pub text: String,
    /// Folded form: equal names have equal keys.
    pub fold_key: String,
    /// State.
    pub state: NameState,
    /// Proofs sent along.
    pub proofs: Vec<MaterialId>,
    /// When.
    pub submitted_at: Millis,
    /// When it was decided or withdrawn.
    pub decided_at: Option<Millis>,
    /// Row version.
    pub version: i64,
}

impl Name {
    fn leave(self, from: NameState, to: NameState, at: Millis) -> Result<Self, Box<Refusal>> {
        if self.state != from {
            return Err(Refusal::state(bi("名称", "name"), self.state.as_str(), self.state.exits())
                .who(Who::Applicant));
        }
        Ok(Self { state: to, decided_at: Some(at), ..self })
    }

    /// The desk decides.
    pub fn decide(self, at: Millis, pass: bool) -> Result<Self, Box<Refusal>> {
        let to = if pass { NameState::Approved } else { NameState::Refused };
        self.leave(NameState::InReview, to, at)
    }

    /// The applicant takes it back.
    pub fn withdraw(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.leave(NameState::InReview, NameState::Withdrawn, at)
    }

    /// A newer name takes its place.
    pub fn release(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.leave(NameState::Approved, NameState::Released, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_under_review_is_decided_or_withdrawn() {
        for state in NameState::ALL {
            let name = Name {
                id: NameId::from_trusted("n"),
                app: AppId::from_trusted("a"),
                text: "青槐挂号".into(),
                fold_key: "青槐挂号".into(),
                state,
                proofs: vec![],
                submitted_at: Millis(0),
                decided_at: None,
                version: 1,
            };
            let open = |exit| state.exits().contains(&exit);
            assert_eq!(name.clone().decide(Millis(1), true).is_ok(), open("decide"));
            assert_eq!(name.clone().withdraw(Millis(1)).is_ok(), open("withdraw"));
            assert_eq!(name.release(Millis(1)).is_ok(), open("release"));
            assert!(!state.exits().is_empty());
        }
    }
}
