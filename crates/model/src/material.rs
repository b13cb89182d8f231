//! Materials (材料): pictures that prove what a subject declares.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, AppId, MaterialId},
    text::{Bilingual, bi},
    time::Millis,
};

/// What a material shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialKind {
    /// 手持身份证（人像面）.
    HandheldFront,
    /// 手持身份证（国徽面）.
    HandheldBack,
    /// 营业执照.
    BusinessLicence,
    /// 组织机构代码证.
    OrganisationCertificate,
    /// 授权公函.
    AuthorisationLetter,
    /// 当地商业登记证.
    LocalRegistration,
    /// 境内代理授权书.
    AgentAuthorisation,
    /// 行业资质.
    Qualification,
    /// 名称证明（商标等）.
    NameProof,
    /// 人脸自拍.
    Face,
}

impl MaterialKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::HandheldFront,
        Self::HandheldBack,
        Self::BusinessLicence,
        Self::OrganisationCertificate,
        Self::AuthorisationLetter,
        Self::LocalRegistration,
        Self::AgentAuthorisation,
        Self::Qualification,
        Self::NameProof,
        Self::Face,
    ];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HandheldFront => "handheld_front",
            Self::HandheldBack => "handheld_back",
            Self::BusinessLicence => "business_licence",
            Self::OrganisationCertificate => "organisation_certificate",
            Self::AuthorisationLetter => "authorisation_letter",
            Self::LocalRegistration => "local_registration",
            Self::AgentAuthorisation => "agent_authorisation",
            Self::Qualification => "qualification",
            Self::NameProof => "name_proof",
            Self::Face => "face",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// The official Chinese term and its English name.
    pub fn label(self) -> Bilingual {
        match self {
            Self::HandheldFront => bi("手持身份证（人像面）", "Person holding the ID card, portrait side"),
            Self::HandheldBack => bi("手持身份证（国徽面）", "Person holding the ID card, emblem side"),
            Self::BusinessLicence => bi("营业执照", "Business licence"),
            Self::OrganisationCertificate => bi("组织机构代码证", "Organisation-code certificate"),
            Self::AuthorisationLetter => bi("授权公函", "Letter of authorisation"),
            Self::LocalRegistration => bi("当地商业登记证", "Local business registration"),
            Self::AgentAuthorisation => bi("境内代理授权书", "Authorisation of the mainland agent"),
            Self::Qualification => bi("行业资质", "Industry qualification"),
            Self::NameProof => bi("名称证明", "Proof of the name"),
            Self::Face => bi("人脸照片", "Photo of the face"),
        }
    }

    /// Sensitive personal information: needs a consent of its own (个人信息保护法 第二十九条).
    pub const fn needs_consent(self) -> bool {
        matches!(self, Self::HandheldFront | Self::HandheldBack | Self::Face)
    }
}

/// Something the machine measured or noticed, for applicant and reviewer alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Requirement ID.
    pub rule: String,
    /// `warning` (look here) or `info`; a machine's measure alone never refuses.
    pub severity: String,
    /// What it is about: a field or a material kind.
    pub about: String,
    /// What is so, then what to do.
    pub message: Bilingual,
    /// The measured value.
    pub measured: Option<String>,
    /// The limit.
    pub limit: Option<String>,
}

/// What is measured on a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// Declared resolution in dpi (SUB-2).
    Resolution,
    /// Share of seal-red pixels (SUB-5).
    Seal,
    /// Share of pixels that have colour.
    Colour,
    /// Mean brightness, 0 to 1.
    Brightness,
    /// Variance of the Laplacian; small means blurred.
    Sharpness,
}

impl MeasureKind {
    /// Its name on every page.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Resolution => bi("声明分辨率", "Declared resolution"),
            Self::Seal => bi("红章占比", "Red seal"),
            Self::Colour => bi("彩色占比", "Colour"),
            Self::Brightness => bi("亮度", "Brightness"),
            Self::Sharpness => bi("清晰度", "Sharpness"),
        }
    }

    /// The requirement that limits it, if one does.
    pub const fn rule(self) -> Option<&'static str> {
        match self {
            Self::Resolution => Some("SUB-2"),
            Self::Seal => Some("SUB-5"),
            Self::Colour | Self::Brightness | Self::Sharpness => None,
        }
    }

    /// A value with its unit.
    pub fn written(self, value: f64) -> String {
        match self {
            Self::Resolution => format!("{value:.0} dpi"),
            Self::Seal => format!("{:.2}%", value * 100.0),
            Self::Colour | Self::Brightness => format!("{:.0}%", value * 100.0),
            Self::Sharpness => format!("{value:.0}"),
        }
    }
}

/// A measured value and the least it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// What.
    pub kind: MeasureKind,
    /// The value; `None` if the file does not say.
    pub value: Option<f64>,
    /// The least value of the policy; `None` where a person judges.
    pub at_least: Option<f64>,
    /// Where on the picture, in pixels: left, top, width, height.
    pub place: Option<[u32; 4]>,
}

impl Measure {
    /// Whether it keeps its limit; `None` if there is no value or no limit.
    pub fn keeps(&self) -> Option<bool> {
        // Half a unit of the resolution is rounding of the file, not of the scan.
        let slack = if self.kind == MeasureKind::Resolution { 0.5 } else { 0.0 };
        Some(self.value? + slack >= self.at_least?)
    }
}

/// An uploaded material; its bytes lie sealed in the object store.
#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    /// Id.
    pub id: MaterialId,
    /// The app.
    pub app: AppId,
    /// Kind.
    pub kind: MaterialKind,
    /// Media type as sniffed from the bytes.
    pub media: String,
    /// Size in bytes.
    pub bytes: i64,
    /// Pixels.
    pub width: i64,
    /// Pixels.
    pub height: i64,
    /// Hex SHA-256 of the plain bytes.
    pub sha256: String,
    /// What was measured.
    pub notes: Vec<Note>,
    /// All that was measured, passed or not.
    pub measures: Vec<Measure>,
    /// Moment of the separate consent, where one is needed.
    pub consent_at: Option<Millis>,
    /// Who uploaded it.
    pub uploaded_by: AccountId,
    /// When.
    pub created_at: Millis,
}
