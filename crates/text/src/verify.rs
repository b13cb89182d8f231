//! Whether a candidate is the word, how it was hidden, and how sure that is.

use crate::{
    disguise::{Confidence, Disguise, Disguises},
    kind::Kind,
    pattern::{Pattern, Run, Token, sign},
    reader::{Item, Reader, letter_after, letter_before},
    table::{digit, symbol},
};

/// Bytes between two letters of a word, and bytes of one letter repeated, beyond which nobody reads it as a word.
pub(crate) const REACH: usize = 512;

/// A candidate that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) disguises: Disguises,
    pub(crate) confidence: Confidence,
}

#[derive(Debug, Default)]
struct Gaps {
    /// Places between letters, those with anything that is seen, those with a stop, those with a sign.
    all: usize,
    seen: usize,
    stops: usize,
    signs: usize,
}

struct Check<'p> {
    pattern: &'p Pattern,
    disguises: Disguises,
    gaps: Gaps,
    leet: usize,
    repeats: bool,
    /// Letters that only count when every letter of the word is repeated: digits, those of short Latin words.
    doubtful: bool,
    /// For every run that was read, whether it was repeated throughout.
    even: bool,
}

/// One gap, while it is read.
#[derive(Debug, Default)]
struct Gap {
    disguises: Disguises,
    seen: bool,
    stop: bool,
    sign: bool,
    chars: Vec<char>,
}

impl Gap {
    fn add(&mut self, item: Item) {
        match item {
            Item::Gap(kind, c) => {
                self.disguises.note(kind);
                self.seen |= !matches!(kind, Kind::Invisible | Kind::Accent);
                self.stop |= kind == Kind::Stop;
                self.sign |= kind == Kind::Sign;
                if self.chars.len() < 8 {
                    self.chars.push(sign(c));
                }
            }
            Item::Tag(block) => {
                self.disguises.insert(Disguise::Tag);
                self.stop |= block;
                self.seen |= block;
            }
            Item::Letter { .. } => {}
        }
    }
}

/// Checks a pattern at a place: its first letter stands at `start`.
pub(crate) fn verify(text: &str, start: usize, pattern: &Pattern, markup: bool) -> Option<Held> {
    let mut check = Check {
        pattern,
        disguises: Disguises::default(),
        gaps: Gaps::default(),
        leet: 0,
        repeats: false,
        doubtful: false,
        even: true,
    };
    let (mut first, mut end) = (start, start);
    // Which run, and how many of its letters were read.
    let (mut run, mut taken, mut extra) = (0, 0, 0);
    let mut gap = Gap::default();
    for (item, at, to) in Reader::new(text, start, markup) {
        if to > end + REACH {
            return None;
        }
        let Item::Letter { letter, original, kind, entity } = item else {
            gap.add(item);
            continue;
        };
        let now = symbol(letter);
        if taken > 0 && now != pattern.runs[run].symbol {
            if taken < pattern.runs[run].count {
                return None;
            }
            check.even &= taken + extra >= 2 * pattern.runs[run].count;
            (run, taken, extra) = (run + 1, 0, 0);
        }
        let Run { symbol, first: token, count } = *pattern.runs.get(run)?;
        if now != symbol {
            return None;
        }
        if run == 0 && taken == count {
            // The word begins with the last of a repeated letter.
            first = at;
            check.restart();
            (gap, taken, extra) = (Gap::default(), count - 1, extra + 1);
        }
        let fresh = taken < count;
        let token = &pattern.tokens[token + taken.min(count - 1)];
        if !fresh {
            check.repeat(letter);
        }
        check.letter(token, letter, original, kind, entity);
        if at > first {
            check.gap(std::mem::take(&mut gap), if fresh { &token.signs } else { &[] })?;
        }
        taken += 1;
        end = to;
        if run + 1 == pattern.runs.len() && taken == count {
            // More of the last letter belongs to the word, where the rest is repeated too.
            let (mut to, more) = behind(text, end, markup, symbol);
            // No word of Latin letters ends in three of one: casinooo.
            check.repeats |= pattern.latin && letter.is_ascii_alphabetic() && count == 1 && more > 1;
            if !check.repeats {
                to = end;
            }
            check.even &= to > end;
            if check.doubtful && !check.even {
                return None;
            }
            check.signs_around(text, first, to)?;
            check.edges(text, if check.repeats { start } else { first }, to)?;
            let confidence = check.judge(text, first, end)?;
            return Some(Held { start: first, end, disguises: check.disguises, confidence });
        }
    }
    None
}

/// Past letters of a symbol that follow a place directly, and how many there are.
fn behind(text: &str, at: usize, markup: bool, wanted: char) -> (usize, usize) {
    let (mut end, mut count) = (at, 0);
    for (item, _, to) in Reader::new(text, at, markup) {
        match item {
            Item::Letter { letter, .. } if symbol(letter) == wanted && to < at + REACH => {
                (end, count) = (to, count + 1);
            }
            Item::Gap(Kind::Invisible | Kind::Accent, _) => {}
            _ => break,
        }
    }
    (end, count)
}

impl Check<'_> {
    fn restart(&mut self) {
        (self.gaps, self.disguises, self.leet) = (Gaps::default(), Disguises::default(), 0);
    }

    fn letter(&mut self, token: &Token, letter: char, original: char, kind: Kind, entity: bool) {
        if entity {
            self.disguises.insert(Disguise::Entity);
        }
        if token.original == original {
            return;
        }
        if token.letter == letter {
            return self.disguises.note(if kind == Kind::Plain { token.kind } else { kind });
        }
        self.disguises.note(kind);
        if digit(token.letter) == digit(letter) {
            self.disguises.insert(Disguise::Digits);
        } else if kind != Kind::Homoglyph {
            self.disguises.insert(Disguise::Leet);
            self.leet += 1;
        }
    }

    /// A letter written more often than the word has it.
    fn repeat(&mut self, letter: char) {
        self.doubtful |= letter.is_ascii_digit() || (letter.is_ascii() && self.pattern.tokens.len() < 4);
        self.repeats = true;
        self.disguises.insert(Disguise::Repeat);
    }

    fn gap(&mut self, mut gap: Gap, signs: &[char]) -> Option<()> {
        self.gaps.all += 1;
        for wanted in signs.iter().filter(|c| **c != ' ') {
            let at = gap.chars.iter().position(|c| c == wanted)?;
            gap.chars.remove(at);
        }
        if !signs.is_empty() && gap.chars.iter().all(|c| *c == ' ') {
            return Some(());
        }
        self.gaps.seen += usize::from(gap.seen);
        self.gaps.stops += usize::from(gap.stop);
        self.gaps.signs += usize::from(gap.sign);
        for disguise in gap.disguises.iter() {
            self.disguises.insert(disguise);
        }
        Some(())
    }

    /// Signs that the word begins and ends with.
    fn signs_around(&self, text: &str, first: usize, end: usize) -> Option<()> {
        let lead = &self.pattern.tokens[0].signs;
        let mut before = text[..first].chars().rev().map(sign);
        let mut after = text[end..].chars().map(sign);
        let leads = lead.iter().rev().filter(|c| **c != ' ').all(|c| before.next() == Some(*c));
        let tails = self.pattern.tail.iter().filter(|c| **c != ' ').all(|c| after.next() == Some(*c));
        (leads && tails).then_some(())
    }

    /// A word of Latin letters or digits is not a part of a longer one.
    fn edges(&self, text: &str, first: usize, end: usize) -> Option<()> {
        let inside = |c: char| crate::table::look(c).map_or(Some(c), |(_, t)| t.chars().next());
        let begin = text[first..].chars().next().and_then(inside);
        let finish = text[..end].chars().next_back().and_then(inside);
        let joined = |a: Option<char>, b: Option<char>| match (a, b) {
            (Some(a), Some(b)) => {
                (a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
                    || (a.is_ascii_digit() && b.is_ascii_digit())
                    || (self.pattern.latin
                        && self.pattern.tokens.len() < 4
                        && a.is_ascii_alphanumeric()
                        && b.is_ascii_alphanumeric())
            }
            _ => false,
        };
        let alone = !joined(begin, letter_before(text, first)) && !joined(finish, letter_after(text, end));
        alone.then_some(())
    }

    fn judge(&mut self, text: &str, first: usize, end: usize) -> Option<Confidence> {
        let letters = self.pattern.tokens.len();
        let gaps = &self.gaps;
        let mut confidence = Confidence::High;
        if gaps.seen > 0 {
            let every = gaps.seen == gaps.all;
            if self.pattern.latin && (!every || letters < 3) {
                return None;
            }
            if gaps.stops > 0 {
                if !every || gaps.all < 2 {
                    return None;
                }
                confidence = Confidence::Medium;
            }
            if letters == 2 {
                // 消毒 品牌 is no 毒品; 有 毒 品 may be.
                let written = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
                match (written(letter_before(text, first)), written(letter_after(text, end))) {
                    (true, true) => return None,
                    (false, false) => {}
                    _ => confidence = Confidence::Low,
                }
            }
        }
        if self.leet > 0 {
            let latin = self.pattern.tokens.iter().filter(|t| t.letter.is_ascii_alphabetic()).count();
            if letters < 3 || (self.pattern.latin && (letters < 4 || 2 * self.leet > latin.max(1))) {
                return None;
            }
            confidence = confidence.min(Confidence::Medium);
        }
        if self.repeats && self.pattern.latin {
            confidence = confidence.min(Confidence::Medium);
        }
        Some(confidence)
    }
}
