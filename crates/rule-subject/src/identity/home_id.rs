//! Identity cards of Hong Kong, Macau and Taiwan.

use tongguan_model::text::bi;

use super::reading::{Kind, Problem, Reading};
use crate::fold_number;

fn bare(text: &str) -> String {
    fold_number(text).chars().filter(|c| !matches!(c, '(' | ')')).collect()
}

/// 香港身份证: one or two letters, six digits, a check; weights 9 to 2, an absent letter counts 36, MOD 11, 10 is A.
pub fn read_hk(text: &str) -> Option<Reading> {
    let code = bare(text);
    let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
    if !matches!(letters, 1 | 2) || code.len() != letters + 7 || !code.is_ascii() {
        return None;
    }
    let (body, check) = code.split_at(letters + 6);
    if !body[letters..].bytes().all(|b| b.is_ascii_digit())
        || !check.bytes().all(|b| b.is_ascii_digit() || b == b'A')
    {
        return None;
    }
    let values: Vec<u32> = body.chars().filter_map(|c| c.to_digit(36)).collect();
    let padded = std::iter::repeat_n(36, 8 - values.len()).chain(values);
    let sum: u32 = padded.zip((2..=9).rev()).map(|(v, w)| v * w).sum();
    let expected = match (11 - sum % 11) % 11 {
        10 => 'A',
        n => char::from_digit(n, 10)?,
    };
    let mut out = Reading::new(Kind::HkIdCard, format!("{body}({check})"));
    out.part(0..letters, ("字头", "prefix"), bi(&body[..letters], &body[..letters]));
    out.personal(letters..letters + 6, ("号码", "number"), bi(&body[letters..], &body[letters..]));
    out.part(letters + 7..letters + 8, ("校验码", "check"), bi(check, check));
    out.fit = if text.contains(['(', '（']) { 92 } else { 72 };
    if !check.starts_with(expected) {
        out.problems.push(
            Problem::new(
                "hkid-check",
                format!("括号内的校验码不符，应为 {expected}。"),
                format!("The check character fails: it would be {expected}."),
            )
            .at(letters + 7..letters + 8)
            .expected(expected),
        );
        out.fit = if text.contains(['(', '（']) { 60 } else { 22 };
    }
    Some(out)
}

/// 台湾身份证: a letter of the place, then 9 digits of which the last is a check.
pub fn read_taiwan(text: &str) -> Option<Reading> {
    const PLACES: &str = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let code = bare(text);
    let (first, digits) = (code.chars().next()?, code.get(1..)?);
    let place = u32::try_from(PLACES.find(first)?).ok()? + 10;
    if digits.len() != 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let body: u32 = digits[..8].bytes().zip((1..=8).rev()).map(|(b, w)| u32::from(b - b'0') * w).sum();
    let sum = place / 10 + place % 10 * 9 + body;
    let expected = char::from_digit((10 - sum % 10) % 10, 10)?;
    let mut out = Reading::new(Kind::TaiwanIdCard, &*code);
    out.personal(0..1, ("地区", "place"), bi(first, first));
    let sex = match digits.as_bytes()[0] {
        b'1' => bi("男", "male"),
        b'2' => bi("女", "female"),
        _ => bi("外来人口", "resident from outside"),
    };
    out.personal(1..2, ("性别", "sex"), sex);
    out.personal(2..9, ("流水号", "sequence"), bi(&digits[1..8], &digits[1..8]));
    out.part(9..10, ("校验码", "check"), bi(&digits[8..], &digits[8..]));
    out.fit = if matches!(digits.as_bytes()[0], b'1' | b'2' | b'8' | b'9') { 82 } else { 60 };
    if !digits.ends_with(expected) {
        out.problems.push(
            Problem::new(
                "twid-check",
                format!("最后一位校验不符，应为 {expected}。"),
                format!("The last digit fails its check: it would be {expected}."),
            )
            .at(9..10)
            .expected(expected),
        );
        out.fit = 30;
    }
    Some(out)
}

/// 澳门身份证: 8 digits, the last in brackets; its check rule is not published.
pub fn read_macau(text: &str) -> Option<Reading> {
    let code = bare(text);
    let bracket = text.contains(['(', '（']);
    if !bracket || code.len() != 8 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut out = Reading::new(Kind::MacauIdCard, format!("{}({})", &code[..7], &code[7..]));
    out.personal(0..7, ("号码", "number"), bi(&code[..7], &code[..7]));
    out.part(8..9, ("校验码", "check"), bi("规则未公开", "rule not published"));
    out.fit = 70;
    Some(out)
}
