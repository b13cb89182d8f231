//! The fields of each subject type (SUB-1 … SUB-3): one table for form, check, mask and desk.

use std::collections::BTreeMap;

use tongguan_model::{
    material::Note,
    refusal::FieldError,
    subject::SubjectType,
    text::{Bilingual, bi},
    time::Day,
};
use tongguan_policy::Policy;
use tongguan_rule_subject::{bank, mobile, resident_id, uscc};

/// Declared facts: field name → value.
pub type Facts = BTreeMap<String, String>;

/// How a field is checked and masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Name of an organisation.
    Organisation,
    /// Name of a person.
    Person,
    /// Unified social credit code.
    Uscc,
    /// Resident ID number.
    ResidentId,
    /// Real-name mobile number.
    Mobile,
    /// Corporate account.
    BankAccount,
    /// 联行号.
    BankNumber,
    /// Any short text.
    Text,
}

/// One field of a form.
#[derive(Debug, Clone)]
pub struct Field {
    /// Wire name.
    pub key: &'static str,
    /// Official term.
    pub label: Bilingual,
    /// Check.
    pub check: Check,
    /// Requirement ID.
    pub rule: &'static str,
}

fn field(key: &'static str, zh: &str, en: &str, check: Check, rule: &'static str) -> Field {
    Field { key, label: bi(zh, en), check, rule }
}

/// The fields of a type, in the order of the form.
pub fn fields(kind: SubjectType) -> Vec<Field> {
    use Check::*;
    match kind {
        SubjectType::Individual => vec![
            field("real_name", "真实姓名", "True name", Person, "SUB-1"),
            field("id_number", "身份证号码", "Resident ID number", ResidentId, "SUB-1"),
            field("mobile", "手机号码", "Mobile number", Mobile, "PRE-2"),
        ],
        SubjectType::Enterprise => vec![
            field("name", "企业名称", "Enterprise name", Organisation, "SUB-4"),
            field("uscc", "统一社会信用代码", "Unified social credit code", Uscc, "SUB-2"),
            field("legal_rep_name", "法定代表人姓名", "Legal representative", Person, "PRE-3"),
            field(
                "legal_rep_id_number",
                "法定代表人身份证号码",
                "Their resident ID number",
                ResidentId,
                "PRE-3",
            ),
            field("legal_rep_mobile", "法定代表人手机号码", "Their mobile number", Mobile, "SUB-6"),
            field("bank_branch", "开户银行（支行）", "Bank, down to the branch", Organisation, "SUB-2"),
            field("bank_number", "联行号", "CNAPS bank number", BankNumber, "SUB-2"),
            field("bank_account", "对公账号", "Corporate account", BankAccount, "SUB-2"),
        ],
        SubjectType::Government => vec![
            field("name", "机构名称", "Name of the body", Organisation, "PRE-4"),
            field("uscc", "统一社会信用代码", "Unified social credit code", Uscc, "PRE-4"),
            field("contact_name", "经办人姓名", "Person in charge", Person, "PRE-4"),
            field("contact_id_number", "经办人身份证号码", "Their resident ID number", ResidentId, "PRE-4"),
            field("contact_mobile", "经办人手机号码", "Their mobile number", Mobile, "SUB-6"),
        ],
        SubjectType::HkMoTw => vec![
            field("name", "机构名称", "Name of the body", Organisation, "SUB-3"),
            field("registration_number", "商业登记号码", "Business registration number", Text, "SUB-3"),
            field("contact_name", "负责人姓名", "Person in charge", Person, "SUB-3"),
            field("contact_mobile", "内地联系手机号码", "Mainland mobile number", Mobile, "SUB-6"),
        ],
        SubjectType::Overseas => vec![
            field("name", "机构名称", "Name of the body", Organisation, "SUB-3"),
            field("country", "注册国家或地区", "Country of registration", Text, "SUB-3"),
            field("registration_number", "注册登记号码", "Registration number", Text, "SUB-3"),
            field("agent_name", "境内代理名称", "Mainland agent", Organisation, "SUB-3"),
            field("agent_uscc", "境内代理统一社会信用代码", "Agent's social credit code", Uscc, "SUB-3"),
            field("agent_mobile", "境内代理手机号码", "Agent's mobile number", Mobile, "SUB-6"),
        ],
    }
}

/// The field whose number identifies a subject of this type.
pub(super) const fn identifying(kind: SubjectType) -> &'static str {
    match kind {
        SubjectType::Individual => "id_number",
        SubjectType::Enterprise | SubjectType::Government => "uscc",
        SubjectType::HkMoTw | SubjectType::Overseas => "registration_number",
    }
}

/// A value as the applicant's own page shows it.
pub fn mask(check: Check, value: &str) -> String {
    match check {
        Check::ResidentId => resident_id::mask(value),
        Check::Mobile => mobile::mask(value),
        Check::BankAccount => bank::mask(value),
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
    let (mut errors, mut notes, mut clean) = (Vec::new(), Vec::new(), Facts::new());
    for f in fields(kind) {
        let value = facts.get(f.key).map_or("", |v| v.trim());
        if value.is_empty() {
            errors.push(FieldError::required(f.key, f.rule));
            continue;
        }
        let outcome = match f.check {
            Check::Organisation => organisation(&f, value),
            Check::Person => person(&f, value),
            Check::Text => text(&f, value),
            Check::Mobile => mobile::real_name(f.key, value, f.rule, &policy.identity),
            Check::BankAccount => bank::corporate_account(f.key, value),
            Check::BankNumber => bank::bank_number(f.key, value, &policy.identity),
            Check::ResidentId => {
                resident_id::check(f.key, value, today, *policy.subject.min_age).map(|id| id.number)
            }
            Check::Uscc => {
                let expected = (f.key == "uscc").then_some(kind);
                uscc::check(f.key, value, expected).map(|found| {
                    notes.extend(uscc_notes(&f, &found));
                    found.code
                })
            }
        };
        match outcome {
            Ok(value) => drop(clean.insert(f.key.to_owned(), value)),
            Err(error) => errors.push(error),
        }
    }
    (errors, notes, clean)
}

fn uscc_notes(f: &Field, found: &uscc::Uscc) -> Vec<Note> {
    let note = |zh: &str, en: &str| Note {
        rule: f.rule.into(),
        severity: "warning".into(),
        about: f.key.into(),
        message: bi(zh, en),
        measured: None,
        limit: None,
    };
    let mut out = Vec::new();
    if found.inner_mismatch {
        out.push(note(
            "代码内含的组织机构代码校验不符，请与执照核对。",
            "The organisation code inside fails its own check; compare with the licence.",
        ));
    }
    if found.type_mismatch {
        out.push(note(
            "登记管理部门代码与主体类型不符，请与执照核对。",
            "The registering authority does not fit the subject type; compare with the licence.",
        ));
    }
    out
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
