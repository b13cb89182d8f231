//! 公民身份号码 (GB 11643-1999) and the residence permits of Hong Kong, Macau and Taiwan residents, which share its form.

use time::{Date, Month};
use tongguan_model::text::bi;

use crate::{
    FieldError, fold_number,
    identity::{Kind, Problem, Reading, checksum::mod_11_2, division, suggest},
};

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

fn well_formed(bytes: &[u8]) -> bool {
    bytes.len() == 18 && bytes[..17].iter().all(u8::is_ascii_digit) && matches!(bytes[17], b'0'..=b'9' | b'X')
}

/// Digits 7 to 14 as a day from 1900 to today.
fn birth(code: &str, today: Date) -> Option<Date> {
    let part = |range: std::ops::Range<usize>| code[range].parse::<u16>().ok();
    let month = Month::try_from(u8::try_from(part(10..12)?).ok()?).ok()?;
    let date =
        Date::from_calendar_date(i32::from(part(6..10)?), month, u8::try_from(part(12..14)?).ok()?).ok()?;
    Some(date).filter(|d| d.year() >= 1900 && *d <= today)
}

/// A province of 2260, or one of 81, 82, 83 of the residence permits; cards of foreigners begin with 9.
fn province(code: &str) -> bool {
    code.starts_with('9') || division::find(code[..2].parse().unwrap_or(0) * 10_000).is_some()
}

fn fits(code: &str, today: Date) -> bool {
    let bytes = code.as_bytes();
    well_formed(bytes)
        && mod_11_2(&bytes[..17]) == Some(bytes[17])
        && province(code)
        && birth(code, today).is_some()
}

/// What every number of 18 digits with a check by MOD 11-2 has: date, sequence and check.
pub(crate) fn frame(kind: Kind, code: &str, today: Date) -> Option<Reading> {
    let bytes = code.as_bytes();
    if !well_formed(bytes) {
        return None;
    }
    let mut out = Reading::new(kind, code);
    out.masked = mask(code);
    let birth = birth(code, today);
    let day = birth.map_or_else(|| code[6..14].to_owned(), |d| d.to_string());
    out.personal(6..14, ("出生日期", "date of birth"), bi(&*day, &*day));
    let sex = if bytes[16] % 2 == 1 { bi("男", "male") } else { bi("女", "female") };
    out.personal(14..17, ("顺序码（性别）", "sequence (sex)"), sex);
    out.part(17..18, ("校验码", "check character"), bi(&code[17..], &code[17..]));
    let near = || {
        let legal = |i: usize, c: char| c.is_ascii_digit() || (i == 17 && c == 'X');
        suggest::near(code, legal, |t| fits(t, today))
    };
    let expected = mod_11_2(&bytes[..17]).map(char::from)?;
    let checked = char::from(bytes[17]) == expected;
    if !checked {
        out.problems.push(
            Problem::new(
                "id-check",
                format!("第 18 位校验不符：按前 17 位应为 {expected}。"),
                format!("Character 18 fails its check: after the first 17 it would be {expected}."),
            )
            .at(17..18)
            .expected(expected)
            .suggest(near()),
        );
    }
    if birth.is_none() {
        out.problems.push(
            Problem::new("id-date", "第 7–14 位不是有效的出生日期。", "Digits 7 to 14 are no date of birth.")
                .at(6..14),
        );
    }
    out.fit = match (checked, birth.is_some()) {
        (true, true) => 93,
        (true, false) => 40,
        (false, true) => 45,
        (false, false) => 5,
    };
    Some(out)
}

/// Reads a number of a resident, or of a resident of Hong Kong, Macau or Taiwan.
pub fn read(text: &str, today: Date) -> Option<Reading> {
    let code = fold_number(text);
    if let Some(meant) = misread(&code, today) {
        return Some(meant);
    }
    if !well_formed(code.as_bytes()) || code.starts_with('9') {
        return None;
    }
    let kind = if code.starts_with('8') { Kind::ResidencePermit } else { Kind::ResidentId };
    let mut out = frame(kind, &code, today)?;
    match division::name(&code[..6]) {
        Some((name, known)) => {
            out.personal(0..6, ("区划", "division"), name);
            if known == division::Known::Unknown {
                out.warnings.push(
                    Problem::new(
                        "id-division",
                        "县级区划代码未收录，请与证件核对。",
                        "The county's code is not known; compare with the card.",
                    )
                    .at(0..6),
                );
                out.fit -= 5;
            }
        }
        None => {
            out.problems.push(
                Problem::new(
                    "id-region",
                    "前两位不是有效的省级代码。",
                    "The first two digits name no province.",
                )
                .at(0..2),
            );
            out.fit = 5;
        }
    }
    out.parts.sort_by_key(|p| p.span.start);
    Some(out)
}

/// Letters where digits belong: read only if exactly one mending fits.
fn misread(code: &str, today: Date) -> Option<Reading> {
    if code.len() != 18 || !code.is_ascii() || well_formed(code.as_bytes()) {
        return None;
    }
    let legal = |i: usize, c: char| c.is_ascii_digit() || (i == 17 && c == 'X');
    let near = suggest::near(code, legal, |t| fits(t, today));
    let (i, c) = code.chars().enumerate().find(|(i, c)| !legal(*i, *c))?;
    if near.is_empty() {
        return None;
    }
    let mut out = Reading::new(Kind::ResidentId, code);
    out.problems.push(
        Problem::new(
            "id-form",
            format!("第 {} 位不能是 {c}：身份证号为 17 位数字加一位校验码。", i + 1),
            format!("Character {} cannot be {c}: the number has 17 digits and a check character.", i + 1),
        )
        .at(i..i + 1)
        .suggest(near),
    );
    out.fit = 48;
    Some(out)
}

/// The 18-digit form of a number of the first generation.
pub fn upgrade(old: &str) -> Option<String> {
    let digits = fold_number(old);
    if digits.len() != 15 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seventeen = format!("{}19{}", &digits[..6], &digits[6..]);
    let check = mod_11_2(seventeen.as_bytes()).map(char::from)?;
    Some(format!("{seventeen}{check}"))
}

/// Reads a number of the first generation, with 15 digits: no document any more since 2013, accepted only for migration.
pub fn read_old(text: &str, today: Date) -> Option<Reading> {
    let new = upgrade(text)?;
    let full = read(&new, today)?;
    let mut out = Reading::new(Kind::ResidentIdOld, fold_number(text));
    if let Some((name, _)) = division::name(&new[..6]) {
        out.personal(0..6, ("区划", "division"), name);
    }
    let day = birth(&new, today).map_or_else(|| new[6..14].to_owned(), |d| d.to_string());
    out.personal(6..12, ("出生日期", "date of birth"), bi(&*day, &*day));
    let sex = if new.as_bytes()[16] % 2 == 1 { bi("男", "male") } else { bi("女", "female") };
    out.personal(12..15, ("顺序码（性别）", "sequence (sex)"), sex);
    out.problems = full.problems.into_iter().filter(|p| p.code != "id-check").collect();
    out.problems.iter_mut().filter(|p| p.code == "id-date").for_each(|p| {
        p.at = Some(6..12);
        p.message = bi("第 7–12 位不是有效的出生日期。", "Digits 7 to 12 are no date of birth.");
    });
    out.warnings.push(Problem::new(
        "id-old",
        format!("15 位旧号已停用；对应的 18 位号码为 {}。", mask(&new)),
        format!("Numbers of 15 digits are out of use; the 18-digit form is {}.", mask(&new)),
    ));
    // A date fits by chance less often than a check digit of a registration number.
    out.fit = if out.ok() { 87 } else { 5 };
    Some(out)
}

/// Checks a number; `today` bounds the date of birth, `min_age` the applicant.
pub fn check(field: &str, text: &str, today: Date, min_age: i64) -> Result<ResidentId, FieldError> {
    let remedy = ("请按身份证逐位核对。", "Compare it with the card, digit by digit.");
    let number = fold_number(text);
    let reading = read(text, today).or_else(|| crate::identity::foreigner::read(text, today));
    let Some(reading) = reading.filter(|r| r.kind != Kind::ForeignerCardOld) else {
        let form = Problem::new(
            "id-form",
            "身份证号应为 17 位数字加一位校验码。",
            "The number needs 17 digits and a check character.",
        );
        let error = form.error(field, "SUB-1", Kind::ResidentId, remedy);
        return Err(error.measured(number.chars().count(), 18));
    };
    if let Some(problem) = reading.problems.first() {
        return Err(problem.error(field, "SUB-1", reading.kind, remedy));
    }
    let Some(birth) = birth(&number, today) else {
        return Err(FieldError::required(field, "SUB-1"));
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
    fn age_case_and_mask() {
        assert_eq!(check("id", "11010519491231002x", TODAY, 18).unwrap().age_on(TODAY), 76);
        assert_eq!(check("id", "110101200002290018", date!(2018 - 02 - 28), 18).unwrap_err().code, "id-age");
        assert_eq!(mask("11010519491231002X"), "110105********002X");
    }

    /// PRE-1, SUB-1: an error never repeats a number that was typed.
    #[test]
    fn a_suggestion_names_the_place_and_not_the_number() {
        let error = check("id", "1101O519491231002X", TODAY, 18).unwrap_err();
        assert_eq!(error.code, "id-form");
        assert!(error.remedy.zh.contains("第 5 位 O → 0"), "{}", error.remedy.zh);
        assert!(!format!("{error:?}").contains("19491231"));
        let swapped = check("id", "11010519491213002X", TODAY, 18).unwrap_err();
        assert_eq!((swapped.code.as_str(), swapped.measured), ("id-check", None));
        assert!(swapped.remedy.en.contains("Check it"), "{}", swapped.remedy.en);
    }

    #[test]
    fn a_county_that_is_not_known_is_a_warning() {
        let code = "11019919900101001";
        let full = format!("{code}{}", char::from(mod_11_2(code.as_bytes()).unwrap()));
        let found = read(&full, TODAY).unwrap();
        assert!(found.ok() && found.warnings[0].code == "id-division");
        let gone = format!("11010319800101001{}", char::from(mod_11_2(b"11010319800101001").unwrap()));
        let found = read(&gone, TODAY).unwrap();
        assert!(found.ok() && found.warnings.is_empty());
        assert!(found.parts[0].meaning.zh.contains("2009 年后撤销"), "{}", found.parts[0].meaning.zh);
    }
}
