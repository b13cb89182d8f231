//! The look-up before registration (PRE-5, PRE-6).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One industry of the catalogue.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IndustryOut {
    /// Stable key.
    pub key: String,
    /// Name in the caller's language.
    pub name: String,
    /// Qualifications: alternatives of documents that are all needed; empty if none.
    pub qualifications: Vec<Vec<String>>,
    /// Subject types that cannot enter it.
    pub closed_to: Vec<String>,
}

/// What registration takes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AdmissionOut {
    /// Subject type.
    pub subject: String,
    /// Its name in the caller's language.
    pub subject_name: String,
    /// Sub-type, whose materials these are.
    pub subtype: String,
    /// Its name in the caller's language.
    pub subtype_name: String,
    /// The sub-types of the type.
    pub subtypes: Vec<String>,
    /// Industry key.
    pub industry: String,
    /// Its name.
    pub industry_name: String,
    /// Whether the industry admits the type.
    pub admitted: bool,
    /// Why not.
    pub refused: Option<String>,
    /// Material kinds of the subject.
    pub materials: Vec<String>,
    /// Qualifications: alternatives of documents that are all needed.
    pub qualifications: Vec<Vec<String>>,
    /// Capabilities that this type can never open.
    pub closed: Vec<ClosedOut>,
    /// Working days of the subject review, at least.
    pub days_min: u32,
    /// Working days of the subject review, at most.
    pub days_max: u32,
    /// Certification fee a year in cents; absent where no certification is required.
    pub fee_cents: Option<i64>,
    /// Certification steps.
    pub steps: Vec<String>,
    /// Rules behind the answer.
    pub rules: Vec<String>,
}

/// A capability that stays closed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ClosedOut {
    /// Its name in the caller's language.
    pub name: String,
    /// The rule.
    pub rule: String,
}
