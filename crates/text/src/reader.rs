//! Reading a text letter by letter, with the place of each: the slow, exact twin of the scan, used around a hit only.

use crate::{kind::Kind, markup, table};

/// What stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    /// A letter, a digit, a Chinese character.
    Letter {
        /// As it is read.
        letter: char,
        /// As it stands there.
        original: char,
        /// How they differ.
        kind: Kind,
        /// It is written as a character entity.
        entity: bool,
    },
    /// A character between letters.
    Gap(Kind, char),
    /// Markup between letters; whether it begins a line of its own.
    Tag(bool),
}

/// Reads on from a place.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'t> {
    text: &'t str,
    at: usize,
    markup: bool,
    /// Further letters of a character that reads as several.
    more: std::str::Chars<'static>,
    last: (usize, char, Kind, bool),
}

impl<'t> Reader<'t> {
    pub(crate) fn new(text: &'t str, at: usize, markup: bool) -> Self {
        Self { text, at, markup, more: "".chars(), last: (at, ' ', Kind::Plain, false) }
    }
}

impl Iterator for Reader<'_> {
    /// What, first byte, one past the last.
    type Item = (Item, usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(letter) = self.more.next() {
            let (start, original, kind, entity) = self.last;
            return Some((Item::Letter { letter, original, kind, entity }, start, self.at));
        }
        let start = self.at;
        let mut c = self.text.get(start..)?.chars().next()?;
        self.at += c.len_utf8();
        let mut entity = false;
        if self.markup {
            if c == '<'
                && let Some((end, block)) = markup::tag(self.text, start)
            {
                self.at = end;
                return Some((Item::Tag(block), start, end));
            }
            if c == '&'
                && let Some((named, end)) = markup::entity(self.text, start)
            {
                (c, self.at, entity) = (named, end, true);
            }
        }
        let item = match table::look(c) {
            None => Item::Letter { letter: c, original: c, kind: Kind::Plain, entity },
            Some((kind, text)) => {
                self.more = text.chars();
                match self.more.next() {
                    None => Item::Gap(kind, c),
                    Some(letter) => {
                        self.last = (start, c, kind, entity);
                        Item::Letter { letter, original: c, kind, entity }
                    }
                }
            }
        };
        Some((item, start, self.at))
    }
}

/// The letter right before a place, if nothing but invisible characters stands between.
pub(crate) fn letter_before(text: &str, at: usize) -> Option<char> {
    for c in text.get(..at)?.chars().rev().take(16) {
        match table::look(c) {
            None => return Some(c),
            Some((Kind::Invisible | Kind::Accent, "")) => {}
            Some((_, text)) => return text.chars().next_back(),
        }
    }
    None
}

/// The letter right behind a place.
pub(crate) fn letter_after(text: &str, at: usize) -> Option<char> {
    for c in text.get(at..)?.chars().take(16) {
        match table::look(c) {
            None => return Some(c),
            Some((Kind::Invisible | Kind::Accent, "")) => {}
            Some((_, text)) => return text.chars().next(),
        }
    }
    None
}

/// A text with what is not seen in it named: `国‹U+200B›家`.
pub fn printable(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match table::look(c) {
            Some((Kind::Invisible, "")) => out += &format!("‹U+{:04X}›", u32::from(c)),
            Some((Kind::Space | Kind::Stop, "")) if c.is_whitespace() => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}
