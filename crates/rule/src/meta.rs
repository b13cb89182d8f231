//! What is said of a rule in one place: its doc comment is its public page.

use serde::Serialize;
use tongguan_model::text::Lang;

use crate::Severity;

/// Family of rules; the folder they live in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// What the program says (REV-1).
    Content,
    /// What it does (REV-2).
    Function,
    /// How it looks (REV-3).
    Interface,
    /// Personal data (REV-4).
    Privacy,
    /// Where it calls (DEV-2, DEV-3).
    Network,
    /// Secrets in the package (DEV-1).
    Secrets,
    /// Whether it is whole.
    Structure,
    /// Whether it is ready for visitors.
    Quality,
    /// Whether it is what it says it is.
    Honesty,
    /// Its version (VER-1).
    Version,
}

impl Group {
    /// All, in the order of the requirements.
    pub const ALL: [Self; 10] = [
        Self::Content,
        Self::Function,
        Self::Interface,
        Self::Privacy,
        Self::Network,
        Self::Secrets,
        Self::Structure,
        Self::Quality,
        Self::Honesty,
        Self::Version,
    ];

    /// Name of its folder.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Function => "function",
            Self::Interface => "interface",
            Self::Privacy => "privacy",
            Self::Network => "network",
            Self::Secrets => "secrets",
            Self::Structure => "structure",
            Self::Quality => "quality",
            Self::Honesty => "honesty",
            Self::Version => "version",
        }
    }
}

impl Group {
    /// Word for people.
    pub const fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Content, Lang::Zh) => "内容",
            (Self::Content, Lang::En) => "Content",
            (Self::Function, Lang::Zh) => "功能",
            (Self::Function, Lang::En) => "Function",
            (Self::Interface, Lang::Zh) => "界面",
            (Self::Interface, Lang::En) => "Interface",
            (Self::Privacy, Lang::Zh) => "隐私",
            (Self::Privacy, Lang::En) => "Privacy",
            (Self::Network, Lang::Zh) => "网络",
            (Self::Network, Lang::En) => "Network",
            (Self::Structure, Lang::Zh) => "结构",
            (Self::Structure, Lang::En) => "Structure",
            (Self::Version, Lang::Zh) => "版本",
            (Self::Version, Lang::En) => "Version",
            (Self::Secrets, Lang::Zh) => "密钥",
            (Self::Secrets, Lang::En) => "Secrets",
            (Self::Quality, Lang::Zh) => "质量",
            (Self::Quality, Lang::En) => "Quality",
            (Self::Honesty, Lang::Zh) => "诚实",
            (Self::Honesty, Lang::En) => "Honesty",
        }
    }
}

/// A rule's declaration; written with [`declare_rule!`](crate::declare_rule).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleMeta {
    /// Stable kebab-case name.
    pub slug: &'static str,
    /// Stable code, e.g. `NET001`.
    pub code: &'static str,
    /// Family.
    pub group: Group,
    /// Weight of its findings, unless one says otherwise.
    pub severity: Severity,
    /// Requirement id.
    pub requirement: &'static str,
    /// First version that has it.
    pub since: &'static str,
    /// Its page, in Markdown.
    pub docs: &'static str,
}

/// The headings that every page has, in this order.
pub const DOC_HEADINGS: [&str; 5] =
    ["## What it does", "## Why", "## Fail example", "## Pass example", "## References"];

impl RuleMeta {
    /// Headings that its page lacks.
    pub fn missing_headings(&self) -> Vec<&'static str> {
        DOC_HEADINGS.into_iter().filter(|h| !self.docs.lines().any(|l| l.trim() == *h)).collect()
    }
}

/// Declares a rule: a doc comment and every field, or it does not compile.
///
/// ```
/// tongguan_rule::declare_rule! {
///     /// ## What it does
///     /// Says hello.
///     pub(crate) static HELLO = {
///         slug: "hello", code: "XXX001", group: Structure, severity: Info, requirement: "VER-3", since: "0.1.0",
///     };
/// }
/// assert_eq!(HELLO.slug, "hello");
/// ```
///
/// ```compile_fail
/// tongguan_rule::declare_rule! {
///     pub(crate) static HELLO = {
///         slug: "hello", code: "XXX001", group: Structure, severity: Info, requirement: "VER-3", since: "0.1.0",
///     };
/// }
/// ```
#[macro_export]
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])+
        $vis:vis static $name:ident = {
            slug: $slug:literal, code: $code:literal, group: $group:ident, severity: $severity:ident,
            requirement: $requirement:literal, since: $since:literal $(,)?
        };
    ) => {
        $(#[doc = $doc])+
        $vis static $name: $crate::RuleMeta = $crate::RuleMeta {
            slug: $slug,
            code: $code,
            group: $crate::Group::$group,
            severity: $crate::Severity::$severity,
            requirement: $requirement,
            since: $since,
            docs: concat!($($doc, "\n"),+),
        };
    };
}
