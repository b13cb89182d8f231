//! Releases, their steps, and delivery.

use serde::{Deserialize, Serialize};
use tongguan_model::release::{Gray, Release, Step};
use utoipa::ToSchema;

/// To whom a release is open; all three must fit, an empty list does not limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrayBody {
    /// Share in hundredths of a percent, 1 to 10000.
    pub percent_bp: u32,
    /// Regions, as the host app names them.
    #[serde(default)]
    pub regions: Vec<String>,
    /// User tiers of the policy.
    #[serde(default)]
    pub tiers: Vec<String>,
}

impl From<GrayBody> for Gray {
    fn from(g: GrayBody) -> Self {
        Self { percent_bp: g.percent_bp, regions: g.regions, tiers: g.tiers }
    }
}

impl From<Gray> for GrayBody {
    fn from(g: Gray) -> Self {
        Self { percent_bp: g.percent_bp, regions: g.regions, tiers: g.tiers }
    }
}

/// A new release.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseIn {
    /// Id of a passed version.
    pub version: String,
    /// To whom it is opened first.
    pub gray: GrayBody,
}

/// Why a step back is made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonIn {
    /// The reason; it stays on record.
    pub reason: String,
}

/// Back to a version that was live.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackIn {
    /// Id of the version; the one that was live last if absent.
    #[serde(default)]
    pub version: Option<String>,
    /// The reason; it stays on record.
    pub reason: String,
}

/// A release.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReleaseOut {
    /// Id.
    pub id: String,
    /// Id of its version.
    pub version: String,
    /// Number of its version.
    pub number: String,
    /// `rolling`, `halted`, `live`, `replaced`, `abandoned`.
    pub state: String,
    /// To whom it is open.
    pub gray: GrayBody,
    /// Whether it went back to an older version.
    pub rollback: bool,
    /// Commands that this state has.
    pub exits: Vec<String>,
    /// Began at.
    pub created_at: i64,
    /// In its present state since.
    pub changed_at: i64,
}

impl ReleaseOut {
    /// With the number of its version.
    pub fn of(r: Release, number: String) -> Self {
        Self {
            id: r.id.to_string(),
            version: r.target.to_string(),
            number,
            state: r.state.as_str().into(),
            gray: r.gray.into(),
            rollback: r.rollback,
            exits: r.state.exits().iter().map(|e| (*e).to_owned()).collect(),
            created_at: r.created_at.0,
            changed_at: r.changed_at.0,
        }
    }
}

/// A numbered step.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StepOut {
    /// One higher than the step before; the manifest's `versionCode`.
    pub code: i64,
    /// `gray`, `full`, `halt`, `resume`, `abandon`, `rollback`.
    pub kind: String,
    /// Id of the release.
    pub release: String,
    /// Number of the release's version.
    pub number: String,
    /// Number of the version that those who fit get from this step on; absent if nothing is left to give.
    pub gives: Option<String>,
    /// Those who fit.
    pub gray: GrayBody,
    /// Why.
    pub reason: String,
    /// Account that decided.
    pub by: String,
    /// When.
    pub at: i64,
}

impl StepOut {
    /// With the numbers of its versions.
    pub fn of(s: Step, number: String, gives: Option<String>) -> Self {
        Self {
            code: s.code,
            kind: s.kind.as_str().into(),
            release: s.release.to_string(),
            number,
            gives,
            gray: s.gray.into(),
            reason: s.reason,
            by: s.by.to_string(),
            at: s.at.0,
        }
    }
}

/// A version that can be chosen.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VersionRefOut {
    /// Id.
    pub id: String,
    /// `major.minor.patch`.
    pub number: String,
}

/// Releases of an app.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReleasesOut {
    /// Releases, newest first.
    pub releases: Vec<ReleaseOut>,
    /// Steps, newest first.
    pub steps: Vec<StepOut>,
    /// Passed versions that a new release may open now, highest first.
    pub releasable: Vec<VersionRefOut>,
    /// Versions that can be gone back to, the one that was live last first.
    pub earlier: Vec<VersionRefOut>,
    /// User tiers of the policy.
    pub tiers: Vec<String>,
}

/// The update manifest of a host app, in the form that dimina reads.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManifestOut {
    /// Public AppID.
    pub app_id: String,
    /// Name.
    pub name: String,
    /// Entry page.
    pub path: String,
    /// Never falls for one user.
    pub version_code: u64,
    /// `major.minor.patch`.
    pub version_name: String,
    /// Where the package is.
    pub package_url: String,
    /// Hex SHA-256 of the package.
    pub sha256: String,
    /// Bytes of the package.
    pub size: i64,
}

/// One release as the decision saw it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConsideredOut {
    /// Id of the release.
    pub release: String,
    /// Number of its version.
    pub number: String,
    /// Its state.
    pub state: String,
    /// Its last step.
    pub step: i64,
    /// What that step did.
    pub kind: String,
    /// Share in hundredths of a percent.
    pub percent_bp: u16,
    /// Bucket of this user for this release, 0 to 9999; inside while below the share.
    pub bucket: u16,
    /// The bucket is below the share.
    pub in_share: bool,
    /// The region fits.
    pub in_regions: bool,
    /// The tier fits.
    pub in_tiers: bool,
    /// It decided.
    pub decided: bool,
}

/// Why a user gets what it gets.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ExplainOut {
    /// Number of the version; absent if nothing is given.
    pub number: Option<String>,
    /// The manifest's `versionCode`.
    pub version_code: Option<u64>,
    /// `full`, `gray`, `retreat`; or `frozen`, `nothing-released`, `not-reached`.
    pub why: String,
    /// The releases that were looked at, newest first, up to the one that decided.
    pub considered: Vec<ConsideredOut>,
}
