//! 营业执照注册号 (GS 15-2006): 6 digits of the authority, 8 in sequence, a check by ISO 7064 MOD 11,10.

use tongguan_model::text::bi;

use super::{
    checksum::mod_11_10,
    division,
    reading::{Kind, Problem, Reading},
    suggest,
};
use crate::fold_number;

fn fits(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 15 && mod_11_10(&bytes[..14]) == Some(bytes[14])
}

/// Reads a number of 15 digits.
pub fn read(text: &str) -> Option<Reading> {
    let code = fold_number(text);
    let bytes = code.as_bytes();
    if bytes.len() != 15 || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut out = Reading::new(Kind::RegistrationNumber, &*code);
    let place = division::name(&code[..6]);
    let unknown = place.is_none() && &code[..6] != "100000";
    let named =
        place.map_or_else(|| bi("国家或未收录的登记机关", "national or unknown authority"), |(name, _)| name);
    out.part(0..6, ("登记机关", "authority"), named);
    let kind = match bytes[6] {
        b'0'..=b'3' => bi("内资企业", "domestic enterprise"),
        b'4' | b'5' => bi("外商投资企业", "foreign-invested enterprise"),
        _ => bi("个体工商户", "individual business"),
    };
    out.part(6..14, ("顺序码", "sequence"), kind);
    out.part(14..15, ("校验码", "check digit"), bi(&code[14..], &code[14..]));
    out.fit = if unknown { 55 } else { 85 };
    if unknown {
        let problem = Problem::new(
            "registration-authority",
            "前 6 位不是已知的区划。",
            "The first 6 digits are no known division.",
        );
        out.warnings.push(problem.at(0..6));
    }
    if !fits(&code) {
        let expected = char::from(mod_11_10(&bytes[..14])?);
        out.problems.push(
            Problem::new(
                "registration-check",
                format!("第 15 位校验不符，按前 14 位应为 {expected}。"),
                format!("Digit 15 fails its check: after the first 14 it would be {expected}."),
            )
            .at(14..15)
            .expected(expected)
            .suggest(suggest::near(&code, |_, c| c.is_ascii_digit(), fits)),
        );
        out.fit = if unknown { 15 } else { 35 };
    }
    Some(out)
}
