//! Where the release stands on the track.

use tongguan_model::{
    app::{App, AppState},
    refusal::Who,
    release::{Gray, Release, ReleaseState},
    stage::{Stage, StageKey, StageState, Standing, Turn},
    text::{Bilingual, bi},
    version::Version,
};
use tongguan_store::{Tx, release as releases, version as versions};

use super::open::releasable;
use crate::{Ctx, Result, revision::Pinned};

fn turn(state: StageState, title: Bilingual, body: Bilingual) -> Turn {
    Turn {
        stage: StageKey::Release,
        state,
        who: Who::Applicant,
        title,
        body,
        rules: vec!["VER-5".into()],
        blocks: Vec::new(),
        due_at: None,
        due_provisional: false,
        page: "/release".into(),
    }
}

/// `5%, 上海, vip`.
fn share(gray: &Gray) -> String {
    let percent = f64::from(gray.percent_bp) / 100.0;
    let mut parts = vec![format!("{percent}%")];
    parts.extend(gray.regions.iter().chain(&gray.tiers).cloned());
    parts.join(", ")
}

/// The release stage and its turns.
pub(crate) async fn standing(_: &Ctx, tx: &mut Tx, app: &App, _: &Pinned) -> Result<Standing> {
    let stage = |state, say: Bilingual, note| Stage { key: StageKey::Release, state, say, note };
    let all = versions::of_app(tx, &app.id).await?;
    let rows = releases::of_app(tx, &app.id).await?;
    let number = |r: &Release| all.iter().find(|v| v.id == r.target).map_or("", |v| v.number.as_str());
    let live = rows.iter().find(|r| r.state == ReleaseState::Live);
    let on = live.map(|r| bi(format!("线上 {}", number(r)), format!("{} is live", number(r))));
    if app.state == AppState::Frozen {
        let say = bi("已冻结，不再下发", "Frozen, nothing is delivered");
        return Ok(Standing { stage: stage(StageState::Fail, say, on), turns: Vec::new() });
    }
    let under_way = rows.iter().find(|r| matches!(r.state, ReleaseState::Rolling | ReleaseState::Halted));
    if let Some(r) = under_way {
        let (n, share) = (number(r), share(&r.gray));
        let turn = if r.state == ReleaseState::Rolling {
            turn(
                StageState::Turn,
                bi(format!("版本 {n} 灰度中：{share}"), format!("Version {n} is open to {share}")),
                bi("观察后放宽、全量，或暂停。", "Watch it, then widen, finish or halt."),
            )
        } else {
            turn(
                StageState::Warn,
                bi(format!("版本 {n} 已暂停"), format!("Version {n} is halted")),
                bi(
                    "用户已回到线上版本。可恢复或放弃。",
                    "Its users are back on what is live. Resume or abandon it.",
                ),
            )
        };
        let say = match r.state {
            ReleaseState::Rolling => bi(format!("灰度 {share}"), format!("Open to {share}")),
            _ => bi("已暂停", "Halted"),
        };
        return Ok(Standing { stage: stage(turn.state, say, on), turns: vec![turn] });
    }
    let ready: Option<Version> = releasable(&all, &rows).into_iter().next();
    match (ready, on) {
        (Some(v), on) => {
            let n = &v.number;
            let turn = turn(
                StageState::Turn,
                bi(format!("发布版本 {n}"), format!("Release version {n}")),
                bi("审核已通过。可先灰度，再全量。", "It has passed. Open it to some first, then to all."),
            );
            let say = bi(format!("{n} 可发布"), format!("{n} can be released"));
            Ok(Standing { stage: stage(StageState::Turn, say, on), turns: vec![turn] })
        }
        (None, Some(on)) => Ok(Standing { stage: stage(StageState::Pass, on, None), turns: Vec::new() }),
        (None, None) => {
            let say = bi("审核通过后开放", "Opens when a version has passed");
            Ok(Standing { stage: stage(StageState::Shut, say, None), turns: Vec::new() })
        }
    }
}
