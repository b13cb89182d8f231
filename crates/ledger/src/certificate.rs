//! Certificates of deposits: everything that is needed to check, offline, that a file existed in this form when it was
//! deposited.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{
    hash::leaf,
    leaf::leaf_hash,
    note::{Signed, Verifier},
    receipt::{Receipt, ReceiptError},
};

/// What a certificate says it is.
pub const FORMAT: &str = "tongguan.certificate/1";

/// A certificate, as it is handed out in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// [`FORMAT`].
    pub format: String,
    /// Id of the deposit.
    pub id: String,
    /// Who runs the platform.
    pub operator: String,
    /// Where the public page is.
    pub page: String,
    /// What was deposited: `contract`, `work` or `other`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Hex salt of the title's hash in the body.
    pub title_salt: String,
    /// Hex SHA-256 of the file.
    pub sha256: String,
    /// Epoch milliseconds.
    pub deposited_at: i64,
    /// What the platform recorded, byte for byte.
    pub body: String,
    /// Hex salt of the log's entry.
    pub salt: String,
    /// Proof and signed checkpoint (C2SP tlog-proof).
    pub receipt: String,
    /// The log's key, as the platform gives it.
    pub key: String,
    /// Who vouches for the time: `operator-attested only`, or the witnesses' names.
    pub attestation: String,
}

/// Why a certificate is worth nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// It is of another format.
    #[error("its format is {0}; {FORMAT} is known here")]
    Format(String),
    /// A field is not written as it should be.
    #[error("{0} is not written as it should be")]
    Field(&'static str),
    /// What it says is not what was recorded.
    #[error("its {0} is not what was recorded")]
    Differs(&'static str),
    /// It was made by another log than the one that is trusted.
    #[error("it is of the key {found}; {trusted} is trusted")]
    Key {
        /// In the certificate.
        found: String,
        /// The one that was given.
        trusted: String,
    },
    /// The proof.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
}

/// What a good certificate proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certified<'k> {
    /// Place in the log.
    pub index: u64,
    /// Entries that the log had.
    pub size: u64,
    /// Witnesses that saw the log.
    pub witnesses: Vec<Signed<'k>>,
    /// Whether the key was given from elsewhere, or only the certificate's own word stands for it.
    pub trusted: bool,
}

/// Hex salted hash of a title, as the record holds it: the record is public in part, a title is not.
pub fn title_hash(salt: &[u8], title: &str) -> String {
    hex::encode(Sha256::digest([salt, title.as_bytes()].concat()))
}

/// The parts of a record that a certificate repeats.
#[derive(Deserialize)]
struct Body {
    at: i64,
    kind: String,
    target: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    kind: String,
    sha256: String,
    title: String,
}

impl Certificate {
    /// Kind of the record.
    pub const RECORD: &str = "deposit.made";

    /// Checks the certificate against itself and, if `trusted` is given, against a key from elsewhere.
    pub fn verify<'k>(
        &self,
        trusted: Option<&Verifier>,
        witnesses: &'k [Verifier],
    ) -> Result<Certified<'k>, CertificateError> {
        use CertificateError::{Differs, Field};
        if self.format != FORMAT {
            return Err(CertificateError::Format(self.format.clone()));
        }
        let bytes = |text: &str, field| hex::decode(text).map_err(|_| Field(field));
        let (salt, title_salt) = (bytes(&self.salt, "salt")?, bytes(&self.title_salt, "title_salt")?);
        let body: Body = serde_json::from_str(&self.body).map_err(|_| Field("body"))?;
        let said = [
            ("id", body.target == self.id),
            ("kind", body.kind == Self::RECORD && body.data.kind == self.kind),
            ("sha256", body.data.sha256 == self.sha256),
            ("title", body.data.title == title_hash(&title_salt, &self.title)),
            ("deposited_at", body.at == self.deposited_at),
        ];
        if let Some((field, _)) = said.iter().find(|(_, same)| !same) {
            return Err(Differs(field));
        }
        let own = Verifier::parse(&self.key).map_err(ReceiptError::from)?;
        if let Some(key) = trusted.filter(|key| **key != own) {
            return Err(CertificateError::Key { found: own.to_string(), trusted: key.to_string() });
        }
        let receipt = Receipt::parse(&self.receipt)?;
        let entry = leaf_hash(&salt, self.body.as_bytes());
        let proven = receipt.verify(&leaf(&entry), &own, witnesses)?;
        Ok(Certified {
            index: receipt.index,
            size: proven.checkpoint.size,
            witnesses: proven.witnesses,
            trusted: trusted.is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Checkpoint, Edge, KeyKind, Note, Signer};

    fn certificate() -> (Certificate, Verifier) {
        let signer = Signer::new("t.example/log", KeyKind::Note, &[3; 32]).unwrap();
        let (salt, title_salt) = ([1; 16], [2; 16]);
        let body = serde_json::json!({
            "v": 1, "at": 5, "kind": "deposit.made", "target": "d1", "actor": "account:a",
            "data": { "kind": "work", "sha256": "ab", "title": title_hash(&title_salt, "画") },
        })
        .to_string();
        let mut edge = Edge::default();
        edge.push(leaf(&leaf_hash(&salt, body.as_bytes())), |_, _| {});
        let text = Checkpoint { origin: "t.example/log".into(), size: 1, root: edge.root(), more: vec![] };
        let text = text.to_string();
        let note = Note::new(text.clone(), vec![signer.sign(&text, 0)]).unwrap();
        let made = Certificate {
            format: FORMAT.into(),
            id: "d1".into(),
            operator: "甲".into(),
            page: "https://t.example/evidence/d1".into(),
            kind: "work".into(),
            title: "画".into(),
            title_salt: hex::encode(title_salt),
            sha256: "ab".into(),
            deposited_at: 5,
            body,
            salt: hex::encode(salt),
            receipt: Receipt { extra: None, index: 0, path: vec![], note }.to_string(),
            key: signer.verifier().to_string(),
            attestation: "operator-attested only".into(),
        };
        (made, signer.verifier().clone())
    }

    #[test]
    fn a_certificate_proves_what_it_says_to_whoever_trusts_the_key() {
        let (made, key) = certificate();
        let text = serde_json::to_string(&made).unwrap();
        let read: Certificate = serde_json::from_str(&text).unwrap();
        let proven = read.verify(Some(&key), &[]).unwrap();
        assert_eq!((proven.index, proven.size, proven.trusted), (0, 1, true));
        assert!(!read.verify(None, &[]).unwrap().trusted);
        let other = Signer::new("t.example/log", KeyKind::Note, &[4; 32]).unwrap();
        assert!(matches!(made.verify(Some(other.verifier()), &[]), Err(CertificateError::Key { .. })));
    }

    #[test]
    fn whatever_is_changed_is_found() {
        let (made, key) = certificate();
        let change = |f: &dyn Fn(&mut Certificate)| {
            let mut other = made.clone();
            f(&mut other);
            other.verify(Some(&key), &[]).unwrap_err()
        };
        use CertificateError::Differs;
        assert_eq!(change(&|c| c.title = "书".into()), Differs("title"));
        assert_eq!(change(&|c| c.sha256 = "cd".into()), Differs("sha256"));
        assert_eq!(change(&|c| c.kind = "contract".into()), Differs("kind"));
        assert_eq!(change(&|c| c.deposited_at = 4), Differs("deposited_at"));
        assert_eq!(change(&|c| c.id = "d2".into()), Differs("id"));
        let both = change(&|c| {
            c.sha256 = "cd".into();
            c.body = c.body.replace("\"ab\"", "\"cd\"");
        });
        assert!(matches!(both, CertificateError::Receipt(ReceiptError::Proof(_))), "{both}");
        assert!(matches!(change(&|c| c.salt = "00".repeat(16)), CertificateError::Receipt(_)));
        assert_eq!(change(&|c| c.salt = "x".into()), CertificateError::Field("salt"));
        assert!(matches!(change(&|c| c.format = "x".into()), CertificateError::Format(_)));
    }
}
