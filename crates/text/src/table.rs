//! The table of foldings that `build.rs` makes: one look per character, without tables built at run time.

use crate::kind::Kind;

const STAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stage.bin"));
const PAGES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pages.bin"));
const FORMS: &[(Kind, &str)] = include!(concat!(env!("OUT_DIR"), "/forms.rs"));
/// Code points of a page.
pub(crate) const PAGE: usize = 256;

fn number(table: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([table[2 * at], table[2 * at + 1]]))
}

/// Which page holds each 256 code points; equal pages are one.
pub(crate) fn stage() -> impl Iterator<Item = usize> {
    (0..STAGE.len() / 2).map(|at| number(STAGE, at))
}

/// Whether a number of form or page is "as it is".
pub(crate) fn forms(page: usize) -> impl Iterator<Item = usize> {
    (page * PAGE..(page + 1) * PAGE).map(|at| number(PAGES, at))
}

/// How many pages there are.
pub(crate) fn pages() -> usize {
    PAGES.len() / 2 / PAGE
}

/// A form by its number; 0 has none.
pub(crate) fn form(number: usize) -> (Kind, &'static str) {
    FORMS[number]
}

/// What a character is read as, and why; `None`: as it is.
pub(crate) fn look(c: char) -> Option<(Kind, &'static str)> {
    let n = u32::from(c) as usize;
    match number(PAGES, number(STAGE, n / PAGE) * PAGE + n % PAGE) {
        0 => None,
        form => Some(FORMS[form]),
    }
}

/// The one letter or digit that a character is read as.
pub(crate) fn letter(c: char) -> Option<char> {
    match look(c) {
        None => Some(c),
        Some((_, text)) => {
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none())
        }
    }
}

/// Chinese numerals, plain and formal, as digits.
pub(crate) fn digit(c: char) -> char {
    match c {
        '〇' | '零' => '0',
        '一' | '壹' | '弌' => '1',
        '二' | '贰' | '弍' => '2',
        '三' | '叁' | '弎' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' => '6',
        '七' | '柒' => '7',
        '八' | '捌' => '8',
        '九' | '玖' => '9',
        '拾' => '十',
        '佰' => '百',
        '仟' => '千',
        c => c,
    }
}

/// One letter for those that stand for each other in "leet": 0 o, 1 i l, 3 e, 4 a, 5 s, 7 t, 8 b, 9 g.
pub(crate) fn leet(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | 'l' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        c => c,
    }
}

/// The symbol under which a letter is looked for.
pub(crate) fn symbol(letter: char) -> char {
    leet(digit(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_read_as_what_they_look_like() {
        for (c, to) in [
            ('Ａ', 'a'),
            ('ⓐ', 'a'),
            ('🅰', 'a'),
            ('🇻', 'v'),
            ('𝒜', 'a'),
            ('é', 'e'),
            ('а', 'a'),
            ('ο', 'o'),
            ('騰', '腾'),
            ('國', '国'),
            ('⼒', '力'),
            ('①', '1'),
            ('❶', '1'),
            ('²', '2'),
            ('٣', '3'),
            ('㊙', '秘'),
            ('経', '经'),
            ('国', '国'),
            ('一', '一'),
            ('芸', '芸'),
        ] {
            assert_eq!(letter(c), Some(to), "{c} {:?}", look(c));
        }
        for (c, kind) in [
            ('\u{200b}', Kind::Invisible),
            ('\u{ad}', Kind::Invisible),
            ('\u{3000}', Kind::Space),
            ('\u{301}', Kind::Accent),
            ('，', Kind::Stop),
            ('😀', Kind::Sign),
            ('*', Kind::Sign),
        ] {
            assert_eq!(look(c), Some((kind, "")), "{c:?}");
        }
        assert_eq!(look('⑩'), Some((Kind::Styled, "10")));
    }
}
