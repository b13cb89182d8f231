//! The look-up before registration (PRE-6), and what preparation says about an app.

use tongguan_model::{
    app::App,
    refusal::{FieldError, Who},
    stage::{Stage, StageKey, StageState, Standing, Turn},
    subject::{SubjectType, Subtype},
    text::bi,
};
pub use tongguan_policy::{Admission, Industry};
use tongguan_store::Tx;

use crate::{
    Ctx, Result,
    revision::{self, Pinned},
};

/// What registration takes for a sub-type in an industry. Where no sub-type is named, the type's default is meant. Public:
/// it is asked before there is an account.
pub async fn look_up(
    ctx: &Ctx,
    subject: &str,
    subtype: &str,
    industry: &str,
) -> Result<(Subtype, Industry, Admission)> {
    let policy = revision::now(ctx).await?;
    let mut errors = Vec::new();
    let kind = SubjectType::parse(subject);
    if kind.is_none() {
        let all: Vec<_> = SubjectType::ALL.iter().map(|t| t.as_str()).collect();
        errors.push(
            FieldError::new(
                "subject",
                "unknown-subject-type",
                "PRE-1",
                bi("没有这种主体类型。", "There is no such subject type."),
                bi("请从五种主体类型中选择。", "Choose one of the five subject types."),
            )
            .measured(subject.chars().take(40).collect::<String>(), all.join(" | ")),
        );
    }
    let meant = match (kind, subtype) {
        (Some(kind), "") => Some(Subtype::default_of(kind)),
        (Some(kind), name) => {
            errors.extend(crate::subject::unknown_subtype(kind, name));
            Subtype::parse(name).filter(|s| s.of() == kind)
        }
        (None, _) => None,
    };
    let row = policy.industries.find(industry);
    if row.is_none() {
        errors.push(FieldError::new(
            "industry",
            "unknown-industry",
            "PRE-5",
            bi("行业不在目录中。", "The industry is not in the catalogue."),
            bi("请从行业目录中选择。", "Choose one from the catalogue of industries."),
        ));
    }
    match (meant, row, meant.and_then(|s| policy.admission_of(s, industry))) {
        (Some(meant), Some(row), Some(admission)) => Ok((meant, row.clone(), admission)),
        _ => Err(errors.into()),
    }
}

/// The catalogue of industries (PRE-5).
pub async fn industries(ctx: &Ctx) -> Result<Vec<Industry>> {
    Ok(revision::now(ctx).await?.industries.rows.clone())
}

/// The stage "admission" of an app: is the industry in the catalogue, is the data plan declared (SYS-4).
#[expect(clippy::unused_async, reason = "every noun's standing has the same signature")]
pub(crate) async fn standing(_: &Ctx, _: &mut Tx, app: &App, policy: &Pinned) -> Result<Standing> {
    let row = policy.industries.find(&app.industry);
    let name = row.map_or_else(|| bi(&app.industry, &app.industry), |r| bi(&r.zh, &r.en));
    let stage = |state, say| Stage { key: StageKey::Admission, state, say, note: Some(name.clone()) };
    if app.data_plan.is_some() {
        let say = bi("数据合规方案已声明", "Data plan declared");
        return Ok(Standing { stage: stage(StageState::Pass, say), turns: Vec::new() });
    }
    let turn = Turn {
        stage: StageKey::Admission,
        state: StageState::Turn,
        who: Who::Applicant,
        title: bi("声明数据合规方案", "Declare the data-compliance plan"),
        body: bi(
            "还没有声明收集哪些数据、用途、存放地点和期限。请填写；不收集数据也要声明。",
            "Not declared yet: which data is collected, what for, where and how long it is kept. Fill it in, also if none is.",
        ),
        rules: vec!["SYS-4".into(), "REV-4".into()],
        blocks: vec![bi("版本审核", "Version review")],
        due_at: None,
        due_provisional: false,
        page: "/data-plan".into(),
    };
    Ok(Standing {
        stage: stage(StageState::Turn, bi("等你声明数据方案", "Declare the data plan")),
        turns: vec![turn],
    })
}
