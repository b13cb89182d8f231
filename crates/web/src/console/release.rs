//! `/apps/{app}/release`: what is open to whom, the next step, and the way back.

use std::fmt::Write;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use tongguan_model::{
    app::App,
    ids::{AppId, ReleaseId, VersionId},
    release::{Gray, ReleaseState, StepKind},
    text::bi,
    version::Version,
};
use tongguan_service::{
    Error, app,
    delivery::{self, Ask},
    release::{self, Overview, StepView, View},
};

use super::{Answer, Flash, Form, Go, Page, S, Trouble, Visit, html, ok};
use crate::{
    AppState,
    delivery::{Question, say},
    route::Access,
};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/apps/{app}/release", Access::Account, show),
        Page::post("/apps/{app}/release", Access::Applicant, act),
    ]
}

/// A release as the page's head and its forms show it.
struct Current {
    id: String,
    number: String,
    percent: String,
    regions: String,
    tiers: Vec<String>,
    since: String,
    halted: bool,
    reason: String,
}

/// One cell of a stage: a region for a tier.
struct Bar {
    x: usize,
    y: usize,
    width: String,
}

/// One stage of the plan.
struct Stage {
    state: &'static str,
    shape: &'static str,
    word: &'static str,
    percent: String,
    limits: String,
    since: String,
    halted: bool,
    width: usize,
    height: usize,
    heads: Vec<(usize, String)>,
    names: Vec<(usize, String)>,
    off: Vec<(usize, usize)>,
    on: Vec<Bar>,
}

/// One step of the record.
struct Line {
    code: i64,
    word: &'static str,
    state: &'static str,
    shape: &'static str,
    of: String,
    gives: Option<String>,
    who: String,
    reason: String,
    when: String,
}

/// Why a user gets what it gets.
struct Why {
    user: String,
    region: String,
    tier: String,
    outcome: String,
    lines: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "release.html")]
struct ReleasePage {
    s: S,
    app: App,
    live: Option<(String, String)>,
    current: Option<Current>,
    releasable: Vec<Version>,
    earlier: Vec<Version>,
    tiers: Vec<String>,
    plan: Vec<Stage>,
    lines: Vec<Line>,
    why: Option<Why>,
    input: Form,
    trouble: Trouble,
}

impl ReleasePage {
    /// Where a first stage begins; whoever releases changes it.
    fn first_share(&self) -> &'static str {
        "5"
    }

    fn no_tiers(&self) -> Vec<String> {
        Vec::new()
    }
}

/// `12.5%` of basis points.
fn percent(bp: u32) -> String {
    format!("{}%", f64::from(bp) / 100.0)
}

/// Basis points of what was typed; 0 for what is no share, which the use case refuses by name.
fn share(text: &str) -> u32 {
    let text = text.trim().trim_end_matches(['%', '％']).trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !digits(whole) || !digits(part) {
        return 0;
    }
    format!("{whole}{part:0<2}").parse().unwrap_or(0)
}

/// A list as people separate it.
fn list(text: &str) -> Vec<String> {
    text.split([',', '，', '、', ';', '；', '\n'])
        .map(|t| t.trim().to_owned())
        .filter(|t| !t.is_empty())
        .collect()
}

fn gray(form: &Form) -> Gray {
    Gray {
        percent_bp: share(form.get("percent_bp")),
        regions: list(form.get("regions")),
        tiers: form.all("tiers").map(ToOwned::to_owned).collect(),
    }
}

/// `40%; yunting; vip`.
fn who(s: &S, gray: &Gray) -> String {
    let mut out = percent(gray.percent_bp);
    for part in [&gray.regions, &gray.tiers] {
        if !part.is_empty() {
            let _ = write!(out, "{}{}", s.t("；", "; "), part.join(s.t("、", ", ")));
        }
    }
    out
}

fn kind(s: &S, kind: StepKind) -> (&'static str, &'static str) {
    match kind {
        StepKind::Gray => ("turn", s.t("灰度", "Opened to some")),
        StepKind::Full => ("pass", s.t("全量", "Opened to all")),
        StepKind::Halt => ("fail", s.t("暂停", "Halted")),
        StepKind::Resume => ("turn", s.t("恢复", "Resumed")),
        StepKind::Abandon => ("none", s.t("放弃", "Abandoned")),
        StepKind::Rollback => ("warn", s.t("回滚", "Rolled back")),
    }
}

const COLUMN: usize = 62;
const ROW: usize = 20;
const LEFT: usize = 56;

/// The stages of the newest gray release, with a cell for each region and tier.
fn plan(s: &S, all: &Overview) -> Vec<Stage> {
    let newest = all.steps.iter().find(|v| v.step.kind == StepKind::Gray).map(|v| &v.step.release);
    let Some(newest) = newest else { return Vec::new() };
    let state = all.releases.iter().find(|r| r.release.id == *newest).map(|r| r.release.state);
    let mut steps: Vec<&StepView> = all.steps.iter().filter(|v| v.step.release == *newest).collect();
    steps.reverse();
    let open = |v: &&&StepView| matches!(v.step.kind, StepKind::Gray | StepKind::Full);
    let grays: Vec<&Gray> = steps.iter().filter(open).map(|v| &v.step.gray).collect();
    let mut regions: Vec<String> = grays.iter().flat_map(|g| g.regions.clone()).collect();
    regions.sort();
    regions.dedup();
    regions.truncate(6);
    let rest = s.t("其他", "others").to_owned();
    regions.push(rest.clone());
    let mut tiers = all.tiers.clone();
    tiers.truncate(5);
    let last = grays.len().saturating_sub(1);
    let stage = |(i, v): (usize, &&StepView)| {
        let g = &v.step.gray;
        let (state, shape, word) = match state {
            Some(ReleaseState::Halted) if i == last => ("fail", "fail", s.t("已暂停", "halted")),
            Some(ReleaseState::Rolling) if i == last => ("turn", "wait", s.t("现在", "now")),
            Some(ReleaseState::Abandoned) => ("none", "none", s.t("已放弃", "abandoned")),
            _ => ("pass", "pass", s.t("完成", "done")),
        };
        let (mut off, mut on) = (Vec::new(), Vec::new());
        for (y, region) in regions.iter().enumerate() {
            for (x, tier) in tiers.iter().enumerate() {
                let fits = (g.regions.is_empty() || g.regions.contains(region))
                    && (g.tiers.is_empty() || g.tiers.contains(tier));
                let (x, y) = (LEFT + x * COLUMN, ROW + y * ROW);
                off.push((x, y));
                if fits {
                    on.push(Bar { x, y, width: format!("{:.1}", f64::from(g.percent_bp) * 58.0 / 10_000.0) });
                }
            }
        }
        let limits = [(&g.regions, s.t("所有地区", "all regions")), (&g.tiers, s.t("所有层级", "all tiers"))]
            .map(|(l, none)| if l.is_empty() { none.to_owned() } else { l.join(s.t("、", ", ")) });
        Stage {
            state,
            shape,
            word,
            percent: percent(g.percent_bp),
            limits: limits.join(s.t("；", "; ")),
            since: s.moment(&v.step.at),
            halted: state == "fail",
            width: LEFT + tiers.len() * COLUMN,
            height: ROW + regions.len() * ROW,
            heads: tiers.iter().enumerate().map(|(x, t)| (LEFT + x * COLUMN + 29, t.clone())).collect(),
            names: regions.iter().enumerate().map(|(y, r)| (ROW + y * ROW + 12, r.clone())).collect(),
            off,
            on,
        }
    };
    let shown: Vec<&StepView> =
        steps.iter().filter(|v| matches!(v.step.kind, StepKind::Gray | StepKind::Full)).copied().collect();
    shown.iter().enumerate().map(stage).collect()
}

async fn why(
    state: &AppState,
    visit: &Visit,
    app: &AppId,
    question: Question,
) -> Result<Option<Why>, super::Oops> {
    let ask: Ask = question.into();
    if ask.user.trim().is_empty() {
        return Ok(None);
    }
    let s = &visit.s;
    let found = delivery::explain(&state.ctx, &visit.actor, app, &ask).await?;
    let outcome = match &found.outcome {
        Ok((number, code, why)) => {
            let why = match why {
                tongguan_service::delivery::Why::Full => s.t("对所有人开放", "open to all"),
                tongguan_service::delivery::Why::Gray => s.t("在灰度范围内", "inside the share"),
                tongguan_service::delivery::Why::Retreat => s.t("灰度已收回", "the share was taken back"),
            };
            let text = bi(
                format!("{number}（{why}，versionCode {code}）"),
                format!("{number} ({why}; versionCode {code})"),
            );
            s.say(&text).to_owned()
        }
        Err(absent) => s.say(&say(*absent)).to_owned(),
    };
    let lines = found.considered.iter().map(|c| {
        let share = percent(c.percent_bp.into());
        let yes = |b: bool, zh: &str, en: &str| match b {
            true => bi(format!("{zh}符合"), format!("{en} fits")),
            false => bi(format!("{zh}不符合"), format!("{en} does not fit")),
        };
        let (region, tier) = (yes(c.in_regions, "地区", "region"), yes(c.in_tiers, "层级", "tier"));
        let (inside_zh, inside_en) = if c.in_share { ("在内", "inside") } else { ("在外", "outside") };
        let text = bi(
            format!(
                "分桶 {} / 10000，比例 {share}，{inside_zh}；{}；{}；第 {} 步",
                c.bucket, region.zh, tier.zh, c.step
            ),
            format!(
                "bucket {} / 10000, share {share}: {inside_en}; {}; {}; step {}",
                c.bucket, region.en, tier.en, c.step
            ),
        );
        (c.number.clone(), s.say(&text).to_owned())
    });
    Ok(Some(Why {
        outcome,
        lines: lines.collect(),
        user: ask.user,
        region: ask.region.unwrap_or_default(),
        tier: ask.tier.unwrap_or_default(),
    }))
}

fn current(s: &S, all: &Overview) -> Option<Current> {
    let view: &View = all
        .releases
        .iter()
        .find(|r| matches!(r.release.state, ReleaseState::Rolling | ReleaseState::Halted))?;
    let r = &view.release;
    let halt = all.steps.iter().find(|v| v.step.release == r.id && v.step.kind == StepKind::Halt);
    Some(Current {
        id: r.id.to_string(),
        number: view.number.clone(),
        percent: percent(r.gray.percent_bp),
        regions: r.gray.regions.join(", "),
        tiers: r.gray.tiers.clone(),
        since: s.moment(&r.changed_at),
        halted: r.state == ReleaseState::Halted,
        reason: halt.map(|v| v.step.reason.clone()).unwrap_or_default(),
    })
}

async fn page(
    state: &AppState,
    visit: &Visit,
    id: &AppId,
    why: Option<Why>,
    input: Form,
    trouble: Trouble,
) -> Result<ReleasePage, super::Oops> {
    let s = visit.s.clone();
    let app = app::get(&state.ctx, &visit.actor, id).await?;
    let all = release::overview(&state.ctx, &visit.actor, id).await?;
    let line = |v: &StepView| {
        let (state, word) = kind(&s, v.step.kind);
        Line {
            code: v.step.code,
            word,
            state,
            shape: if state == "turn" { "info" } else { state },
            of: v.of.clone(),
            gives: v.gives.clone(),
            who: who(&s, &v.step.gray),
            reason: v.step.reason.clone(),
            when: s.moment(&v.step.at),
        }
    };
    let live = all.releases.iter().find(|r| r.release.state == ReleaseState::Live);
    Ok(ReleasePage {
        live: live.map(|r| (r.number.clone(), s.moment(&r.release.changed_at))),
        current: current(&s, &all),
        plan: plan(&s, &all),
        lines: all.steps.iter().map(line).collect(),
        releasable: all.releasable,
        earlier: all.earlier,
        tiers: all.tiers,
        s,
        app,
        why,
        input,
        trouble,
    })
}

async fn show(
    State(state): State<AppState>,
    visit: Visit,
    Path(id): Path<AppId>,
    Query(question): Query<Question>,
) -> Answer {
    let why = why(&state, &visit, &id, question).await?;
    Ok(ok(&page(&state, &visit, &id, why, Form::default(), Trouble::default()).await?))
}

async fn step(state: &AppState, visit: &Visit, app: &AppId, form: &Form) -> tongguan_service::Result<View> {
    let (ctx, actor) = (&state.ctx, &visit.actor);
    let id = ReleaseId::from_trusted(form.get("release"));
    let version = VersionId::from_trusted(form.get("version"));
    let reason = form.get("reason");
    match form.get("do") {
        "start" => release::start(ctx, actor, app, &version, &gray(form)).await,
        "widen" => release::widen(ctx, actor, app, &id, &gray(form)).await,
        "finish" => release::finish(ctx, actor, app, &id).await,
        "halt" => release::halt(ctx, actor, app, &id, reason).await,
        "resume" => release::resume(ctx, actor, app, &id).await,
        "abandon" => release::abandon(ctx, actor, app, &id, reason).await,
        "rollback" => release::rollback(ctx, actor, app, Some(&version), reason).await,
        _ => Err(Error::NotFound("step")),
    }
}

async fn act(State(state): State<AppState>, visit: Visit, Path(id): Path<AppId>, form: Form) -> Answer {
    match step(&state, &visit, &id, &form).await {
        Ok(view) => Ok(said(&id, &view)),
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            Ok(html(trouble.status(), &page(&state, &visit, &id, None, form, trouble).await?))
        }
    }
}

fn said(app: &AppId, view: &View) -> Response {
    let n = &view.number;
    let share = percent(view.release.gray.percent_bp);
    let flash = match view.release.state {
        ReleaseState::Rolling => Flash::pass(bi(
            format!("{n} 已开放给 {share} 的用户。"),
            format!("{n} is open to {share} of those who fit."),
        ))
        .more(bi("已在其中的用户不会被换出。", "Nobody who is inside drops out.")),
        ReleaseState::Live if view.release.rollback => {
            Flash::warn(bi(format!("已回滚到 {n}。"), format!("Rolled back to {n}.")))
                .more(bi("用户下次打开即生效。", "It holds from the next start."))
        }
        ReleaseState::Live => Flash::pass(bi(format!("{n} 已全量发布。"), format!("{n} is open to all."))),
        ReleaseState::Halted => Flash::warn(bi(format!("{n} 已暂停。"), format!("{n} is halted.")))
            .more(bi("灰度用户已回到线上版本。", "Its users are back on what is live.")),
        ReleaseState::Abandoned | ReleaseState::Replaced => {
            Flash::warn(bi(format!("{n} 的发布已放弃。"), format!("The release of {n} is abandoned.")))
        }
    };
    Go::to(format!("/apps/{app}/release")).with(flash).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_lists_are_read_as_people_write_them() {
        for (text, bp) in [("5", 500), ("12.5", 1_250), ("0.01", 1), ("100 %", 10_000), ("100％", 10_000)] {
            assert_eq!(share(text), bp, "{text}");
        }
        for bad in ["", "x", "-5", "5.555", "1e3", ".5"] {
            assert_eq!(share(bad), 0, "{bad}");
        }
        assert_eq!(list("上海、 杭州,南京；"), ["上海", "杭州", "南京"]);
        assert_eq!((percent(1_250), percent(10_000)), ("12.5%".into(), "100%".into()));
    }
}
