//! Facts that are not in the package. A missing fact makes its rules answer "not checked", never "passed".

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tongguan_model::{
    app::{DataPlan, DataUse},
    subject::SubjectType,
};

/// What is known about the program besides its files: from the platform, or from `tongguan.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Key of the industry, as in the policy's catalogue.
    pub industry: Option<String>,
    /// Subject type.
    pub subject_type: Option<SubjectType>,
    /// Declared server domains by kind (`request`, `socket`, `upload`, `download`).
    pub domains: Option<BTreeMap<String, Vec<String>>>,
    /// The declared data-compliance plan (SYS-4).
    pub data_plan: Option<DataPlan>,
    /// The version that is live now; `None` if none is, or if it is not known.
    pub live_version: Option<String>,
    /// The version being submitted.
    pub version: Option<String>,
}

/// `tongguan.toml` as written by a developer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    industry: Option<String>,
    subject: Option<SubjectType>,
    /// Keys of personal data, e.g. `PhoneNumber`.
    data_uses: Option<Vec<String>>,
    domains: Option<Domains>,
    live_version: Option<String>,
    version: Option<String>,
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
    /// Reads `tongguan.toml`. An unknown key is refused with its place.
    pub fn from_toml(text: &str) -> Result<Self, FactsError> {
        let file: File = toml::from_str(text).map_err(|e| {
            let before = e.span().and_then(|s| text.get(..s.start)).unwrap_or("");
            FactsError {
                line: before.matches('\n').count() + 1,
                column: before.rsplit('\n').next().unwrap_or("").chars().count() + 1,
                reason: e.message().to_owned(),
            }
        })?;
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
            domains: file.domains.map(domains),
            data_plan: file.data_uses.map(uses),
            live_version: file.live_version,
            version: file.version,
        })
    }
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
        let error = Facts::from_toml("industry = \"medical\"\nindustri = 1\n").unwrap_err();
        assert_eq!((error.line, error.column), (2, 1), "{error}");
    }
}
