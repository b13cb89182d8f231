//! The hash of one entry.

use sha2::{Digest, Sha256};

/// Hash of a salted entry: SHA-256 over a zero byte (RFC 6962 §2.1, leaf), the salt and the body. The bare hash of a
/// guessable body could be found by trying; the salt must be random and of one length.
pub fn leaf_hash(salt: &[u8], body: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(salt);
    hash.update(body);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_salt_it_is_the_leaf_hash_of_rfc_6962() {
        // The leaf of an empty entry, as in the test vectors of Certificate Transparency.
        let empty = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        assert_eq!(hex::encode(leaf_hash(b"", b"")), empty);
        assert_eq!(leaf_hash(b"", &[0]), leaf_hash(&[0], b""));
    }

    #[test]
    fn the_salt_changes_it() {
        assert_ne!(leaf_hash(&[1; 16], b"a"), leaf_hash(&[2; 16], b"a"));
    }
}
