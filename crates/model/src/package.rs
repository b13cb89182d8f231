//! Uploaded packages: a zip as it came, addressed by its content, with the report of its check.

use serde_json::Value;

use crate::{
    ids::{AccountId, AppId, PackageId},
    time::Millis,
};

/// A package of an app. Its bytes never change: another upload is another package.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// Id.
    pub id: PackageId,
    /// The app.
    pub app: AppId,
    /// Hex SHA-256 of the zip; the address of its bytes.
    pub sha256: String,
    /// Bytes of the zip.
    pub bytes: i64,
    /// Files inside.
    pub files: i64,
    /// Bytes of all files inside.
    pub unpacked: i64,
    /// First page, e.g. `pages/index/index`; empty if the package names none.
    pub entry: String,
    /// The report of the check made at upload, as JSON.
    pub report: Value,
    /// Findings that block a submission.
    pub errors: i64,
    /// Findings that warn.
    pub warnings: i64,
    /// Revision of the policy it was checked by.
    pub policy_revision: i64,
    /// Who uploaded it.
    pub uploaded_by: AccountId,
    /// When.
    pub created_at: Millis,
}

/// Where the bytes of a package lie in the object store.
pub fn object(sha256: &str) -> String {
    format!("package/{}/{sha256}.zip", sha256.get(..2).unwrap_or("00"))
}
