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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// Declared resolution in dpi (SUB-2).
    Resolution,
    /// Pixels an inch of the paper that the picture shows (SUB-2).
    EffectiveResolution,
    /// Share of the resolution that carries detail; an enlarged picture has less (SUB-2).
    Detail,
    /// Pixels of the shorter side.
    ShortSide,
    /// Share of seal-red pixels (SUB-5).
    Seal,
    /// Share of pixels that have colour.
    Colour,
    /// Share of pixels whose colour is not the one tint that lies over everything (SUB-5).
    HueSpread,
    /// Share of pixels that are pure black or white among all that are not paper (SUB-5).
    Bilevel,
    /// Mean brightness, 0 to 1.
    Brightness,
    /// Brightness of the paper, 0 to 1.
    PaperLight,
    /// Brightness of the ink, 0 to 1: washed out when near the paper's.
    InkLight,
    /// Share of the document under a reflection.
    Glare,
    /// Variance of the Laplacian; small means blurred.
    Sharpness,
    /// Width of an edge in pixels (SUB-5).
    EdgeWidth,
    /// How much wider edges are along one direction than across it (SUB-5).
    Motion,
    /// Noise of plain surfaces, in steps of 255.
    Noise,
    /// How strongly something is printed over the document (SUB-5).
    Watermark,
    /// Share of the border that is cut.
    Crop,
    /// Degrees in quarters by which the sheet is turned clockwise (SUB-5).
    Turn,
    /// Tilt in degrees.
    Skew,
    /// Difference of opposite edges' directions in degrees.
    Perspective,
    /// Quality of the JPEG compression, 1 to 100.
    JpegQuality,
    /// Traces of editing in the file.
    Editing,
    /// Strength of a screen's raster over the picture.
    Moire,
}

impl MeasureKind {
    /// What a value may fall short by: half a unit of a resolution is rounding of pixels and millimetres, not of the scan.
    pub const fn slack(self) -> f64 {
        match self {
            Self::Resolution | Self::EffectiveResolution => 0.5,
            _ => 0.0,
        }
    }

    /// All kinds.
    pub const ALL: [Self; 24] = [
        Self::Resolution,
        Self::EffectiveResolution,
        Self::Detail,
        Self::ShortSide,
        Self::Seal,
        Self::Colour,
        Self::HueSpread,
        Self::Bilevel,
        Self::Brightness,
        Self::PaperLight,
        Self::InkLight,
        Self::Glare,
        Self::Sharpness,
        Self::EdgeWidth,
        Self::Motion,
        Self::Noise,
        Self::Watermark,
        Self::Crop,
        Self::Turn,
        Self::Skew,
        Self::Perspective,
        Self::JpegQuality,
        Self::Editing,
        Self::Moire,
    ];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Resolution => "resolution",
            Self::EffectiveResolution => "effective_resolution",
            Self::Detail => "detail",
            Self::ShortSide => "short_side",
            Self::Seal => "seal",
            Self::Colour => "colour",
            Self::HueSpread => "hue_spread",
            Self::Bilevel => "bilevel",
            Self::Brightness => "brightness",
            Self::PaperLight => "paper_light",
            Self::InkLight => "ink_light",
            Self::Glare => "glare",
            Self::Sharpness => "sharpness",
            Self::EdgeWidth => "edge_width",
            Self::Motion => "motion",
            Self::Noise => "noise",
            Self::Watermark => "watermark",
            Self::Crop => "crop",
            Self::Turn => "turn",
            Self::Skew => "skew",
            Self::Perspective => "perspective",
            Self::JpegQuality => "jpeg_quality",
            Self::Editing => "editing",
            Self::Moire => "moire",
        }
    }

    /// Its name on every page.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Resolution => bi("声明分辨率", "Declared resolution"),
            Self::EffectiveResolution => bi("实际分辨率", "Effective resolution"),
            Self::Detail => bi("细节占比", "Real detail"),
            Self::ShortSide => bi("短边像素", "Shorter side"),
            Self::Seal => bi("红章占比", "Red seal"),
            Self::Colour => bi("彩色占比", "Colour"),
            Self::HueSpread => bi("多色占比", "More than one tint"),
            Self::Bilevel => bi("黑白二值占比", "Black and white only"),
            Self::Brightness => bi("亮度", "Brightness"),
            Self::PaperLight => bi("纸面亮度", "Brightness of the paper"),
            Self::InkLight => bi("墨色亮度", "Brightness of the ink"),
            Self::Glare => bi("反光占比", "Glare"),
            Self::Sharpness => bi("清晰度", "Sharpness"),
            Self::EdgeWidth => bi("笔画边缘宽度", "Width of edges"),
            Self::Motion => bi("方向性模糊", "Motion blur"),
            Self::Noise => bi("噪点", "Noise"),
            Self::Watermark => bi("水印强度", "Watermark"),
            Self::Crop => bi("边缘缺失", "Border cut"),
            Self::Turn => bi("画面方向", "Turned by"),
            Self::Skew => bi("倾斜", "Tilt"),
            Self::Perspective => bi("透视变形", "Perspective"),
            Self::JpegQuality => bi("JPEG 质量", "JPEG quality"),
            Self::Editing => bi("编辑痕迹", "Traces of editing"),
            Self::Moire => bi("屏幕摩尔纹", "Screen raster"),
        }
    }

    /// The requirement that limits it, if one does.
    pub const fn rule(self) -> Option<&'static str> {
        match self {
            Self::Resolution | Self::EffectiveResolution | Self::Detail => Some("SUB-2"),
            Self::Colour | Self::Brightness | Self::Sharpness => None,
            _ => Some("SUB-5"),
        }
    }

    /// Whether more is better: its limit is the least value, not the most.
    pub const fn more_is_better(self) -> bool {
        matches!(
            self,
            Self::Resolution
                | Self::EffectiveResolution
                | Self::Detail
                | Self::ShortSide
                | Self::Seal
                | Self::Colour
                | Self::HueSpread
                | Self::Brightness
                | Self::PaperLight
                | Self::Sharpness
                | Self::JpegQuality
        )
    }

    /// A value with its unit.
    pub fn written(self, value: f64) -> String {
        match self {
            Self::Resolution | Self::EffectiveResolution => format!("{value:.0} dpi"),
            Self::ShortSide | Self::EdgeWidth => {
                let digits = usize::from(self == Self::EdgeWidth);
                format!("{value:.digits$} px")
            }
            Self::Seal | Self::HueSpread | Self::Glare => format!("{:.2}%", value * 100.0),
            Self::Colour
            | Self::Brightness
            | Self::PaperLight
            | Self::InkLight
            | Self::Detail
            | Self::Bilevel
            | Self::Crop => format!("{:.0}%", value * 100.0),
            Self::Turn => format!("{value:.0}°"),
            Self::Skew | Self::Perspective => format!("{value:.1}°"),
            Self::Sharpness | Self::JpegQuality | Self::Editing => format!("{value:.0}"),
            Self::Motion | Self::Noise | Self::Watermark | Self::Moire => format!("{value:.2}"),
        }
    }
}

/// A measured value and the least or the most it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// What.
    pub kind: MeasureKind,
    /// The value; `None` if the file does not say.
    pub value: Option<f64>,
    /// The least value of the policy; `None` where a person judges.
    pub at_least: Option<f64>,
    /// The most of the policy, for what should be small.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    /// Where on the picture, in pixels: left, top, width, height.
    pub place: Option<[u32; 4]>,
}

impl Measure {
    /// Whether it keeps its limit; `None` if there is no value or no limit.
    pub fn keeps(&self) -> Option<bool> {
        let slack = self.kind.slack();
        match (self.at_least, self.at_most) {
            (Some(least), _) => Some(self.value? + slack >= least),
            (None, Some(most)) => Some(self.value? <= most),
            (None, None) => None,
        }
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
