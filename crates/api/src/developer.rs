//! Developer configuration (DEV-1 … DEV-4).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A new AppSecret; it is never shown again.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssuedSecretOut {
    /// Public AppID.
    pub appid: String,
    /// The secret.
    pub secret: String,
    /// Issued at.
    pub issued_at: i64,
    /// True if a former secret ended with it.
    pub rotated: bool,
}

/// What is known of the secret afterwards.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SecretOut {
    /// Public AppID, once issued.
    pub appid: Option<String>,
    /// Last characters of the present secret.
    pub hint: Option<String>,
    /// Issued at.
    pub issued_at: Option<i64>,
}

/// Server domains to add.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddDomainsIn {
    /// `request`, `socket`, `upload`, `download`, and where the policy has them `tcp`, `udp`.
    pub kind: String,
    /// `https://…` or `wss://…`.
    pub domains: Vec<String>,
}

/// All server domains, in place of those there are.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReplaceDomainsIn {
    /// `https://…` of `wx.request`.
    pub request: Vec<String>,
    /// `wss://…` of `wx.connectSocket`.
    pub socket: Vec<String>,
    /// `https://…` of `wx.uploadFile`.
    pub upload: Vec<String>,
    /// `https://…` of `wx.downloadFile`.
    pub download: Vec<String>,
    /// `tcp://…`, where the policy has it.
    pub tcp: Vec<String>,
    /// `udp://…`, where the policy has it.
    pub udp: Vec<String>,
}

/// One server domain.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ServerDomainOut {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// `scheme://host[:port]`.
    pub domain: String,
    /// Added at.
    pub created_at: i64,
}

/// All domains of an app, with the limits.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DomainsOut {
    /// Server domains, by kind and name.
    pub server: Vec<ServerDomainOut>,
    /// Kinds that may be set.
    pub kinds: Vec<String>,
    /// Most names of one kind.
    pub per_kind: i64,
    /// Changes this month.
    pub changes: i64,
    /// Most changes a month.
    pub changes_limit: i64,
    /// Business domains, by name.
    pub business: Vec<BusinessDomainOut>,
    /// Most business domains.
    pub business_limit: i64,
}

/// A business domain to add.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessDomainIn {
    /// Host name.
    pub domain: String,
    /// Number of its ICP filing, e.g. `京ICP备2021012345号-1`; may be stated later.
    #[serde(default)]
    pub icp: String,
}

/// The number of an ICP filing.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IcpIn {
    /// The number; empty takes it back.
    pub icp: String,
}

/// What the operator confirms by hand.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmDomainIn {
    /// The applicant owns the domain.
    #[serde(default)]
    pub ownership: bool,
    /// The filing is what is stated.
    #[serde(default)]
    pub icp: bool,
}

/// A business domain.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BusinessDomainOut {
    /// Id.
    pub id: String,
    /// Internal id of the app.
    pub app: String,
    /// Host name.
    pub domain: String,
    /// `waiting` or `verified`.
    pub state: String,
    /// `probe` or `operator`: who saw the proof.
    pub verified_by: Option<String>,
    /// Name of the file to be served at the root.
    pub file_name: String,
    /// Its content.
    pub file_content: String,
    /// Last look at the file.
    pub checked_at: Option<i64>,
    /// Code of what that look found wrong.
    pub check_code: Option<String>,
    /// What it found wrong.
    pub trouble: Option<String>,
    /// What to do about it.
    pub remedy: Option<String>,
    /// Number of the ICP filing as stated; empty if none.
    pub icp: String,
    /// `absent`, `not_checked` or `confirmed`.
    pub icp_state: String,
    /// What restricts the domain; empty if it is open.
    pub restrictions: Vec<String>,
}
