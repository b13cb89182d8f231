//! The rows of the form, in the order of the paper.

use tongguan_service::subject::{Check, View};

use super::super::{
    Form, S, Trouble,
    paper::{Pair, pairs},
};

/// One row of the form.
pub(super) struct Row {
    /// Name of the control.
    pub(super) key: &'static str,
    /// Label.
    pub(super) label: String,
    /// Requirement.
    pub(super) rule: &'static str,
    /// What stands in the control.
    pub(super) value: String,
    /// Masked value that is kept if the control is left empty.
    pub(super) kept: String,
    /// The value as it may be shown.
    pub(super) shown: String,
    /// What was checked and found right.
    pub(super) fine: Option<&'static str>,
    /// What the paper says, where it is not the same.
    pub(super) pair: Option<Pair>,
    /// What a reviewer will look at.
    pub(super) notes: Vec<String>,
    /// What to enter.
    pub(super) hint: Option<&'static str>,
    /// Of digits and capital letters.
    pub(super) code: bool,
    /// `inputmode`.
    pub(super) mode: &'static str,
    /// Longest value.
    pub(super) max: usize,
    /// What may be chosen: key, name, whether it is.
    pub(super) choices: Vec<(&'static str, &'static str, bool)>,
    /// May stay empty.
    pub(super) optional: bool,
}

/// Rows that belong together.
pub(super) struct Section {
    /// Anchor.
    pub(super) id: &'static str,
    /// Heading.
    pub(super) title: &'static str,
    /// Rows.
    pub(super) rows: Vec<Row>,
    /// How many of them are wrong.
    pub(super) wrong: usize,
    /// How many are not filled in.
    pub(super) empty: usize,
}

/// Whether the page shows such a value masked only.
pub(super) fn is_masked(check: Check) -> bool {
    use Check::{BankAccount, Mobile, OwnersAccount, ResidentId, TravelPermit};
    matches!(check, ResidentId | Mobile | BankAccount | OwnersAccount | TravelPermit)
}

fn place(s: &S, key: &str) -> (&'static str, &'static str) {
    match key.split('_').next().unwrap_or_default() {
        "legal" => ("rep", s.t("法定代表人", "Legal representative")),
        "bank" => ("bank", s.t("对公账户", "Corporate account")),
        "contact" => ("contact", s.t("联系人", "Person in charge")),
        "agent" => ("agent", s.t("境内代理", "Mainland agent")),
        "real" | "id" | "mobile" => ("person", s.t("个人信息", "Person")),
        _ => ("body", s.t("主体信息", "The body")),
    }
}

fn fine(s: &S, check: Check) -> Option<&'static str> {
    match check {
        Check::Uscc | Check::OtherUscc => Some(s.t("第 18 位校验相符", "Its check character agrees")),
        Check::ResidentId => Some(s.t("校验位与出生日期相符", "Check character and date of birth agree")),
        Check::Mobile => Some(s.t("号段可用于实名", "Its range can be used for real names")),
        Check::BankNumber => Some(s.t("校验位相符", "Its check digit agrees")),
        Check::BankAccount | Check::OwnersAccount => Some(s.t("长度与数字相符", "Length and digits agree")),
        Check::TaiwanBusiness | Check::Lei => Some(s.t("校验相符", "Its check agrees")),
        Check::HkBusiness | Check::MacauBusiness | Check::TravelPermit => {
            Some(s.t("格式相符", "Its form agrees"))
        }
        Check::Organisation | Check::Person | Check::Text | Check::Country | Check::OneOf(_) => None,
    }
}

fn hint(s: &S, key: &str, check: Check) -> Option<&'static str> {
    match (key, check) {
        ("name", _) => Some(s.t("按证照填写全称，不用缩写。", "The full name as printed, not shortened.")),
        (_, Check::Uscc | Check::OtherUscc) => {
            Some(s.t("18 位，不含字母 I、O、S、V、Z。", "18 characters, without I, O, S, V and Z."))
        }
        (_, Check::Mobile) => Some(s.t("基础运营商号码。", "A number of a network operator.")),
        (_, Check::BankNumber) => Some(s.t("12 位数字，可向开户行查询。", "12 digits; the bank knows it.")),
        (_, Check::HkBusiness) => Some(s.t("8 位，印在商业登记证上。", "8 characters, on the certificate.")),
        (_, Check::TaiwanBusiness) => Some(s.t("8 位数字。", "8 digits.")),
        (_, Check::Country) => Some(s.t("两位字母代码，如 SG、DE。", "Two letters, such as SG or DE.")),
        (_, Check::OwnersAccount) => Some(s.t("可填经营者本人的银行卡。", "A card of the owner will do.")),
        (_, Check::BankAccount) => Some(s.t(
            "认证时向它转入一笔小额款以确认归属。",
            "Certification sends a small amount to it, to see whose it is.",
        )),
        _ => None,
    }
}

/// The sections of a subject's form.
pub(super) fn sections(s: &S, view: &View, form: Option<&Form>, trouble: &Trouble) -> Vec<Section> {
    let pairs = pairs(s, &view.beside, false);
    let mut out: Vec<Section> = Vec::new();
    for f in &view.fields {
        let (key, check) = (f.field.key, f.field.check);
        let masked = is_masked(check);
        let filled = !f.shown.is_empty();
        let value = match form {
            Some(form) => form.get(key).to_owned(),
            None if masked => String::new(),
            None if f.chosen.is_some() => f.chosen.clone().unwrap_or_default(),
            None => f.shown.clone(),
        };
        let wrong = trouble.has(key);
        let pair = pairs.iter().find(|p| p.key == key);
        // What the paper says stands there with its marks.
        let notes = view
            .notes
            .iter()
            .filter(|n| n.about == key && pair.is_none())
            .map(|n| s.say(&n.message).to_owned());
        let row = Row {
            key,
            label: s.say(&f.field.label).to_owned(),
            rule: f.field.rule,
            kept: if masked { f.shown.clone() } else { String::new() },
            shown: f.shown.clone(),
            fine: pair
                .filter(|p| p.equal)
                .map(|p| p.word)
                .or_else(|| fine(s, check))
                .filter(|_| filled && f.error.is_none() && !wrong),
            pair: pair.filter(|p| !p.equal && (p.differs || p.state == "person")).cloned(),
            notes: notes.collect(),
            hint: hint(s, key, check).filter(|_| !wrong),
            choices: match check {
                Check::OneOf(all) => all.iter().map(|(k, zh, en)| (*k, s.t(zh, en), value == *k)).collect(),
                _ => vec![],
            },
            optional: f.field.optional,
            code: !matches!(check, Check::Organisation | Check::Person),
            mode: match check {
                Check::Mobile => "tel",
                Check::BankNumber | Check::BankAccount | Check::OwnersAccount => "numeric",
                _ => "text",
            },
            max: 200,
            value,
        };
        let (id, title) = place(s, key);
        if out.last().is_none_or(|last| last.id != id) {
            out.push(Section { id, title, rows: vec![], wrong: 0, empty: 0 });
        }
        if let Some(section) = out.last_mut() {
            section.wrong += usize::from(wrong);
            section.empty += usize::from(!filled && !wrong && !f.field.optional);
            section.rows.push(row);
        }
    }
    out
}
