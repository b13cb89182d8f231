//! What the operator runs the platform by: policy revisions, suspended apps, the audit log, the evidence chain.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A policy revision without its body.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RevisionOut {
    /// Number.
    pub number: i64,
    /// Hex SHA-256 of the body.
    pub digest: String,
    /// Why it was made.
    pub note: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: i64,
    /// In force.
    pub active: bool,
}

/// A revision to make and put in force.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevisionIn {
    /// Built-in pack to start from: `default` or `weixin-2026`.
    pub pack: String,
    /// TOML of what differs from it.
    #[serde(default)]
    pub overlay: Option<String>,
    /// Why; stays on record.
    pub note: String,
}

/// An earlier revision to put in force again.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReactivateIn {
    /// Why; stays on record.
    pub note: String,
}

/// A revision with its body.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RevisionBodyOut {
    /// The revision.
    pub revision: RevisionOut,
    /// The whole pack, every entry with value, requirement, source and date.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
}

/// Why an app is suspended.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FreezeIn {
    /// What its members read; stays on record.
    pub reason: String,
}

/// What a walk over the whole evidence chain found.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChainOut {
    /// Rows that fit.
    pub rows: i64,
    /// Hex hash of the last row that fits.
    pub head: String,
    /// Place of the first row that does not fit.
    pub broken_at: Option<i64>,
    /// Rows that still wait for their place.
    pub waiting: i64,
}
