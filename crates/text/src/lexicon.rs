//! Many words in one pass over a text, and where each stands in it.

use std::ops::Range;

use crate::{
    automaton::{Automaton, Symbol},
    disguise::{Confidence, Disguises},
    list::{Class, Word},
    markup,
    pattern::{Alphabet, OTHER, Pattern, SKIP, SPECIAL},
    table,
    verify::{Held, REACH, verify},
};

/// A word found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Index of the word in the list.
    pub word: usize,
    /// Bytes of the original text.
    pub bytes: Range<usize>,
    /// How it was hidden.
    pub disguises: Disguises,
    /// How sure that is.
    pub confidence: Confidence,
}

/// A list of words, ready to be looked for. Building it costs; build once and use for many texts.
pub struct Lexicon {
    words: Vec<Word>,
    patterns: Vec<Pattern>,
    alphabet: Alphabet,
    automaton: Automaton,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lexicon({} words)", self.words.len())
    }
}

/// Where the letters that were read last began: a word has at most [`crate::list::MOST`].
const RING: usize = 64;

impl Lexicon {
    /// Builds the automaton; an empty list matches nothing. Words without letters are left out.
    pub fn new(words: Vec<Word>) -> Self {
        let patterns: Vec<Pattern> = words.iter().map(Pattern::new).collect();
        let (alphabet, numbers) = Alphabet::new(patterns.iter().flat_map(Pattern::symbols), true);
        let symbols: Vec<Vec<Symbol>> =
            patterns.iter().map(|p| p.symbols().map(|c| numbers[&c]).take(RING - 1).collect()).collect();
        let automaton = Automaton::new(&symbols, alphabet.size);
        Self { words, patterns, alphabet, automaton }
    }

    /// The words, in the order in which hits name them.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Bytes of the automaton and its table.
    pub fn bytes(&self) -> usize {
        self.automaton.bytes() + self.alphabet.bytes()
    }

    /// Every hit that no allowed context covers, the first and longest at each place, in order.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.scan(text, 0..text.len(), &mut hits);
        self.settle(hits)
    }

    /// Everything that holds, contexts too.
    fn scan(&self, text: &str, range: Range<usize>, hits: &mut Vec<Hit>) {
        let mut scan = Scan { state: 0, last: OTHER, read: 0, ring: [0; RING], end: range.start };
        let mut at = range.start;
        while at < range.end {
            let mut jump = None;
            for (offset, c) in text[at..range.end].char_indices() {
                let symbol = self.alphabet.get(c);
                match symbol {
                    OTHER => (scan.state, scan.last) = (0, OTHER),
                    SKIP => {}
                    SPECIAL => {
                        jump = Some((at + offset, c));
                        break;
                    }
                    _ => self.letter(text, symbol, at + offset, &mut scan, hits),
                }
            }
            let Some((here, c)) = jump else { break };
            at = self.special(text, here, range.end, c, &mut scan, hits);
        }
    }

    #[inline]
    fn letter(&self, text: &str, symbol: Symbol, at: usize, scan: &mut Scan, hits: &mut Vec<Hit>) {
        if symbol == scan.last {
            // A letter repeated is one letter, up to where nobody reads it so.
            if at > scan.ring[scan.read.wrapping_sub(1) % RING] + REACH {
                scan.state = 0;
            }
            scan.end = at;
            return;
        }
        if at > scan.end + REACH {
            scan.state = 0;
        }
        scan.end = at;
        scan.last = symbol;
        scan.ring[scan.read % RING] = at;
        scan.read = scan.read.wrapping_add(1);
        scan.state = self.automaton.step(scan.state, symbol);
        if self.automaton.ends(scan.state) {
            self.candidates(text, scan, hits);
        }
    }

    #[cold]
    #[inline(never)]
    fn candidates(&self, text: &str, scan: &Scan, hits: &mut Vec<Hit>) {
        for (word, symbols) in self.automaton.outputs(scan.state) {
            let start = scan.ring[scan.read.wrapping_sub(symbols) % RING];
            if let Some(Held { start, end, disguises, confidence }) =
                verify(text, start, &self.patterns[word], true)
            {
                hits.push(Hit { word, bytes: start..end, disguises, confidence });
            }
        }
    }

    /// Markup, an entity, or a character that reads as several: where to read on.
    #[cold]
    #[inline(never)]
    fn special(
        &self,
        text: &str,
        at: usize,
        end: usize,
        mut c: char,
        scan: &mut Scan,
        hits: &mut Vec<Hit>,
    ) -> usize {
        let mut next = at + c.len_utf8();
        if c == '<'
            && let Some((to, _)) = markup::tag(text, at)
            && to <= end
        {
            // What stands inside a tag is read by itself; the word around it goes on behind it.
            self.scan(text, next..to - 1, hits);
            return to;
        }
        if c == '&'
            && let Some((named, to)) = markup::entity(text, at)
            && to <= end
        {
            (c, next) = (named, to);
        }
        match table::look(c) {
            None => self.one(text, c, at, scan, hits),
            Some((_, letters)) => letters.chars().for_each(|c| self.one(text, c, at, scan, hits)),
        }
        next
    }

    fn one(&self, text: &str, letter: char, at: usize, scan: &mut Scan, hits: &mut Vec<Hit>) {
        match self.alphabet.get(letter) {
            OTHER => (scan.state, scan.last) = (0, OTHER),
            SKIP | SPECIAL => {}
            symbol => self.letter(text, symbol, at, scan, hits),
        }
    }

    /// Leaves out what an allowed context covers, and of those that overlap all but the first and longest.
    fn settle(&self, mut hits: Vec<Hit>) -> Vec<Hit> {
        let allowed = |hit: &Hit| self.words[hit.word].class == Class::Allow;
        let mut covered: Vec<_> =
            hits.iter().filter(|h| allowed(h)).map(|h| (h.bytes.start, h.bytes.end)).collect();
        // By start, each with the furthest end so far: whether one covers a hit is then one look.
        covered.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut covered {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        hits.retain(|hit| {
            let before = covered.partition_point(|(start, _)| *start <= hit.bytes.start);
            !allowed(hit) && (before == 0 || covered[before - 1].1 < hit.bytes.end)
        });
        hits.sort_by_key(|h| {
            let weight = (h.confidence, self.words[h.word].level);
            (h.bytes.start, std::cmp::Reverse((h.bytes.end, weight)), h.word)
        });
        let mut last = 0;
        hits.retain(|h| {
            let keep = h.bytes.start >= last;
            if keep {
                last = h.bytes.end;
            }
            keep
        });
        hits
    }
}

/// Where the automaton stands.
struct Scan {
    state: u32,
    /// The symbol that was read last.
    last: Symbol,
    /// How many letters were read, and where the last of them began.
    read: usize,
    ring: [usize; RING],
    /// Where the last letter began, repeated or not.
    end: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(words: &str) -> Lexicon {
        Lexicon::new(Word::parse_list(words, Class::Other).unwrap())
    }

    fn found(lexicon: &Lexicon, text: &str) -> Vec<String> {
        let hits = lexicon.find(text).into_iter();
        hits.map(|h| format!("{} {:?} {:?}", &text[h.bytes], h.disguises, h.confidence)).collect()
    }

    #[test]
    fn finds_through_disguise_and_names_it() {
        let lexicon = lexicon("国家级\n第一品牌\n加微信\ndxgz\n兼职123\n100%有效\n五星红旗\nav\n毒品\n最佳");
        for (text, expected) in [
            ("我们是国家级的", "国家级 {} High"),
            ("国 家\u{200b}级", "国 家\u{200b}级 {\"invisible\", \"space\"} High"),
            ("國家級", "國家級 {\"traditional\"} High"),
            ("第①品牌", "第①品牌 {\"styled\", \"digits\"} High"),
            ("ＤＸＧＺ", "ＤＸＧＺ {\"width\"} High"),
            ("兼职①贰三", "兼职①贰三 {\"styled\", \"digits\"} High"),
            ("加<b>微</b>信", "加<b>微</b>信 {\"tag\"} High"),
            ("国&shy;家&#x7ea7;", "国&shy;家&#x7ea7; {\"invisible\", \"entity\"} High"),
            ("１００％有效", "１００％有效 {\"width\"} High"),
            ("国国家家级", "国家家级 {\"repeat\"} High"),
            ("国😀家-级", "国😀家-级 {\"sign\"} High"),
            ("国，家，级", "国，家，级 {\"stop\"} Medium"),
            ("d.x.g.z", "d.x.g.z {\"stop\"} Medium"),
            ("𝒹𝓍ɡz", "𝒹𝓍ɡz {\"styled\", \"homoglyph\"} High"),
            ("看AV吧", "AV {\"case\"} High"),
            ("有毒 品", "毒 品 {\"space\"} Low"),
        ] {
            assert_eq!(found(&lexicon, text), [expected], "{text}");
        }
        for fine in [
            "国家。级别",
            "nice day",
            "Java",
            "a very",
            "a v",
            "100有效",
            "消毒 品牌",
            "兼职1234",
            "最，佳能",
            "国家各级",
            "",
            "红<p>最</p><p>佳能</p>",
            "av1",
            "国家<级",
        ] {
            assert_eq!(found(&lexicon, fine), [] as [&str; 0], "{fine}");
        }
    }

    #[test]
    fn allowed_contexts_and_the_longest_word_win() {
        let lexicon = lexicon("国家级\n最高\n最高级\n毒品\n国家级别\tallow\n远离毒品\tallow");
        assert_eq!(found(&lexicon, "最高级，国家级别，国 家 级 别，远离毒品"), ["最高级 {} High"]);
        assert_eq!(found(&lexicon, "毒品，国家级"), ["毒品 {} High", "国家级 {} High"]);
        assert_eq!(found(&Lexicon::new(vec![]), "国家级<b>&amp;"), [] as [&str; 0]);
    }
}
