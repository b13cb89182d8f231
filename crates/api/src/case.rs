//! Review cases, as applicants and the desk see them.

use serde::{Deserialize, Serialize};
use tongguan_model::review::Case;
use utoipa::ToSchema;

/// Who takes a case over.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverBody {
    /// Account of a reviewer.
    pub to: String,
}

/// A decision.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// True to pass.
    pub pass: bool,
    /// Rule ids it rests on; a refusal needs one.
    #[serde(default)]
    pub rules: Vec<String>,
    /// The sentence that the applicant reads; a refusal needs one.
    #[serde(default)]
    pub reason: String,
    /// Of a refusal: it ends the matter. Only certification returns for refill otherwise.
    #[serde(default, rename = "final")]
    pub is_final: bool,
}

/// A review case.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CaseOut {
    /// Id.
    pub id: String,
    /// Readable number.
    pub number: i64,
    /// `subject`, `name`, `certification`, `version`.
    pub kind: String,
    /// The app.
    pub app: String,
    /// Id of what is decided.
    pub target: String,
    /// Heading.
    pub title: String,
    /// `open`, `passed`, `refused`, `withdrawn`.
    pub state: String,
    /// Opened at.
    pub opened_at: i64,
    /// To be decided by.
    pub due_at: i64,
    /// The calendar of that time is not yet published.
    pub due_provisional: bool,
    /// Whether a reviewer holds it.
    pub claimed: bool,
    /// Whether a machine finding blocks a pass.
    pub blocked: bool,
    /// Revision of the policy it is judged by.
    pub policy_revision: i64,
    /// The decision.
    pub decision: Option<DecisionBody>,
    /// Decided or withdrawn at.
    pub decided_at: Option<i64>,
    /// Place in line, from 1, while open; only where the applicant asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<i64>,
}

impl From<Case> for CaseOut {
    fn from(c: Case) -> Self {
        Self {
            id: c.id.to_string(),
            number: c.number,
            kind: c.kind.as_str().into(),
            app: c.app.to_string(),
            target: c.target,
            title: c.title,
            state: c.state.as_str().into(),
            opened_at: c.opened_at.0,
            due_at: c.due_at.0,
            due_provisional: c.due_provisional,
            claimed: c.assignee.is_some(),
            blocked: c.blocked,
            policy_revision: c.policy_revision,
            decision: c.decision.map(|d| DecisionBody {
                pass: d.pass,
                rules: d.rules,
                reason: d.reason,
                is_final: d.is_final,
            }),
            decided_at: c.decided_at.map(|m| m.0),
            place: None,
        }
    }
}

/// A case with its material, for the desk.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CaseDetailOut {
    /// The case.
    pub case: CaseOut,
    /// What the machine found.
    #[schema(value_type = Object)]
    pub findings: serde_json::Value,
    /// What the noun shows: declared facts, materials, report …; its shape depends on the kind.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}
