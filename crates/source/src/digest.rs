//! The digest of a package.

use sha2::{Digest, Sha256};

use crate::Source;

/// Lengths go in front, so that no two packages give the same bytes.
pub(crate) fn of(source: &Source) -> String {
    let mut hash = Sha256::new();
    hash.update(b"tongguan package v1\n");
    for (path, bytes) in source.iter() {
        hash.update((path.len() as u64).to_be_bytes());
        hash.update(path);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    hex::encode(hash.finalize())
}
