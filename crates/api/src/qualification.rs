//! Qualifications of an app's industry.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A document as it is declared.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QualificationIn {
    /// Name as the catalogue has it.
    pub name: String,
    /// Number as printed.
    pub number: String,
    /// Last day on which it holds, `YYYY-MM-DD`; absent if it has no end.
    #[serde(default)]
    pub last_day: Option<String>,
}

/// A declared document.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct QualificationOut {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Number.
    pub number: String,
    /// Last day on which it holds.
    pub last_day: Option<String>,
    /// Whether it holds now.
    pub holds: bool,
}

/// What is declared, needed and missing.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct QualificationsOut {
    /// Declared documents.
    pub declared: Vec<QualificationOut>,
    /// Alternatives of the catalogue, each a list of documents that are all needed.
    pub alternatives: Vec<Vec<String>>,
    /// What is missing of the nearest alternative.
    pub missing: Vec<String>,
}
