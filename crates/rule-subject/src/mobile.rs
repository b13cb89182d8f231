//! Mainland mobile numbers by segment (号段). The table is the operator's (`[identity] mobile_segments`), shipped after the ministry's of 2023-03.
//!
//! A segment says nothing about the present operator: numbers can be ported. Those of virtual operators stay theirs.

use tongguan_model::text::bi;
use tongguan_policy::{IdentityPolicy, MobileSegment};

use crate::{
    FieldError, fold_number,
    identity::{Kind, Problem, Reading},
};

pub use tongguan_policy::SegmentClass as Segment;

/// Where people write more than the number.
fn digits_of(text: &str) -> Option<String> {
    let folded = fold_number(text);
    let digits = folded.trim_start_matches('+');
    let digits = match digits.len() {
        13..=17 => digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).unwrap_or(digits),
        _ => digits,
    };
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.to_owned())
}

/// The digits without `+86`, as they are kept; what has no digits stays as it is.
pub fn digits(text: &str) -> String {
    digits_of(text)
        .filter(|d| matches!(d.len(), 11 | 13) && d.starts_with('1'))
        .unwrap_or_else(|| text.to_owned())
}

/// The segment of a number, by the longest prefix that fits.
fn segment<'p>(digits: &str, policy: &'p IdentityPolicy) -> Option<(usize, &'p MobileSegment)> {
    let fits = |s: &&MobileSegment| digits.len() == s.digits;
    policy
        .mobile_segments
        .iter()
        .filter(fits)
        .filter_map(|s| Some((s.longest(digits)?, s)))
        .max_by_key(|(n, _)| *n)
}

/// The digits without `+86`, and their segment, if the number can exist.
pub fn classify(text: &str, policy: &IdentityPolicy) -> Option<(String, Segment)> {
    let digits = digits_of(text)?;
    let class = segment(&digits, policy)?.1.class;
    Some((digits, class))
}

/// Reads a number with its segment.
pub fn read(text: &str, policy: &IdentityPolicy) -> Option<Reading> {
    let digits = digits_of(text)?;
    if !matches!(digits.len(), 10..=13) || !digits.starts_with('1') {
        return None;
    }
    let mut out = Reading::new(Kind::Mobile, &*digits);
    out.masked = mask(&digits);
    let Some((n, found)) = segment(&digits, policy) else {
        let problem = if digits.len() == 11 {
            Problem::new(
                "phone-segment",
                format!("{} 不是已分配的号段。", &digits[..3]),
                format!("{} is no segment in use.", &digits[..3]),
            )
            .at(0..3)
        } else {
            Problem::new(
                "phone-length",
                format!("手机号码应为 11 位（物联网 13 位），现为 {} 位。", digits.len()),
                format!("A mobile number has 11 digits (13 for things), this has {}.", digits.len()),
            )
        };
        out.problems.push(problem);
        out.fit = if digits.len() == 11 { 40 } else { 14 };
        return Some(out);
    };
    let (zh, en) = found.class.label();
    out.part(0..n, ("号段", "segment"), bi(format!("{} · {zh}", found.zh), format!("{} · {en}", found.en)));
    out.personal(n..digits.len(), ("号码", "number"), bi(&digits[n..], &digits[n..]));
    if let Some(problem) = refused(&digits, found.class) {
        out.warnings.push(problem);
    }
    out.fit = 88;
    Some(out)
}

/// Why a segment cannot be a person's real-name number (SUB-6).
fn refused(digits: &str, class: Segment) -> Option<Problem> {
    let head = |n: usize| digits.get(..n).unwrap_or(digits);
    Some(match class {
        Segment::Operator | Segment::Data => return None,
        Segment::Virtual => Problem::new(
            "phone-virtual",
            format!("{} 是虚拟运营商号段，不能作为实名号码。", head(3)),
            format!("{} belongs to a virtual operator and is no real-name number.", head(3)),
        ),
        Segment::Satellite => Problem::new(
            "phone-satellite",
            format!("{} 是卫星号段，不能作为实名号码。", head(4)),
            format!("{} is a satellite segment and is no real-name number.", head(4)),
        ),
        Segment::Iot => Problem::new(
            "phone-iot",
            format!("{} 是物联网号段，不能作为实名号码。", head(3)),
            format!("{} is an internet-of-things segment and is no real-name number.", head(3)),
        ),
    })
}

/// A number that can be a person's real-name number (SUB-6): a network operator's segment.
pub fn real_name(field: &str, text: &str, rule: &str, policy: &IdentityPolicy) -> Result<String, FieldError> {
    let remedy = ("请换用基础运营商的手机号码。", "Use a mobile number of a network operator.");
    let error = |p: Problem| p.error(field, rule, Kind::Mobile, remedy);
    match classify(text, policy) {
        None => Err(error(Problem::new(
            "phone-form",
            "不是有效的中国大陆手机号码。",
            "This is no mainland mobile number.",
        ))),
        Some((digits, class)) => match refused(&digits, class) {
            Some(problem) => Err(error(problem)),
            None => Ok(digits),
        },
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
    use tongguan_policy::Policy;

    use super::*;

    /// SUB-6: a segment of a virtual operator is refused, whoever's network it runs on.
    #[test]
    fn only_network_operators_numbers_are_real_name_numbers() {
        let policy = Policy::builtin("default").unwrap().identity;
        let code = |n: &str| real_name("phone", n, "SUB-6", &policy).map_err(|e| e.code);
        assert_eq!(code("+86 138-0013-8000"), Ok("13800138000".into()));
        for (number, why) in [
            ("17012345678", "phone-virtual"),
            ("16512345678", "phone-virtual"),
            ("13491234567", "phone-satellite"),
            ("14612345678", "phone-iot"),
            ("15412345678", "phone-form"),
        ] {
            assert_eq!(code(number), Err(why.into()), "{number}");
        }
        assert_eq!(mask("13800138000"), "138****8000");
        assert_eq!((digits("+86 138 0013 8000"), digits("x")), ("13800138000".into(), "x".into()));
    }

    /// Every prefix of every segment is of its own class: no shorter one of another class hides it.
    #[test]
    fn the_longest_prefix_wins() {
        let policy = Policy::builtin("default").unwrap().identity;
        for s in policy.mobile_segments.iter() {
            for prefix in s.expanded() {
                let number = format!("{prefix:0<width$}", width = s.digits);
                let longer = policy.mobile_segments.iter().any(|o| o.longest(&number) > Some(prefix.len()));
                assert!(longer || classify(&number, &policy).unwrap().1 == s.class, "{number}");
            }
        }
    }
}
