//! Deposits of digests (CER-7).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A deposit by its digest alone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DepositIn {
    /// `contract`, `work` or `other`.
    pub kind: String,
    /// Its title; only the certificate shows it.
    pub title: String,
    /// Hex SHA-256 of the file.
    pub sha256: String,
}

/// A deposit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DepositOut {
    /// Id.
    pub id: String,
    /// `contract`, `work` or `other`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Hex SHA-256 of the file.
    pub sha256: String,
    /// Bytes of the file; `null` if the platform was given the digest alone.
    pub bytes: Option<i64>,
    /// When.
    pub at: i64,
    /// Place in the log; `null` while it waits for one.
    pub index: Option<i64>,
    /// Its public page.
    pub page: String,
}

/// A certificate; `tongguan verify` checks it offline.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CertificateOut {
    /// `tongguan.certificate/1`.
    pub format: String,
    /// Id of the deposit.
    pub id: String,
    /// Who runs the platform.
    pub operator: String,
    /// Its public page.
    pub page: String,
    /// `contract`, `work` or `other`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Hex salt of the title's hash in the body.
    pub title_salt: String,
    /// Hex SHA-256 of the file.
    pub sha256: String,
    /// When.
    pub deposited_at: i64,
    /// What was recorded, byte for byte.
    pub body: String,
    /// Hex salt of the log's entry.
    pub salt: String,
    /// Proof and signed checkpoint (C2SP tlog-proof).
    pub receipt: String,
    /// The log's key.
    pub key: String,
    /// Who vouches for the time.
    pub attestation: String,
}

/// What everybody may see of a deposit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicDepositOut {
    /// `contract`, `work` or `other`.
    pub kind: String,
    /// Hex SHA-256 of the file.
    pub sha256: String,
    /// When.
    pub at: i64,
    /// Place in the log; `null` while it waits for one.
    pub index: Option<u64>,
    /// Whether record, proof and signature agree, checked for this answer.
    pub holds: bool,
}
