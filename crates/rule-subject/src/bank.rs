//! Corporate settlement accounts and bank numbers (联行号). Accounts are not card numbers: no Luhn, 6 to 32 digits, each bank its own form.

use tongguan_model::text::bi;
use tongguan_policy::IdentityPolicy;

use crate::{
    FieldError, fold_number,
    identity::{Kind, Problem, Reading, bank_card, checksum::mod_11_10, suggest},
};

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

/// An account that is no person's card: the card of an owner may stand only for an individual business.
pub fn corporate_account(field: &str, text: &str) -> Result<String, FieldError> {
    let digits = account(field, text)?;
    if bank_card::is_personal_card(&digits) {
        return Err(FieldError::new(
            field,
            "account-personal-card",
            "SUB-2",
            bi("这是个人银行卡号，不是对公账号。", "This is a person's bank card, not a corporate account."),
            bi(
                "请填写以企业名称开立的对公账户。",
                "Enter the account that is held in the enterprise's name.",
            ),
        ));
    }
    Ok(digits)
}

fn fits(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 12 && mod_11_10(&bytes[..11]) == Some(bytes[11])
}

/// Reads a bank number of 12 digits: class of bank, place, branch, check by ISO 7064 MOD 11,10.
pub fn read_bank_number(text: &str, policy: &IdentityPolicy) -> Option<Reading> {
    let code = fold_number(text);
    if code.len() != 12 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut out = Reading::new(Kind::BankNumber, &*code);
    let bank = policy.bank_classes.iter().find(|b| b.code == code[..3]);
    let named = bank.map_or_else(|| bi("未收录的行别", "class not known"), |b| bi(&*b.zh, &*b.en));
    out.part(0..3, ("行别", "bank"), named);
    out.part(
        3..7,
        ("地区（人民银行代码）", "place (code of the central bank)"),
        bi(&code[3..7], &code[3..7]),
    );
    out.part(7..11, ("网点", "branch"), bi(&code[7..11], &code[7..11]));
    out.part(11..12, ("校验码", "check digit"), bi(&code[11..], &code[11..]));
    out.fit = if bank.is_some() { 90 } else { 62 };
    if !fits(&code) {
        let expected = mod_11_10(&code.as_bytes()[..11]).map(char::from)?;
        out.problems.push(
            Problem::new(
                "bank-number",
                format!("第 12 位校验不符：按前 11 位应为 {expected}。"),
                format!("Digit 12 fails its check: after the first 11 it would be {expected}."),
            )
            .at(11..12)
            .expected(expected)
            .suggest(suggest::near(
                &code,
                |_, c| c.is_ascii_digit(),
                |t| fits(t) && t[..3] == code[..3],
            )),
        );
        out.fit = if bank.is_some() { 36 } else { 9 };
    }
    Some(out)
}

/// A bank number whose check digit fits.
pub fn bank_number(field: &str, text: &str, policy: &IdentityPolicy) -> Result<String, FieldError> {
    let remedy = ("请向开户支行核实。", "Ask the branch for it.");
    let problem = match read_bank_number(text, policy) {
        Some(found) if found.ok() => return Ok(found.canonical),
        Some(found) => found.problems.into_iter().next(),
        None => None,
    };
    let problem = problem.unwrap_or_else(|| {
        Problem::new("bank-number", "联行号应为 12 位数字。", "The bank number has 12 digits.")
    });
    Err(problem.error(field, "SUB-2", Kind::BankNumber, remedy))
}

/// Reads digits as an account: the form says little, so anything else comes first.
pub fn read_account(text: &str) -> Option<Reading> {
    let digits = account("", text).ok().filter(|d| d.len() >= 9)?;
    let mut out = Reading::new(Kind::CorporateAccount, &*digits);
    out.masked = mask(&digits);
    out.personal(
        0..digits.len(),
        ("账号", "account"),
        bi("各行自定，无统一校验", "each bank's own form, no common check"),
    );
    out.fit = 30;
    Some(out)
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

    /// SUB-2: an account is digits and never a card with Luhn.
    #[test]
    fn accounts_have_no_luhn() {
        assert!(account("a", "6222-0000 1234").is_ok());
        assert!(account("a", "12345").is_err() && account("a", "12a456").is_err());
        assert!(corporate_account("a", "6200000000000006").is_ok());
        assert_eq!(corporate_account("a", "6200000000000005").unwrap_err().code, "account-personal-card");
        assert_eq!(mask("123456783307"), "********3307");
    }
}
