//! 组织机构代码 (GB 11714-1997): eight characters and a check. Letters count from 10 over the whole alphabet, unlike in GB 32100.

use tongguan_model::text::bi;

use super::{
    reading::{Kind, Problem, Reading},
    suggest,
};
use crate::fold_number;

/// Check character of the first eight.
pub(crate) fn check_char(first8: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (c, weight) in first8.iter().zip([3, 7, 9, 10, 5, 8, 4, 2]) {
        sum += char::from(*c).to_digit(36)? * weight;
    }
    Some(match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        n => b'0' + u8::try_from(n).ok()?,
    })
}

fn fits(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 9 && check_char(&bytes[..8]) == Some(bytes[8])
}

/// Reads `XXXXXXXX-X`.
pub fn read(text: &str) -> Option<Reading> {
    let code = fold_number(text);
    let bytes = code.as_bytes();
    if bytes.len() != 9 || !bytes.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    let mut out = Reading::new(Kind::OrganisationCode, format!("{}-{}", &code[..8], &code[8..]));
    out.part(0..8, ("本体代码", "body"), bi(&code[..8], &code[..8]));
    out.part(9..10, ("校验码", "check character"), bi(&code[8..], &code[8..]));
    let hyphen = text.contains(['-', '－']);
    out.fit = if hyphen { 90 } else { 70 };
    let expected = check_char(&bytes[..8]).map(char::from)?;
    if !fits(&code) {
        let legal =
            |i: usize, c: char| c.is_ascii_digit() || if i < 8 { c.is_ascii_uppercase() } else { c == 'X' };
        let near = suggest::near(&code, legal, fits);
        out.problems.push(
            Problem::new(
                "organisation-check",
                format!("最后一位校验不符，按前 8 位应为 {expected}。"),
                format!("The last character fails its check: after the first 8 it would be {expected}."),
            )
            .at(9..10)
            .expected(expected)
            .suggest(near),
        );
        out.fit = if hyphen { 60 } else { 25 };
    }
    Some(out)
}
