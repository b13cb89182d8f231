//! The Merkle log.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The log's name and the key that its checkpoints are verified with.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LogOut {
    /// Name of the log, which every checkpoint begins with.
    pub origin: String,
    /// The public key as C2SP's signed-note writes it: `name+id+base64`.
    pub key: String,
    /// The newest signed checkpoint; `null` while the log is empty.
    pub checkpoint: Option<String>,
}

/// Proof that a piece of evidence is in the log; nobody need be asked to check it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProofOut {
    /// What happened: the row's canonical JSON, byte for byte.
    pub body: String,
    /// Hex salt, 16 bytes.
    pub salt: String,
    /// Hex salted hash of the body: the log's entry.
    pub leaf_hash: String,
    /// Place in the log, from 0.
    pub index: u64,
    /// Proof and signed checkpoint (C2SP tlog-proof).
    pub receipt: String,
    /// The log's key. Take it from elsewhere to trust it.
    pub key: String,
}

/// That the log only grew between two sizes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GrowthOut {
    /// Entries before.
    pub from: u64,
    /// Entries after.
    pub to: u64,
    /// Hashes in base64 (RFC 9162 §2.1.4).
    pub hashes: Vec<String>,
}
