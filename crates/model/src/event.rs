//! What happened: written to the audit log, and as an evidence row where it decides something, in the
//! transaction that made it happen.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::AppId;

/// One thing that happened. `kind` is `noun.verb` in the past tense, e.g. `subject.submitted`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `noun.verb`.
    pub kind: String,
    /// Id of the thing it happened to.
    pub target: String,
    /// The app it concerns.
    pub app: Option<AppId>,
    /// Facts of it; never personal data in clear.
    pub data: Value,
    /// Whether an evidence row is written: decisions, submissions, withdrawals, release steps.
    pub evidence: bool,
}

impl Event {
    /// An event for the audit log only.
    pub fn new(kind: &str, target: impl ToString, app: Option<&AppId>, data: Value) -> Self {
        Self { kind: kind.into(), target: target.to_string(), app: app.cloned(), data, evidence: false }
    }

    /// An event that also leaves an evidence row.
    pub fn evident(kind: &str, target: impl ToString, app: Option<&AppId>, data: Value) -> Self {
        Self { evidence: true, ..Self::new(kind, target, app, data) }
    }
}
