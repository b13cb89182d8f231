//! Delivery: which version a user of a host app gets, and its package.
//!
//! Decided by the numbered steps alone (`tongguan-rollout`): the same question gets the same answer on every server.

use bytes::Bytes;
use tongguan_model::{
    actor::Actor,
    app::{App, AppState},
    ids::{AppId, VersionId},
    package,
    release::{ReleaseState, Step, StepKind},
    version::Version,
};
pub use tongguan_rollout::Why;
use tongguan_rollout::{Audience, Decision, Exposure, State, bucket, decide};
use tongguan_store::{Tx, app as apps, package as packages, release as releases, version as versions};

use crate::{Ctx, Error, Result, access, release::exposures};

/// Who asks, in the host's words.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Stable id of the user in the host app; without one no partial share admits.
    pub user: String,
    /// Region.
    pub region: Option<String>,
    /// Tier.
    pub tier: Option<String>,
}

/// Why nothing is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// No app has this AppID.
    Unknown,
    /// The operator froze the app.
    Frozen,
    /// No version is open to anybody.
    Nothing,
    /// What is open does not reach this user yet.
    NotReached,
    /// The app never released a package with this digest.
    NoPackage,
}

/// What a host app is given; dimina's update manifest is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Public AppID.
    pub appid: String,
    /// Approved name.
    pub name: String,
    /// Entry page.
    pub path: String,
    /// Grows with every step that concerns this user.
    pub version_code: u64,
    /// `major.minor.patch`.
    pub version_name: String,
    /// Digest of the package.
    pub sha256: String,
    /// Bytes of the package.
    pub bytes: i64,
    /// Where the package is.
    pub package_url: String,
}

fn audience(ask: &Ask) -> Audience {
    let said =
        |v: &Option<String>| v.as_deref().map(str::trim).filter(|v| !v.is_empty()).map(ToOwned::to_owned);
    Audience { user: ask.user.trim().to_owned(), region: said(&ask.region), tier: said(&ask.tier) }
}

/// All who give no id would share one bucket and move as one: a partial share is not for them.
fn partial(e: &Exposure) -> bool {
    match &e.state {
        State::Rolling(s) | State::Halted(s) => s.percent_bp < tongguan_rollout::Stage::all().percent_bp,
        State::Full => false,
    }
}

fn decided(steps: &[Step], who: &Audience) -> (Vec<Exposure>, Option<Decision>) {
    let all = exposures(steps);
    let asked: Vec<_> = all.iter().filter(|e| !who.user.is_empty() || !partial(e)).cloned().collect();
    let decision = decide(&asked, who);
    (all, decision)
}

/// Whether anything is open to anybody.
fn open(exposures: &[Exposure]) -> bool {
    exposures.iter().any(|e| !matches!(e.state, State::Halted(_)))
}

/// The manifest for a user of a host app.
pub async fn manifest(ctx: &Ctx, appid: &str, ask: &Ask) -> Result<std::result::Result<Manifest, Absent>> {
    let mut tx = ctx.store().read().await?;
    let app = match active(&mut tx, appid).await? {
        Ok(app) => app,
        Err(absent) => return Ok(Err(absent)),
    };
    let steps = releases::steps(&mut tx, &app.id).await?;
    let (all, decision) = decided(&steps, &audience(ask));
    let Some(decision) = decision else {
        return Ok(Err(if open(&all) { Absent::NotReached } else { Absent::Nothing }));
    };
    let version = versions::find(&mut tx, &VersionId::from_trusted(decision.package)).await?;
    let version = version.ok_or_else(|| Error::internal("a step names a version that is not there"))?;
    let package = packages::find(&mut tx, &version.package).await?;
    let package = package.ok_or_else(|| Error::internal("a version names a package that is not there"))?;
    let base = &ctx.config().public_url;
    Ok(Ok(Manifest {
        package_url: format!("{base}/delivery/v1/{appid}/packages/{}.zip", package.sha256),
        appid: appid.to_owned(),
        name: app.name.unwrap_or(app.title),
        path: package.entry,
        version_code: decision.version_code,
        version_name: version.number,
        sha256: package.sha256,
        bytes: package.bytes,
    }))
}

/// The bytes of a package that the app has released.
pub async fn bytes(ctx: &Ctx, appid: &str, sha256: &str) -> Result<std::result::Result<Bytes, Absent>> {
    let mut tx = ctx.store().read().await?;
    let app = match active(&mut tx, appid).await? {
        Ok(app) => app,
        Err(absent) => return Ok(Err(absent)),
    };
    if packages::released(&mut tx, &app.id, sha256).await?.is_none() {
        return Ok(Err(Absent::NoPackage));
    }
    drop(tx);
    Ok(Ok(ctx.objects().get(&package::object(sha256)).await?))
}

async fn active(tx: &mut Tx, appid: &str) -> Result<std::result::Result<App, Absent>> {
    Ok(match apps::find_by_appid(tx, appid).await? {
        None => Err(Absent::Unknown),
        Some(app) if app.state == AppState::Frozen => Err(Absent::Frozen),
        Some(app) => Ok(app),
    })
}

/// One release as the decision saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Considered {
    /// Release id.
    pub release: String,
    /// Number of its version.
    pub number: String,
    /// State of the release.
    pub state: ReleaseState,
    /// Step that put it into this state.
    pub step: i64,
    /// What that step did.
    pub kind: StepKind,
    /// Share in basis points; 10000 is all.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Number and code of the version, and why; or why nothing is given.
    pub outcome: std::result::Result<(String, u64, Why), Absent>,
    /// The releases that were looked at, in their order: newest first, up to the one that decided.
    pub considered: Vec<Considered>,
}

/// Explains a decision, for members of the app and staff.
pub async fn explain(ctx: &Ctx, actor: &Actor, app: &AppId, ask: &Ask) -> Result<Explanation> {
    let mut tx = ctx.store().read().await?;
    let app = access::viewer(&mut tx, actor, app).await?;
    let steps = releases::steps(&mut tx, &app.id).await?;
    let rows = releases::of_app(&mut tx, &app.id).await?;
    let all = versions::of_app(&mut tx, &app.id).await?;
    let who = audience(ask);
    let (exposed, decision) = decided(&steps, &who);
    let number = |id: &str| all.iter().find(|v: &&Version| v.id.as_str() == id).map(|v| v.number.clone());
    let mut considered = Vec::new();
    for e in &exposed {
        let of = || steps.iter().filter(|s| s.release.as_str() == e.release);
        // An abandoned release that was halted before keeps the step that moved its users.
        let (Some(last), Some(row)) = (of().next_back(), rows.iter().find(|r| r.id.as_str() == e.release))
        else {
            continue;
        };
        let everybody = tongguan_rollout::Stage::all();
        let stage = match &e.state {
            State::Rolling(s) | State::Halted(s) => s,
            State::Full => &everybody,
        };
        let fits = |list: &[String], v: &Option<String>| {
            list.is_empty() || v.as_ref().is_some_and(|v| list.contains(v))
        };
        let bucket = bucket(&e.release, &who.user);
        let decides = decision.as_ref().is_some_and(|d| d.release == e.release);
        considered.push(Considered {
            release: e.release.clone(),
            number: number(row.target.as_str()).unwrap_or_default(),
            state: row.state,
            step: last.code,
            kind: last.kind,
            percent_bp: stage.percent_bp,
            bucket,
            in_share: bucket < stage.percent_bp && !(who.user.is_empty() && partial(e)),
            in_regions: fits(&stage.regions, &who.region),
            in_tiers: fits(&stage.tiers, &who.tier),
            decided: decides,
        });
        if decides || e.state == State::Full {
            break;
        }
    }
    let outcome = match decision {
        _ if app.state == AppState::Frozen => Err(Absent::Frozen),
        Some(d) => Ok((number(&d.package).unwrap_or_default(), d.version_code, d.why)),
        None if open(&exposed) => Err(Absent::NotReached),
        None => Err(Absent::Nothing),
    };
    Ok(Explanation { outcome, considered })
}
