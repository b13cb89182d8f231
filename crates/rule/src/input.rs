//! Everything a verdict depends on.

use serde::Serialize;
use sha2::{Digest, Sha256};
use tongguan_policy::{Pack, Policy};
use tongguan_source::Source;
use tongguan_text::{Class, Lexicon, Word};

use crate::Facts;

/// The word lists of REV-1. Building them costs; build once and use for many packages.
#[derive(Debug)]
pub struct Lexicons {
    /// Superlatives that advertising law forbids.
    pub banned: Lexicon,
    /// Pornography, gambling, drugs and other forbidden trade.
    pub sensitive: Lexicon,
    digest: String,
}

impl Lexicons {
    /// The lists of a policy.
    pub fn from_policy(policy: &Policy) -> Self {
        Self::new(policy, &[])
    }

    /// The lists of a policy and words of the project.
    pub fn new(policy: &Policy, more: &[Word]) -> Self {
        let words: Vec<Word> = policy.review.words().chain(more.iter().cloned()).collect();
        let lines: Vec<_> = words.iter().map(|w| (w.text.as_str(), w.class.code(), w.level.code())).collect();
        let of = |wanted: fn(Class) -> bool| {
            Lexicon::new(
                words.iter().filter(|w| w.class == Class::Allow || wanted(w.class)).cloned().collect(),
            )
        };
        Self {
            digest: digest(&lines),
            banned: of(|class| class == Class::Superlative),
            sensitive: of(|class| class != Class::Superlative),
        }
    }

    /// Hex SHA-256 of the lists.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// Hex SHA-256 of a value's JSON.
pub(crate) fn digest(value: &impl Serialize) -> String {
    hex::encode(Sha256::digest(serde_json::to_vec(value).unwrap_or_default()))
}

/// What a check reads, and nothing else: the same input gives the same report, byte for byte.
#[derive(Debug, Clone, Copy)]
pub struct CheckInput<'a> {
    /// The package.
    pub source: &'a Source,
    /// Facts that are not in the package.
    pub facts: &'a Facts,
    /// The policy pack.
    pub policy: &'a Pack,
    /// The word lists.
    pub lexicons: &'a Lexicons,
    /// The day.
    pub today: time::Date,
}
