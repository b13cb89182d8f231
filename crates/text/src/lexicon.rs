//! Many words in one pass, with a map back to the original characters.

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use unicode_normalization::UnicodeNormalization;

use crate::is_ignorable;

/// A word found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Index of the word in the list.
    pub word: usize,
    /// First character in the original text, from 0.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// A list of words with contexts in which they are fine.
pub struct Lexicon {
    words: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    allowed: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lexicon")
    }
}

fn build(words: &[String]) -> Option<CharwiseDoubleArrayAhoCorasick<u32>> {
    let mut seen = std::collections::BTreeMap::new();
    for (i, word) in words.iter().enumerate() {
        let folded: String = crate::plain(word);
        if !folded.is_empty() {
            seen.entry(folded).or_insert(u32::try_from(i).unwrap_or(u32::MAX));
        }
    }
    CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::Standard).build_with_values(seen).ok()
}

impl Lexicon {
    /// Builds the automata; an empty list matches nothing.
    pub fn new(words: &[String], allowed: &[String]) -> Self {
        Self { words: build(words), allowed: build(allowed) }
    }

    /// Every hit that no allowed context covers, the longest at each place, in order.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let Some(words) = &self.words else { return Vec::new() };
        // Folded text, and for each folded byte the original character it came from.
        let mut folded = String::with_capacity(text.len());
        let mut origin = Vec::with_capacity(text.len());
        for (i, c) in text.chars().enumerate() {
            for c in std::iter::once(c)
                .nfkc()
                .filter(|c| !is_ignorable(*c) && !c.is_whitespace())
                .flat_map(char::to_lowercase)
                .map(crate::plain_char)
            {
                folded.push(c);
                origin.extend(std::iter::repeat_n(i, c.len_utf8()));
            }
        }
        let mut covered: Vec<_> = self
            .allowed
            .iter()
            .flat_map(|a| a.find_overlapping_iter(&folded).map(|m| (m.start(), m.end())).collect::<Vec<_>>())
            .collect();
        // By start, each with the furthest end so far: whether one covers a hit is then one look.
        covered.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut covered {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        let is_covered = |start: usize, end: usize| {
            let before = covered.partition_point(|(s, _)| *s <= start);
            before > 0 && covered[before - 1].1 >= end
        };
        let mut hits: Vec<_> = words
            .find_overlapping_iter(&folded)
            .filter(|m| !is_covered(m.start(), m.end()))
            .map(|m| Hit { word: m.value() as usize, start: origin[m.start()], end: origin[m.end() - 1] + 1 })
            .collect();
        hits.sort_by_key(|h| (h.start, std::cmp::Reverse(h.end)));
        let mut last = 0;
        hits.retain(|h| {
            let keep = h.start >= last;
            if keep {
                last = h.end;
            }
            keep
        });
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_through_disguise_and_leaves_ordinary_prose_alone() {
        let words: Vec<_> = ["国家级", "第一品牌", "最佳"].map(String::from).into();
        let allowed: Vec<_> = ["国家级别", "最佳拍档"].map(String::from).into();
        let lexicon = Lexicon::new(&words, &allowed);
        let hits =
            |text: &str| lexicon.find(text).into_iter().map(|h| (h.word, h.start, h.end)).collect::<Vec<_>>();
        assert_eq!(hits("我们是国 家\u{200b}级的第一品牌"), [(0, 3, 8), (1, 9, 13)]);
        assert_eq!(hits("國家級"), [(0, 0, 3)]);
        for fine in ["国家级别", "第一人民医院", "第一条消息", "最佳拍档", ""] {
            assert_eq!(hits(fine), [], "{fine}");
        }
    }
}
