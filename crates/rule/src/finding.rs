//! What a rule found, and where.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
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
    /// Wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::NeedsPerson => "needs_person",
            Self::Info => "info",
        }
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
}

impl Finding {
    /// The form of the wire, in one language.
    pub fn out(&self, lang: Lang) -> Value {
        json!({
            "rule": self.rule, "code": self.code, "severity": self.severity.as_str(), "path": self.path,
            "line": self.line, "column": self.column, "end_line": self.end_line, "end_column": self.end_column,
            "message": self.message.get(lang), "snippet": self.snippet, "measured": self.measured,
            "limit": self.limit, "clause": self.clause, "fix": self.fix.get(lang), "related": self.related,
        })
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

impl NotChecked {
    /// The form of the wire, in one language.
    pub fn out(&self, lang: Lang) -> Value {
        json!({ "rule": self.rule, "path": self.path, "why": self.why.get(lang) })
    }
}
