//! The report of a check. It keeps both languages; [`Report::out`] gives the form of the wire in one.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tongguan_model::text::{Bilingual, Lang, bi};

use crate::{
    CheckInput, Finding, NotChecked, Severity,
    finding::{FindingOut, NotCheckedOut},
    input::digest,
};

/// Digests of everything the verdict depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// Of all files.
    pub package: String,
    /// Of the facts.
    pub facts: String,
    /// Of the policy.
    pub policy: String,
    /// Of the word lists.
    pub lexicons: String,
    /// The day, `YYYY-MM-DD`.
    pub today: String,
}

/// How many of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Findings that block.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// Places that a person must look at.
    pub needs_person: u64,
    /// Notes.
    pub info: u64,
    /// Rules or files that could not be judged.
    pub not_checked: u64,
}

/// A whole report, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// `tongguan`.
    pub tool: String,
    /// Version of the rules.
    pub version: String,
    /// Name of the policy pack.
    pub pack: String,
    /// Digests of the input.
    pub inputs: Inputs,
    /// How many of each.
    pub summary: Summary,
    /// First page, e.g. `pages/index/index`; empty if the package names none.
    pub entry: String,
    /// Findings in order of path, line, column and rule.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub not_checked: Vec<NotChecked>,
}

impl Report {
    /// Puts findings in order and counts them.
    pub fn new(
        input: &CheckInput<'_>,
        entry: String,
        mut findings: Vec<Finding>,
        mut not_checked: Vec<NotChecked>,
    ) -> Self {
        let key = |f: &Finding| (f.path.clone(), f.line, f.column, f.rule.clone(), f.message.zh.clone());
        findings.sort_by_cached_key(key);
        findings.dedup();
        not_checked.sort_by(|a, b| (&a.rule, &a.path, &a.why.zh).cmp(&(&b.rule, &b.path, &b.why.zh)));
        not_checked.dedup();
        let count = |s: Severity| findings.iter().filter(|f| f.severity == s).count() as u64;
        let summary = Summary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            needs_person: count(Severity::NeedsPerson),
            info: count(Severity::Info),
            not_checked: not_checked.len() as u64,
        };
        let inputs = Inputs {
            package: input.source.digest(),
            facts: digest(input.facts),
            policy: input.policy.digest(),
            lexicons: input.lexicons.digest().to_owned(),
            today: input.today.to_string(),
        };
        Self {
            tool: "tongguan".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            pack: input.policy.name.clone(),
            inputs,
            summary,
            entry,
            findings,
            not_checked,
        }
    }

    /// Whether the pack would reject the package.
    pub fn blocks(&self) -> bool {
        self.summary.errors > 0
    }

    /// The verdict in one sentence.
    pub fn sentence(&self) -> Bilingual {
        let s = &self.summary;
        let (zh, en) = if self.blocks() {
            let one = if s.errors == 1 { "" } else { "s" };
            (
                format!("按规则包 {} 会被驳回：{} 处错误", self.pack, s.errors),
                format!("pack {} would reject it: {} error{one}", self.pack, s.errors),
            )
        } else {
            (
                format!("按规则包 {} 不会被驳回：没有错误", self.pack),
                format!("pack {} would not reject it: no errors", self.pack),
            )
        };
        bi(
            format!(
                "{zh}，{} 处警告，{} 处待人工判断，{} 项未检查。",
                s.warnings, s.needs_person, s.not_checked
            ),
            format!(
                "{en}; warnings {}, places for a person {}, not checked {}.",
                s.warnings, s.needs_person, s.not_checked
            ),
        )
    }

    /// The form of the wire, in one language, as a JSON value.
    pub fn out(&self, lang: Lang) -> Value {
        serde_json::to_value(self.wire(lang)).unwrap_or_default()
    }

    /// The form of the wire, in one language.
    pub fn wire(&self, lang: Lang) -> ReportOut<'_> {
        ReportOut {
            tool: &self.tool,
            version: &self.version,
            pack: &self.pack,
            inputs: &self.inputs,
            summary: &self.summary,
            entry: &self.entry,
            findings: self.findings.iter().map(|f| f.out(&self.pack, lang)).collect(),
            not_checked: self.not_checked.iter().map(|n| n.out(lang)).collect(),
        }
    }

    /// [`Report::wire`] as text: the same report gives the same bytes.
    pub fn to_json(&self, lang: Lang) -> String {
        let text = serde_json::to_string_pretty(&self.wire(lang)).unwrap_or_default();
        text + "\n"
    }
}

/// A report on the wire, in one language. The order of the fields is the order of the bytes.
#[derive(Debug, Clone, Serialize)]
pub struct ReportOut<'a> {
    tool: &'a str,
    version: &'a str,
    pack: &'a str,
    inputs: &'a Inputs,
    summary: &'a Summary,
    entry: &'a str,
    findings: Vec<FindingOut<'a>>,
    not_checked: Vec<NotCheckedOut<'a>>,
}
