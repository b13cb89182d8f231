//! Subjects, materials and names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tongguan_model::material::{Material, Note};
use utoipa::ToSchema;

use crate::{case::CaseOut, problem::FieldProblem};

/// The form as it is so far. A field that is absent keeps its value, an empty one is cleared.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectIn {
    /// `individual`, `enterprise`, `government`, `hk_mo_tw`, `overseas`.
    pub r#type: String,
    /// Sub-type: `company`, `sole_trader`, `other_organisation`; `organ`, `institution`; `hong_kong`, `macau`, `taiwan`. Absent: as it was.
    #[serde(default)]
    pub subtype: Option<String>,
    /// Field name → value.
    #[serde(default)]
    pub facts: BTreeMap<String, String>,
}

/// One field of the form.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldOut {
    /// Wire name.
    pub key: String,
    /// Official term.
    pub label: String,
    /// Masked value.
    pub shown: String,
    /// Requirement ID.
    pub rule: String,
    /// May stay empty.
    pub optional: bool,
    /// Keys and names of what may be chosen; empty if it is text.
    pub choices: Vec<ChoiceOut>,
}

/// Something that may be chosen.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChoiceOut {
    /// What is sent.
    pub key: String,
    /// Its name.
    pub label: String,
}

/// What the machine measured.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NoteOut {
    /// Requirement ID.
    pub rule: String,
    /// `warning` or `info`.
    pub severity: String,
    /// The field or material kind.
    pub about: String,
    /// What is so, then what to do.
    pub message: String,
    /// Measured value.
    pub measured: Option<String>,
    /// Limit.
    pub limit: Option<String>,
}

impl NoteOut {
    /// In one language.
    pub fn of(n: &Note, lang: tongguan_model::text::Lang) -> Self {
        Self {
            rule: n.rule.clone(),
            severity: n.severity.clone(),
            about: n.about.clone(),
            message: n.message.get(lang).into(),
            measured: n.measured.clone(),
            limit: n.limit.clone(),
        }
    }
}

/// A material without its bytes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MaterialOut {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Official term.
    pub label: String,
    /// Media type.
    pub media: String,
    /// Bytes.
    pub bytes: i64,
    /// Pixels.
    pub width: i64,
    /// Pixels.
    pub height: i64,
    /// Hex SHA-256.
    pub sha256: String,
    /// What was measured.
    pub notes: Vec<NoteOut>,
    /// Uploaded at.
    pub created_at: i64,
}

impl MaterialOut {
    /// In one language.
    pub fn of(m: Material, lang: tongguan_model::text::Lang) -> Self {
        Self {
            id: m.id.to_string(),
            kind: m.kind.as_str().into(),
            label: m.kind.label().get(lang).into(),
            media: m.media,
            bytes: m.bytes,
            width: m.width,
            height: m.height,
            sha256: m.sha256,
            notes: m.notes.iter().map(|n| NoteOut::of(n, lang)).collect(),
            created_at: m.created_at.0,
        }
    }
}

/// A word on a picture.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReadWord {
    /// Text.
    pub text: String,
    /// How sure the machine is, 0 to 100.
    pub confidence: u8,
    /// Left, top, width, height in pixels of the picture.
    pub place: [u32; 4],
    /// Number of its line.
    pub line: u32,
}

impl From<tongguan_model::reading::Word> for ReadWord {
    fn from(w: tongguan_model::reading::Word) -> Self {
        Self { text: w.text, confidence: w.confidence, place: w.place, line: w.line }
    }
}

/// What the machine read on a picture.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReadingOut {
    /// `waiting`, `read` or `not_read`; absent where nothing is read on such a material.
    pub state: Option<String>,
    /// Why it was not read.
    pub reason: Option<String>,
    /// Words in reading order.
    pub words: Vec<ReadWord>,
    /// Codes, read by their alphabet alone.
    pub codes: Vec<ReadWord>,
    /// Contents of QR codes.
    pub qr: Vec<ReadWord>,
}

/// One material that the type needs.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NeedOut {
    /// Kind.
    pub kind: String,
    /// Official term.
    pub label: String,
    /// Newest upload.
    pub have: Option<MaterialOut>,
}

/// A declared value beside what the paper says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ComparedOut {
    /// Field; `qr` for what the QR code says of the code.
    pub key: String,
    /// Requirement ID.
    pub rule: String,
    /// `equal`, `differs`, `unsure`, `not_found`, `waiting`, `not_read`.
    pub agreement: String,
    /// As declared.
    pub declared: String,
    /// As read.
    pub read: String,
    /// Differing parts of the declared value: first character and how many.
    pub marks_declared: Vec<[usize; 2]>,
    /// The same of what was read.
    pub marks_read: Vec<[usize; 2]>,
    /// What is so.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// How sure the machine is, 0 to 100.
    pub confidence: Option<u8>,
}

impl ComparedOut {
    /// In one language.
    pub fn of(c: &tongguan_model::reading::Compared, lang: tongguan_model::text::Lang) -> Self {
        let agreement = serde_json::to_value(c.agreement).ok();
        Self {
            key: c.key.clone(),
            rule: c.rule.clone(),
            agreement: agreement.and_then(|v| v.as_str().map(ToOwned::to_owned)).unwrap_or_default(),
            declared: c.declared.clone(),
            read: c.read.clone(),
            marks_declared: c.marks_declared.clone(),
            marks_read: c.marks_read.clone(),
            message: c.message.get(lang).into(),
            remedy: c.remedy.get(lang).into(),
            confidence: c.confidence,
        }
    }
}

/// The subject's form.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SubjectOut {
    /// Type.
    pub r#type: String,
    /// Sub-type.
    pub subtype: String,
    /// The sub-types of the type.
    pub subtypes: Vec<ChoiceOut>,
    /// `draft`, `in_review`, `approved`, `refused`.
    pub state: String,
    /// Fields.
    pub fields: Vec<FieldOut>,
    /// Materials.
    pub needs: Vec<NeedOut>,
    /// Everything that stands against a submission.
    pub errors: Vec<FieldProblem>,
    /// What a reviewer will look at.
    pub notes: Vec<NoteOut>,
    /// What is declared beside what the paper says, while the form can be edited.
    pub beside: Vec<ComparedOut>,
    /// Its cases, newest first.
    pub cases: Vec<CaseOut>,
}

/// One verification: what, what came of it, by whom, when (SUB-6).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProofOut {
    /// `mobile_code`, `mobile_holder` or `registration`.
    pub fact: String,
    /// The fact in words.
    pub label: String,
    /// `confirmed`, `denied` or `unknown`.
    pub outcome: String,
    /// `code`, `provider` or `reviewer`.
    pub by: String,
    /// Name of the provider, or account.
    pub by_name: String,
    /// In words.
    pub detail: String,
    /// When.
    pub at: i64,
    /// Whether it is of what is declared now.
    pub current: bool,
}

/// What is proven of a subject.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProofsOut {
    /// The number that a code proves, masked.
    pub mobile: Option<String>,
    /// Whether a code came back from it.
    pub mobile_proven: bool,
    /// Until when the code that was sent is good.
    pub code_until: Option<i64>,
    /// Every verification, newest first.
    pub verifications: Vec<ProofOut>,
}

/// What a reviewer compared by hand.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofIn {
    /// `mobile_holder` or `registration`.
    pub fact: String,
    /// `confirmed`, `denied` or `unknown`.
    pub outcome: String,
    /// What it rests on.
    pub note: String,
}

/// The name that a reviewer reads on the licence.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNameIn {
    /// The name as printed.
    pub read: String,
}

/// Characters that differ.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NameMarkOut {
    /// First character, from 0.
    pub start: usize,
    /// How many; 0 is a gap.
    pub len: usize,
    /// `form`, `variant`, `shape`, `sound`, `other` or `only`.
    pub kind: String,
}

/// Two names side by side (SUB-4).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NameComparisonOut {
    /// `exact`, `form`, `wrong_character`, `abbreviated`, `missing`, `extra` or `different`.
    pub verdict: String,
    /// The declared name.
    pub declared: String,
    /// The name that was read.
    pub read: String,
    /// Differences in the declared name.
    pub marks_declared: Vec<NameMarkOut>,
    /// Differences in the name that was read; one for each of the other side.
    pub marks_read: Vec<NameMarkOut>,
    /// What is so.
    pub message: String,
}

/// A name to check or submit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameIn {
    /// The name.
    pub name: String,
    /// Ids of materials of kind `name_proof`.
    #[serde(default)]
    pub proofs: Vec<String>,
}

/// What a name would meet.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NameCheckOut {
    /// `free`, `needs_proof` or `refused`.
    pub verdict: String,
    /// Reasons of a refusal.
    pub refused: Vec<FieldProblem>,
    /// What a proof is needed for.
    pub needs_proof: Vec<FieldProblem>,
    /// Advice.
    pub advice: Vec<FieldProblem>,
    /// Another app holds it.
    pub taken: bool,
    /// This app rests until then.
    pub rests_until: Option<i64>,
    /// Names of others that it may be taken for, the likest first.
    pub likes: Vec<NameLikeOut>,
}

/// A name of somebody else that a name may be taken for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NameLikeOut {
    /// The name; of one that is only under review it is not told.
    pub name: Option<String>,
    /// `approved`, `in_review` or `reserved`.
    pub holder: String,
    /// How alike, 0 to 1.
    pub score: f64,
    /// `conflict` or `mention`.
    pub level: String,
    /// Why, the weightiest first.
    pub reasons: Vec<NameReasonOut>,
}

/// Why two names are alike.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NameReasonOut {
    /// Code: `same-reading`, `similar-shape`, `affix`, …; docs/names.md has all.
    pub code: String,
    /// For people.
    pub title: String,
    /// Its weight, 0 to 1.
    pub score: f64,
}

/// A submitted name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NameOut {
    /// Id.
    pub id: String,
    /// Text.
    pub name: String,
    /// `in_review`, `approved`, `refused`, `withdrawn`, `released`.
    pub state: String,
    /// Submitted at.
    pub submitted_at: i64,
    /// Decided or withdrawn at.
    pub decided_at: Option<i64>,
    /// Its case.
    pub case: Option<CaseOut>,
}

/// One look at an app's papers or facts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LookOut {
    /// Id of its line in the log.
    pub id: String,
    /// When.
    pub at: i64,
    /// `you`, `administrator` (another one) or `reviewer`.
    pub who: String,
    /// Kind of the material; absent for the facts of the subject.
    pub kind: Option<String>,
    /// Id of the material or of the subject.
    pub target: String,
    /// `case`, `own` or `export`.
    pub why: String,
    /// Number of the case.
    pub case: Option<i64>,
}

/// An app that stands for the same subject.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SiblingOut {
    /// Id.
    pub id: String,
    /// Public AppID.
    pub appid: Option<String>,
    /// Title.
    pub title: String,
    /// `in_review` or `approved`.
    pub subject: String,
}

/// The apps of a subject.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SiblingsOut {
    /// How many stand for it, under review or approved.
    pub count: i64,
    /// How many may.
    pub limit: i64,
    /// Those that the caller may see.
    pub apps: Vec<SiblingOut>,
}
