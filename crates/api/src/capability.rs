//! Capabilities (SYS-1).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One capability of an app.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CapabilityOut {
    /// Stable key.
    pub key: String,
    /// Its term in the caller's language.
    pub title: String,
    /// Requirement behind it.
    pub rule: String,
    /// Open now.
    pub open: bool,
    /// What is so.
    pub why: String,
    /// What opens it; absent if it is open or can never be.
    pub opens_by: Option<String>,
    /// Whose move that is: `applicant`, `operator` or `nobody`.
    pub who: String,
    /// Open until, if a certification opened it.
    pub until: Option<i64>,
}
