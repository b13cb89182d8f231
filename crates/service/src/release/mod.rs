//! Releases (VER-5): opened to some, to more, to all, or taken back; every step is numbered and stays on record.
//!
//! Opening steps need the capability `publish` (CER-4). Steps back never do: whoever may no longer publish must still be
//! able to take a bad version back.

mod back;
mod exposure;
mod open;
mod standing;

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    app::{App, Right},
    event::Event,
    ids::{AppId, ReleaseId, VersionId},
    refusal::Refusal,
    release::{Release, ReleaseState, Step, StepKind},
    text::bi,
    version::Version,
};
use tongguan_store::{Tx, release as releases, version as versions};

pub use back::{abandon, halt, resume, rollback};
pub(crate) use exposure::exposures;
pub use open::{finish, start, widen};
pub(crate) use standing::standing;

use crate::{Ctx, Error, Result, access, record};

/// A release with the number of its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The release.
    pub release: Release,
    /// `major.minor.patch` of its version.
    pub number: String,
}

/// A step with the numbers of the versions it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepView {
    /// The step.
    pub step: Step,
    /// Number of the release's version.
    pub of: String,
    /// Number of the version that those who fit get; `None` if nothing is left to give.
    pub gives: Option<String>,
}

/// What is released of an app.
#[derive(Debug, Clone)]
pub struct Overview {
    /// All releases, newest first.
    pub releases: Vec<View>,
    /// All steps, newest first.
    pub steps: Vec<StepView>,
    /// Passed versions that a new release may open now, highest first.
    pub releasable: Vec<Version>,
    /// Versions that were open to all before and can be gone back to, newest first.
    pub earlier: Vec<Version>,
    /// Tiers that the policy knows.
    pub tiers: Vec<String>,
}

/// Releases and steps of an app, for its members and staff.
pub async fn overview(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Overview> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    let policy = crate::revision::current(ctx, &mut tx).await?;
    let all = versions::of_app(&mut tx, app).await?;
    let number = |id: &VersionId| all.iter().find(|v| v.id == *id).map(|v| v.number.clone());
    let rows = releases::of_app(&mut tx, app).await?;
    let mut steps: Vec<_> = releases::steps(&mut tx, app).await?;
    steps.reverse();
    let steps = steps.into_iter().map(|step| StepView {
        of: rows.iter().find(|r| r.id == step.release).and_then(|r| number(&r.target)).unwrap_or_default(),
        gives: step.version.as_ref().and_then(number),
        step,
    });
    let steps = steps.collect();
    let live = rows.iter().find(|r| r.state == ReleaseState::Live);
    Ok(Overview {
        releasable: open::releasable(&all, &rows),
        earlier: back::earlier(&all, &rows, live),
        releases: rows
            .into_iter()
            .map(|release| View { number: number(&release.target).unwrap_or_default(), release })
            .collect(),
        steps,
        tiers: policy.release.tiers.to_vec(),
    })
}

/// A release of the app, for a member who may release, with its app and version.
async fn load(tx: &mut Tx, actor: &Actor, app: &AppId, id: &ReleaseId) -> Result<(App, Release, Version)> {
    let (app, _) = access::member(tx, actor, app, Right::Release).await?;
    let release =
        releases::find(tx, id).await?.filter(|r| r.app == app.id).ok_or(Error::NotFound("release"))?;
    let version = version_of(tx, &release.target).await?;
    Ok((app, release, version))
}

async fn version_of(tx: &mut Tx, id: &VersionId) -> Result<Version> {
    versions::find(tx, id).await?.ok_or(Error::NotFound("version"))
}

/// The release that is open to all.
async fn live(tx: &mut Tx, app: &AppId) -> Result<Option<Release>> {
    Ok(releases::of_app(tx, app).await?.into_iter().find(|r| r.state == ReleaseState::Live))
}

/// Numbers a step, writes it and records it as evidence. `gives` is the version that those who fit get from now on.
async fn push(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    release: &Release,
    kind: StepKind,
    gives: Option<&VersionId>,
    reason: &str,
) -> Result<()> {
    let step = Step {
        app: release.app.clone(),
        code: releases::next_code(tx, &release.app).await?,
        release: release.id.clone(),
        kind,
        version: gives.cloned(),
        gray: release.gray.clone(),
        reason: reason.to_owned(),
        by: access::account(actor)?.clone(),
        at: ctx.now(),
    };
    releases::push_step(tx, &step).await?;
    let number = version_of(tx, &release.target).await?.number;
    let data = json!({ "code": step.code, "kind": kind, "number": number, "version": step.version,
        "state": release.state, "gray": step.gray, "reason": step.reason });
    let name = format!("release.{}", kind.as_str());
    record(ctx, tx, actor, &[Event::evident(&name, &release.id, Some(&release.app), data)]).await
}

/// The live release gives its place to another.
async fn replace_live(ctx: &Ctx, tx: &mut Tx, app: &AppId) -> Result<()> {
    if let Some(old) = live(tx, app).await? {
        releases::update(tx, &old.replace(ctx.now())?).await?;
    }
    Ok(())
}

/// Refuses while another release is rolling or halted: whoever asks must know which of the two a user gets.
async fn none_under_way(tx: &mut Tx, app: &AppId) -> Result<()> {
    let open = releases::of_app(tx, app)
        .await?
        .into_iter()
        .find(|r| matches!(r.state, ReleaseState::Rolling | ReleaseState::Halted));
    match open {
        Some(r) => Err(under_way(&version_of(tx, &r.target).await?.number)),
        None => Ok(()),
    }
}

fn under_way(number: &str) -> Error {
    Refusal::new(
        "release-under-way",
        "VER-5",
        bi(
            format!("版本 {number} 正在灰度或已暂停。"),
            format!("Version {number} is being rolled out or is halted."),
        ),
        bi("请先全量发布或放弃它。", "Finish or abandon it first."),
    )
    .into()
}

/// As it is after the row was written.
fn written(release: Release, version: &Version) -> View {
    View { number: version.number.clone(), release: Release { version: release.version + 1, ..release } }
}
