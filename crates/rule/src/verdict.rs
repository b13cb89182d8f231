//! A verdict that can be taken away: a report with everything that it was made from besides the package, so that anybody can
//! make it again and compare the bytes.

use serde::{Deserialize, Serialize};
use tongguan_model::text::Lang;
use tongguan_policy::Policy;

use crate::{Facts, Report};

/// A report and its inputs. It is signed in a DSSE envelope ([`pae`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// Language of the report.
    pub lang: Lang,
    /// The bytes that `tongguan check --format json` prints.
    pub report: String,
    /// The facts, as JSON.
    pub facts: String,
    /// The policy, as canonical JSON.
    pub policy: String,
}

impl Verdict {
    /// Media type of the signed payload.
    pub const TYPE: &'static str = "application/vnd.tongguan.verdict+json";

    /// From a report and what it was made from.
    pub fn new(report: &Report, facts: &Facts, policy: &Policy, lang: Lang) -> Self {
        Self {
            lang,
            report: report.to_json(lang),
            facts: serde_json::to_string(facts).unwrap_or_default(),
            policy: policy.to_json(),
        }
    }

    /// The bytes of the payload.
    pub fn payload(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// What is signed: the pre-authentication encoding of DSSE v1. Type and body are counted, so that neither can be moved into
/// the other.
pub fn pae(kind: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
    out.extend_from_slice(payload);
    out
}

/// A signed verdict: a DSSE envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// The payload in base64.
    pub payload: String,
    /// [`Verdict::TYPE`].
    pub payload_type: String,
    /// Signatures; the platform makes one.
    pub signatures: Vec<Signature>,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Which key: [`key_id`].
    pub keyid: String,
    /// Ed25519 over [`pae`], in base64.
    pub sig: String,
}

/// Name of a public key: the first 16 hex digits of its SHA-256.
pub fn key_id(public: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(&Sha256::digest(public)[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_bytes_are_those_of_the_standard() {
        let signed = pae("http://example.com/HelloWorld", b"hello world");
        assert_eq!(signed, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }
}
