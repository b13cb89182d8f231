//! The track of the eight stages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One stage.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StageOut {
    /// `admission`, `account`, `subject`, `naming`, `certification`, `developer`, `review`, `release`.
    pub key: String,
    /// `pass`, `turn`, `wait`, `warn`, `fail`, `shut`.
    pub state: String,
    /// In a few words.
    pub say: String,
    /// Smaller print.
    pub note: Option<String>,
}

/// One thing to be done.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TurnOut {
    /// The stage.
    pub stage: String,
    /// State, as of a stage.
    pub state: String,
    /// `applicant`, `reviewer`, `operator`, `time`, `nobody`.
    pub who: String,
    /// What is to be done.
    pub title: String,
    /// What is, then what to do.
    pub body: String,
    /// Rule IDs.
    pub rules: Vec<String>,
    /// What stays shut until then.
    pub blocks: Vec<String>,
    /// By when.
    pub due_at: Option<i64>,
    /// The calendar of that time is not yet published.
    pub due_provisional: bool,
    /// Page of the console, below `/apps/{id}`.
    pub page: String,
}

/// Where an app stands.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrackOut {
    /// The stages, in order.
    pub stages: Vec<StageOut>,
    /// What is to be done, the applicant's moves first.
    pub turns: Vec<TurnOut>,
}
