//! Where an app stands: the track of the eight stages and the list of what is to be done next.
//!
//! Nothing here is stored. Each noun derives its own [`Stage`] and its [`Turn`]s from its rows, so that the track can
//! never disagree with the thing it shows.

use serde::{Deserialize, Serialize};

use crate::{refusal::Who, text::Bilingual, time::Millis};

/// The eight stages, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKey {
    /// 准备: admission looked up, data plan declared (PRE).
    Admission,
    /// 账号: activated, phone bound (ACC).
    Account,
    /// 主体: subject verified, AppID issued (SUB).
    Subject,
    /// 命名: name approved (NAM).
    Naming,
    /// 认证: certified or not required (CER).
    Certification,
    /// 配置: secret, domains (DEV).
    Developer,
    /// 审核: a version passed (VER, REV).
    Review,
    /// 发布: live and watched (REL, LOG).
    Release,
}

impl StageKey {
    /// All, in order.
    pub const ALL: [Self; 8] = [
        Self::Admission,
        Self::Account,
        Self::Subject,
        Self::Naming,
        Self::Certification,
        Self::Developer,
        Self::Review,
        Self::Release,
    ];

    /// Wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admission => "admission",
            Self::Account => "account",
            Self::Subject => "subject",
            Self::Naming => "naming",
            Self::Certification => "certification",
            Self::Developer => "developer",
            Self::Review => "review",
            Self::Release => "release",
        }
    }
}

/// How a stage stands; the names are those of the console's stylesheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageState {
    /// Passed.
    Pass,
    /// The applicant's move.
    Turn,
    /// Waits for somebody else.
    Wait,
    /// Passed or open, with a warning.
    Warn,
    /// Refused or broken; the applicant's move.
    Fail,
    /// Closed until another stage opens it.
    Shut,
}

impl StageState {
    /// Wire form and style class suffix.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Turn => "turn",
            Self::Wait => "wait",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Shut => "shut",
        }
    }
}

/// One stage of an app's track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Which.
    pub key: StageKey,
    /// How it stands.
    pub state: StageState,
    /// In a few words, e.g. 等你确认金额.
    pub say: Bilingual,
    /// Smaller print: when, by whom, until when.
    pub note: Option<Bilingual>,
}

/// One thing that is to be done next, by whomever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The stage it belongs to.
    pub stage: StageKey,
    /// `Turn`, `Fail` or `Warn` if it is the applicant's; `Wait` if somebody else's.
    pub state: StageState,
    /// Whose move it is.
    pub who: Who,
    /// What is to be done, as an imperative or a fact.
    pub title: Bilingual,
    /// One or two sentences: what is, then what to do.
    pub body: Bilingual,
    /// Rule IDs behind it.
    pub rules: Vec<String>,
    /// What stays shut until it is done.
    pub blocks: Vec<Bilingual>,
    /// By when.
    pub due_at: Option<Millis>,
    /// True if the deadline rests on a calendar year that is not yet published.
    pub due_provisional: bool,
    /// Page of the console where it is done, below `/apps/{id}`, e.g. `/certification`.
    pub page: String,
}

/// What one noun says about an app: its stage and its open turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The stage.
    pub stage: Stage,
    /// The turns, most blocking first.
    pub turns: Vec<Turn>,
}
