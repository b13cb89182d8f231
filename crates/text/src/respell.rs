//! Other readings of a place: characters taken apart (力口 for 加), signs for letters (`$` for s, `+` for 加), a character
//! masked (国*级). They are tried around the few places where a text gives cause, on a copy that is written out.

use std::collections::{HashMap, HashSet};

use crate::{
    disguise::Disguise,
    pattern::Pattern,
    reader::{Item, Reader},
    table::{self, symbol},
};

const PARTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/parts.rs"));
/// Characters around a place that are copied.
const BEFORE: usize = 40;
const BEHIND: usize = 120;
/// Other readings behind this many characters get a copy of their own.
const STRIDE: usize = 80;
/// Letters that may stand for one mask, at most.
const GUESSES: usize = 8;

/// Signs that are written for letters.
const SIGNS: &[(char, char)] = &[
    ('@', 'a'),
    ('＠', 'a'),
    ('$', 's'),
    ('＄', 's'),
    ('!', 'i'),
    ('|', 'i'),
    ('€', 'e'),
    ('£', 'l'),
    ('¥', 'y'),
    ('§', 's'),
];
const PLUS: &[char] = &['+', '＋', '➕', '✚', '﹢'];
const MASKS: &[char] = &[
    '*', '＊', '×', '✕', '✖', '●', '○', '◯', '〇', '□', '■', '▢', '█', '_', '＿', '#', '＃', '某', 'x', 'X',
];

/// What is read otherwise, and why.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    /// The text as it would be without the disguise.
    pub(crate) text: String,
    /// For its bytes, those of the original: where each piece begins here and there.
    places: Vec<(usize, usize)>,
    /// Pieces that were read otherwise: bytes here.
    pub(crate) pieces: Vec<(usize, usize, Disguise)>,
}

impl Copy {
    /// Where a place of the copy is in the original text.
    pub(crate) fn original(&self, at: usize) -> usize {
        let before = self.places.partition_point(|(here, _)| *here <= at);
        let (here, there) = self.places[before.saturating_sub(1)];
        there + (at - here)
    }

    /// How what stands in these bytes was read otherwise; `None` if it was not.
    pub(crate) fn disguises(&self, start: usize, end: usize) -> impl Iterator<Item = Disguise> {
        self.pieces.iter().filter(move |(a, b, _)| *a >= start && *b <= end).map(|(.., d)| *d)
    }
}

/// A letter of a flag.
fn is_flag(c: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&c)
}

/// A number for two characters, below 65,536.
fn pair(a: char, b: char) -> usize {
    let both = u64::from(u32::from(a)) << 32 | u64::from(u32::from(b));
    (both.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as usize
}

/// What other readings a lexicon's words may have.
pub(crate) struct Respell {
    /// Parts to the whole, by the first part.
    parts: HashMap<char, Vec<(&'static str, char)>>,
    /// Two first parts by their number, one bit each, and now and then one too many.
    pairs: Vec<u64>,
    /// Letters that words have between two others.
    between: HashMap<(char, char), Vec<char>>,
    plus: bool,
    latin: bool,
}

impl Respell {
    pub(crate) fn new(patterns: &[Pattern]) -> Self {
        let letters: HashSet<char> =
            patterns.iter().flat_map(|p| p.tokens.iter().map(|t| t.letter)).collect();
        let mut parts: HashMap<char, Vec<(&str, char)>> = HashMap::new();
        for (from, whole) in PARTS {
            if let (Some(first), Some(whole)) = (from.chars().next(), whole.chars().next())
                && letters.contains(&whole)
            {
                parts.entry(first).or_default().push((from, whole));
            }
        }
        let mut pairs = vec![0_u64; 1 << 10];
        for (from, _) in parts.values().flatten() {
            let mut chars = from.chars();
            if let (Some(a), Some(b)) = (chars.next(), chars.next()) {
                let bit = pair(a, b);
                pairs[bit / 64] |= 1 << (bit % 64);
            }
        }
        // The longest first: 木木木 is 森, not 林木.
        parts.values_mut().for_each(|all| all.sort_by_key(|(from, _)| std::cmp::Reverse(from.len())));
        let mut between: HashMap<(char, char), Vec<char>> = HashMap::new();
        for pattern in patterns.iter().filter(|p| p.tokens.len() > 2) {
            for three in pattern.tokens.windows(3) {
                let [a, b, c] = three else { continue };
                let guesses = between.entry((symbol(a.letter), symbol(c.letter))).or_default();
                let fits = b.original > '\u{2e7f}' || pattern.tokens.len() > 3;
                if fits && guesses.len() < GUESSES && !guesses.contains(&b.original) {
                    guesses.push(b.original);
                }
            }
        }
        between.retain(|_, guesses| !guesses.is_empty());
        let latin = patterns.iter().any(|p| p.latin && p.tokens.len() > 3);
        Self { parts, pairs, between, plus: letters.contains(&'加'), latin }
    }

    /// Whether a character may begin another reading before the one behind it: a quick look.
    #[inline]
    pub(crate) fn may(&self, c: char, after: Option<char>) -> bool {
        if c < '\u{2e80}' || is_flag(c) || MASKS.contains(&c) || PLUS.contains(&c) {
            return true;
        }
        let bit = after.and_then(table::letter).map_or(0, |after| pair(c, after));
        self.pairs[bit / 64] & (1 << (bit % 64)) != 0
    }

    /// Characters that give cause to look closer.
    pub(crate) fn causes(&self) -> impl Iterator<Item = char> {
        let masks = MASKS.iter().filter(|_| !self.between.is_empty());
        let signs = SIGNS.iter().map(|(c, _)| c).filter(|_| self.latin);
        let flags = ('\u{1f1e6}'..='\u{1f1ff}').collect::<Vec<_>>();
        let all =
            self.parts.keys().chain(masks).chain(signs).chain(PLUS.iter().filter(|_| self.plus)).copied();
        all.chain(flags)
    }

    /// Copies of the text around a place that read it otherwise, and where the next cause is worth a look.
    pub(crate) fn read(&self, text: &str, at: usize, c: char, markup: bool) -> (Vec<Copy>, usize) {
        let next = at + c.len_utf8();
        if MASKS.contains(&c)
            && let Some(guesses) = self.masked(text, at, next)
        {
            let copies = guesses.iter().map(|guess| self.copy(text, at, markup, Some((at, *guess))).0);
            return (copies.collect(), next);
        }
        if self.otherwise(text, at, c, markup).is_none() {
            return (Vec::new(), next);
        }
        let (copy, until) = self.copy(text, at, markup, None);
        (vec![copy], until.max(next))
    }

    /// Characters that a mask between two characters may hide.
    fn masked(&self, text: &str, at: usize, next: usize) -> Option<&[char]> {
        let letter = |c: Option<char>| c.filter(|c| !MASKS.contains(c)).and_then(table::letter);
        let before = letter(text[..at].chars().next_back())?;
        let after = letter(text[next..].chars().next())?;
        // A letter masks Chinese characters only.
        if text[at..next].chars().all(char::is_alphanumeric) && (before.is_ascii() || after.is_ascii()) {
            return None;
        }
        self.between.get(&(symbol(before), symbol(after))).map(Vec::as_slice)
    }

    /// What a place may be read as: the character, one past it, and why.
    fn otherwise(&self, text: &str, at: usize, c: char, markup: bool) -> Option<(char, usize, Disguise)> {
        let next = at + c.len_utf8();
        let after = || text[next..].chars().next();
        // Two letters of a flag are one picture, which separates as any other does.
        if is_flag(c) {
            let second = after().filter(|c| is_flag(*c))?;
            return Some(('\u{2060}', next + second.len_utf8(), Disguise::Sign));
        }
        if self.plus && PLUS.contains(&c) {
            // Ctrl + V is a key.
            let before = text[..at].chars().rev().take(4).find(|c| *c != ' ');
            let key =
                before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, ')' | '）' | '键' | '>'));
            let letter = after().and_then(table::letter);
            let fits = !key && letter.is_some_and(|c| !c.is_ascii_digit() && c.is_alphanumeric());
            return fits.then_some(('加', next, Disguise::Leet));
        }
        if let Some((_, letter)) = SIGNS.iter().find(|(s, _)| *s == c) {
            let latin =
                |c: Option<char>| c.and_then(table::letter).is_some_and(|c| c.is_ascii_alphanumeric());
            let fits = latin(after()) || latin(text[..at].chars().next_back());
            return fits.then_some((*letter, next, Disguise::Leet));
        }
        let first = table::letter(c)?;
        let ways = self.parts.get(&first)?;
        let mut letters = Vec::new();
        for (item, _, to) in Reader::new(text, at, markup).take(12) {
            match item {
                Item::Letter { letter, .. } => letters.push((letter, to)),
                Item::Tag(true) => break,
                _ => {}
            }
            if letters.len() == 3 {
                break;
            }
        }
        ways.iter().find_map(|(parts, whole)| {
            let count = parts.chars().count();
            let same = letters.len() >= count && parts.chars().zip(&letters).all(|(p, (l, _))| p == *l);
            same.then(|| (*whole, letters[count - 1].1, Disguise::Split))
        })
    }

    /// The text around a place with everything read otherwise, or one mask guessed.
    fn copy(&self, text: &str, at: usize, markup: bool, mask: Option<(usize, char)>) -> (Copy, usize) {
        let mut from = at;
        for (i, _) in text[..at].char_indices().rev().take(BEFORE) {
            from = i;
        }
        let mut copy = Copy { text: String::new(), places: vec![(0, from)], pieces: Vec::new() };
        let (mut until, mut here, mut count) = (text.len(), from, 0);
        while let Some(c) = text[here..].chars().next() {
            count += 1;
            if here > at && count > BEFORE + BEHIND {
                break;
            }
            if count == BEFORE + STRIDE {
                until = here;
            }
            let read = match mask {
                Some((place, guess)) => (place == here).then(|| (guess, here + c.len_utf8(), Disguise::Mask)),
                None => self.otherwise(text, here, c, markup),
            };
            let Some((letter, to, disguise)) = read else {
                copy.text.push(c);
                here += c.len_utf8();
                continue;
            };
            let begin = copy.text.len();
            copy.places.push((begin, here));
            copy.text.push(letter);
            copy.pieces.push((begin, copy.text.len(), disguise));
            copy.places.push((copy.text.len(), to));
            here = to;
        }
        if here >= text.len() {
            until = text.len();
        }
        (copy, until)
    }
}
