//! Words of the same sound: other characters (谐音), pinyin, and both mixed.
//!
//! Sounds are many words' at once, so a hit is never sure: it has the confidence [`Confidence::Low`], and words of fewer than
//! three characters are not looked for.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxHashMap;

use crate::{
    disguise::{Confidence, Disguise, Disguises},
    kind::Kind,
    list::{Class, Word},
    pattern::{Pattern, Writings},
    reader::{Item, Reader},
    table,
    verify::{Held, REACH},
};

const READINGS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/readings.bin"));
/// The tone of each reading, 1 to 4; 0 and 5 are none.
const TONES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tones.bin"));
pub(crate) const SYLLABLES: &[&str] = include!(concat!(env!("OUT_DIR"), "/syllables.rs"));
const FIRST: u32 = 0x3400;
const LAST: u32 = 0xa000;
/// Letters that are read ahead of a place.
const AHEAD: usize = 64;
/// Set on a letter or digit that a word has as it is.
const SELF: u16 = 1 << 15;
/// Letters of the longest syllable.
const LONGEST: usize = 6;

/// Up to three syllables of a character, the usual one first; 0 is none.
pub(crate) fn readings(c: char) -> [u16; 3] {
    let Some(at) = u32::from(c).checked_sub(FIRST).map(|n| n as usize * 6) else { return [0; 3] };
    let Some(bytes) = READINGS.get(at..at + 6) else { return [0; 3] };
    [0, 2, 4].map(|i| u16::from_le_bytes([bytes[i], bytes[i + 1]]))
}

/// The tones of those syllables.
pub(crate) fn tones(c: char) -> [u8; 3] {
    let at = u32::from(c).checked_sub(FIRST).map(|n| n as usize * 3);
    at.and_then(|at| TONES.get(at..at + 3)).map_or([0; 3], |t| [t[0], t[1], t[2]])
}

/// The usual syllable of a character; 0 is none.
fn syllable(c: char) -> u16 {
    readings(c)[0]
}

/// Three syllables as one number.
fn three(a: u16, b: u16, c: u16) -> u64 {
    u64::from(a) << 32 | u64::from(b) << 16 | u64::from(c)
}

/// Two places, of `bits` bits, for what three syllables sound like.
fn mixed(three: u64, bits: u32) -> [usize; 2] {
    let all = three.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    [(all >> (64 - bits)) as usize, (all.wrapping_mul(0xd6e8_feb8_6659_fd93) >> (64 - bits)) as usize]
}

/// A step of the walk as one number.
fn step(node: u32, syllable: u16) -> u64 {
    u64::from(node) << 16 | u64::from(syllable)
}

/// Characters that no sentence does without: in the place of another they are chance.
const EVERYWHERE: &str = "的一是不了在有我他这个们来到时要就出会也你说为子中得着下可自之过发后能对以那里所没么起小于还只又如前进去而与做当但其些从已并把被才用让将及再最若则等该此由很都更想无该";

/// Words by their sounds.
pub(crate) struct Sounds {
    /// The usual syllable of every character.
    usual: Vec<u16>,
    /// Three syllables that words begin with, by their number: two bits each, and now and then one too many.
    threes: Vec<u64>,
    bits: u32,
    /// Pairs of syllables that words begin with, one bit each.
    pairs: Vec<u64>,
    /// Letters of the longest word.
    longest: usize,
    /// Syllables that words begin with.
    firsts: Vec<bool>,
    /// Pairs of letters that words begin with in pinyin.
    spelled: Vec<bool>,
    /// Pairs that words begin with before a digit or a letter of their own.
    numbered: HashSet<(u16, u16)>,
    steps: FxHashMap<u64, Node>,
    /// Where three syllables lead.
    openings: FxHashMap<u64, Node>,
    nodes: u32,
    /// Words that sound alike; the first list is empty.
    lists: Vec<Vec<usize>>,
    syllables: HashMap<&'static str, u16>,
}

/// A node of the walk over syllables, and the list of the words that end there.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    number: u32,
    list: u32,
}

#[derive(Debug, Clone, Copy)]
struct Letter {
    letter: char,
    start: usize,
    end: usize,
    /// Nothing that is seen stands between it and the letter before.
    close: bool,
}

impl Sounds {
    /// `None` if no word is long enough.
    pub(crate) fn new(words: &[Word], patterns: &[Pattern]) -> Option<Self> {
        let bits = (words.len().max(16) * 128).ilog2().min(24);
        let mut this = Self {
            usual: (FIRST..LAST).map(|n| char::from_u32(n).map_or(0, syllable)).collect(),
            threes: vec![0; (1 << bits) / 64],
            bits,
            longest: 0,
            pairs: vec![0; SYLLABLES.len() * SYLLABLES.len() / 64 + 1],
            firsts: vec![false; SYLLABLES.len()],
            spelled: vec![false; 26 * 26],
            numbered: HashSet::new(),
            steps: FxHashMap::default(),
            openings: FxHashMap::default(),
            nodes: 1,
            lists: vec![Vec::new()],
            syllables: SYLLABLES
                .iter()
                .enumerate()
                .skip(1)
                .map(|(i, s)| (*s, u16::try_from(i).unwrap_or(0)))
                .collect(),
        };
        for (i, (word, pattern)) in words.iter().zip(patterns).enumerate() {
            if word.class == Class::Allow || pattern.tokens.len() < 3 {
                continue;
            }
            for sequence in sequences(pattern) {
                this.add(i, &sequence);
            }
        }
        (this.nodes > 1).then_some(this)
    }

    fn add(&mut self, word: usize, sequence: &[u16]) {
        let bit = usize::from(sequence[0]) * SYLLABLES.len() + usize::from(sequence[1]);
        self.pairs[bit / 64] |= 1 << (bit % 64);
        self.firsts[usize::from(sequence[0])] = true;
        let opening = three(sequence[0], sequence[1], sequence[2]);
        if sequence[2] < SELF {
            for bit in mixed(opening, self.bits) {
                self.threes[bit / 64] |= 1 << (bit % 64);
            }
        } else {
            self.numbered.insert((sequence[0], sequence[1]));
        }
        self.longest = self.longest.max(sequence.len());
        let mut letters =
            SYLLABLES[usize::from(sequence[0])].bytes().chain(SYLLABLES[usize::from(sequence[1])].bytes());
        if let (Some(a), Some(b)) = (letters.next(), letters.next()) {
            self.spelled[usize::from(a - b'a') * 26 + usize::from(b - b'a')] = true;
        }
        let mut at = 0;
        for (i, syllable) in sequence.iter().enumerate() {
            let nodes = &mut self.nodes;
            let node = self.steps.entry(step(at, *syllable)).or_insert_with(|| {
                *nodes += 1;
                Node { number: *nodes - 1, list: 0 }
            });
            if i + 1 == sequence.len() {
                if node.list == 0 {
                    node.list = u32::try_from(self.lists.len()).unwrap_or(0);
                    self.lists.push(Vec::new());
                }
                let words = &mut self.lists[node.list as usize];
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            if i == 2 {
                self.openings.insert(opening, *node);
            }
            at = node.number;
        }
    }

    fn step(&self, node: u32, syllable: u16) -> Option<Node> {
        self.steps.get(&step(node, syllable)).copied()
    }

    /// The usual syllable of a character; 0 is none.
    #[inline]
    pub(crate) fn of(&self, c: char) -> u16 {
        self.usual.get(u32::from(c).wrapping_sub(FIRST) as usize).copied().unwrap_or(0)
    }

    /// Whether a word may begin with these three syllables.
    #[inline]
    pub(crate) fn begins_three(&self, first: u16, second: u16, third: u16) -> bool {
        let [one, two] = mixed(three(first, second, third), self.bits);
        self.threes[one / 64] & (1 << (one % 64)) != 0 && self.threes[two / 64] & (1 << (two % 64)) != 0
    }

    /// Whether a word may begin with these two syllables.
    #[inline]
    pub(crate) fn begins(&self, first: u16, second: u16) -> bool {
        let bit = usize::from(first) * SYLLABLES.len() + usize::from(second);
        self.pairs.get(bit / 64).is_some_and(|b| b & (1 << (bit % 64)) != 0)
    }

    /// Whether a word begins with these two syllables and goes on with a digit or a letter of its own.
    pub(crate) fn begins_numbered(&self, first: u16, second: u16) -> bool {
        !self.numbered.is_empty() && self.numbered.contains(&(first, second))
    }

    /// Whether the characters at a place may sound like another word than they are: a look that copies nothing.
    fn may(&self, text: &str, at: usize, words: &Words<'_>) -> bool {
        let (mut itself, mut folded) = (false, false);
        let mut begun = [0; 3];
        let mut node = 0;
        for (i, c) in text[at..].chars().enumerate() {
            let form = table::look(c);
            let syllable = self.of(c);
            if syllable == 0 {
                // A stop ends the word; behind anything else it may go on.
                let markup = words.markup && matches!(c, '<' | '&');
                let stop = matches!(form, Some((Kind::Stop, ""))) && c != '\'' && !markup;
                return !stop || folded;
            }
            folded |= form.is_some();
            let next = match i {
                0 | 1 => {
                    begun[i] = syllable;
                    continue;
                }
                2 => self.openings.get(&three(begun[0], begun[1], syllable)).copied(),
                _ => self.step(node, syllable),
            };
            let Some(next) = next else { break };
            node = next.number;
            for word in &self.lists[next.list as usize] {
                if words.writings.stands(*word, text, at).is_none() {
                    return true;
                }
                itself = true;
            }
        }
        itself && folded
    }

    /// Whether a word may begin with this syllable.
    pub(crate) fn begins_with(&self, first: u16) -> bool {
        self.firsts.get(usize::from(first)).copied().unwrap_or(false)
    }

    /// Whether a word may begin with these two letters of pinyin.
    #[inline]
    pub(crate) fn begins_spelled(&self, first: u8, second: u8) -> bool {
        let letter = |b: u8| usize::from(b.to_ascii_lowercase().wrapping_sub(b'a'));
        self.spelled.get(letter(first) * 26 + letter(second)).copied().unwrap_or(false)
    }

    /// Words whose sound begins at a place.
    pub(crate) fn find(&self, text: &str, at: usize, words: &Words<'_>, out: &mut Vec<(usize, Held)>) {
        if !self.may(text, at, words) {
            return;
        }
        let letters = ahead(text, at, words.markup, AHEAD.min(self.longest * LONGEST));
        let patterns = words.patterns;
        let mut walk = Walk { sounds: self, letters: &letters, patterns, heard: Vec::new(), out };
        walk.on(0, Node::default());
    }
}

/// The words that are listened for.
pub(crate) struct Words<'w> {
    pub(crate) patterns: &'w [Pattern],
    pub(crate) writings: &'w Writings,
    pub(crate) markup: bool,
}

/// The syllables of a word, every reading of every character, within reason.
fn sequences(pattern: &Pattern) -> Vec<Vec<u16>> {
    let mut all: Vec<Vec<u16>> = vec![vec![]];
    for token in &pattern.tokens {
        let mut readings = readings(token.letter);
        if token.letter.is_ascii_alphanumeric() && all[0].len() > 1 {
            readings = [SELF | token.letter as u16, 0, 0];
        }
        if readings[0] == 0 {
            return Vec::new();
        }
        let known: HashSet<u16> = readings.into_iter().filter(|r| *r != 0).collect();
        let few = if all.len() > 8 { HashSet::from([readings[0]]) } else { known };
        all = all
            .iter()
            .flat_map(|begun| few.iter().map(|r| begun.iter().copied().chain([*r]).collect::<Vec<u16>>()))
            .collect();
    }
    all
}

/// The letters from a place up to a stop.
fn ahead(text: &str, at: usize, markup: bool, most: usize) -> Vec<Letter> {
    let (mut letters, mut close, mut end) = (Vec::<Letter>::new(), true, at);
    for (item, start, to) in Reader::new(text, at, markup) {
        if to > end + REACH || letters.len() == most {
            break;
        }
        match item {
            Item::Gap(Kind::Stop, '\'') => {}
            Item::Gap(Kind::Stop, _) | Item::Tag(true) => break,
            Item::Gap(Kind::Invisible | Kind::Accent, _) | Item::Tag(false) => {}
            Item::Gap(..) => close = false,
            Item::Letter { letter, .. } => {
                letters.push(Letter { letter, start, end: to, close });
                (close, end) = (true, to);
            }
        }
    }
    letters
}

struct Walk<'w> {
    sounds: &'w Sounds,
    letters: &'w [Letter],
    patterns: &'w [Pattern],
    /// For every syllable: the character it was read from, `None` for pinyin.
    heard: Vec<Option<char>>,
    out: &'w mut Vec<(usize, Held)>,
}

impl Walk<'_> {
    fn on(&mut self, at: usize, node: Node) {
        self.words(at, node);
        let Some(next) = self.letters.get(at) else { return };
        let letter = next.letter;
        let itself = if letter.is_ascii_alphanumeric() { SELF | letter as u16 } else { syllable(letter) };
        if let Some(to) = self.sounds.step(node.number, itself).filter(|_| itself != 0) {
            self.heard.push(Some(letter));
            self.on(at + 1, to);
            self.heard.pop();
        }
        if !letter.is_ascii_alphabetic() {
            return;
        }
        let mut spelled = String::with_capacity(LONGEST);
        for (i, letter) in self.letters[at..].iter().take(LONGEST).enumerate() {
            if !letter.letter.is_ascii_lowercase() || (i > 0 && !letter.close) {
                break;
            }
            spelled.push(letter.letter);
            let syllable = self.sounds.syllables.get(spelled.as_str()).copied();
            if let Some(to) = syllable.and_then(|s| self.sounds.step(node.number, s)) {
                self.heard.push(None);
                self.on(at + i + 1, to);
                self.heard.pop();
            }
        }
    }

    fn words(&mut self, at: usize, node: Node) {
        let (ends, Some(last)) = (&self.sounds.lists[node.list as usize], at.checked_sub(1)) else { return };
        if ends.is_empty() {
            return;
        }
        // Pinyin ends where its letters end, a number where its digits do.
        let end = self.letters[last].letter;
        let joined = |l: &&Letter| {
            let same = |is: fn(&char) -> bool| is(&l.letter) && is(&end);
            l.close && (same(char::is_ascii_alphabetic) || same(char::is_ascii_digit))
        };
        if self.letters.get(at).filter(joined).is_some() {
            return;
        }
        for word in ends {
            let tokens = &self.patterns[*word].tokens;
            let same = self.heard.iter().zip(tokens).filter(|(h, t)| **h == Some(t.letter)).count();
            let pinyin = self.heard.iter().filter(|h| h.is_none()).count();
            let others = tokens.len() - same - pinyin;
            let chance = |(heard, token): (&Option<char>, &crate::pattern::Token)| {
                heard.is_some_and(|c| c != token.letter && EVERYWHERE.contains(c))
            };
            if self.heard.iter().zip(tokens).any(chance) {
                continue;
            }
            // One character of three has to be the word's own, or all be spelled out.
            if others + pinyin == 0 || (tokens.len() < 4 && others > 0 && same == 0) {
                continue;
            }
            let mut disguises = Disguises::default();
            if others > 0 {
                disguises.insert(Disguise::Homophone);
            }
            if pinyin > 0 {
                disguises.insert(Disguise::Pinyin);
            }
            let (start, end) = (self.letters[0].start, self.letters[last].end);
            self.out.push((*word, Held { start, end, disguises, confidence: Confidence::Low }));
        }
    }
}
