//! Corporate settlement accounts. They are not card numbers: no Luhn, 6 to 32 digits, each bank its own form.

use tongguan_model::text::bi;

use crate::{FieldError, fold_number};

/// Digits of a corporate account.
pub fn account(field: &str, text: &str) -> Result<String, FieldError> {
    let digits = fold_number(text);
    let n = digits.len();
    if (6..=32).contains(&n) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(digits);
    }
    Err(FieldError::new(
        field,
        "account-form",
        "SUB-2",
        bi("对公账号应为 6–32 位数字。", "A corporate account has 6 to 32 digits."),
        bi("请按开户许可证或回单填写。", "Copy it from the bank's document."),
    )
    .measured(n, "6–32"))
}

/// Check digit of a 12-digit bank number (联行号), ISO 7064 MOD 11,10.
pub fn bank_number(field: &str, text: &str) -> Result<String, FieldError> {
    let digits = fold_number(text);
    let fits = digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_digit()) && {
        let mut p = 10;
        for d in digits[..11].bytes().map(|b| u32::from(b - b'0')) {
            let x = match (p + d) % 10 {
                0 => 10,
                x => x,
            };
            p = 2 * x % 11;
        }
        (11 - p) % 10 == u32::from(digits.as_bytes()[11] - b'0')
    };
    if fits {
        return Ok(digits);
    }
    Err(FieldError::new(
        field,
        "bank-number",
        "SUB-2",
        bi("联行号应为 12 位且校验位相符。", "The bank number needs 12 digits and a fitting check digit."),
        bi("请向开户支行核实。", "Ask the branch for it."),
    ))
}

/// The last four digits.
pub fn mask(number: &str) -> String {
    match number.len() {
        n if n > 4 && number.is_ascii() => format!("{}{}", "*".repeat(n - 4), &number[n - 4..]),
        n => "*".repeat(n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors() {
        for ok in [
            "102100000021",
            "102100099996",
            "103100000026",
            "104100000004",
            "105100000017",
            "301290000007",
            "302100011000",
            "308584000013",
            "403100000004",
            "104881005100",
        ] {
            assert!(bank_number("b", ok).is_ok(), "{ok}");
        }
        for bad in ["102100000022", "308584000031", "999999999993", "12"] {
            assert!(bank_number("b", bad).is_err(), "{bad}");
        }
        assert!(
            account("a", "6222-0000 1234").is_ok()
                && account("a", "12345").is_err()
                && account("a", "12a456").is_err()
        );
        assert_eq!(mask("123456783307"), "********3307");
    }
}
