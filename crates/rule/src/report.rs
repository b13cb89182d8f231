//! The report of a check. It keeps both languages; [`Report::out`] gives the form of the wire in one.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tongguan_model::text::{Bilingual, Lang, bi};

use crate::{
    CheckInput, Facts, Finding, NotChecked, Severity,
    finding::{FindingOut, NotCheckedOut},
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
    /// Findings that the project suppressed; they are in none of the other numbers.
    #[serde(default)]
    pub suppressed: u64,
}

/// A finding that the project knows of, with the reason it gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// Why it stays.
    pub reason: String,
    /// Where that is said: `file:line`, or `baseline`.
    pub by: String,
}

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// First page; empty if the package names none.
    pub entry: String,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Findings that the project suppressed.
    pub suppressed: Vec<Suppressed>,
    /// What could not be judged.
    pub not_checked: Vec<NotChecked>,
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
    /// Findings that the project suppressed, in the same order.
    #[serde(default)]
    pub suppressed: Vec<Suppressed>,
    /// What could not be judged.
    pub not_checked: Vec<NotChecked>,
    /// The facts, so that the check can be made again; not on the wire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Facts>,
    /// Whether the pack lets a project suppress: if not, review still counts what is suppressed.
    #[serde(default)]
    pub lenient: bool,
    /// Rules whose findings the project made lighter or switched off; review judges them by the pack.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lightened: Vec<String>,
}

impl Report {
    /// Puts findings in order and counts them.
    pub fn new(input: &CheckInput<'_>, found: Found) -> Self {
        let Found { entry, mut findings, mut suppressed, mut not_checked } = found;
        findings.sort_by_cached_key(key);
        findings.dedup();
        suppressed.sort_by_cached_key(|s| key(&s.finding));
        suppressed.dedup();
        not_checked.sort_by(|a, b| (&a.rule, &a.path, &a.why.zh).cmp(&(&b.rule, &b.path, &b.why.zh)));
        not_checked.dedup();
        let inputs = Inputs {
            package: input.source.digest(),
            facts: input.facts.digest(),
            policy: input.policy.digest().to_owned(),
            lexicons: input.lexicons.digest().to_owned(),
            today: input.today.to_string(),
        };
        let mut report = Self {
            tool: "tongguan".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            pack: input.policy.name.clone(),
            inputs,
            summary: Summary::default(),
            entry,
            findings,
            suppressed,
            not_checked,
            facts: Some(input.facts.clone()),
            lenient: input.policy.review.switches.honour_suppressions,
            lightened: Vec::new(),
        };
        report.count();
        report
    }

    fn count(&mut self) {
        let count = |s: Severity| self.findings.iter().filter(|f| f.severity == s).count() as u64;
        self.summary = Summary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            needs_person: count(Severity::NeedsPerson),
            info: count(Severity::Info),
            not_checked: self.not_checked.len() as u64,
            suppressed: self.suppressed.len() as u64,
        };
    }

    /// Suppresses the findings for which `known` has a reason and a place.
    pub fn suppress(&mut self, mut known: impl FnMut(&Finding) -> Option<(String, String)>) {
        for finding in std::mem::take(&mut self.findings) {
            match known(&finding) {
                Some((reason, by)) => self.suppressed.push(Suppressed { finding, reason, by }),
                None => self.findings.push(finding),
            }
        }
        self.suppressed.sort_by_cached_key(|s| key(&s.finding));
        self.count();
    }

    /// For what the pack would reject the package at review: also for what was suppressed, unless the pack lets a project do
    /// that.
    pub fn rejecting(&self) -> impl Iterator<Item = &Finding> {
        let known = self.suppressed.iter().map(|s| &s.finding).filter(|_| !self.lenient);
        self.findings.iter().chain(known).filter(|f| f.severity == Severity::Error)
    }

    /// Whether the pack would reject the package at review.
    pub fn blocks(&self) -> bool {
        self.rejecting().next().is_some()
    }

    /// The verdict in one sentence.
    pub fn sentence(&self) -> Bilingual {
        let s = &self.summary;
        let hidden = self.rejecting().count() as u64 - s.errors;
        let (zh, en) = if s.errors > 0 {
            let one = if s.errors == 1 { "" } else { "s" };
            (
                format!("按规则包 {} 会被驳回：{} 处错误", self.pack, s.errors),
                format!("pack {} would reject it: {} error{one}", self.pack, s.errors),
            )
        } else if hidden > 0 {
            (
                format!("没有未忽略的错误，但按规则包 {} 审核仍会因已忽略的 {hidden} 处错误驳回", self.pack),
                format!(
                    "no error that is not suppressed, but pack {} still rejects it for {hidden} that are",
                    self.pack
                ),
            )
        } else {
            (
                format!("按规则包 {} 不会被驳回：没有错误", self.pack),
                format!("pack {} would not reject it: no errors", self.pack),
            )
        };
        let (mut zh, mut en) = (
            format!(
                "{zh}，{} 处警告，{} 处待人工判断，{} 项未检查",
                s.warnings, s.needs_person, s.not_checked
            ),
            format!(
                "{en}; warnings {}, places for a person {}, not checked {}",
                s.warnings, s.needs_person, s.not_checked
            ),
        );
        if s.suppressed > 0 {
            zh += &format!("，{} 处已忽略", s.suppressed);
            en += &format!(", suppressed {}", s.suppressed);
        }
        if !self.lightened.is_empty() {
            zh += &format!("。项目设置减轻了 {}，审核按规则包判定", self.lightened.join("、"));
            en += &format!(". The project lightens {}; review judges by the pack", self.lightened.join(", "));
        }
        bi(zh + "。", en + ".")
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
            suppressed: self
                .suppressed
                .iter()
                .map(|s| SuppressedOut {
                    finding: s.finding.out(&self.pack, lang),
                    reason: &s.reason,
                    by: &s.by,
                })
                .collect(),
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
    suppressed: Vec<SuppressedOut<'a>>,
    not_checked: Vec<NotCheckedOut<'a>>,
}

/// A suppressed finding on the wire.
#[derive(Debug, Clone, Serialize)]
struct SuppressedOut<'a> {
    #[serde(flatten)]
    finding: FindingOut<'a>,
    reason: &'a str,
    by: &'a str,
}

/// The order of findings.
fn key(f: &Finding) -> (String, u32, u32, String, String) {
    (f.path.clone(), f.line, f.column, f.rule.clone(), f.message.zh.clone())
}
