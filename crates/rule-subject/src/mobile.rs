//! Mainland mobile numbers by segment (号段), after the ministry's table of 2023-03.

use tongguan_model::text::bi;

use crate::{FieldError, fold_number};

/// What a segment is for. It says nothing about the present operator: numbers can be ported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// A network operator's segment.
    Operator,
    /// Virtual operators (移动转售).
    Virtual,
    /// Satellite.
    Satellite,
    /// Internet of things, data cards.
    Iot,
}

/// Longest prefix first.
const TABLE: &[(&str, Segment)] = &[
    ("13492", Segment::Satellite),
    ("13493", Segment::Satellite),
    ("13499", Segment::Satellite),
    ("1349", Segment::Satellite),
    ("1740", Segment::Satellite),
    ("1741", Segment::Satellite),
    ("1749", Segment::Satellite),
    ("1619", Segment::Satellite),
    ("162", Segment::Virtual),
    ("165", Segment::Virtual),
    ("167", Segment::Virtual),
    ("170", Segment::Virtual),
    ("171", Segment::Virtual),
    ("146", Segment::Iot),
    ("148", Segment::Iot),
    ("140", Segment::Iot),
    ("141", Segment::Iot),
    ("142", Segment::Iot),
    ("143", Segment::Iot),
    ("144", Segment::Iot),
    ("134", Segment::Operator),
    ("135", Segment::Operator),
    ("136", Segment::Operator),
    ("137", Segment::Operator),
    ("138", Segment::Operator),
    ("139", Segment::Operator),
    ("145", Segment::Operator),
    ("147", Segment::Operator),
    ("149", Segment::Operator),
    ("150", Segment::Operator),
    ("151", Segment::Operator),
    ("152", Segment::Operator),
    ("153", Segment::Operator),
    ("155", Segment::Operator),
    ("156", Segment::Operator),
    ("157", Segment::Operator),
    ("158", Segment::Operator),
    ("159", Segment::Operator),
    ("130", Segment::Operator),
    ("131", Segment::Operator),
    ("132", Segment::Operator),
    ("133", Segment::Operator),
    ("166", Segment::Operator),
    ("172", Segment::Operator),
    ("173", Segment::Operator),
    ("175", Segment::Operator),
    ("176", Segment::Operator),
    ("177", Segment::Operator),
    ("178", Segment::Operator),
    ("180", Segment::Operator),
    ("181", Segment::Operator),
    ("182", Segment::Operator),
    ("183", Segment::Operator),
    ("184", Segment::Operator),
    ("185", Segment::Operator),
    ("186", Segment::Operator),
    ("187", Segment::Operator),
    ("188", Segment::Operator),
    ("189", Segment::Operator),
    ("190", Segment::Operator),
    ("191", Segment::Operator),
    ("192", Segment::Operator),
    ("193", Segment::Operator),
    ("195", Segment::Operator),
    ("196", Segment::Operator),
    ("197", Segment::Operator),
    ("198", Segment::Operator),
    ("199", Segment::Operator),
];

/// The digits without `+86`, and their segment, if the number can exist.
pub fn classify(text: &str) -> Option<(String, Segment)> {
    let folded = fold_number(text);
    let digits = folded.trim_start_matches('+');
    let digits = match digits.len() {
        13..=17 => digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).unwrap_or(digits),
        _ => digits,
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (_, segment) = TABLE.iter().find(|(prefix, _)| digits.starts_with(prefix))?;
    let thirteen = ["140", "141", "142", "143", "144"].iter().any(|p| digits.starts_with(p));
    (digits.len() == if thirteen { 13 } else { 11 }).then(|| (digits.to_owned(), *segment))
}

/// A number that can be a person's real-name number (SUB-6): a network operator's segment.
pub fn real_name(field: &str, text: &str, rule: &str) -> Result<String, FieldError> {
    let wrong = |code: &str, zh: String, en: String| {
        FieldError::new(
            field,
            code,
            rule,
            bi(zh, en),
            bi("请换用基础运营商的手机号码。", "Use a mobile number of a network operator."),
        )
    };
    match classify(text) {
        None => Err(wrong(
            "phone-form",
            "不是有效的中国大陆手机号码。".into(),
            "This is no mainland mobile number.".into(),
        )),
        Some((digits, Segment::Operator)) => Ok(digits),
        Some((digits, Segment::Virtual)) => Err(wrong(
            "phone-virtual",
            format!("{} 是虚拟运营商号段，不能作为实名号码。", &digits[..3]),
            format!("{} belongs to a virtual operator and is no real-name number.", &digits[..3]),
        )),
        Some((digits, Segment::Satellite)) => Err(wrong(
            "phone-satellite",
            format!("{} 是卫星号段。", &digits[..4]),
            format!("{} is a satellite segment.", &digits[..4]),
        )),
        Some((digits, Segment::Iot)) => Err(wrong(
            "phone-iot",
            format!("{} 是物联网号段。", &digits[..3]),
            format!("{} is an internet-of-things segment.", &digits[..3]),
        )),
    }
}

/// `138****8000`.
pub fn mask(number: &str) -> String {
    if number.len() < 8 || !number.is_ascii() {
        return "*".repeat(number.chars().count());
    }
    format!("{}****{}", &number[..3], &number[number.len() - 4..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors() {
        use Segment::{Iot, Operator, Satellite, Virtual};
        for (number, segment) in [
            ("13800138000", Operator),
            ("+86 138-0013-8000", Operator),
            ("17012345678", Virtual),
            ("17051234567", Virtual),
            ("17112345678", Virtual),
            ("16212345678", Virtual),
            ("16512345678", Virtual),
            ("16712345678", Virtual),
            ("13491234567", Satellite),
            ("17491234567", Satellite),
            ("16191234567", Satellite),
            ("14612345678", Iot),
            ("14812345678", Iot),
            ("1440123456789", Iot),
            ("19212345678", Operator),
        ] {
            assert_eq!(classify(number).map(|c| c.1), Some(segment), "{number}");
        }
        for bad in ["15412345678", "16112345678", "12345678901", "1380013800", "138001380000", "１３８"] {
            assert_eq!(classify(bad), None, "{bad}");
        }
        assert_eq!(real_name("phone", "17012345678", "SUB-6").unwrap_err().code, "phone-virtual");
        assert_eq!(mask("13800138000"), "138****8000");
    }
}
