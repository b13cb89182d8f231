//! RFC 9457 problems.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a request was not done: rule, measured value, limit, what to do.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProblemOut {
    /// The code as a URI, `urn:tongguan:error:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Stable kebab-case code.
    pub code: String,
    /// HTTP status.
    pub status: u16,
    /// What is so, in the caller's language.
    pub detail: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remedy: Option<String>,
    /// Requirement or rule id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rule: Option<String>,
    /// Measured value.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub measured: Option<String>,
    /// Limit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<String>,
    /// Who can unblock it: applicant, reviewer, operator, time, nobody.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub who: Option<String>,
    /// Open again from then on, epoch milliseconds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<i64>,
    /// Seconds to wait.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry_after: Option<i64>,
    /// Wrong fields, all of them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub errors: Vec<FieldProblem>,
}

impl ProblemOut {
    /// A problem.
    pub fn new(status: u16, code: &str, detail: &str) -> Self {
        Self {
            kind: format!("urn:tongguan:error:{code}"),
            code: code.into(),
            status,
            detail: detail.into(),
            remedy: None,
            rule: None,
            measured: None,
            limit: None,
            who: None,
            until: None,
            retry_after: None,
            errors: Vec::new(),
        }
    }
}

/// One wrong field.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// Name as sent.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// Requirement or rule id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rule: Option<String>,
    /// What is so.
    pub detail: String,
    /// What to do.
    pub remedy: String,
    /// Measured value.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub measured: Option<String>,
    /// Limit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<String>,
}

impl FieldProblem {
    /// A field error in one language.
    pub fn of(f: &tongguan_model::refusal::FieldError, lang: tongguan_model::text::Lang) -> Self {
        Self {
            field: f.field.clone(),
            code: f.code.clone(),
            rule: f.rule.clone(),
            detail: f.message.get(lang).to_owned(),
            remedy: f.remedy.get(lang).to_owned(),
            measured: f.measured.clone(),
            limit: f.limit.clone(),
        }
    }
}
