//! Apps and members.

use serde::{Deserialize, Serialize};
use tongguan_model::app::{App, DataPlan, DataUse};
use utoipa::ToSchema;

/// A new app.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAppIn {
    /// Working title.
    pub title: String,
    /// Industry key of the catalogue.
    pub industry: String,
}

/// An app.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AppOut {
    /// Internal id.
    pub id: String,
    /// Public AppID, once issued.
    pub appid: Option<String>,
    /// Working title or approved name.
    pub title: String,
    /// Approved name.
    pub name: Option<String>,
    /// Industry key.
    pub industry: String,
    /// `active` or `frozen`.
    pub state: String,
    /// Declared data plan.
    pub data_plan: Option<DataPlanBody>,
    /// Created at.
    pub created_at: i64,
}

impl From<App> for AppOut {
    fn from(a: App) -> Self {
        Self {
            id: a.id.to_string(),
            appid: a.appid,
            title: a.title,
            name: a.name,
            industry: a.industry,
            state: a.state.as_str().into(),
            data_plan: a.data_plan.map(DataPlanBody::from),
            created_at: a.created_at.0,
        }
    }
}

/// The data-compliance plan (SYS-4).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DataPlanBody {
    /// Kinds of data; empty means none is collected.
    pub uses: Vec<DataUseBody>,
    /// Platforms: `android`, `ios`, `web` …
    pub platforms: Vec<String>,
}

/// One kind of data.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DataUseBody {
    /// Kind, e.g. `PhoneNumber`.
    pub kind: String,
    /// What for.
    pub purpose: String,
    /// Kept where.
    pub place: String,
    /// Kept how long.
    pub keep_days: u32,
}

impl From<DataPlan> for DataPlanBody {
    fn from(p: DataPlan) -> Self {
        let uses = p.uses.into_iter().map(|u| DataUseBody {
            kind: u.kind,
            purpose: u.purpose,
            place: u.place,
            keep_days: u.keep_days,
        });
        Self { uses: uses.collect(), platforms: p.platforms }
    }
}

impl From<DataPlanBody> for DataPlan {
    fn from(p: DataPlanBody) -> Self {
        let uses = p.uses.into_iter().map(|u| DataUse {
            kind: u.kind,
            purpose: u.purpose,
            place: u.place,
            keep_days: u.keep_days,
        });
        Self { uses: uses.collect(), platforms: p.platforms }
    }
}

/// A member to add or change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberIn {
    /// E-mail of an account.
    pub email: String,
    /// `administrator`, `developer`, `operator` or `tester`.
    pub role: String,
}

/// A member.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MemberOut {
    /// Account id.
    pub account: String,
    /// E-mail.
    pub email: String,
    /// Role.
    pub role: String,
}

/// A line of the audit log.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AuditOut {
    /// When.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// `noun.verb`.
    pub kind: String,
    /// Of what.
    pub target: String,
    /// Facts.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
}

/// An evidence row.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvidenceOut {
    /// Id.
    pub id: String,
    /// Place in the chain; `null` until the leader has sequenced it.
    pub seq: Option<i64>,
    /// When.
    pub at: i64,
    /// `noun.verb`.
    pub kind: String,
    /// Of what.
    pub target: String,
    /// Hex salted hash.
    pub leaf_hash: String,
    /// Hex chained hash.
    pub row_hash: Option<String>,
}
