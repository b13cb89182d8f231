//! Normalising Chinese text and finding words in it, however they are hidden.
//!
//! A text is read once. One table, made when the crate is built, says for every code point what a reader takes it for
//! (full width, circled, traditional, look-alike, digit, …); [`Lexicon`] lays the numbers of its own alphabet over it,
//! so that one look per character folds and classifies it. A candidate is then read again, exactly, to say how the word was
//! hidden and how sure that is. `docs/text.md` has the disguises, what cannot be found, and the measures.

mod alike;
mod automaton;
mod disguise;
mod kind;
mod lexicon;
mod list;
mod markup;
mod pattern;
mod plain;
mod reader;
mod resemble;
mod respell;
mod sound;
mod table;
mod verify;

pub use alike::{
    Look, Sound, heard, heard_all, look, look_alikes, looks, looks_like, numeral, pinyin, sound,
};
pub use disguise::{Confidence, Disguise, Disguises};
pub use lexicon::{Hit, Lexicon, Options};
pub use list::{Class, Level, ListError, MOST, Word};
pub use plain::Plain;
pub use reader::printable;
pub use resemble::{same_character, same_sound, similar_shape};
use unicode_normalization::UnicodeNormalization;

/// Length of a name in units: after folding, ASCII counts 1 and everything else 2 (NAM-1).
pub fn units(name: &str) -> usize {
    name.nfkc().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Whether a character may stand in a name: Chinese characters, letters, digits, inner spaces and `- + & . ·`.
pub fn is_name_char(c: char) -> bool {
    let folded = std::iter::once(c).nfkc().next().unwrap_or(c);
    folded.is_ascii_alphanumeric()
        || matches!(folded, ' ' | '-' | '+' | '&' | '.' | '·')
        || matches!(u32::from(folded), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af)
}

/// Invisible characters that separate nothing: zero width, soft hyphen, joiners, bidi marks, variation selectors.
fn is_ignorable(c: char) -> bool {
    matches!(u32::from(c), 0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
        | 0x202a..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xe0000..=0xe0fff)
}

/// Compatibility forms folded, invisible characters and spaces removed, lower case: what a reader sees.
pub fn normalise(text: &str) -> String {
    text.nfkc().filter(|c| !is_ignorable(*c) && !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The key under which a name is unique (NAM-2): [`normalise`]d, without punctuation, traditional characters made
/// simplified, letters of other scripts made the Latin letters they look like.
pub fn fold(name: &str) -> String {
    // Most names are Chinese characters, letters and digits as they are.
    if name.chars().all(is_folded) {
        return name.to_owned();
    }
    plain(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a character folds to itself.
fn is_folded(c: char) -> bool {
    c.is_ascii_lowercase()
        || c.is_ascii_digit()
        || (matches!(u32::from(c), 0x4e00..=0x9fff) && table::look(c).is_none())
}

/// [`normalise`]d, traditional characters made simplified, look-alike letters made Latin.
pub fn plain(text: &str) -> String {
    // A capital looks like another capital (К like K) where its small letter looks like none.
    let seen = |c: char| if c.is_ascii() || !c.is_uppercase() { c } else { table::letter(c).unwrap_or(c) };
    let shown = text.nfkc().filter(|c| !is_ignorable(*c) && !c.is_whitespace()).map(seen);
    shown.flat_map(char::to_lowercase).map(|c| table::letter(c).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_have_one_key() {
        for (a, b) in [
            ("腾讯", "騰訊"),
            ("青槐挂号", "青槐 挂号"),
            ("wechat", "ｗｅｃｈａｔ"),
            ("wechat", "wеchat"),
            ("青槐", "青\u{200b}槐"),
            ("A-b.C", "abc"),
            ("KEEP", "Кеер"),
            ("①号店", "1号店"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("青槐挂号"), fold("青淮挂号"));
    }

    #[test]
    fn units_of_the_naming_vectors() {
        for (name, n) in [("茶", 2), ("奶茶", 4), ("abc", 3), ("ＡＢＣＤ", 4)] {
            assert_eq!(units(name), n, "{name}");
        }
        assert!(is_name_char('茶') && is_name_char('Ａ') && !is_name_char('😀') && !is_name_char('\u{200b}'));
    }
}
