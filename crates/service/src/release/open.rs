//! Opening a version: to some, to more, to all.

use tongguan_model::{
    actor::Actor,
    app::Right,
    ids::{AppId, ReleaseId, VersionId},
    refusal::{FieldError, Refusal, Who},
    release::{Gray, Release, ReleaseState, StepKind},
    text::bi,
    version::{Version, VersionState},
};
use tongguan_rollout::StageError;
use tongguan_rule_subject::version::Version as Number;
use tongguan_store::{Tx, release as releases};

use super::{
    View, exposure::stage, load, none_under_way, push, replace_live, under_way, version_of, written,
};
use crate::{
    Ctx, Error, Result, access, capability,
    revision::{self, Pinned},
    transact,
};

/// Regions of one share, and characters of a region; more is no list of regions.
const REGIONS: usize = 200;
const REGION_CHARS: usize = 64;

/// A share as asked for: checked, lists sorted and without doubles.
fn checked(asked: &Gray, policy: &Pinned) -> Result<Gray> {
    let mut errors = Vec::new();
    if !(1..=Gray::ALL_BP).contains(&asked.percent_bp) {
        errors.push(
            FieldError::new(
                "percent_bp",
                "share",
                "VER-5",
                bi("比例须为 0.01%–100%。", "The share must be 0.01 % to 100 %."),
                bi(
                    "请填 0.01 到 100；接口以万分之一为单位，填 1–10000。",
                    "Give 0.01 to 100; the API counts hundredths of a percent, 1 to 10000.",
                ),
            )
            .measured(asked.percent_bp, "1–10000"),
        );
    }
    let tidy = |list: &[String]| {
        let mut list: Vec<_> = list.iter().map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect();
        list.sort();
        list.dedup();
        list
    };
    let (regions, tiers) = (tidy(&asked.regions), tidy(&asked.tiers));
    if regions.len() > REGIONS || regions.iter().any(|r| r.chars().count() > REGION_CHARS) {
        errors.push(
            FieldError::new(
                "regions",
                "regions",
                "VER-5",
                bi(
                    format!("地区最多 {REGIONS} 个，每个最多 {REGION_CHARS} 个字符。"),
                    format!("At most {REGIONS} regions of at most {REGION_CHARS} characters."),
                ),
                bi("请按宿主应用上报的地区填写。", "Write regions as the host app reports them."),
            )
            .measured(regions.len(), REGIONS),
        );
    }
    let known: &[String] = &policy.release.tiers;
    for tier in tiers.iter().filter(|t| !known.contains(t)) {
        errors.push(FieldError::new(
            "tiers",
            "unknown-tier",
            "VER-5",
            bi(format!("没有用户层级「{tier}」。"), format!("There is no user tier \"{tier}\".")),
            bi(format!("可选：{}。", known.join("、")), format!("Choose among {}.", known.join(", "))),
        ));
    }
    if errors.is_empty() {
        Ok(Gray { percent_bp: asked.percent_bp, regions, tiers })
    } else {
        Err(errors.into())
    }
}

fn number(text: &str) -> Option<Number> {
    text.parse().ok()
}

/// Whether a release of this version would go forward from what is live.
fn forward(version: &Version, live: Option<&Version>) -> bool {
    live.is_none_or(|l| number(&version.number) > number(&l.number))
}

/// Passed versions that a new release may open, highest first.
pub(super) fn releasable(all: &[Version], rows: &[Release]) -> Vec<Version> {
    let under_way = rows.iter().any(|r| matches!(r.state, ReleaseState::Rolling | ReleaseState::Halted));
    if under_way {
        return Vec::new();
    }
    let live = rows.iter().find(|r| r.state == ReleaseState::Live);
    let live = live.and_then(|r| all.iter().find(|v| v.id == r.target));
    let mut out: Vec<_> =
        all.iter().filter(|v| v.state == VersionState::Passed && forward(v, live)).cloned().collect();
    out.sort_by_key(|v| std::cmp::Reverse(number(&v.number)));
    out
}

/// Opens a passed version to a share of the users, or to all.
pub async fn start(ctx: &Ctx, actor: &Actor, app: &AppId, version: &VersionId, gray: &Gray) -> Result<View> {
    transact!(ctx, tx, start_in(ctx, &mut tx, actor, app, version, gray))
}

async fn start_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    version: &VersionId,
    gray: &Gray,
) -> Result<View> {
    let (app, _) = access::member(tx, actor, app, Right::Release).await?;
    let policy = revision::current(ctx, tx).await?;
    let gray = checked(gray, &policy)?;
    let found = tongguan_store::version::find(tx, version).await?.filter(|v| v.app == app.id);
    let version = found.ok_or(Error::NotFound("version"))?;
    if version.state != VersionState::Passed {
        return Err(not_passed(&version));
    }
    capability::require(ctx, tx, &app, "publish").await?;
    none_under_way(tx, &app.id).await?;
    let live = match super::live(tx, &app.id).await? {
        Some(r) => Some(version_of(tx, &r.target).await?),
        None => None,
    };
    if let Some(live) = live.filter(|l| !forward(&version, Some(l))) {
        return Err(Refusal::new(
            "not-forward",
            "VER-1",
            bi(
                format!("版本 {} 不高于线上的 {}。", version.number, live.number),
                format!("Version {} is not higher than {}, which is live.", version.number, live.number),
            ),
            bi("要回到旧版本，请使用回滚。", "To go back to an older version, roll back."),
        )
        .measured(&version.number, format!("> {}", live.number))
        .into());
    }
    let everybody = gray.is_everybody();
    if everybody {
        replace_live(ctx, tx, &app.id).await?;
    }
    let new = Release {
        id: ReleaseId::from_trusted(ctx.id()),
        app: app.id.clone(),
        target: version.id.clone(),
        state: if everybody { ReleaseState::Live } else { ReleaseState::Rolling },
        gray,
        rollback: false,
        created_by: access::account(actor)?.clone(),
        created_at: ctx.now(),
        changed_at: ctx.now(),
        version: 1,
    };
    match releases::insert(tx, &new).await {
        Err(e) if e.is_duplicate_of("app_release") => return Err(under_way(&version.number)),
        other => other?,
    }
    let kind = if everybody { StepKind::Full } else { StepKind::Gray };
    push(ctx, tx, actor, &new, kind, Some(&version.id), "").await?;
    Ok(View { number: version.number, release: new })
}

fn not_passed(version: &Version) -> Error {
    let (zh, en, who) = match version.state {
        VersionState::InReview => ("请等待审核结果。", "Wait for its review.", Who::Reviewer),
        VersionState::Refused | VersionState::Discarded => {
            ("请改正后提交更高的版本。", "Mend it and submit a higher version.", Who::Applicant)
        }
        _ => ("请先提交审核。", "Submit it for review first.", Who::Applicant),
    };
    Refusal::new(
        "not-passed",
        "VER-1",
        bi(
            format!("版本 {} 未通过审核，不能发布。", version.number),
            format!("Version {} has not passed review and cannot be released.", version.number),
        ),
        bi(zh, en),
    )
    .measured(version.state.as_str(), VersionState::Passed.as_str())
    .who(who)
    .into()
}

/// Opens a rolling release to more users. Nobody who is inside may drop out.
pub async fn widen(ctx: &Ctx, actor: &Actor, app: &AppId, id: &ReleaseId, gray: &Gray) -> Result<View> {
    transact!(ctx, tx, widen_in(ctx, &mut tx, actor, app, id, gray))
}

async fn widen_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    id: &ReleaseId,
    gray: &Gray,
) -> Result<View> {
    let (app, release, version) = load(tx, actor, app, id).await?;
    let policy = revision::current(ctx, tx).await?;
    let gray = checked(gray, &policy)?;
    let next = release.clone().widen(ctx.now(), gray.clone())?;
    let before = &release.gray;
    if let Err(error) = stage(before).widens(&stage(&gray)) {
        return Err(narrows(&error, before, &gray));
    }
    if *before == gray {
        return Err(Refusal::new(
            "not-wider",
            "VER-5",
            bi("新的范围与现在相同。", "The new share is the present one."),
            bi("请放宽比例、地区或层级。", "Widen the share, the regions or the tiers."),
        )
        .into());
    }
    if gray.is_everybody() {
        return finish_in(ctx, tx, actor, &app.id, id).await;
    }
    capability::require(ctx, tx, &app, "publish").await?;
    releases::update(tx, &next).await?;
    push(ctx, tx, actor, &next, StepKind::Gray, Some(&version.id), "").await?;
    Ok(written(next, &version))
}

fn narrows(error: &StageError, before: &Gray, gray: &Gray) -> Error {
    let list = |l: &[String]| if l.is_empty() { "—".to_owned() } else { l.join(", ") };
    let (what_zh, what_en, measured, limit) = match error {
        StageError::Narrows("regions") => ("地区", "regions", list(&gray.regions), list(&before.regions)),
        StageError::Narrows("tiers") => ("层级", "tiers", list(&gray.tiers), list(&before.tiers)),
        _ => ("比例", "share", gray.percent_bp.to_string(), format!("≥ {}", before.percent_bp)),
    };
    Refusal::new(
        "narrows",
        "VER-5",
        bi(
            format!("灰度只能放宽：新的{what_zh}会让已收到新版本的用户失去它。"),
            format!("A share only widens: the new {what_en} would take the version from users who have it."),
        ),
        bi("请放宽范围；要收回请暂停。", "Widen it; to take it back, halt the release."),
    )
    .measured(measured, limit)
    .into()
}

/// Opens a rolling release to all.
pub async fn finish(ctx: &Ctx, actor: &Actor, app: &AppId, id: &ReleaseId) -> Result<View> {
    transact!(ctx, tx, finish_in(ctx, &mut tx, actor, app, id))
}

async fn finish_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, id: &ReleaseId) -> Result<View> {
    let (app, release, version) = load(tx, actor, app, id).await?;
    let next = release.finish(ctx.now())?;
    capability::require(ctx, tx, &app, "publish").await?;
    // The former one first: the database lets one be live at a time.
    replace_live(ctx, tx, &app.id).await?;
    releases::update(tx, &next).await?;
    push(ctx, tx, actor, &next, StepKind::Full, Some(&version.id), "").await?;
    Ok(written(next, &version))
}
