//! LEI (ISO 17442): 18 letters and digits and two check digits by ISO 7064 MOD 97-10.

use tongguan_model::text::bi;

use super::{
    checksum::mod_97,
    reading::{Kind, Problem, Reading},
    suggest,
};
use crate::fold_number;

fn fits(code: &str) -> bool {
    code.len() == 20 && mod_97(code.as_bytes()) == Some(1)
}

/// Reads an identifier of 20 characters.
pub fn read(text: &str) -> Option<Reading> {
    let code = fold_number(text);
    let bytes = code.as_bytes();
    if bytes.len() != 20
        || !bytes.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        || !bytes[18..].iter().all(u8::is_ascii_digit)
    {
        return None;
    }
    let mut out = Reading::new(Kind::Lei, &*code);
    out.part(0..4, ("发码机构", "issuer"), bi(&code[..4], &code[..4]));
    out.part(4..18, ("实体", "entity"), bi(&code[4..18], &code[4..18]));
    out.part(18..20, ("校验码", "check digits"), bi(&code[18..], &code[18..]));
    out.fit = 97;
    if !fits(&code) {
        let rest = mod_97(&[&bytes[..18], b"00"].concat())?;
        let expected = format!("{:02}", 98 - rest);
        let legal = |i: usize, c: char| c.is_ascii_digit() || (i < 18 && c.is_ascii_uppercase());
        out.problems.push(
            Problem::new(
                "lei-check",
                format!("校验码不符，按前 18 位应为 {expected}。"),
                format!("The check digits fail: after the first 18 they would be {expected}."),
            )
            .at(18..20)
            .expected(expected)
            .suggest(suggest::near(&code, legal, fits)),
        );
        // Accounts have 20 digits too.
        out.fit = if bytes.iter().all(u8::is_ascii_digit) { 12 } else { 60 };
    }
    Some(out)
}
