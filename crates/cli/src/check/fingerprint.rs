//! What a finding is known by when lines move: its rule, its file and the content of its line, not the line's number.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use tongguan_rule::Finding;

use super::view::View;

/// Hex digits of a fingerprint.
const DIGITS: usize = 32;

/// Fingerprint of one finding; findings of a rule on equal lines of a file share it.
pub(super) fn of(view: &View<'_>, finding: &Finding) -> String {
    let line = view.line(&finding.path, finding.line).unwrap_or(&finding.snippet);
    let mut hash = Sha256::new();
    for part in [finding.rule.as_str(), &finding.path, line.trim()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut hex = hex::encode(hash.finalize());
    hex.truncate(DIGITS);
    hex
}

/// Fingerprints, each with how many equal ones came before it.
#[derive(Debug, Default)]
pub(super) struct Numbered(BTreeMap<String, u32>);

impl Numbered {
    pub(super) fn of(&mut self, view: &View<'_>, finding: &Finding) -> String {
        let print = of(view, finding);
        let n = self.0.entry(print.clone()).or_default();
        *n += 1;
        format!("{print}:{n}")
    }
}
