//! What a rule found, and where.

use serde::{Deserialize, Serialize};
use tongguan_model::text::{Bilingual, Lang};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The chosen pack would reject it.
    Error,
    /// It ought to be mended; nothing is rejected for it.
    Warning,
    /// A machine cannot tell: a person looks.
    NeedsPerson,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// All, the heaviest first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::NeedsPerson, Self::Info];

    /// Stored form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::NeedsPerson => "needs_person",
            Self::Info => "info",
        }
    }

    /// Name on the wire and on the command line.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::NeedsPerson => "needs-a-person",
            other => other.as_str(),
        }
    }

    /// By its name on the command line and in `tongguan.toml`.
    pub fn from_wire(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.wire() == text)
    }

    /// Word for people.
    pub const fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Error, Lang::Zh) => "错误",
            (Self::Error, Lang::En) => "error",
            (Self::Warning, Lang::Zh) => "警告",
            (Self::Warning, Lang::En) => "warning",
            (Self::NeedsPerson, Lang::Zh) => "待人工",
            (Self::NeedsPerson, Lang::En) => "needs a person",
            (Self::Info, Lang::Zh) => "提示",
            (Self::Info, Lang::En) => "info",
        }
    }
}

/// A place in a file. Lines and columns count from 1, columns in characters; the end is one past the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
}

/// Another place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Related {
    /// File.
    pub path: String,
    /// Line, from 1.
    pub line: u32,
    /// What is there.
    pub note: String,
}

/// What a rule measured, as data: pages draw it. It is not on the wire; `measured` and `limit` say the same in words.
///
/// A rule adds it with `.evidence(..)` on what `Sink::report` gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// A text's colour on what is behind it, each `#rrggbb`.
    Colours {
        /// The text.
        fore: String,
        /// What is behind it.
        back: String,
        /// Least contrast, in hundredths.
        least: u32,
    },
    /// A control, in tenths of a px; what is not known is `None`.
    Size {
        /// Width.
        width: Option<u32>,
        /// Height.
        height: Option<u32>,
        /// Least width.
        least_width: u32,
        /// Least height.
        least_height: u32,
    },
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Slug of the rule.
    pub rule: String,
    /// Code of the rule.
    pub code: String,
    /// Weight under the pack in use.
    pub severity: Severity,
    /// File, relative to the app root.
    pub path: String,
    /// First line, from 1.
    pub line: u32,
    /// First column in characters, from 1.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
    /// What is so.
    pub message: Bilingual,
    /// The line, or the part of it around the place.
    pub snippet: String,
    /// The measured value.
    pub measured: Option<String>,
    /// The limit it broke.
    pub limit: Option<String>,
    /// Requirement id.
    pub clause: String,
    /// What to do.
    pub fix: Bilingual,
    /// Places that explain it.
    pub related: Vec<Related>,
    /// What was measured, as data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// A finding on the wire, in one language. The order of the fields is the order of the bytes.
#[derive(Debug, Clone, Serialize)]
pub struct FindingOut<'a> {
    rule: &'a str,
    code: &'a str,
    severity: &'static str,
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    message: String,
    snippet: &'a str,
    measured: Option<&'a str>,
    limit: Option<&'a str>,
    clause: &'a str,
    fix: &'a str,
    related: &'a [Related],
}

impl Finding {
    /// What is so; an error says which pack would reject it.
    pub fn sentence(&self, pack: &str, lang: Lang) -> String {
        let message = self.message.get(lang);
        match (self.severity, lang) {
            (Severity::Error, Lang::Zh) => format!("{message}规则包 {pack} 会因此驳回。"),
            (Severity::Error, Lang::En) => format!("{message} Pack {pack} would reject it."),
            _ => message.to_owned(),
        }
    }

    /// The form of the wire, in one language.
    pub fn out(&self, pack: &str, lang: Lang) -> FindingOut<'_> {
        FindingOut {
            rule: &self.rule,
            code: &self.code,
            severity: self.severity.wire(),
            path: &self.path,
            line: self.line,
            column: self.column,
            end_line: self.end_line,
            end_column: self.end_column,
            message: self.sentence(pack, lang),
            snippet: &self.snippet,
            measured: self.measured.as_deref(),
            limit: self.limit.as_deref(),
            clause: &self.clause,
            fix: self.fix.get(lang),
            related: &self.related,
        }
    }
}

/// A rule, or a part of what it looks at, that could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotChecked {
    /// Slug of the rule.
    pub rule: String,
    /// File, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What is missing.
    pub why: Bilingual,
}

/// What could not be judged, on the wire.
#[derive(Debug, Clone, Serialize)]
pub struct NotCheckedOut<'a> {
    rule: &'a str,
    path: Option<&'a str>,
    why: &'a str,
}

impl NotChecked {
    /// The form of the wire, in one language.
    pub fn out(&self, lang: Lang) -> NotCheckedOut<'_> {
        NotCheckedOut { rule: &self.rule, path: self.path.as_deref(), why: self.why.get(lang) }
    }
}
