//! Watching after the release (VER-4): what a log record tells, and incidents raised from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, AppId, IncidentId},
    refusal::Refusal,
    text::{Bilingual, bi},
    time::Millis,
};

/// What kind of trouble a record tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// An interface did not answer in time (接口超时).
    Timeout,
    /// Out of memory (内存溢出).
    Memory,
    /// Another error, as a rule in the program's JavaScript (脚本错误).
    Error,
    /// No trouble.
    Other,
}

impl Class {
    /// All.
    pub const ALL: [Self; 4] = [Self::Timeout, Self::Memory, Self::Error, Self::Other];

    /// Those that can raise an incident.
    pub const TROUBLE: [Self; 3] = [Self::Timeout, Self::Memory, Self::Error];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Memory => "memory",
            Self::Error => "error",
            Self::Other => "other",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// Its term.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Timeout => bi("接口超时", "Time-outs"),
            Self::Memory => bi("内存溢出", "Out of memory"),
            Self::Error => bi("脚本错误", "Errors"),
            Self::Other => bi("其他日志", "Other records"),
        }
    }
}

/// A log record of a mini program's back end or client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRecord {
    /// Id.
    pub id: String,
    /// The app.
    pub app: AppId,
    /// When it happened, as its sender says.
    pub at: Millis,
    /// When it arrived.
    pub received_at: Millis,
    /// OpenTelemetry severity number, 0 if the sender says none.
    pub severity: i64,
    /// Version that was running, or empty.
    pub version_name: String,
    /// What it tells.
    pub class: Class,
    /// Its text.
    pub body: String,
    /// Attributes of the resource and of the record.
    pub attributes: BTreeMap<String, String>,
}

/// OpenTelemetry's `WARN`.
const WARN: i64 = 13;
/// OpenTelemetry's `ERROR`.
const ERROR: i64 = 17;

/// What a record tells. A record below a warning tells of no trouble, whatever words it uses; one without a severity is
/// judged by its words.
pub fn classify(severity: i64, body: &str, attributes: &BTreeMap<String, String>) -> Class {
    let attribute = |name: &str| attributes.get(name).map(String::as_str).unwrap_or_default();
    let exception = attribute("exception.type");
    let told = !exception.is_empty() || !attribute("error.type").is_empty();
    if severity != 0 && severity < WARN && !told {
        return Class::Other;
    }
    let text =
        [body, exception, attribute("exception.message"), attribute("error.type")].join("\n").to_lowercase();
    if is_memory(&text) {
        return Class::Memory;
    }
    let status = ["http.response.status_code", "http.status_code"].map(attribute);
    if is_timeout(&text) || status.iter().any(|s| matches!(*s, "408" | "504")) {
        return Class::Timeout;
    }
    if severity >= ERROR || told {
        return Class::Error;
    }
    Class::Other
}

fn is_memory(text: &str) -> bool {
    const PHRASES: [&str; 9] = [
        "out of memory",
        "outofmemory",
        "heap limit",
        "memory limit exceeded",
        "cannot allocate memory",
        "内存不足",
        "内存溢出",
        "内存超限",
        "enomem",
    ];
    PHRASES.iter().any(|p| text.contains(p)) || words(text).any(|w| w == "oom" || w == "oomkilled")
}

fn is_timeout(text: &str) -> bool {
    const PHRASES: [&str; 9] = [
        "timed out",
        "time-out",
        "etimedout",
        "esockettimedout",
        "deadline exceeded",
        "deadline_exceeded",
        "超时",
        "timedout",
        "timeouterror",
    ];
    PHRASES.iter().any(|p| text.contains(p))
        || words(text).any(|w| w == "timeout" || w.ends_with("timeoutexception"))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// Where an incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentState {
    /// Nobody has taken note.
    Open,
    /// Somebody is at it.
    Acknowledged,
    /// Mended, as somebody says; it opens again by itself when the threshold is passed again.
    Resolved,
}

impl IncidentState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Open, Self::Acknowledged, Self::Resolved];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// Commands that leave this state.
    pub const fn exits(self) -> &'static [&'static str] {
        match self {
            Self::Open => &["acknowledge", "resolve"],
            Self::Acknowledged => &["resolve"],
            Self::Resolved => &["reopen"],
        }
    }
}

/// An incident: one for each app, class and version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Id.
    pub id: IncidentId,
    /// The app.
    pub app: AppId,
    /// Kind of trouble.
    pub class: Class,
    /// Version that was running, or empty.
    pub version_name: String,
    /// State.
    pub state: IncidentState,
    /// Records of this class and version since it was first raised.
    pub count: i64,
    /// How often it came back after it was resolved.
    pub returns: i64,
    /// Text of the record that raised it.
    pub sample: String,
    /// Since when records are counted.
    pub first_at: Millis,
    /// When the last record arrived.
    pub last_at: Millis,
    /// When it was last raised or reopened.
    pub opened_at: Millis,
    /// When it was resolved; records before do not raise it again.
    pub resolved_at: Option<Millis>,
    /// Who touched it last.
    pub handled_by: Option<AccountId>,
    /// What they wrote.
    pub note: String,
    /// Row version.
    pub version: i64,
}

impl Incident {
    fn leave(
        self,
        from: &[IncidentState],
        to: IncidentState,
        by: Option<&AccountId>,
        note: &str,
    ) -> Result<Self, Box<Refusal>> {
        if from.contains(&self.state) {
            Ok(Self {
                state: to,
                handled_by: by.cloned(),
                note: note.trim().chars().take(500).collect(),
                ..self
            })
        } else {
            Err(Refusal::state(bi("事件", "incident"), self.state.as_str(), self.state.exits()))
        }
    }

    /// Somebody is at it.
    pub fn acknowledge(self, by: &AccountId, note: &str) -> Result<Self, Box<Refusal>> {
        self.leave(&[IncidentState::Open], IncidentState::Acknowledged, Some(by), note)
    }

    /// It is mended.
    pub fn resolve(self, by: &AccountId, at: Millis, note: &str) -> Result<Self, Box<Refusal>> {
        let next = self.leave(
            &[IncidentState::Open, IncidentState::Acknowledged],
            IncidentState::Resolved,
            Some(by),
            note,
        )?;
        Ok(Self { resolved_at: Some(at), ..next })
    }

    /// It was not mended after all: a member says so, or the records do (`by` is `None`).
    pub fn reopen(self, by: Option<&AccountId>, at: Millis, note: &str) -> Result<Self, Box<Refusal>> {
        let next = self.leave(&[IncidentState::Resolved], IncidentState::Open, by, note)?;
        Ok(Self { opened_at: at, resolved_at: None, returns: next.returns + 1, ..next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_severity_tell_the_class() {
        let none = BTreeMap::new();
        let with = |k: &str, v: &str| BTreeMap::from([(k.to_owned(), v.to_owned())]);
        for (severity, body, attributes, class) in [
            (17, "request:fail timeout", none.clone(), Class::Timeout),
            (13, "upstream timed out after 5000 ms", none.clone(), Class::Timeout),
            (17, "接口超时", none.clone(), Class::Timeout),
            (9, "timeout set to 3000 ms", none.clone(), Class::Other),
            (0, "connect ETIMEDOUT 10.0.0.1:443", none.clone(), Class::Timeout),
            (17, "GET /x", with("http.response.status_code", "504"), Class::Timeout),
            (9, "", with("exception.type", "java.util.concurrent.TimeoutException"), Class::Timeout),
            (
                21,
                "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
                none.clone(),
                Class::Memory,
            ),
            (17, "container OOMKilled", none.clone(), Class::Memory),
            (17, "zoom of the room failed", none.clone(), Class::Error),
            (17, "TypeError: undefined is not a function", none.clone(), Class::Error),
            (9, "", with("exception.type", "TypeError"), Class::Error),
            (13, "slow page", none.clone(), Class::Other),
            (0, "started", none.clone(), Class::Other),
        ] {
            assert_eq!(classify(severity, body, &attributes), class, "{severity} {body} {attributes:?}");
        }
    }

    #[test]
    fn every_state_has_the_exits_it_names_and_no_others() {
        let by = AccountId::from_trusted("u");
        for state in IncidentState::ALL {
            let i = Incident {
                id: IncidentId::from_trusted("i"),
                app: AppId::from_trusted("a"),
                class: Class::Timeout,
                version_name: "1.0.0".into(),
                state,
                count: 5,
                returns: 0,
                sample: String::new(),
                first_at: Millis(0),
                last_at: Millis(0),
                opened_at: Millis(0),
                resolved_at: None,
                handled_by: None,
                note: String::new(),
                version: 1,
            };
            let open = |exit| state.exits().contains(&exit);
            assert_eq!(i.clone().acknowledge(&by, "").is_ok(), open("acknowledge"));
            assert_eq!(i.clone().resolve(&by, Millis(1), "").is_ok(), open("resolve"));
            assert_eq!(i.reopen(None, Millis(1), "").is_ok(), open("reopen"));
            assert!(!state.exits().is_empty());
            assert_eq!(IncidentState::parse(state.as_str()), Some(state));
        }
    }
}
