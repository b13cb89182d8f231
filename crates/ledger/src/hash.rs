//! Hashes of a Merkle tree as RFC 6962 §2.1 defines them, over SHA-256.

use sha2::{Digest, Sha256};

/// A hash of the tree.
pub type Hash = [u8; 32];

/// The root of a tree without entries: the hash of nothing.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The hash of an entry: SHA-256 over a zero byte and its bytes.
pub fn leaf(entry: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(entry);
    hash.finalize().into()
}

/// The hash of two subtrees: SHA-256 over a byte of one, the left and the right.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// The roots of the largest complete subtrees in a row of hashes, left to right.
pub(crate) fn parts(hashes: &[Hash]) -> Vec<Hash> {
    let mut rest = hashes;
    let mut out = Vec::new();
    while !rest.is_empty() {
        let (whole, more) = rest.split_at(1 << rest.len().ilog2());
        let mut row = whole.to_vec();
        while row.len() > 1 {
            row = row.as_chunks::<2>().0.iter().map(|[left, right]| node(left, right)).collect();
        }
        out.extend(row);
        rest = more;
    }
    out
}

/// The root over complete subtrees, each smaller than the one before; `None` if there are none.
pub(crate) fn join(parts: Vec<Hash>) -> Option<Hash> {
    parts.into_iter().rev().reduce(|right, left| node(&left, &right))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries and roots of `transparency-dev/merkle` (Apache-2.0).
    #[test]
    fn the_first_eight_roots_are_those_of_certificate_transparency() {
        let entries = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let leaves: Vec<Hash> = entries.iter().map(|e| leaf(&hex::decode(e).unwrap())).collect();
        for (n, root) in roots.iter().enumerate() {
            assert_eq!(hex::encode(join(parts(&leaves[..=n])).unwrap()), *root, "{} entries", n + 1);
        }
        assert_eq!(
            hex::encode(empty_root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(join(parts(&[])), None);
    }
}
