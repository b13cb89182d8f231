//! Watching: the sender's key, incidents, records.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tongguan_model::{
    text::Lang,
    watch::{Incident, LogRecord},
};
use utoipa::ToSchema;

/// A new key, shown this once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WatchKeyOut {
    /// The key: `Authorization: Bearer …` of `POST /v1/logs`.
    pub key: String,
    /// Its last characters.
    pub hint: String,
    /// Made at.
    pub made_at: i64,
}

/// The key that is in place.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WatchKeyInfo {
    /// Its last characters.
    pub hint: String,
    /// Made at.
    pub made_at: i64,
}

/// Records of one class and version.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TotalOut {
    /// `timeout`, `memory`, `error`, `other`.
    pub class: String,
    /// Version that was running, or empty.
    pub version: String,
    /// How many.
    pub count: i64,
}

/// An incident.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IncidentOut {
    /// Id.
    pub id: String,
    /// `timeout`, `memory`, `error`.
    pub class: String,
    /// Its term.
    pub label: String,
    /// Version that was running, or empty.
    pub version: String,
    /// `open`, `acknowledged`, `resolved`.
    pub state: String,
    /// Records since it was first raised.
    pub count: i64,
    /// How often it came back.
    pub returns: i64,
    /// Text of the record that raised it.
    pub sample: String,
    /// Counted since.
    pub first_at: i64,
    /// Last record.
    pub last_at: i64,
    /// Raised or reopened at.
    pub opened_at: i64,
    /// Resolved at.
    pub resolved_at: Option<i64>,
    /// What the member wrote who touched it last.
    pub note: String,
}

impl IncidentOut {
    /// In one language.
    pub fn of(i: Incident, lang: Lang) -> Self {
        Self {
            id: i.id.to_string(),
            class: i.class.as_str().into(),
            label: i.class.label().get(lang).into(),
            version: i.version_name,
            state: i.state.as_str().into(),
            count: i.count,
            returns: i.returns,
            sample: i.sample,
            first_at: i.first_at.0,
            last_at: i.last_at.0,
            opened_at: i.opened_at.0,
            resolved_at: i.resolved_at.map(|m| m.0),
            note: i.note,
        }
    }
}

/// How an app is doing.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WatchOut {
    /// The key that is in place; the key itself was shown once.
    pub key: Option<WatchKeyInfo>,
    /// Incidents, those that are not resolved first.
    pub incidents: Vec<IncidentOut>,
    /// Records of the last 24 hours, most first.
    pub totals: Vec<TotalOut>,
    /// Window in which records are counted.
    pub window_minutes: i64,
    /// Class → records within the window that raise an incident.
    pub thresholds: BTreeMap<String, i64>,
}

/// A log record.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LogRecordOut {
    /// When it happened, as its sender says.
    pub at: i64,
    /// When it arrived.
    pub received_at: i64,
    /// OpenTelemetry severity number.
    pub severity: i64,
    /// Text.
    pub body: String,
    /// Attributes.
    pub attributes: BTreeMap<String, String>,
}

impl From<LogRecord> for LogRecordOut {
    fn from(r: LogRecord) -> Self {
        Self {
            at: r.at.0,
            received_at: r.received_at.0,
            severity: r.severity,
            body: r.body,
            attributes: r.attributes,
        }
    }
}

/// An incident with its newest records.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IncidentDetailOut {
    /// The incident.
    pub incident: IncidentOut,
    /// Its newest records.
    pub records: Vec<LogRecordOut>,
}

/// A note to what one does.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteIn {
    /// What one wants to say; may be empty.
    #[serde(default)]
    pub note: String,
}
