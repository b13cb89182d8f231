//! Taking a version back: halt, resume, abandon, roll back.

use tongguan_model::{
    actor::Actor,
    app::Right,
    ids::{AppId, ReleaseId, VersionId},
    refusal::Refusal,
    release::{Gray, Release, ReleaseState, StepKind, reason},
    text::bi,
    version::Version,
};
use tongguan_store::{Tx, release as releases, version as versions};

use super::{View, live, load, none_under_way, push, replace_live, under_way, written};
use crate::{Ctx, Result, access, capability, transact};

/// What is done to a release under way.
#[derive(Debug, Clone, Copy)]
enum Back {
    Halt,
    Resume,
    Abandon,
}

/// Stops a rolling release: its users go back to what is live.
pub async fn halt(ctx: &Ctx, actor: &Actor, app: &AppId, id: &ReleaseId, why: &str) -> Result<View> {
    transact!(ctx, tx, act(ctx, &mut tx, actor, app, id, Back::Halt, why))
}

/// Opens a halted release again to those for whom it was open.
pub async fn resume(ctx: &Ctx, actor: &Actor, app: &AppId, id: &ReleaseId) -> Result<View> {
    transact!(ctx, tx, act(ctx, &mut tx, actor, app, id, Back::Resume, ""))
}

/// Ends a release before it was open to all: its users go back to what is live.
pub async fn abandon(ctx: &Ctx, actor: &Actor, app: &AppId, id: &ReleaseId, why: &str) -> Result<View> {
    transact!(ctx, tx, act(ctx, &mut tx, actor, app, id, Back::Abandon, why))
}

async fn act(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    id: &ReleaseId,
    what: Back,
    why: &str,
) -> Result<View> {
    let (app, release, version) = load(tx, actor, app, id).await?;
    let now = ctx.now();
    let (next, kind, why) = match what {
        Back::Halt => (release.halt(now)?, StepKind::Halt, reason(why)?),
        Back::Abandon => (release.abandon(now)?, StepKind::Abandon, reason(why)?),
        Back::Resume => {
            let next = release.resume(now)?;
            capability::require(ctx, tx, &app, "publish").await?;
            (next, StepKind::Resume, String::new())
        }
    };
    releases::update(tx, &next).await?;
    let gives = match what {
        Back::Resume => Some(version.id.clone()),
        Back::Halt | Back::Abandon => live(tx, &app.id).await?.map(|r| r.target),
    };
    push(ctx, tx, actor, &next, kind, gives.as_ref(), &why).await?;
    Ok(written(next, &version))
}

/// Versions that were open to all before, the one last live first; without the one that is live now.
pub(super) fn earlier(all: &[Version], rows: &[Release], live: Option<&Release>) -> Vec<Version> {
    let Some(live) = live else { return Vec::new() };
    let mut was: Vec<_> = rows.iter().filter(|r| r.state == ReleaseState::Replaced).collect();
    was.sort_by_key(|r| std::cmp::Reverse((r.changed_at, r.id.clone())));
    let mut out: Vec<Version> = Vec::new();
    for release in was {
        let known = out.iter().any(|v| v.id == release.target) || release.target == live.target;
        if let Some(version) = all.iter().find(|v| v.id == release.target).filter(|_| !known) {
            out.push(version.clone());
        }
    }
    out
}

/// Opens a version to all that was live before; `None` takes the one that was live last.
pub async fn rollback(
    ctx: &Ctx,
    actor: &Actor,
    app: &AppId,
    to: Option<&VersionId>,
    why: &str,
) -> Result<View> {
    transact!(ctx, tx, rollback_in(ctx, &mut tx, actor, app, to, why))
}

async fn rollback_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    to: Option<&VersionId>,
    why: &str,
) -> Result<View> {
    let (app, _) = access::member(tx, actor, app, Right::Release).await?;
    let why = reason(why)?;
    none_under_way(tx, &app.id).await?;
    let rows = releases::of_app(tx, &app.id).await?;
    let all = versions::of_app(tx, &app.id).await?;
    let live = rows.iter().find(|r| r.state == ReleaseState::Live);
    let choice = earlier(&all, &rows, live);
    let numbers: Vec<_> = choice.iter().map(|v| v.number.as_str()).collect();
    let target = choice.iter().find(|v| to.is_none_or(|id| v.id == *id));
    let Some(target) = target else {
        let (zh, en) = if numbers.is_empty() {
            ("请发布更高的版本。".to_owned(), "Release a higher version.".to_owned())
        } else {
            (format!("可选：{}。", numbers.join("、")), format!("Choose among {}.", numbers.join(", ")))
        };
        return Err(Refusal::new(
            "nothing-to-roll-back-to",
            "VER-5",
            bi("只能回滚到曾经全量的版本。", "Only a version that was open to all can be gone back to."),
            bi(zh, en),
        )
        .into());
    };
    replace_live(ctx, tx, &app.id).await?;
    let new = Release {
        id: ReleaseId::from_trusted(ctx.id()),
        app: app.id.clone(),
        target: target.id.clone(),
        state: ReleaseState::Live,
        gray: Gray::everybody(),
        rollback: true,
        created_by: access::account(actor)?.clone(),
        created_at: ctx.now(),
        changed_at: ctx.now(),
        version: 1,
    };
    match releases::insert(tx, &new).await {
        Err(e) if e.is_duplicate_of("app_release") => return Err(under_way(&target.number)),
        other => other?,
    }
    push(ctx, tx, actor, &new, StepKind::Rollback, Some(&target.id), &why).await?;
    Ok(View { number: target.number.clone(), release: new })
}
