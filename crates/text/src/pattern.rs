//! A word, made ready to be looked for.

use crate::{
    automaton::Symbol,
    disguise::{Confidence, Disguises},
    kind::Kind,
    list::Word,
    table::{self, symbol},
    verify::Held,
};

/// One letter of a word.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// As written in the list.
    pub(crate) original: char,
    /// As it is read.
    pub(crate) letter: char,
    /// How the list's own writing differs from that.
    pub(crate) kind: Kind,
    /// Signs of the word before it, which a text must have too (`100%有效`); a space may be there.
    pub(crate) signs: Vec<char>,
}

/// Letters with one symbol that follow each other.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) symbol: char,
    /// First token, and how many.
    pub(crate) first: usize,
    pub(crate) count: usize,
}

/// A word, made ready.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    pub(crate) tokens: Vec<Token>,
    pub(crate) runs: Vec<Run>,
    /// Signs behind the last letter.
    pub(crate) tail: Vec<char>,
    /// Latin letters and digits only.
    pub(crate) latin: bool,
    /// The word as it is written, where nothing but itself is needed to know it: Chinese characters without signs.
    simple: Option<Box<str>>,
}

/// Full width to ASCII: as signs are compared.
pub(crate) fn sign(c: char) -> char {
    match u32::from(c) {
        n @ 0xff01..=0xff5e => char::from_u32(n - 0xfee0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    }
}

/// Letters of a text, and the signs before each and behind the last.
fn tokens(text: &str) -> (Vec<Token>, Vec<char>) {
    let (mut tokens, mut signs) = (Vec::new(), Vec::new());
    for c in text.chars() {
        match table::look(c) {
            None => tokens.push(Token {
                original: c,
                letter: c,
                kind: Kind::Plain,
                signs: std::mem::take(&mut signs),
            }),
            Some((Kind::Invisible | Kind::Accent, "")) => {}
            Some((Kind::Space, "")) => signs.push(' '),
            Some((_, "")) => signs.push(sign(c)),
            Some((kind, letters)) => tokens.extend(letters.chars().map(|letter| Token {
                original: c,
                letter,
                kind,
                signs: std::mem::take(&mut signs),
            })),
        }
    }
    (tokens, signs)
}

/// How many letters a word has.
pub(crate) fn letters(text: &str) -> usize {
    tokens(text).0.len()
}

impl Pattern {
    pub(crate) fn new(word: &Word) -> Self {
        let (tokens, tail) = tokens(&word.text);
        let mut runs: Vec<Run> = Vec::new();
        for (i, token) in tokens.iter().enumerate() {
            let symbol = symbol(token.letter);
            match runs.last_mut() {
                Some(run) if run.symbol == symbol => run.count += 1,
                _ => runs.push(Run { symbol, first: i, count: 1 }),
            }
        }
        let latin = tokens.iter().all(|t| t.letter.is_ascii_alphanumeric());
        let simple = tail.is_empty()
            && runs.iter().all(|r| r.count == 1)
            && tokens.iter().all(|t| t.signs.is_empty() && t.kind == Kind::Plain && !t.letter.is_ascii());
        let simple = simple.then(|| tokens.iter().map(|t| t.letter).collect::<String>().into());
        Self { tokens, runs, tail, latin, simple }
    }

    /// The word backwards, if that is another word of three letters or more.
    pub(crate) fn reversed(&self) -> Option<Self> {
        let mut back = self.clone();
        back.tokens.reverse();
        back.simple = None;
        let signs = self.tokens.iter().any(|t| !t.signs.is_empty()) || !self.tail.is_empty();
        let same = self.tokens.iter().zip(&back.tokens).all(|(a, b)| a.letter == b.letter);
        if signs || same || self.tokens.len() < if self.latin { 4 } else { 3 } {
            return None;
        }
        back.runs.reverse();
        let mut first = 0;
        for run in &mut back.runs {
            run.first = first;
            first += run.count;
        }
        Some(back)
    }

    /// The symbols, each run once.
    pub(crate) fn symbols(&self) -> impl Iterator<Item = char> {
        self.runs.iter().map(|r| r.symbol)
    }
}

/// Words as they are written, side by side in little room: most hits are no more than that.
pub(crate) struct Writings {
    all: String,
    /// First byte and length of each pattern's; of no length if it needs more than itself.
    places: Vec<(u32, u32)>,
}

impl Writings {
    pub(crate) fn new(patterns: &[Pattern]) -> Self {
        let mut this = Self { all: String::new(), places: Vec::with_capacity(patterns.len()) };
        for pattern in patterns {
            let (from, word) = (this.all.len(), pattern.simple.as_deref().unwrap_or(""));
            this.places.push(match (u32::try_from(from), u32::try_from(word.len())) {
                (Ok(from), Ok(length)) => (from, length),
                _ => (0, 0),
            });
            this.all += word;
        }
        this
    }

    /// The word as it is at a place.
    #[inline]
    pub(crate) fn stands(&self, pattern: usize, text: &str, start: usize) -> Option<Held> {
        let (from, length) = self.places[pattern];
        let word = self.all.as_bytes().get(from as usize..)?.get(..length as usize)?;
        let there = length > 0 && text.as_bytes().get(start..)?.starts_with(word);
        there.then(|| Held {
            start,
            end: start + word.len(),
            disguises: Disguises::default(),
            confidence: Confidence::High,
        })
    }
}

/// The numbers of symbols for every code point.
pub(crate) struct Alphabet {
    stage: Vec<u16>,
    pages: Vec<Symbol>,
    /// Numbers in use.
    pub(crate) size: usize,
}

/// Interrupts every word.
pub(crate) const OTHER: Symbol = 0;
/// Stands between letters.
pub(crate) const SKIP: Symbol = 1;
/// Needs a closer look: markup, entities, characters that read as several.
pub(crate) const SPECIAL: Symbol = 2;
const FIRST: Symbol = 3;
/// Set beside the number where another reading may begin.
pub(crate) const CAUSE: Symbol = 1 << 15;

impl Alphabet {
    /// Numbers the symbols that words have, those of many words first.
    pub(crate) fn new(
        words: impl Iterator<Item = char>,
        causes: impl Iterator<Item = char>,
    ) -> (Self, std::collections::HashMap<char, Symbol>) {
        let numbers = number(words);
        let mut pages: Vec<Symbol> = (0..table::pages())
            .flat_map(table::forms)
            .map(|number| {
                let (kind, text) = table::form(number);
                let mut chars = text.chars();
                match (number, chars.next(), chars.next()) {
                    (0, ..) => OTHER,
                    (_, None, _) => {
                        debug_assert!(kind != Kind::Plain);
                        SKIP
                    }
                    (_, Some(c), None) => numbers.get(&symbol(c)).copied().unwrap_or(OTHER),
                    _ if text.chars().any(|c| numbers.contains_key(&symbol(c))) => SPECIAL,
                    _ => OTHER,
                }
            })
            .collect();
        let mut stage: Vec<u16> = table::stage().map(|p| u16::try_from(p).unwrap_or(0)).collect();
        // Characters that are read as they are: their page may be shared, then it is parted.
        let mut own = std::collections::HashSet::new();
        let mut seen = std::collections::HashSet::new();
        let shared: std::collections::HashSet<u16> =
            stage.iter().copied().filter(|p| !seen.insert(*p)).collect();
        let mut set = |c: char, number: Option<Symbol>| {
            let at = u32::from(c) as usize;
            let slot = &mut stage[at / table::PAGE];
            if shared.contains(slot) && own.insert(at / table::PAGE) {
                let from = usize::from(*slot) * table::PAGE;
                *slot = u16::try_from(pages.len() / table::PAGE).unwrap_or(0);
                pages.extend_from_within(from..from + table::PAGE);
            }
            let place = &mut pages[usize::from(*slot) * table::PAGE + at % table::PAGE];
            *place = number.unwrap_or(*place | CAUSE);
        };
        for (c, number) in &numbers {
            for twin in twins(*c) {
                if table::look(twin).is_none() {
                    set(twin, Some(*number));
                }
            }
        }
        set('<', Some(SPECIAL));
        set('&', Some(SPECIAL));
        causes.for_each(|c| set(c, None));
        let size = usize::from(FIRST) + numbers.len();
        (Self { stage, pages, size }, numbers)
    }

    /// Numbers characters as they stand.
    pub(crate) fn plain(
        words: impl Iterator<Item = char>,
    ) -> (Self, std::collections::HashMap<char, Symbol>) {
        let numbers = number(words);
        // Page 0 holds nothing.
        let mut this = Self {
            stage: vec![0; 0x11_0000 / table::PAGE],
            pages: vec![OTHER; table::PAGE],
            size: usize::from(FIRST) + numbers.len(),
        };
        for (c, number) in &numbers {
            let at = u32::from(*c) as usize;
            let slot = &mut this.stage[at / table::PAGE];
            if *slot == 0 {
                *slot = u16::try_from(this.pages.len() / table::PAGE).unwrap_or(0);
                this.pages.resize(this.pages.len() + table::PAGE, OTHER);
            }
            this.pages[usize::from(*slot) * table::PAGE + at % table::PAGE] = *number;
        }
        (this, numbers)
    }

    /// The number of a character's symbol.
    #[inline]
    pub(crate) fn get(&self, c: char) -> Symbol {
        let n = u32::from(c) as usize;
        self.pages[usize::from(self.stage[n / table::PAGE]) * table::PAGE + n % table::PAGE]
    }

    pub(crate) fn bytes(&self) -> usize {
        2 * (self.stage.len() + self.pages.len())
    }
}

/// Numbers characters, those of many words first.
fn number(words: impl Iterator<Item = char>) -> std::collections::HashMap<char, Symbol> {
    let mut counts = std::collections::HashMap::<char, usize>::new();
    words.for_each(|c| *counts.entry(c).or_default() += 1);
    let mut order: Vec<_> = counts.into_iter().map(|(c, n)| (std::cmp::Reverse(n), c)).collect();
    order.sort_unstable();
    order.iter().zip(FIRST..CAUSE).map(|((_, c), n)| (*c, n)).collect()
}

/// Letters that have a symbol besides the one it is named after.
fn twins(symbol: char) -> impl Iterator<Item = char> {
    const ALL: &str = "0123456789il〇零一壹弌二贰弍三叁弎四肆五伍六陆七柒八捌九玖拾佰仟";
    ALL.chars().filter(move |c| table::symbol(*c) == symbol && *c != symbol).chain([symbol])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_point_has_the_symbol_of_what_it_is_read_as() {
        let words = "国家级第1品牌avｘ𠀀";
        let letters: Vec<char> = words.chars().filter_map(table::letter).map(symbol).collect();
        let (alphabet, numbers) = Alphabet::new(letters.iter().copied(), [].into_iter());
        for n in 0..0x11_0000_u32 {
            let Some(c) = char::from_u32(n) else { continue };
            let number = alphabet.get(c);
            if matches!(c, '<' | '&') {
                assert_eq!(number, SPECIAL);
                continue;
            }
            let text = table::look(c).map_or_else(|| c.to_string(), |(_, t)| t.to_owned());
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (None, _) => assert_eq!(number, SKIP, "{c:?}"),
                (Some(one), None) => {
                    assert_eq!(number, numbers.get(&symbol(one)).copied().unwrap_or(OTHER), "{c:?}");
                }
                _ => assert!(number == SPECIAL || number == OTHER, "{c:?}"),
            }
        }
    }
}
