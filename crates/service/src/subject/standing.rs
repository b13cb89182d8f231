//! Where the subject stands on the track.

use tongguan_model::{
    app::App,
    refusal::Who,
    review::CaseState,
    stage::{Stage, StageKey, StageState, Standing, Turn},
    subject::SubjectState,
    text::bi,
    time::day_words,
};
use tongguan_store::{Tx, review, subject};

use super::find;
use crate::{Ctx, Result, revision::Pinned};

/// The subject's stage and turns.
pub(crate) async fn standing(ctx: &Ctx, tx: &mut Tx, app: &App, policy: &Pinned) -> Result<Standing> {
    let mut turn = Turn {
        stage: StageKey::Subject,
        state: StageState::Turn,
        who: Who::Applicant,
        title: bi("填写主体信息", "Declare the subject"),
        body: bi(
            "选择主体类型，填写信息并上传材料。通过后即发放 AppID。",
            "Choose the subject type, fill in the form and upload the materials. A pass issues the AppID.",
        ),
        rules: vec!["SUB-1".into()],
        blocks: vec![bi("AppID", "AppID"), bi("认证", "Certification"), bi("送审", "Review")],
        due_at: None,
        due_provisional: false,
        page: "/subject".into(),
    };
    let stage =
        |state, zh: &str, en: &str, note| Stage { key: StageKey::Subject, state, say: bi(zh, en), note };
    let Some(s) = subject::of_app(tx, &app.id).await? else {
        let stage = stage(StageState::Turn, "等你填写", "Yours to fill in", None);
        return Ok(Standing { stage, turns: vec![turn] });
    };
    let cases = review::of_target(tx, s.id.as_str()).await?;
    Ok(match s.state {
        SubjectState::Draft => {
            let wrong = find(ctx, tx, app, &s, policy).await?.errors.len();
            turn.title = bi("提交主体信息", "Submit the subject");
            if wrong > 0 {
                turn.body = bi(
                    format!("还有 {wrong} 项未填或有误。"),
                    format!("{wrong} items are missing or wrong."),
                );
            }
            let stage = stage(StageState::Turn, "填写中", "Being filled in", None);
            Standing { stage, turns: vec![turn] }
        }
        SubjectState::InReview => {
            let case = cases.iter().find(|c| c.state == CaseState::Open);
            turn.state = StageState::Wait;
            turn.who = Who::Reviewer;
            turn.title = bi("主体信息正在审核", "The subject is under review");
            turn.body = bi(
                "审核员在核对材料；可以撤回修改。",
                "A reviewer compares the materials; it can be withdrawn.",
            );
            turn.due_at = case.map(|c| c.due_at);
            turn.due_provisional = case.is_some_and(|c| c.due_provisional);
            let stage = stage(StageState::Wait, "审核中", "Under review", None);
            Standing { stage, turns: vec![turn] }
        }
        SubjectState::Refused => {
            let decision = cases.iter().find_map(|c| c.decision.clone());
            turn.state = StageState::Fail;
            turn.title = bi("改正主体信息后重新提交", "Mend the subject and submit again");
            if let Some(d) = decision {
                turn.body = bi(d.reason.clone(), d.reason);
                turn.rules = d.rules;
            }
            let stage = stage(StageState::Fail, "被驳回", "Refused", None);
            Standing { stage, turns: vec![turn] }
        }
        SubjectState::Approved => {
            let note = s.decided_at.map(|at| day_words(at.day()));
            Standing { stage: stage(StageState::Pass, "已通过", "Passed", note), turns: vec![] }
        }
    })
}
