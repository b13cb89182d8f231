//! 公民身份号码 (GB 11643-1999) and the residence permits that share its form.

use time::{Date, Month};
use tongguan_model::text::bi;

use crate::{FieldError, fold_number};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// First two digits: provinces, 81 Hong Kong, 82 Macau, 83 Taiwan, 9x foreigners' cards.
const PROVINCES: [u32; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82, 83,
];

/// A number whose form, date and check digit are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentId {
    /// 18 characters.
    pub number: String,
    /// Date of birth.
    pub birth: Date,
}

impl ResidentId {
    /// Full years on a day.
    pub fn age_on(&self, day: Date) -> i32 {
        let had = (day.month(), day.day()) >= (self.birth.month(), self.birth.day());
        day.year() - self.birth.year() - i32::from(!had)
    }
}

/// Checks a number; `today` bounds the date of birth, `min_age` the applicant.
pub fn check(field: &str, text: &str, today: Date, min_age: i64) -> Result<ResidentId, FieldError> {
    let number = fold_number(text);
    let fail = |code: &str, zh: &str, en: &str| {
        FieldError::new(
            field,
            code,
            "SUB-1",
            bi(zh, en),
            bi("请按身份证逐位核对。", "Compare it with the card, digit by digit."),
        )
    };
    let bytes = number.as_bytes();
    if bytes.len() != 18
        || !bytes[..17].iter().all(u8::is_ascii_digit)
        || !matches!(bytes[17], b'0'..=b'9' | b'X')
    {
        return Err(fail(
            "id-form",
            "身份证号应为 17 位数字加一位校验码。",
            "The number needs 17 digits and a check character.",
        )
        .measured(bytes.len(), 18));
    }
    let sum: u32 = bytes[..17].iter().zip(WEIGHTS).map(|(b, w)| u32::from(b - b'0') * w).sum();
    if b"10X98765432"[(sum % 11) as usize] != bytes[17] {
        return Err(fail("id-check", "最后一位校验不符。", "The last character fails its check."));
    }
    let province = number[..2].parse().unwrap_or(0);
    if bytes[0] != b'9' && !PROVINCES.contains(&province) {
        return Err(fail(
            "id-region",
            "前两位不是有效的省级代码。",
            "The first two digits name no province.",
        ));
    }
    let part = |range: std::ops::Range<usize>| number[range].parse::<u16>().unwrap_or(0);
    let birth = Month::try_from(u8::try_from(part(10..12)).unwrap_or(0))
        .ok()
        .and_then(|m| {
            Date::from_calendar_date(i32::from(part(6..10)), m, u8::try_from(part(12..14)).unwrap_or(0)).ok()
        })
        .filter(|d| d.year() >= 1900 && *d <= today);
    let Some(birth) = birth else {
        return Err(fail(
            "id-date",
            "第 7–14 位不是有效的出生日期。",
            "Digits 7 to 14 are no date of birth.",
        ));
    };
    let id = ResidentId { number, birth };
    let age = id.age_on(today);
    if i64::from(age) < min_age {
        return Err(FieldError::new(
            field,
            "id-age",
            "SUB-1",
            bi(
                format!("年龄 {age} 岁，须满 {min_age} 岁。"),
                format!("Aged {age}, at least {min_age} is needed."),
            ),
            bi("请由成年人注册。", "An adult must register."),
        )
        .measured(age, min_age));
    }
    Ok(id)
}

/// `110105********002X`.
pub fn mask(number: &str) -> String {
    if number.len() < 10 || !number.is_ascii() {
        return "*".repeat(number.chars().count());
    }
    format!("{}{}{}", &number[..6], "*".repeat(number.len() - 10), &number[number.len() - 4..])
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 24);

    #[test]
    fn vectors() {
        for ok in [
            "11010519491231002X",
            "110101200002290018",
            "810000199408230021",
            "820000200009100032",
            "830000199201300022",
            "911124198108030024",
        ] {
            assert!(check("id", ok, TODAY, 18).is_ok(), "{ok}");
        }
        for (bad, why) in [
            ("440524188001010014", "id-date"),
            ("110101190002290011", "id-date"),
            ("110101200013010018", "id-date"),
            ("110105194912310021", "id-check"),
            ("1101051949123100", "id-form"),
        ] {
            assert_eq!(check("id", bad, TODAY, 18).unwrap_err().code, why, "{bad}");
        }
        assert_eq!(check("id", "11010519491231002x", TODAY, 18).unwrap().age_on(TODAY), 76);
        assert_eq!(check("id", "110101200002290018", date!(2018 - 02 - 28), 18).unwrap_err().code, "id-age");
        assert_eq!(mask("11010519491231002X"), "110105********002X");
    }
}
