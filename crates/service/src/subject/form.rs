//! The form of each sub-type (PRE-1, SUB-1 … SUB-3): the one table for fields, checks, masks, page and desk.

use std::collections::BTreeMap;

use tongguan_model::{
    subject::{SubjectType, Subtype},
    text::{Bilingual, bi},
};

/// Declared facts: field name → value. The sub-type is kept among them, as [`SUBTYPE`].
pub type Facts = BTreeMap<String, String>;

/// Under which name the facts keep the sub-type.
pub const SUBTYPE: &str = "subtype";

/// How a field is checked and masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Name of an organisation.
    Organisation,
    /// Name of a person.
    Person,
    /// Unified social credit code of the subject itself: its head must be of the sub-type.
    Uscc,
    /// Unified social credit code of another body.
    OtherUscc,
    /// Resident ID number.
    ResidentId,
    /// Real-name mobile number.
    Mobile,
    /// Corporate account.
    BankAccount,
    /// Account of an individual business: a card of its owner will do.
    OwnersAccount,
    /// 联行号.
    BankNumber,
    /// 香港商业登记号码.
    HkBusiness,
    /// 澳门商业登记编号.
    MacauBusiness,
    /// 台湾统一编号.
    TaiwanBusiness,
    /// Travel permit to the mainland.
    TravelPermit,
    /// LEI.
    Lei,
    /// Country or region, ISO 3166 alpha-2.
    Country,
    /// One of the choices.
    OneOf(&'static [(&'static str, &'static str, &'static str)]),
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
    /// May stay empty.
    pub optional: bool,
}

fn field(key: &'static str, zh: &str, en: &str, check: Check, rule: &'static str) -> Field {
    Field { key, label: bi(zh, en), check, rule, optional: false }
}

impl Field {
    fn optional(self) -> Self {
        Self { optional: true, ..self }
    }
}

const HONG_KONG_PAPERS: &[(&str, &str, &str)] = &[
    ("business_registration", "商业登记证", "Business registration certificate"),
    ("incorporation", "公司注册证明书", "Certificate of incorporation"),
    ("society", "社团注册证明书", "Certificate of a society"),
];
const MACAU_PAPERS: &[(&str, &str, &str)] = &[
    ("commercial_registration", "商业登记证明", "Commercial registration certificate"),
    ("tax_declaration", "营业税开业申报表（M/1）", "Declaration of business tax (M/1)"),
];
const TAIWAN_PAPERS: &[(&str, &str, &str)] = &[
    ("company_registration", "公司登记证明", "Company registration certificate"),
    ("business_registration", "商业登记证明", "Business registration certificate"),
];

/// The fields of a sub-type, in the order of the form.
pub fn fields(subtype: Subtype) -> Vec<Field> {
    use Check::*;
    match subtype {
        Subtype::Person => vec![
            field("real_name", "真实姓名", "True name", Person, "SUB-1"),
            field("id_number", "身份证号码", "Resident ID number", ResidentId, "SUB-1"),
            field("mobile", "手机号码", "Mobile number", Mobile, "PRE-2"),
        ],
        Subtype::Company => {
            enterprise("企业名称", "Enterprise name", "法定代表人", "Legal representative", BankAccount)
        }
        Subtype::SoleTrader => {
            enterprise("字号名称", "Name of the business", "经营者", "Owner", OwnersAccount)
        }
        Subtype::OtherOrganisation => {
            enterprise("组织名称", "Name of the organisation", "负责人", "Person responsible", BankAccount)
        }
        Subtype::Organ => government("机关名称", "Name of the organ", false),
        Subtype::Institution => government("单位名称", "Name of the institution", true),
        Subtype::HongKong => {
            outside(HONG_KONG_PAPERS, "商业登记号码", "Business registration number", HkBusiness)
        }
        Subtype::Macau => {
            outside(MACAU_PAPERS, "商业登记编号", "Commercial registration number", MacauBusiness)
        }
        Subtype::Taiwan => outside(TAIWAN_PAPERS, "统一编号", "Unified business number", TaiwanBusiness),
        Subtype::OverseasBody => vec![
            field("name", "机构名称", "Name of the body", Organisation, "SUB-3"),
            field("country", "注册国家或地区", "Country of registration", Country, "SUB-3"),
            field("registration_number", "注册登记号码", "Registration number", Text, "SUB-3"),
            field("lei", "全球法人识别编码（LEI）", "Legal entity identifier (LEI)", Lei, "SUB-3").optional(),
            field("agent_name", "境内代理名称", "Mainland agent", Organisation, "SUB-3"),
            field("agent_uscc", "境内代理统一社会信用代码", "Agent's social credit code", OtherUscc, "SUB-3"),
            field("agent_mobile", "境内代理手机号码", "Agent's mobile number", Mobile, "SUB-6"),
        ],
    }
}

fn enterprise(name: &str, name_en: &str, head: &str, head_en: &str, account: Check) -> Vec<Field> {
    use Check::*;
    let id = (format!("{head}身份证号码"), format!("{head_en}: resident ID number"));
    let mobile = (format!("{head}手机号码"), format!("{head_en}: mobile number"));
    vec![
        field("name", name, name_en, Organisation, "SUB-4"),
        field("uscc", "统一社会信用代码", "Unified social credit code", Uscc, "SUB-2"),
        field("legal_rep_name", &format!("{head}姓名"), head_en, Person, "PRE-3"),
        field("legal_rep_id_number", &id.0, &id.1, ResidentId, "PRE-3"),
        field("legal_rep_mobile", &mobile.0, &mobile.1, Mobile, "SUB-6"),
        field("bank_branch", "开户银行（支行）", "Bank, down to the branch", Organisation, "SUB-2"),
        field("bank_number", "联行号", "CNAPS bank number", BankNumber, "SUB-2"),
        field("bank_account", "对公账号", "Corporate account", account, "SUB-2"),
    ]
}

fn government(name: &str, name_en: &str, institution: bool) -> Vec<Field> {
    use Check::*;
    let mut all = vec![
        field("name", name, name_en, Organisation, "PRE-4"),
        field("uscc", "统一社会信用代码", "Unified social credit code", Uscc, "PRE-4"),
    ];
    if institution {
        all.push(field("legal_rep_name", "法定代表人姓名", "Legal representative", Person, "PRE-4"));
    }
    all.extend([
        field("contact_name", "经办人姓名", "Person in charge", Person, "PRE-4"),
        field("contact_id_number", "经办人身份证号码", "Their resident ID number", ResidentId, "PRE-4"),
        field("contact_mobile", "经办人手机号码", "Their mobile number", Mobile, "SUB-6"),
    ]);
    all
}

fn outside(
    papers: &'static [(&'static str, &'static str, &'static str)],
    number: &str,
    number_en: &str,
    check: Check,
) -> Vec<Field> {
    use Check::*;
    vec![
        field("name", "机构名称", "Name of the body", Organisation, "SUB-3"),
        field("certificate_kind", "证件种类", "Kind of certificate", OneOf(papers), "SUB-3").optional(),
        field("registration_number", number, number_en, check, "SUB-3"),
        field("contact_name", "负责人姓名", "Person in charge", Person, "SUB-3"),
        field(
            "contact_permit",
            "负责人来往内地通行证号码",
            "Their mainland travel permit",
            TravelPermit,
            "SUB-3",
        )
        .optional(),
        field("contact_mobile", "内地联系手机号码", "Mainland mobile number", Mobile, "SUB-6"),
    ]
}

/// Every field that a type may have, each once.
pub fn fields_of(kind: SubjectType) -> Vec<Field> {
    let mut all: Vec<Field> = Vec::new();
    for f in Subtype::all_of(kind).flat_map(fields) {
        if all.iter().all(|known| known.key != f.key) {
            all.push(f);
        }
    }
    all
}

/// The sub-type that facts name.
pub fn subtype(kind: SubjectType, facts: &Facts) -> Subtype {
    Subtype::within(kind, facts.get(SUBTYPE).map_or("", String::as_str))
}

/// The field whose number identifies a subject of this type.
pub(super) const fn identifying(kind: SubjectType) -> &'static str {
    match kind {
        SubjectType::Individual => "id_number",
        SubjectType::Enterprise | SubjectType::Government => "uscc",
        SubjectType::HkMoTw | SubjectType::Overseas => "registration_number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sub_type_has_a_form_that_names_its_number() {
        for subtype in Subtype::ALL {
            let all = fields(subtype);
            let mut keys: Vec<_> = all.iter().map(|f| f.key).collect();
            assert!(keys.contains(&identifying(subtype.of())), "{subtype:?}");
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), all.len(), "{subtype:?} has a field twice");
            assert!(all.iter().all(|f| f.key != SUBTYPE && !f.rule.is_empty()));
        }
    }
}
