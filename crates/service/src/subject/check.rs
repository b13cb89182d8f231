//! Checking and masking what a form declares (SUB-1 … SUB-4, SUB-6).

use tongguan_model::{
    material::Note,
    refusal::FieldError,
    subject::{SubjectType, Subtype},
    text::bi,
    time::Day,
};
use tongguan_policy::Policy;
use tongguan_rule_subject::{
    bank,
    identity::{Reading, hk_business, lei, macau, taiwan_business, travel_permit},
    mobile, resident_id, uscc,
};

use super::form::{Check, Facts, Field, SUBTYPE, fields, subtype};

/// A value as the applicant's own page shows it.
pub fn mask(check: Check, value: &str) -> String {
    match check {
        Check::ResidentId => resident_id::mask(value),
        Check::Mobile => mobile::mask(value),
        Check::BankAccount | Check::OwnersAccount => bank::mask(value),
        Check::TravelPermit => {
            let n = value.chars().count();
            value.chars().enumerate().map(|(i, c)| if i < 1 || i + 2 >= n { c } else { '*' }).collect()
        }
        Check::OneOf(choices) => match choices.iter().find(|(key, ..)| *key == value) {
            Some((_, zh, en)) => format!("{zh} · {en}"),
            None => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// A value as staff see it before a case is theirs: names of people are masked too.
pub fn veil(check: Check, value: &str) -> String {
    match check {
        Check::Person => {
            let first: String = value.chars().take(1).collect();
            format!("{first}{}", "*".repeat(value.chars().count().saturating_sub(1)))
        }
        _ => mask(check, value),
    }
}

/// Everything that is wrong with the facts, what a reviewer should look at, and the facts in canonical form.
pub(super) fn check(
    kind: SubjectType,
    facts: &Facts,
    today: Day,
    policy: &Policy,
) -> (Vec<FieldError>, Vec<Note>, Facts) {
    let subtype = subtype(kind, facts);
    let (mut errors, mut notes, mut clean) = (Vec::new(), Vec::new(), Facts::new());
    clean.insert(SUBTYPE.into(), subtype.as_str().into());
    for f in fields(subtype) {
        let value = facts.get(f.key).map_or("", |v| v.trim());
        if value.is_empty() {
            if !f.optional {
                errors.push(FieldError::required(f.key, f.rule));
            }
            continue;
        }
        match one(&f, value, subtype, today, policy, &mut notes) {
            Ok(value) => drop(clean.insert(f.key.to_owned(), value)),
            Err(error) => errors.push(error),
        }
    }
    (errors, notes, clean)
}

fn one(
    f: &Field,
    value: &str,
    subtype: Subtype,
    today: Day,
    policy: &Policy,
    notes: &mut Vec<Note>,
) -> Result<String, FieldError> {
    match f.check {
        Check::Organisation => organisation(f, value),
        Check::Person => person(f, value),
        Check::Text => text(f, value),
        Check::Mobile => mobile::real_name(f.key, value, f.rule, &policy.identity),
        Check::BankAccount => bank::corporate_account(f.key, value),
        Check::OwnersAccount => bank::account(f.key, value),
        Check::BankNumber => bank::bank_number(f.key, value, &policy.identity),
        Check::ResidentId => {
            resident_id::check(f.key, value, today, *policy.subject.min_age).map(|id| id.number)
        }
        Check::Uscc | Check::OtherUscc => {
            let found = uscc::check(f.key, value, None)?;
            if found.inner_mismatch {
                notes.push(note(
                    f,
                    "代码内含的组织机构代码校验不符，请与执照核对。",
                    "The organisation code inside fails its own check; compare with the licence.",
                ));
            }
            if f.check == Check::Uscc {
                of_subtype(f, &found.code, subtype, policy)?;
            }
            Ok(found.code)
        }
        Check::HkBusiness => read(f, hk_business::read(value), "8 位商业登记号码", "8 characters"),
        Check::TaiwanBusiness => read(f, taiwan_business::read(value), "8 位统一编号", "8 digits"),
        Check::Lei => read(f, lei::read(value), "20 位 LEI", "20 characters"),
        Check::TravelPermit => {
            let permit = travel_permit::read_hk_mo(value).or_else(|| travel_permit::read_taiwan(value));
            read(f, permit, "H/M 加 8 位数字，或 8 位数字", "H or M and 8 digits, or 8 digits")
        }
        Check::MacauBusiness => {
            let code = value.to_uppercase();
            if macau::well_formed(&code) {
                Ok(code)
            } else {
                read(f, None, "1–20 位数字、字母与 ()/-", "up to 20 digits, letters and ()/-")
            }
        }
        Check::Country => country(f, value),
        Check::OneOf(choices) => {
            if choices.iter().any(|(key, ..)| *key == value) {
                return Ok(value.to_owned());
            }
            let all: Vec<_> = choices.iter().map(|(key, ..)| *key).collect();
            Err(FieldError::new(
                f.key,
                "unknown-choice",
                f.rule,
                bi("没有这个选项。", "There is no such choice."),
                bi(format!("可选：{}。", all.join("、")), format!("Choose one of {}.", all.join(", "))),
            ))
        }
    }
}

/// The registering authority and category of a code must be those of the sub-type; the refusal names the one that fits.
fn of_subtype(f: &Field, code: &str, subtype: Subtype, policy: &Policy) -> Result<(), FieldError> {
    let heads = |s: Subtype| policy.subject.heads(s);
    let Some(head) = code.get(..2).filter(|h| !heads(subtype).iter().any(|known| known == h)) else {
        return Ok(());
    };
    let fits = Subtype::ALL.into_iter().find(|s| heads(*s).iter().any(|known| known == head));
    let label = subtype.label();
    let remedy = match fits.map(Subtype::label) {
        Some(l) => bi(
            format!("请核对代码，或把主体类型改为「{}」。", l.zh),
            format!("Compare the code, or choose \"{}\" as the type.", l.en),
        ),
        None => bi("请与证照核对代码。", "Compare the code with the certificate."),
    };
    let error = FieldError::new(
        f.key,
        "uscc-category",
        "PRE-1",
        bi(
            format!("代码前两位 {head} 不是「{}」的登记机关与类别。", label.zh),
            format!("The code begins with {head}, which is no \"{}\".", label.en),
        ),
        remedy,
    );
    Err(error.measured(head, heads(subtype).join(" ")))
}

fn read(f: &Field, found: Option<Reading>, zh: &str, en: &str) -> Result<String, FieldError> {
    let remedy = ("请按证件逐位核对。", "Compare it with the certificate, character by character.");
    match found {
        Some(found) => match found.problems.first() {
            None => Ok(found.canonical),
            Some(problem) => Err(problem.error(f.key, f.rule, found.kind, remedy)),
        },
        None => Err(FieldError::new(
            f.key,
            "number-form",
            f.rule,
            bi(format!("应为{zh}。"), format!("It needs {en}.")),
            bi(remedy.0, remedy.1),
        )),
    }
}

/// Two capital letters; mainland, Hong Kong, Macau and Taiwan have types of their own.
fn country(f: &Field, value: &str) -> Result<String, FieldError> {
    let code = value.to_uppercase();
    let refuse = |code: &str, zh: &str, en: &str, fix: (&str, &str)| {
        Err(FieldError::new(f.key, code, f.rule, bi(zh, en), bi(fix.0, fix.1)))
    };
    if matches!(code.as_str(), "CN" | "HK" | "MO" | "TW") {
        return refuse(
            "country-not-overseas",
            "中国内地、香港、澳门、台湾的机构不是海外主体。",
            "A body of the mainland, Hong Kong, Macau or Taiwan is not overseas.",
            ("请改选对应的主体类型。", "Choose the type that fits."),
        );
    }
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(code);
    }
    // Names of countries were taken before codes were asked for.
    text(f, value)
}

fn note(f: &Field, zh: &str, en: &str) -> Note {
    Note {
        rule: f.rule.into(),
        severity: "warning".into(),
        about: f.key.into(),
        message: bi(zh, en),
        measured: None,
        limit: None,
    }
}

fn text(f: &Field, value: &str) -> Result<String, FieldError> {
    let n = value.chars().count();
    if n > 100 || value.chars().any(char::is_control) {
        let error = FieldError::new(
            f.key,
            "text-form",
            f.rule,
            bi("须为 1–100 个可见字符。", "It needs 1 to 100 visible characters."),
            bi("请按证件填写。", "Enter it as printed."),
        );
        return Err(error.measured(n, 100));
    }
    Ok(value.to_owned())
}

fn organisation(f: &Field, value: &str) -> Result<String, FieldError> {
    let value = text(f, value)?;
    if value.chars().count() < 2 {
        return Err(FieldError::new(
            f.key,
            "name-too-short",
            f.rule,
            bi("名称不完整。", "The name is not complete."),
            bi("请按证照填写全称。", "Enter the full name as printed."),
        ));
    }
    Ok(value)
}

fn person(f: &Field, value: &str) -> Result<String, FieldError> {
    let value = text(f, value)?;
    if value.chars().any(|c| c.is_ascii_digit()) || value.chars().count() < 2 {
        return Err(FieldError::new(
            f.key,
            "person-name",
            f.rule,
            bi("姓名不含数字，且至少 2 个字。", "A person's name has at least 2 characters and no digits."),
            bi("请按证件填写姓名。", "Enter the name as on the document."),
        ));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn wrong(kind: SubjectType, facts: &[(&str, &str)]) -> Vec<(String, String)> {
        let facts = facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let policy = Policy::builtin("default").unwrap();
        let (errors, _, _) = check(kind, &facts, date!(2026 - 11 - 25), &policy);
        errors.into_iter().filter(|e| e.code != "required").map(|e| (e.field, e.code)).collect()
    }

    /// PRE-1: the authority and category of a code must be those of the sub-type.
    #[test]
    fn a_code_of_another_sub_type_is_refused_and_the_fitting_one_named() {
        use SubjectType::{Enterprise, Government};
        for (kind, subtype, code, ok) in [
            (Enterprise, "company", "9144030071526726XG", true),
            (Enterprise, "sole_trader", "92110105MABCD12395", true),
            (Enterprise, "company", "92110105MABCD12395", false),
            (Enterprise, "sole_trader", "9144030071526726XG", false),
            (Enterprise, "other_organisation", "31110000E00017525U", true),
            (Enterprise, "other_organisation", "52440300MABCD1239U", true),
            (Enterprise, "company", "12100000400002259P", false),
            (Government, "organ", "11100000MB0143028R", true),
            (Government, "institution", "12100000400002259P", true),
            (Government, "organ", "12100000400002259P", false),
            (Enterprise, "", "9144030071526726XG", true),
        ] {
            let found = wrong(kind, &[("subtype", subtype), ("uscc", code)]);
            assert_eq!(found.is_empty(), ok, "{subtype} {code}: {found:?}");
            assert!(found.iter().all(|(_, c)| c == "uscc-category"));
        }
        let policy = Policy::builtin("default").unwrap();
        let facts = [("uscc".to_owned(), "92110105MABCD12395".to_owned())].into();
        let (errors, _, _) = check(Enterprise, &facts, date!(2026 - 11 - 25), &policy);
        let error = errors.iter().find(|e| e.code == "uscc-category").unwrap();
        assert!(error.remedy.zh.contains("个体工商户"), "{}", error.remedy.zh);
    }

    /// SUB-3: numbers of Hong Kong, Macau and Taiwan have their own forms; an overseas body is none of them.
    #[test]
    fn bodies_outside_the_mainland() {
        use SubjectType::{HkMoTw, Overseas};
        for (subtype, number, ok) in [
            ("hong_kong", "12345678", true),
            ("hong_kong", "C0012345", true),
            ("hong_kong", "1234", false),
            ("macau", "12345 SO", true),
            ("macau", "编号", false),
            ("taiwan", "22099131", true),
            ("taiwan", "00501502", false),
        ] {
            let found = wrong(HkMoTw, &[("subtype", subtype), ("registration_number", number)]);
            assert_eq!(found.is_empty(), ok, "{subtype} {number}: {found:?}");
        }
        let permit = |n| wrong(HkMoTw, &[("contact_permit", n)]).is_empty();
        assert!(permit("H12345678") && permit("01234567") && !permit("X123"));
        assert!(!wrong(HkMoTw, &[("certificate_kind", "passport")]).is_empty());
        assert!(wrong(HkMoTw, &[("certificate_kind", "incorporation")]).is_empty());
        assert!(wrong(Overseas, &[("country", "sg"), ("lei", "5493001KJTIIGC8Y1R12")]).is_empty());
        assert_eq!(wrong(Overseas, &[("country", "HK")])[0].1, "country-not-overseas");
        assert_eq!(wrong(Overseas, &[("lei", "213800KUD8LAJWSQ9D51")])[0].1, "lei-check");
    }

    /// SUB-2: the owner's card may stand for an individual business, never for a company.
    #[test]
    fn a_persons_card_is_no_corporate_account() {
        let card = |subtype| {
            wrong(SubjectType::Enterprise, &[("subtype", subtype), ("bank_account", "6200000000000005")])
        };
        assert_eq!(card("company")[0].1, "account-personal-card");
        assert!(card("sole_trader").is_empty());
    }

    #[test]
    fn what_is_personal_is_masked() {
        assert_eq!(mask(Check::TravelPermit, "H12345678"), "H******78");
        assert_eq!(veil(Check::Person, "张三丰"), "张**");
        assert_eq!(mask(Check::Country, "SG"), "SG");
    }
}
