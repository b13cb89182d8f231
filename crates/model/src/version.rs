//! Versions of an app (VER-1, VER-2): a package with a number, submitted, decided, released.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ids::{AccountId, AppId, PackageId, VersionId},
    refusal::Refusal,
    text::bi,
    time::Millis,
};

/// Where a version stands on its way to a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// Made from a package, not yet submitted.
    Draft,
    /// A reviewer's move; one of an app at a time.
    InReview,
    /// May be released.
    Passed,
    /// Refused with rules and a reason; a mended package goes into a higher version.
    Refused,
    /// Taken back while under review; its case stays on record (VER-2).
    Withdrawn,
    /// Given up before it passed.
    Discarded,
}

impl VersionState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::InReview, Self::Passed, Self::Refused, Self::Withdrawn, Self::Discarded];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Passed => "passed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Discarded => "discarded",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// Commands that leave this state; a higher version can be made from every one.
    pub const fn exits(self) -> &'static [&'static str] {
        match self {
            Self::Draft | Self::Withdrawn => &["submit", "discard"],
            Self::InReview => &["withdraw", "decide"],
            Self::Passed => &["release"],
            Self::Refused | Self::Discarded => &["create a higher version"],
        }
    }
}

/// A version of an app.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Id.
    pub id: VersionId,
    /// The app.
    pub app: AppId,
    /// What it is made of.
    pub package: PackageId,
    /// `major.minor.patch`.
    pub number: String,
    /// What is new, for the reviewer and the host.
    pub description: String,
    /// State.
    pub state: VersionState,
    /// 首发版本 on the first submission of an app (VER-1).
    pub label: Option<String>,
    /// A step was skipped, e.g. 1.0.1 → 1.0.4; accepted with a warning (VER-1).
    pub skipped: bool,
    /// The report it was submitted with, made by the rules and facts of that moment; `null` before.
    pub report: Value,
    /// Who made it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Millis,
    /// When it was last submitted.
    pub submitted_at: Option<Millis>,
    /// When it was decided, withdrawn or discarded.
    pub decided_at: Option<Millis>,
    /// Row version.
    pub version: i64,
}

impl Version {
    fn refuse(&self) -> Box<Refusal> {
        Refusal::state(bi("版本", "version"), self.state.as_str(), self.state.exits())
    }

    /// The applicant submits it, for the first time or again after a withdrawal.
    pub fn submit(
        self,
        at: Millis,
        label: Option<String>,
        skipped: bool,
        report: Value,
    ) -> Result<Self, Box<Refusal>> {
        match self.state {
            VersionState::Draft | VersionState::Withdrawn => Ok(Self {
                state: VersionState::InReview,
                label,
                skipped,
                report,
                submitted_at: Some(at),
                decided_at: None,
                ..self
            }),
            _ => Err(self.refuse()),
        }
    }

    /// The desk decides.
    pub fn decide(self, at: Millis, pass: bool) -> Result<Self, Box<Refusal>> {
        let to = if pass { VersionState::Passed } else { VersionState::Refused };
        self.leave(&[VersionState::InReview], to, at)
    }

    /// The applicant takes it back (VER-2).
    pub fn withdraw(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.leave(&[VersionState::InReview], VersionState::Withdrawn, at)
    }

    /// The applicant gives it up; its number is free again.
    pub fn discard(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.leave(&[VersionState::Draft, VersionState::Withdrawn], VersionState::Discarded, at)
    }

    fn leave(self, from: &[VersionState], to: VersionState, at: Millis) -> Result<Self, Box<Refusal>> {
        if from.contains(&self.state) {
            Ok(Self { state: to, decided_at: Some(at), ..self })
        } else {
            Err(self.refuse())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_the_exits_it_names_and_no_others() {
        for state in VersionState::ALL {
            let v = Version {
                id: VersionId::from_trusted("v"),
                app: AppId::from_trusted("a"),
                package: PackageId::from_trusted("p"),
                number: "1.0.0".into(),
                description: String::new(),
                state,
                label: None,
                skipped: false,
                report: Value::Null,
                created_by: AccountId::from_trusted("u"),
                created_at: Millis(0),
                submitted_at: None,
                decided_at: None,
                version: 1,
            };
            let open = |exit| state.exits().contains(&exit);
            assert_eq!(v.clone().submit(Millis(1), None, false, Value::Null).is_ok(), open("submit"));
            assert_eq!(v.clone().decide(Millis(1), true).is_ok(), open("decide"));
            assert_eq!(v.clone().withdraw(Millis(1)).is_ok(), open("withdraw"));
            assert_eq!(v.discard(Millis(1)).is_ok(), open("discard"));
            assert!(!state.exits().is_empty());
            assert_eq!(VersionState::parse(state.as_str()), Some(state));
        }
    }
}
