//! What a number says: its kind, its parts, and why it fails.

use std::ops::Range;

use tongguan_model::text::{Bilingual, bi};

use super::suggest::Suggestion;
use crate::FieldError;

/// Every kind of number that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 统一社会信用代码.
    SocialCreditCode,
    /// 组织机构代码.
    OrganisationCode,
    /// 营业执照注册号, 15 digits.
    RegistrationNumber,
    /// 公民身份号码.
    ResidentId,
    /// 公民身份号码 of the first generation, 15 digits.
    ResidentIdOld,
    /// 港澳台居民居住证.
    ResidencePermit,
    /// 外国人永久居留身份证, version 2023.
    ForeignerCard,
    /// 外国人永久居留身份证, version 2017.
    ForeignerCardOld,
    /// 港澳居民来往内地通行证.
    HkMoTravelPermit,
    /// 台湾居民来往大陆通行证.
    TaiwanTravelPermit,
    /// 香港身份证.
    HkIdCard,
    /// 台湾身份证.
    TaiwanIdCard,
    /// 澳门身份证.
    MacauIdCard,
    /// 香港商业登记号码.
    HkBusinessRegistration,
    /// 澳门商业登记编号.
    MacauRegistration,
    /// 台湾统一编号.
    TaiwanUbn,
    /// LEI, ISO 17442.
    Lei,
    /// D-U-N-S.
    Duns,
    /// 联行号.
    BankNumber,
    /// 银行卡.
    BankCard,
    /// 对公账号.
    CorporateAccount,
    /// 手机号码.
    Mobile,
    /// ICP 备案号.
    IcpFiling,
    /// ICP 证.
    IcpLicence,
    /// 增值电信业务经营许可证, and numbers of filings under it.
    TelecomLicence,
    /// 公安备案号.
    PublicSecurityFiling,
    /// 电子邮箱.
    Email,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 27] = [
        Self::SocialCreditCode,
        Self::OrganisationCode,
        Self::RegistrationNumber,
        Self::ResidentId,
        Self::ResidentIdOld,
        Self::ResidencePermit,
        Self::ForeignerCard,
        Self::ForeignerCardOld,
        Self::HkMoTravelPermit,
        Self::TaiwanTravelPermit,
        Self::HkIdCard,
        Self::TaiwanIdCard,
        Self::MacauIdCard,
        Self::HkBusinessRegistration,
        Self::MacauRegistration,
        Self::TaiwanUbn,
        Self::Lei,
        Self::Duns,
        Self::BankNumber,
        Self::BankCard,
        Self::CorporateAccount,
        Self::Mobile,
        Self::IcpFiling,
        Self::IcpLicence,
        Self::TelecomLicence,
        Self::PublicSecurityFiling,
        Self::Email,
    ];

    /// Stable key, as on the wire.
    pub const fn key(self) -> &'static str {
        match self {
            Self::SocialCreditCode => "social_credit_code",
            Self::OrganisationCode => "organisation_code",
            Self::RegistrationNumber => "registration_number",
            Self::ResidentId => "resident_id",
            Self::ResidentIdOld => "resident_id_old",
            Self::ResidencePermit => "residence_permit",
            Self::ForeignerCard => "foreigner_card",
            Self::ForeignerCardOld => "foreigner_card_old",
            Self::HkMoTravelPermit => "hk_mo_travel_permit",
            Self::TaiwanTravelPermit => "taiwan_travel_permit",
            Self::HkIdCard => "hk_id_card",
            Self::TaiwanIdCard => "taiwan_id_card",
            Self::MacauIdCard => "macau_id_card",
            Self::HkBusinessRegistration => "hk_business_registration",
            Self::MacauRegistration => "macau_registration",
            Self::TaiwanUbn => "taiwan_ubn",
            Self::Lei => "lei",
            Self::Duns => "duns",
            Self::BankNumber => "bank_number",
            Self::BankCard => "bank_card",
            Self::CorporateAccount => "corporate_account",
            Self::Mobile => "mobile",
            Self::IcpFiling => "icp_filing",
            Self::IcpLicence => "icp_licence",
            Self::TelecomLicence => "telecom_licence",
            Self::PublicSecurityFiling => "public_security_filing",
            Self::Email => "email",
        }
    }

    /// Name in both languages.
    pub fn label(self) -> Bilingual {
        let (zh, en) = match self {
            Self::SocialCreditCode => ("统一社会信用代码", "unified social credit code"),
            Self::OrganisationCode => ("组织机构代码", "organisation code"),
            Self::RegistrationNumber => ("营业执照注册号（15 位）", "business licence number (15 digits)"),
            Self::ResidentId => ("公民身份号码", "resident ID number"),
            Self::ResidentIdOld => ("公民身份号码（15 位旧号）", "resident ID number (old form, 15 digits)"),
            Self::ResidencePermit => {
                ("港澳台居民居住证号码", "residence permit of a Hong Kong, Macau or Taiwan resident")
            }
            Self::ForeignerCard => ("外国人永久居留身份证号码", "foreigner's permanent residence card"),
            Self::ForeignerCardOld => {
                ("外国人永久居留身份证号码（2017 版）", "foreigner's permanent residence card (version 2017)")
            }
            Self::HkMoTravelPermit => {
                ("港澳居民来往内地通行证号码", "mainland travel permit of a Hong Kong or Macau resident")
            }
            Self::TaiwanTravelPermit => {
                ("台湾居民来往大陆通行证号码", "mainland travel permit of a Taiwan resident")
            }
            Self::HkIdCard => ("香港身份证号码", "Hong Kong identity card"),
            Self::TaiwanIdCard => ("台湾身份证号码", "Taiwan identity card"),
            Self::MacauIdCard => ("澳门身份证号码", "Macau identity card"),
            Self::HkBusinessRegistration => ("香港商业登记号码", "Hong Kong business registration number"),
            Self::MacauRegistration => ("澳门商业登记编号", "Macau commercial registration number"),
            Self::TaiwanUbn => ("台湾统一编号", "Taiwan unified business number"),
            Self::Lei => ("全球法人识别编码（LEI）", "legal entity identifier (LEI)"),
            Self::Duns => ("邓白氏编码", "D-U-N-S number"),
            Self::BankNumber => ("联行号", "CNAPS bank number"),
            Self::BankCard => ("银行卡号", "bank card number"),
            Self::CorporateAccount => ("对公账号", "corporate account"),
            Self::Mobile => ("手机号码", "mobile number"),
            Self::IcpFiling => ("ICP 备案号", "ICP filing number"),
            Self::IcpLicence => ("ICP 经营许可证号", "ICP licence number"),
            Self::TelecomLicence => ("增值电信业务经营许可证号", "value-added telecom licence number"),
            Self::PublicSecurityFiling => ("公安备案号", "public-security filing number"),
            Self::Email => ("电子邮箱", "e-mail address"),
        };
        bi(zh, en)
    }

    /// Whether it points at a person, so that it is shown masked.
    pub const fn personal(self) -> bool {
        matches!(
            self,
            Self::ResidentId
                | Self::ResidentIdOld
                | Self::ResidencePermit
                | Self::ForeignerCard
                | Self::ForeignerCardOld
                | Self::HkMoTravelPermit
                | Self::TaiwanTravelPermit
                | Self::HkIdCard
                | Self::TaiwanIdCard
                | Self::MacauIdCard
                | Self::Mobile
                | Self::BankCard
                | Self::CorporateAccount
                | Self::Email
        )
    }
}

/// A piece of a number and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Characters of the canonical form, from 0.
    pub span: Range<usize>,
    /// What this piece is.
    pub label: Bilingual,
    /// What it says here.
    pub meaning: Bilingual,
    /// Says something about a person: masked unless asked for.
    pub personal: bool,
}

/// Something wrong with a number, or to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable kebab-case code.
    pub code: &'static str,
    /// Characters that are wrong, from 0.
    pub at: Option<Range<usize>>,
    /// What should stand there.
    pub expected: Option<String>,
    /// What is so.
    pub message: Bilingual,
    /// Numbers that may be meant; their check digits fit.
    pub suggestions: Vec<Suggestion>,
}

impl Problem {
    /// A problem of the whole number.
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, at: None, expected: None, message: bi(zh, en), suggestions: vec![] }
    }

    /// Where it is.
    pub fn at(mut self, at: Range<usize>) -> Self {
        self.at = Some(at);
        self
    }

    /// What should stand there.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// What may be meant.
    pub fn suggest(mut self, suggestions: Vec<Suggestion>) -> Self {
        self.suggestions = suggestions;
        self
    }

    /// As the error of a form's field. A suggestion for a personal number names the place only.
    pub fn error(&self, field: &str, rule: &str, kind: Kind, remedy: (&str, &str)) -> FieldError {
        let hint = self.suggestions.first().map(|s| {
            if kind.personal() {
                bi(format!("请核对{}。", s.words().zh), format!("Check it: {}.", s.words().en))
            } else {
                bi(format!("你要填的是否为 {}？", s.text), format!("Did you mean {}?", s.text))
            }
        });
        let remedy = hint.unwrap_or_else(|| bi(remedy.0, remedy.1));
        FieldError::new(field, self.code, rule, self.message.clone(), remedy)
    }
}

/// A number as one kind understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Kind.
    pub kind: Kind,
    /// Canonical form.
    pub canonical: String,
    /// The form that may be shown.
    pub masked: String,
    /// Its pieces.
    pub parts: Vec<Part>,
    /// Why it is no number of this kind; empty if it is one.
    pub problems: Vec<Problem>,
    /// What a person should look at.
    pub warnings: Vec<Problem>,
    /// How much speaks for this kind, 0 to 100: a check digit that fits says more than a form that does.
    pub fit: u8,
}

impl Reading {
    /// A reading without anything found yet.
    pub(crate) fn new(kind: Kind, canonical: impl Into<String>) -> Self {
        let canonical = canonical.into();
        let masked = if kind.personal() { veil(&canonical) } else { canonical.clone() };
        Self { kind, canonical, masked, parts: vec![], problems: vec![], warnings: vec![], fit: 0 }
    }

    /// Whether form and check digits are right.
    pub fn ok(&self) -> bool {
        self.problems.is_empty()
    }

    pub(crate) fn part(&mut self, span: Range<usize>, label: (&str, &str), meaning: Bilingual) {
        self.parts.push(Part { span, label: bi(label.0, label.1), meaning, personal: false });
    }

    pub(crate) fn personal(&mut self, span: Range<usize>, label: (&str, &str), meaning: Bilingual) {
        self.parts.push(Part { span, label: bi(label.0, label.1), meaning, personal: true });
    }
}

/// The first characters and the last few, the rest starred.
fn veil(text: &str) -> String {
    let n = text.chars().count();
    let (head, tail) = if n >= 15 {
        (6, 4)
    } else if n >= 10 {
        (3, 4)
    } else {
        (1, 2)
    };
    text.chars().enumerate().map(|(i, c)| if i < head || i + tail >= n { c } else { '*' }).collect()
}
