//! Bank cards: 16 to 19 digits with Luhn. A corporate account is not a card and never has Luhn.

use tongguan_model::text::bi;

use super::{
    checksum::luhn,
    reading::{Kind, Problem, Reading},
    suggest,
};
use crate::fold_number;

fn fits(code: &str) -> bool {
    (16..=19).contains(&code.len()) && luhn(code.as_bytes())
}

/// Whether a number is most likely a person's UnionPay card.
pub(crate) fn is_personal_card(digits: &str) -> bool {
    digits.starts_with("62") && matches!(digits.len(), 16 | 19) && fits(digits)
}

/// Reads 16 to 19 digits that begin like a card.
pub fn read(text: &str) -> Option<Reading> {
    let code = fold_number(text);
    if !(16..=19).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let network = match code.as_bytes() {
        [b'6', b'2', ..] => ("银联", "UnionPay"),
        [b'4', ..] => ("Visa", "Visa"),
        [b'5', b'1'..=b'5', ..] => ("万事达", "Mastercard"),
        [b'3', b'5', ..] => ("JCB", "JCB"),
        _ => return None,
    };
    let mut out = Reading::new(Kind::BankCard, &*code);
    out.part(0..6, ("发卡行标识", "issuer"), bi(network.0, network.1));
    out.personal(
        6..code.len() - 1,
        ("账户", "account"),
        bi(&code[6..code.len() - 1], &code[6..code.len() - 1]),
    );
    out.part(
        code.len() - 1..code.len(),
        ("校验码", "check digit"),
        bi(&code[code.len() - 1..], &code[code.len() - 1..]),
    );
    out.fit = 80;
    if !fits(&code) {
        let expected = ('0'..='9').find(|d| fits(&format!("{}{d}", &code[..code.len() - 1])))?;
        let last = code.len() - 1;
        out.problems.push(
            Problem::new(
                "card-check",
                format!("末位校验不符，应为 {expected}。"),
                format!("The last digit fails its check: it would be {expected}."),
            )
            .at(last..last + 1)
            .expected(expected)
            .suggest(suggest::near(&code, |_, c| c.is_ascii_digit(), fits)),
        );
        out.fit = 32;
    }
    Some(out)
}
