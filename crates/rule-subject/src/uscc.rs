//! 统一社会信用代码 (GB 32100-2015) and the organisation code inside it (GB 11714-1997).

use tongguan_model::{subject::SubjectType, text::bi};

use crate::{FieldError, fold_number};

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Authority and category pairs of GB 32100.
const HEADS: &[&str] = &[
    "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52", "53",
    "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93", "A1", "A9", "N1", "N2", "N3",
    "N9", "Y1",
];

/// A code whose form and check digit are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uscc {
    /// 18 characters.
    pub code: String,
    /// The inner organisation code's check does not fit; legacy codes may do so: a warning, not an error.
    pub inner_mismatch: bool,
    /// The head does not belong to the declared subject type: for a reviewer.
    pub type_mismatch: bool,
}

fn value(c: u8) -> Option<u32> {
    ALPHABET.iter().position(|a| *a == c).and_then(|i| u32::try_from(i).ok())
}

/// Check character of the first 17.
fn check_char(first17: &[u8]) -> Option<u8> {
    let mut weight = 1;
    let mut sum = 0;
    for c in first17 {
        sum += value(*c)? * weight;
        weight = weight * 3 % 31;
    }
    Some(ALPHABET[((31 - sum % 31) % 31) as usize])
}

/// Check character of an organisation code's first 8; letters count from 10 over the whole alphabet.
pub(crate) fn organisation_check(first8: &[u8]) -> Option<u8> {
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

fn suggestion(code: &str) -> Option<String> {
    let mended: String = code
        .chars()
        .map(|c| match c {
            'O' => '0',
            'I' => '1',
            'Z' => '2',
            'S' => '5',
            'V' => 'Y',
            c => c,
        })
        .collect();
    let bytes = mended.as_bytes();
    (mended != code && bytes.len() == 18 && check_char(&bytes[..17]) == Some(bytes[17])).then_some(mended)
}

/// Checks a code against the standard and the declared subject type.
pub fn check(field: &str, text: &str, subject: Option<SubjectType>) -> Result<Uscc, FieldError> {
    let code = fold_number(text);
    let fail = |code: &str, zh: String, en: String, zh2: &str, en2: &str| {
        FieldError::new(field, code, "SUB-2", bi(zh, en), bi(zh2, en2))
    };
    let remedy = ("请按营业执照或证书逐字核对。", "Compare it with the certificate, character by character.");
    if code.chars().count() != 18 {
        let n = code.chars().count();
        return Err(fail(
            "uscc-length",
            format!("统一社会信用代码应为 18 位，现为 {n} 位。"),
            format!("The code has {n} characters, it needs 18."),
            remedy.0,
            remedy.1,
        )
        .measured(n, 18));
    }
    if let Some((i, c)) = code.chars().enumerate().find(|(_, c)| !c.is_ascii() || value(*c as u8).is_none()) {
        let hint = suggestion(&code);
        let (zh, en) = match &hint {
            Some(s) => (format!("你要填的是否为 {s}？"), format!("Did you mean {s}?")),
            None => (remedy.0.to_owned(), remedy.1.to_owned()),
        };
        return Err(fail(
            "uscc-character",
            format!("第 {} 位不能是 {c}：代码中不用字母 I、O、S、V、Z。", i + 1),
            format!("Character {} cannot be {c}: the code never uses I, O, S, V or Z.", i + 1),
            &zh,
            &en,
        ));
    }
    let bytes = code.as_bytes();
    if check_char(&bytes[..17]) != Some(bytes[17]) {
        return Err(fail(
            "uscc-check",
            "第 18 位校验不符。".into(),
            "Character 18 fails its check.".into(),
            remedy.0,
            remedy.1,
        ));
    }
    if !HEADS.contains(&&code[..2]) || !bytes[2..8].iter().all(u8::is_ascii_digit) {
        return Err(fail(
            "uscc-head",
            format!("前 8 位 {} 不是有效的登记机关与区划。", &code[..8]),
            format!("The first 8 characters {} name no registration authority and division.", &code[..8]),
            remedy.0,
            remedy.1,
        ));
    }
    let inner_mismatch = organisation_check(&bytes[8..16]) != Some(bytes[16]);
    let type_mismatch = match subject {
        Some(SubjectType::Enterprise) => bytes[0] != b'9',
        Some(SubjectType::Government) => !matches!(&code[..2], "11" | "12" | "13"),
        _ => false,
    };
    Ok(Uscc { code, inner_mismatch, type_mismatch })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_that_pass() {
        for code in [
            "9144030071526726XG",
            "91330100716105852F",
            "91330100799655058B",
            "91110000802100433B",
            "914403001922038216",
            "91110108551385082Q",
            "91110000600037341L",
            "91350100M000100Y43",
            "12100000400002259P",
            "12100000400000624D",
            "11100000MB0143028R",
            "31110000E00017525U",
            "92110105MABCD12395",
            "52440300MABCD1239U",
            "93330100MABCD1239F",
            "N2330110MABCD1239L",
            "A1110000MABCD1239R",
            "81110000MABCD1239U",
            "Y1110000MABCD12395",
        ] {
            assert_eq!(check("uscc", code, None).unwrap().code, code);
        }
        assert_eq!(check("uscc", " 9144030071526726-xg ", None).unwrap().code, "9144030071526726XG");
    }

    #[test]
    fn vectors_that_fail_say_why() {
        for (code, why) in [
            ("9144030071526726X6", "uscc-check"),
            ("9144030071562726XG", "uscc-check"),
            ("9144030071526726XO", "uscc-character"),
            ("911101085636548888", "uscc-check"),
            ("913301095U78M2HC4A", "uscc-check"),
            ("91350100M000100Y4", "uscc-length"),
        ] {
            assert_eq!(check("uscc", code, None).unwrap_err().code, why, "{code}");
        }
        assert!(
            check("uscc", "914403OO71526726XG", None).unwrap_err().remedy.en.contains("9144030071526726XG")
        );
    }

    #[test]
    fn the_inner_code_uses_the_other_letter_values() {
        assert!(!check("uscc", "11100000MB0143028R", Some(SubjectType::Government)).unwrap().inner_mismatch);
        assert!(check("uscc", "11100000MB0143028R", Some(SubjectType::Enterprise)).unwrap().type_mismatch);
        for code in ["D2143569X", "71526726X", "716105852", "MB0143028", "600037341", "E00017525"] {
            assert_eq!(organisation_check(&code.as_bytes()[..8]), Some(code.as_bytes()[8]), "{code}");
        }
    }
}
