//! Packages and versions.

use serde::{Deserialize, Serialize};
use tongguan_model::{package::Package, version::Version};
use utoipa::ToSchema;

use crate::case::CaseOut;

/// A package.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PackageOut {
    /// Id.
    pub id: String,
    /// Hex SHA-256 of the zip.
    pub sha256: String,
    /// Bytes of the zip.
    pub bytes: i64,
    /// Files inside.
    pub files: i64,
    /// Bytes of all files inside.
    pub unpacked: i64,
    /// First page.
    pub entry: String,
    /// Findings that keep a submission back.
    pub errors: i64,
    /// Findings that warn.
    pub warnings: i64,
    /// Revision of the policy that the last check was made by.
    pub policy_revision: i64,
    /// Uploaded at.
    pub created_at: i64,
}

impl From<Package> for PackageOut {
    fn from(p: Package) -> Self {
        Self {
            id: p.id.to_string(),
            sha256: p.sha256,
            bytes: p.bytes,
            files: p.files,
            unpacked: p.unpacked,
            entry: p.entry,
            errors: p.errors,
            warnings: p.warnings,
            policy_revision: p.policy_revision,
            created_at: p.created_at.0,
        }
    }
}

/// A package with the report of its last check.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CheckedPackageOut {
    /// The package.
    pub package: PackageOut,
    /// The report, in the form that `tongguan check --format json` prints.
    #[schema(value_type = Object)]
    pub report: serde_json::Value,
}

/// A new version.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionIn {
    /// Id of the package.
    pub package: String,
    /// `major.minor.patch`.
    pub number: String,
    /// What is new.
    #[serde(default)]
    pub description: String,
}

/// A version.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VersionOut {
    /// Id.
    pub id: String,
    /// `major.minor.patch`.
    pub number: String,
    /// What is new.
    pub description: String,
    /// `draft`, `in_review`, `passed`, `refused`, `withdrawn`, `discarded`.
    pub state: String,
    /// 首发版本 on the first submission.
    pub label: Option<String>,
    /// A step was skipped; accepted, with this warning (VER-1).
    pub skipped: bool,
    /// Its package.
    pub package: PackageOut,
    /// Commands that this state has.
    pub exits: Vec<String>,
    /// Made at.
    pub created_at: i64,
    /// Last submitted at.
    pub submitted_at: Option<i64>,
    /// Decided, withdrawn or discarded at.
    pub decided_at: Option<i64>,
    /// Its cases, newest first; a withdrawn one stays (VER-2).
    pub cases: Vec<CaseOut>,
}

impl VersionOut {
    /// With its package and cases.
    pub fn of(v: Version, package: Package, cases: Vec<tongguan_model::review::Case>) -> Self {
        Self {
            id: v.id.to_string(),
            number: v.number,
            description: v.description,
            state: v.state.as_str().into(),
            label: v.label,
            skipped: v.skipped,
            package: package.into(),
            exits: v.state.exits().iter().map(|e| (*e).to_owned()).collect(),
            created_at: v.created_at.0,
            submitted_at: v.submitted_at.map(|m| m.0),
            decided_at: v.decided_at.map(|m| m.0),
            cases: cases.into_iter().map(CaseOut::from).collect(),
        }
    }
}
