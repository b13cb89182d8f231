//! Rows in one order: each row's hash covers the hash of the row before it.

use sha2::{Digest, Sha256};
use thiserror::Error;

/// A row as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<'a> {
    /// Its place, from 0.
    pub seq: i64,
    /// Hex of its leaf hash.
    pub leaf: &'a str,
    /// Hex of its row hash.
    pub row: &'a str,
}

/// The first row that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the chain breaks at row {0}")]
pub struct Break(pub i64);

/// The end of a chain, to which rows are added or along which stored rows are checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chain {
    next: i64,
    head: String,
}

impl Chain {
    /// A chain that ends with the row `seq` of hash `head`.
    pub fn after(seq: i64, head: impl Into<String>) -> Self {
        Self { next: seq + 1, head: head.into() }
    }

    /// Place of the next row, which is the number of rows so far.
    pub const fn next(&self) -> i64 {
        self.next
    }

    /// Hex hash of the last row; empty for an empty chain.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Adds a leaf; gives its place and the row hash: SHA-256 over the previous row hash, the place and the leaf, in hex
    /// and decimal with a line feed between.
    pub fn push(&mut self, leaf: &str) -> (i64, String) {
        let seq = self.next;
        self.head = hex::encode(Sha256::digest(format!("{}\n{seq}\n{leaf}", self.head).as_bytes()));
        self.next += 1;
        (seq, self.head.clone())
    }

    /// Goes one stored row further, if it fits.
    pub fn check(&mut self, link: &Link<'_>) -> Result<(), Break> {
        let mut ahead = self.clone();
        let (seq, row) = ahead.push(link.leaf);
        if seq != link.seq || row != link.row {
            return Err(Break(seq));
        }
        *self = ahead;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(leaves: &[&str]) -> Vec<(i64, String, String)> {
        let mut chain = Chain::default();
        leaves
            .iter()
            .map(|leaf| {
                let (seq, row) = chain.push(leaf);
                (seq, (*leaf).to_owned(), row)
            })
            .collect()
    }

    fn verify(rows: &[(i64, String, String)]) -> Result<Chain, Break> {
        let mut chain = Chain::default();
        for (seq, leaf, row) in rows {
            chain.check(&Link { seq: *seq, leaf, row })?;
        }
        Ok(chain)
    }

    #[test]
    fn a_chain_is_checked_from_its_start_and_goes_on_from_its_end() {
        let whole = rows(&["aa", "bb", "cc"]);
        let end = verify(&whole).unwrap();
        assert_eq!((end.next(), end.head()), (3, whole[2].2.as_str()));
        let mut later = Chain::after(whole[1].0, whole[1].2.clone());
        assert_eq!(later.push("cc"), (2, whole[2].2.clone()));
    }

    #[test]
    fn any_change_breaks_it_at_the_row_changed() {
        let whole = rows(&["aa", "bb", "cc", "dd"]);
        let mut leaf = whole.clone();
        leaf[1].1 = "b0".into();
        assert_eq!(verify(&leaf), Err(Break(1)));
        let mut gone = whole.clone();
        gone.remove(2);
        assert_eq!(verify(&gone), Err(Break(2)));
        let mut swapped = whole.clone();
        swapped.swap(0, 1);
        assert_eq!(verify(&swapped), Err(Break(0)));
        let mut place = whole;
        place[3].0 = 7;
        assert_eq!(verify(&place), Err(Break(3)));
    }
}
