//! Facts that are not in the package. A missing fact makes its rules answer "not checked", never "passed".

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;
use tongguan_model::{
    app::{DataPlan, DataUse},
    subject::SubjectType,
};

use crate::{RuleSetting, Settings, Severity, Suppression};

/// What is known about the program besides its files: from the platform, or from `tongguan.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Key of the industry, as in the policy's catalogue.
    pub industry: Option<String>,
    /// Subject type.
    pub subject_type: Option<SubjectType>,
    /// The name that naming review has passed; `None` if none is, or if it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Declared server domains by kind (`request`, `socket`, `upload`, `download`).
    pub domains: Option<BTreeMap<String, Vec<String>>>,
    /// The declared data-compliance plan (SYS-4).
    pub data_plan: Option<DataPlan>,
    /// The version that is live now; `None` if none is, or if it is not known.
    pub live_version: Option<String>,
    /// The version being submitted.
    pub version: Option<String>,
    /// What the project asks of the check. A platform knows of none.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

/// `tongguan.toml` as written by a developer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    industry: Option<String>,
    subject: Option<SubjectType>,
    /// As naming review has passed it.
    name: Option<String>,
    /// Keys of personal data, e.g. `PhoneNumber`.
    data_uses: Option<Vec<String>>,
    domains: Option<Domains>,
    live_version: Option<String>,
    version: Option<String>,
    /// Weights: `off` or a severity.
    #[serde(default)]
    rules: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    suppress: Vec<Spanned<Known>>,
    /// Text files of further words, beside this one.
    #[serde(default)]
    words: Vec<String>,
}

impl File {
    fn read(text: &str) -> Result<Self, FactsError> {
        toml::from_str(text).map_err(|e| FactsError::at(text, e.span().map_or(0, |s| s.start), e.message()))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    rule: Spanned<String>,
    path: Option<Spanned<String>>,
    reason: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Domains {
    #[serde(default)]
    request: Vec<String>,
    #[serde(default)]
    socket: Vec<String>,
    #[serde(default)]
    upload: Vec<String>,
    #[serde(default)]
    download: Vec<String>,
}

/// Facts that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {reason}")]
pub struct FactsError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Why.
    pub reason: String,
}

impl Facts {
    /// Files of further words that `tongguan.toml` names (`words = ["ours.txt"]`), relative to it.
    pub fn word_files(text: &str) -> Result<Vec<String>, FactsError> {
        Ok(File::read(text)?.words)
    }

    /// Hex SHA-256 of the facts, as a report names them.
    pub fn digest(&self) -> String {
        crate::input::digest(self)
    }

    /// Reads `tongguan.toml`. An unknown key is refused with its place.
    pub fn from_toml(text: &str) -> Result<Self, FactsError> {
        let file = File::read(text)?;
        let settings = settings(text, file.rules, file.suppress)?;
        let uses = |kinds: Vec<String>| DataPlan {
            uses: kinds
                .into_iter()
                .map(|kind| DataUse { kind, purpose: String::new(), place: String::new(), keep_days: 0 })
                .collect(),
            platforms: Vec::new(),
        };
        let domains = |d: Domains| {
            [("request", d.request), ("socket", d.socket), ("upload", d.upload), ("download", d.download)]
                .into_iter()
                .map(|(kind, list)| (kind.to_owned(), list))
                .collect()
        };
        Ok(Self {
            industry: file.industry,
            subject_type: file.subject,
            name: file.name,
            domains: file.domains.map(domains),
            data_plan: file.data_uses.map(uses),
            live_version: file.live_version,
            version: file.version,
            settings,
        })
    }
}

impl FactsError {
    fn at(text: &str, byte: usize, reason: &str) -> Self {
        let before = text.get(..byte).unwrap_or("");
        Self {
            line: before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().unwrap_or("").chars().count() + 1,
            reason: reason.to_owned(),
        }
    }
}

/// Weights and known findings. What is known needs its reason.
fn settings(
    text: &str,
    rules: BTreeMap<String, Spanned<String>>,
    suppress: Vec<Spanned<Known>>,
) -> Result<Settings, FactsError> {
    let line = |byte: usize| {
        let lines = text.get(..byte).unwrap_or("").matches('\n').count() + 1;
        u32::try_from(lines).unwrap_or(u32::MAX)
    };
    let mut out = Settings::default();
    for (slug, level) in rules {
        let at = level.span().start;
        let severity = match level.get_ref().as_str() {
            "off" => None,
            name => Some(Severity::from_wire(name).ok_or_else(|| {
                let reason = "a rule is off, error, warning, needs-a-person or info";
                FactsError::at(text, at, reason)
            })?),
        };
        out.rules.insert(slug, RuleSetting { severity, line: line(at) });
    }
    for known in suppress {
        let at = known.span().start;
        let known = known.into_inner();
        let reason = known.reason.filter(|r| !r.get_ref().trim().is_empty()).ok_or_else(|| {
            FactsError::at(text, at, "a suppression needs its reason: reason = \"why the finding stays\"")
        })?;
        let path = known.path.ok_or_else(|| {
            FactsError::at(text, at, "a suppression names its paths: path = \"pages/old/**\"")
        })?;
        out.suppress.push(Suppression {
            line: line(known.rule.span().start),
            rule: known.rule.into_inner(),
            path: path.into_inner(),
            reason: reason.into_inner().trim().to_owned(),
        });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_project_is_read_and_an_unknown_key_is_named_with_its_place() {
        let facts = Facts::from_toml(
            "industry = \"medical\"\nsubject = \"enterprise\"\ndata_uses = [\"PhoneNumber\"]\n\n[domains]\nrequest = [\"https://a.cn\"]\n",
        )
        .unwrap();
        assert_eq!(facts.industry.as_deref(), Some("medical"));
        assert_eq!(facts.subject_type, Some(SubjectType::Enterprise));
        assert_eq!(facts.data_plan.unwrap().uses[0].kind, "PhoneNumber");
        assert_eq!(facts.domains.unwrap()["request"], ["https://a.cn"]);
        assert_eq!(Facts::from_toml("").unwrap(), Facts::default());
        assert_eq!(Facts::word_files("words = [\"ours.txt\"]").unwrap(), ["ours.txt"]);
        let error = Facts::from_toml("industry = \"medical\"\nindustri = 1\n").unwrap_err();
        assert_eq!((error.line, error.column), (2, 1), "{error}");
    }

    #[test]
    fn weights_and_known_findings_are_read_and_a_missing_reason_has_its_place() {
        let facts = Facts::from_toml(
            "[rules]\ncontrast = \"warning\"\nmissing-page = \"off\"\n\n[[suppress]]\nrule = \"insecure-url\"\npath = \"dev/**\"\nreason = \" only in the office \"\n",
        )
        .unwrap();
        let rules = &facts.settings.rules;
        assert_eq!(rules["contrast"], RuleSetting { severity: Some(Severity::Warning), line: 2 });
        assert_eq!(rules["missing-page"].severity, None);
        let known = &facts.settings.suppress[0];
        assert_eq!((known.reason.as_str(), known.line), ("only in the office", 6));
        for (text, place) in [
            ("[[suppress]]\nrule = \"a\"\npath = \"b\"\n", (1, 1)),
            ("version = \"1\"\n\n[[suppress]]\nrule = \"a\"\npath = \"b\"\nreason = \"  \"\n", (3, 1)),
            ("suppress = [\n  { rule = \"a\", reason = \"x\" },\n]\n", (2, 3)),
            ("[rules]\ncontrast = \"loud\"\n", (2, 12)),
            ("[rules]\ncontrast = 1\n", (2, 12)),
        ] {
            let error = Facts::from_toml(text).unwrap_err();
            assert_eq!((error.line, error.column), place, "{text} {error}");
        }
    }
}
