//! Releases (VER-5): a passed version opened to some users, then to more, then to all, or taken back.
//!
//! Every step of every release of an app is a [`Step`] with a code one higher than the step before. What a user gets is
//! decided by the steps alone, in their order, so that it is the same on every server and can be replayed later. The code
//! is also the manifest's `versionCode`: a host app never goes down, so a step back is a higher code with older content.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, AppId, ReleaseId, VersionId},
    refusal::{Refusal, Who},
    text::bi,
    time::Millis,
};

/// Where a release stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseState {
    /// Open to a part of the users (灰度).
    Rolling,
    /// Stopped: its users are back on what was live before.
    Halted,
    /// Open to all.
    Live,
    /// Was live until a newer release or a rollback took its place.
    Replaced,
    /// Ended before it was open to all.
    Abandoned,
}

impl ReleaseState {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Rolling, Self::Halted, Self::Live, Self::Replaced, Self::Abandoned];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rolling => "rolling",
            Self::Halted => "halted",
            Self::Live => "live",
            Self::Replaced => "replaced",
            Self::Abandoned => "abandoned",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// Commands that leave or work on this state; a new release can follow every one.
    pub const fn exits(self) -> &'static [&'static str] {
        match self {
            Self::Rolling => &["widen", "finish", "halt", "abandon"],
            Self::Halted => &["resume", "abandon"],
            Self::Live => &["replace"],
            Self::Replaced => &["roll back to it"],
            Self::Abandoned => &["release again"],
        }
    }
}

/// To whom a release is open. All three must fit; an empty list means no restriction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gray {
    /// Share of the users in hundredths of a percent, 1 to 10000.
    pub percent_bp: u32,
    /// Regions as the host app names them, sorted.
    pub regions: Vec<String>,
    /// User tiers of the policy, sorted.
    pub tiers: Vec<String>,
}

impl Gray {
    /// Everybody.
    pub const ALL_BP: u32 = 10_000;

    /// Open to everybody.
    pub fn everybody() -> Self {
        Self { percent_bp: Self::ALL_BP, regions: vec![], tiers: vec![] }
    }

    /// Whether nobody is left out.
    pub fn is_everybody(&self) -> bool {
        self.percent_bp >= Self::ALL_BP && self.regions.is_empty() && self.tiers.is_empty()
    }
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Opens a version to a part of the users, or to a larger one.
    Gray,
    /// Opens a version to all.
    Full,
    /// Takes a part back to what is live.
    Halt,
    /// Opens a halted part again.
    Resume,
    /// Ends a release that never was open to all.
    Abandon,
    /// Opens an older version to all.
    Rollback,
}

impl StepKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Gray, Self::Full, Self::Halt, Self::Resume, Self::Abandon, Self::Rollback];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gray => "gray",
            Self::Full => "full",
            Self::Halt => "halt",
            Self::Resume => "resume",
            Self::Abandon => "abandon",
            Self::Rollback => "rollback",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }
}

/// One numbered decision on what users of an app get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The app.
    pub app: AppId,
    /// One higher than the step before; the manifest's `versionCode`.
    pub code: i64,
    /// The release it is a step of.
    pub release: ReleaseId,
    /// What it does.
    pub kind: StepKind,
    /// The version that those who fit get; `None` if nothing is left to give.
    pub version: Option<VersionId>,
    /// To whom.
    pub gray: Gray,
    /// Why, in the words of whoever decided; empty where no reason is asked for.
    pub reason: String,
    /// Who decided.
    pub by: AccountId,
    /// When.
    pub at: Millis,
}

/// A release of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Id; also what decides which users are in its share.
    pub id: ReleaseId,
    /// The app.
    pub app: AppId,
    /// The version.
    pub target: VersionId,
    /// State.
    pub state: ReleaseState,
    /// To whom it is open while it is rolling or halted.
    pub gray: Gray,
    /// Whether it went back to an older version.
    pub rollback: bool,
    /// Who began it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Millis,
    /// When it came into its present state.
    pub changed_at: Millis,
    /// Row version.
    pub version: i64,
}

impl Release {
    fn leave(self, from: &[ReleaseState], to: ReleaseState, at: Millis) -> Result<Self, Box<Refusal>> {
        if from.contains(&self.state) {
            Ok(Self { state: to, changed_at: at, ..self })
        } else {
            Err(Refusal::state(bi("发布", "release"), self.state.as_str(), self.state.exits()))
        }
    }

    /// Opens it to more users; whether the new share is wider is judged by the caller.
    pub fn widen(self, at: Millis, gray: Gray) -> Result<Self, Box<Refusal>> {
        Ok(Self { gray, ..self.leave(&[ReleaseState::Rolling], ReleaseState::Rolling, at)? })
    }

    /// Opens it to all.
    pub fn finish(self, at: Millis) -> Result<Self, Box<Refusal>> {
        Ok(Self { gray: Gray::everybody(), ..self.leave(&[ReleaseState::Rolling], ReleaseState::Live, at)? })
    }

    /// Stops it.
    pub fn halt(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.leave(&[ReleaseState::Rolling], ReleaseState::Halted, at)
    }

    /// Opens it again to those for whom it was open.
    pub fn resume(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.leave(&[ReleaseState::Halted], ReleaseState::Rolling, at)
    }

    /// Ends it before it was open to all.
    pub fn abandon(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.leave(&[ReleaseState::Rolling, ReleaseState::Halted], ReleaseState::Abandoned, at)
    }

    /// Another release takes its place.
    pub fn replace(self, at: Millis) -> Result<Self, Box<Refusal>> {
        self.leave(&[ReleaseState::Live], ReleaseState::Replaced, at)
    }
}

/// Refuses a step back without a reason: whoever reads the record later must know why.
pub fn reason(text: &str) -> Result<String, Box<Refusal>> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(
            "reason-missing",
            "VER-5",
            bi("此操作须写明理由。", "This step needs a reason."),
            bi("请填写理由，它会留在记录中。", "Write the reason; it stays on record."),
        )
        .who(Who::Applicant));
    }
    Ok(text.chars().take(500).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_the_exits_it_names_and_no_others() {
        for state in ReleaseState::ALL {
            let r = Release {
                id: ReleaseId::from_trusted("r"),
                app: AppId::from_trusted("a"),
                target: VersionId::from_trusted("v"),
                state,
                gray: Gray { percent_bp: 500, regions: vec![], tiers: vec![] },
                rollback: false,
                created_by: AccountId::from_trusted("u"),
                created_at: Millis(0),
                changed_at: Millis(0),
                version: 1,
            };
            let open = |exit| state.exits().contains(&exit);
            assert_eq!(r.clone().widen(Millis(1), Gray::everybody()).is_ok(), open("widen"));
            assert_eq!(r.clone().finish(Millis(1)).is_ok(), open("finish"));
            assert_eq!(r.clone().halt(Millis(1)).is_ok(), open("halt"));
            assert_eq!(r.clone().resume(Millis(1)).is_ok(), open("resume"));
            assert_eq!(r.clone().abandon(Millis(1)).is_ok(), open("abandon"));
            assert_eq!(r.replace(Millis(1)).is_ok(), open("replace"));
            assert!(!state.exits().is_empty());
            assert_eq!(ReleaseState::parse(state.as_str()), Some(state));
        }
        for kind in StepKind::ALL {
            assert_eq!(StepKind::parse(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn a_step_back_needs_a_reason() {
        assert_eq!(reason("  ").unwrap_err().code, "reason-missing");
        assert_eq!(reason(" 白屏 ").unwrap(), "白屏");
    }
}
