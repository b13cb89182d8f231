//! Everything a verdict depends on.

use serde::Serialize;
use sha2::{Digest, Sha256};
use tongguan_policy::Policy;
use tongguan_source::Source;
use tongguan_text::Lexicon;

use crate::Facts;

/// One list of words with its automaton.
#[derive(Debug)]
pub struct WordList {
    /// The words; a hit names its index here.
    pub words: Vec<String>,
    /// The automaton.
    pub lexicon: Lexicon,
}

impl WordList {
    /// Builds the automaton.
    pub fn new(words: Vec<String>, allowed: &[String]) -> Self {
        let lexicon = Lexicon::new(&words, allowed);
        Self { words, lexicon }
    }
}

/// The word lists of REV-1. Building them costs; build once and use for many packages.
#[derive(Debug)]
pub struct Lexicons {
    /// Superlatives that advertising law forbids.
    pub banned: WordList,
    /// Pornography, gambling, drugs and other forbidden trade.
    pub sensitive: WordList,
    digest: String,
}

impl Lexicons {
    /// The lists of a policy.
    pub fn from_policy(policy: &Policy) -> Self {
        let review = &policy.review;
        Self::new(&review.banned_words, &review.sensitive_words, &review.allowed_words)
    }

    /// From lists. Policy packs have their own way to change one; see [`Lexicons::from_policy`].
    pub fn new(banned: &[String], sensitive: &[String], allowed: &[String]) -> Self {
        Self {
            digest: digest(&(banned, sensitive, allowed)),
            banned: WordList::new(banned.to_vec(), allowed),
            sensitive: WordList::new(sensitive.to_vec(), allowed),
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
    pub policy: &'a Policy,
    /// The word lists.
    pub lexicons: &'a Lexicons,
    /// The day.
    pub today: time::Date,
}
