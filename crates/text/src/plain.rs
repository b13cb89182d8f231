//! Words as they stand, without any folding: for lists that hold every form themselves, and as a yardstick.

use std::ops::Range;

use crate::{
    automaton::{Automaton, Symbol},
    pattern::Alphabet,
};

/// A list of words that are looked for as they stand.
pub struct Plain {
    /// Bytes of each word.
    lengths: Vec<usize>,
    alphabet: Alphabet,
    automaton: Automaton,
}

impl std::fmt::Debug for Plain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Plain({} words)", self.lengths.len())
    }
}

impl Plain {
    /// Builds the automaton. An empty word is never found.
    pub fn new<W: AsRef<str>>(words: &[W]) -> Self {
        let (alphabet, numbers) = Alphabet::plain(words.iter().flat_map(|w| w.as_ref().chars()));
        let symbols: Vec<Vec<Symbol>> = words
            .iter()
            .map(|w| w.as_ref().chars().filter_map(|c| numbers.get(&c).copied()).collect())
            .collect();
        let automaton = Automaton::new(&symbols, alphabet.size);
        Self { lengths: words.iter().map(|w| w.as_ref().len()).collect(), alphabet, automaton }
    }

    /// Every place of every word, in the order in which they end, those that end together from the longest.
    pub fn each(&self, text: &str, mut found: impl FnMut(usize, Range<usize>)) {
        let mut state = 0;
        for (at, c) in text.char_indices() {
            state = match self.alphabet.get(c) {
                0 => 0,
                symbol => self.automaton.step(state, symbol),
            };
            if self.automaton.ends(state) {
                let end = at + c.len_utf8();
                for (word, _) in self.automaton.outputs(state) {
                    found(word, end - self.lengths[word]..end);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_they_stand() {
        let plain = Plain::new(&["国家级", "家", "Ａ", ""]);
        let mut found = Vec::new();
        plain.each("我国家级A，國家级Ａ", |word, bytes| found.push((word, bytes.start)));
        assert_eq!(found, [(1, 6), (0, 3), (1, 19), (2, 25)]);
    }
}
