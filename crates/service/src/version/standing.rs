//! Where the review of versions stands on the track.

use tongguan_model::{
    app::App,
    refusal::Who,
    review::CaseState,
    stage::{Stage, StageKey, StageState, Standing, Turn},
    text::{Bilingual, bi},
    version::{Version, VersionState},
};
use tongguan_store::{Tx, package as packages, review as cases, version as versions};

use crate::{Ctx, Result, capability, revision::Pinned};

fn turn(state: StageState, title: Bilingual, body: Bilingual, rule: &str, page: String) -> Turn {
    Turn {
        stage: StageKey::Review,
        state,
        who: Who::Applicant,
        title,
        body,
        rules: vec![rule.to_owned()],
        blocks: vec![bi("发布", "Release")],
        due_at: None,
        due_provisional: false,
        page,
    }
}

/// The review stage and its turns.
pub(crate) async fn standing(ctx: &Ctx, tx: &mut Tx, app: &App, policy: &Pinned) -> Result<Standing> {
    let done = |state, say: Bilingual, note: Option<Bilingual>, turns| {
        Ok(Standing { stage: Stage { key: StageKey::Review, state, say, note }, turns })
    };
    let all = versions::of_app(tx, &app.id).await?;
    let passed = all.iter().filter(|v| v.state == VersionState::Passed).max_by_key(|v| v.decided_at);
    let note = passed.map(|v| bi(format!("已通过 {}", v.number), format!("{} has passed", v.number)));
    if let Some(v) = all.iter().find(|v| v.state == VersionState::InReview) {
        return done(
            StageState::Wait,
            bi(format!("{} 审核中", v.number), format!("{} under review", v.number)),
            note,
            vec![waiting(tx, v).await?],
        );
    }
    // The newest that is neither given up nor older than what has passed.
    let newest = all.iter().find(|v| v.state != VersionState::Discarded);
    match newest {
        Some(v) if v.state == VersionState::Passed => {
            let say = bi(format!("{} 已通过", v.number), format!("{} has passed", v.number));
            done(StageState::Pass, say, v.label.as_ref().map(|l| bi(l.clone(), l.clone())), Vec::new())
        }
        Some(v) if v.state == VersionState::Refused => {
            let turn = turn(
                StageState::Fail,
                bi(format!("版本 {} 被驳回", v.number), format!("Version {} was refused", v.number)),
                bi(
                    "请按驳回理由修改，上传后提交更高的版本。",
                    "Mend what the refusal names, upload, submit a higher version.",
                ),
                "VER-1",
                format!("/versions/{}", v.id),
            );
            done(StageState::Fail, bi("被驳回", "Refused"), note, vec![turn])
        }
        Some(v) => {
            let withdrawn = v.state == VersionState::Withdrawn;
            let title = if withdrawn {
                bi(format!("版本 {} 已撤回", v.number), format!("Version {} was withdrawn", v.number))
            } else {
                bi(format!("提交版本 {} 审核", v.number), format!("Submit version {} for review", v.number))
            };
            let body = bi(
                "提交前会再次预检，有错误则不能提交。",
                "It is checked again before it is submitted; an error keeps it back.",
            );
            let turn = turn(StageState::Turn, title, body, "VER-3", format!("/versions/{}", v.id));
            done(StageState::Turn, bi("等你提交", "Yours to submit"), note, vec![turn])
        }
        None => fresh(ctx, tx, app, policy).await,
    }
}

async fn waiting(tx: &mut Tx, v: &Version) -> Result<Turn> {
    let case = cases::of_target(tx, v.id.as_str()).await?.into_iter().find(|c| c.state == CaseState::Open);
    let title = bi(format!("版本 {} 正在审核", v.number), format!("Version {} is under review", v.number));
    let body = bi("由审核员判断；可以撤回。", "A reviewer judges it; it can be withdrawn.");
    Ok(Turn {
        who: Who::Reviewer,
        due_at: case.as_ref().map(|c| c.due_at),
        due_provisional: case.is_some_and(|c| c.due_provisional),
        ..turn(StageState::Wait, title, body, "VER-2", format!("/versions/{}", v.id))
    })
}

/// Before the first version: what stands in the way, else the upload.
async fn fresh(ctx: &Ctx, tx: &mut Tx, app: &App, policy: &Pinned) -> Result<Standing> {
    let done = |state, say: Bilingual, note, turns| {
        Ok(Standing { stage: Stage { key: StageKey::Review, state, say, note }, turns })
    };
    let uploaded = packages::of_app(tx, &app.id).await?.into_iter().next();
    let wait = if app.name.is_none() {
        Some(bi("等名称通过", "Waits for the name"))
    } else if app.data_plan.is_none() {
        Some(bi("等数据合规方案", "Waits for the data plan"))
    } else if capability::is_open(ctx, tx, app, policy, "publish").await? {
        None
    } else {
        Some(bi("等认证", "Waits for certification"))
    };
    if let Some(note) = wait {
        return done(StageState::Shut, bi("未开放", "Shut"), Some(note), Vec::new());
    }
    let (title, body) = match &uploaded {
        Some(p) if p.errors > 0 => (
            bi("预检发现错误", "The check found errors"),
            bi(
                format!("最近的代码包有 {} 处错误，改正后重新上传。", p.errors),
                format!("The last package has {} errors; mend them and upload again.", p.errors),
            ),
        ),
        Some(_) => (
            bi("创建第一个版本", "Make the first version"),
            bi("代码包已通过预检。", "The package has passed the check."),
        ),
        None => (
            bi("上传代码包", "Upload the package"),
            bi("上传后立即预检，与审核同一套规则。", "It is checked at once by the rules of review."),
        ),
    };
    let state = if uploaded.is_some_and(|p| p.errors > 0) { StageState::Fail } else { StageState::Turn };
    let turn = turn(state, title, body, "VER-3", "/versions".into());
    done(state, bi("等你上传", "Yours to upload"), None, vec![turn])
}
