//! Signed verdicts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A signed verdict: a DSSE envelope around report, facts and policy. Its names are the standard's.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerdictOut {
    /// Base64 of the payload: JSON with `lang`, `report`, `facts` and `policy`, the last three as texts.
    pub payload: String,
    /// `application/vnd.tongguan.verdict+json`.
    pub payload_type: String,
    /// Signatures; the platform makes one.
    pub signatures: Vec<SignatureOut>,
}

/// A signature of the platform.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SignatureOut {
    /// `kid` of the key.
    pub keyid: String,
    /// Base64 of the Ed25519 signature over the envelope's pre-authentication encoding.
    pub sig: String,
}

/// A JSON Web Key Set.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct KeySetOut {
    /// The keys.
    pub keys: Vec<KeyOut>,
}

/// A public key (RFC 8037).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct KeyOut {
    /// `OKP`.
    pub kty: String,
    /// `Ed25519`.
    pub crv: String,
    /// `EdDSA`.
    pub alg: String,
    /// `sig`.
    #[serde(rename = "use")]
    pub usage: String,
    /// First 16 hex digits of the key's SHA-256.
    pub kid: String,
    /// The key in base64url.
    pub x: String,
}
