//! Names (NAM-1 … NAM-5): a verdict before submission, one holder a folded name, rest after a refusal.

use serde_json::{Value, json};
use tongguan_model::{
    actor::Actor,
    app::{App, Right},
    event::Event,
    ids::{AppId, MaterialId, NameId},
    material::{MaterialKind, Note},
    naming::{Name, NameState},
    refusal::{FieldError, Refusal, Who},
    review::{Case, CaseKind, CaseState},
    stage::{Stage, StageKey, StageState, Standing, Turn},
    subject::{SubjectState, SubjectType},
    text::bi,
    time::Millis,
};
use tongguan_rule_subject::name::{Reason, Verdict};
use tongguan_store::{Tx, app, material, naming, review as cases};

use crate::{
    Ctx, Error, Result, access, record,
    review::{self, NewCase},
    revision::{self, Pinned},
    subject, transact,
};

mod index;
mod likes;

pub(crate) use index::NameIndex;
pub use likes::{Holder, Like, warm};
pub(crate) use likes::{RulesCache, of_case};

/// What a name would meet.
#[derive(Debug, Clone)]
pub struct Check {
    /// As it would be submitted.
    pub text: String,
    /// Judgement of the rules.
    pub verdict: Verdict,
    /// Whether another app holds it.
    pub taken: bool,
    /// From when this app may submit again, if it rests.
    pub rests_until: Option<Millis>,
    /// Names of others that it may be taken for, the likest first.
    pub likes: Vec<Like>,
    /// Fewest and most units of the policy.
    pub units: [i64; 2],
}

/// Judges a name for an app without submitting it.
pub async fn check(ctx: &Ctx, actor: &Actor, id: &AppId, text: &str) -> Result<Check> {
    let likes = likes::of_app(ctx, actor, id, trimmed(text)).await?;
    let mut tx = ctx.store().read().await?;
    access::member(&mut tx, actor, id, Right::See).await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let kind = subject::kind_of(&mut tx, id).await?.map_or(SubjectType::Enterprise, |(k, _)| k);
    judge(ctx, &mut tx, id, kind, text, likes, &policy).await
}

async fn judge(
    ctx: &Ctx,
    tx: &mut Tx,
    id: &AppId,
    kind: SubjectType,
    text: &str,
    likes: Vec<Like>,
    policy: &Pinned,
) -> Result<Check> {
    let text = trimmed(text).to_owned();
    let mut verdict = likes::rules(ctx, policy).check("name", &text, kind);
    // What is equal is taken: no proof mends that.
    let equal =
        |l: &Like| l.holder != Holder::Reserved && l.reasons.iter().any(|h| h.reason == Reason::Equal);
    let sure = likes.iter().filter(|l| l.score >= *policy.naming.proof_from && !equal(l));
    verdict.needs_proof.extend(sure.map(likes::needs_proof));
    let key = tongguan_text::fold(&text);
    let taken = naming::holder(tx, &key).await?.is_some_and(|n| n.app != *id);
    let by_name = *policy.naming.cooldown_scope == "name";
    let rests_until = naming::last_refused(tx, id, &key, by_name)
        .await?
        .map(|at| Millis(at).plus(*policy.naming.cooldown_days * Millis::DAY))
        .filter(|until| *until > ctx.now());
    let units = [*policy.naming.min_units, *policy.naming.max_units];
    Ok(Check { text, verdict, taken, rests_until, likes, units })
}

/// Surrounding space is not part of a name; everything else is shown as typed.
fn trimmed(text: &str) -> &str {
    text.trim()
}

/// Submits a name for review.
pub async fn submit(ctx: &Ctx, actor: &Actor, id: &AppId, text: &str, proofs: &[MaterialId]) -> Result<Name> {
    // Outside the transaction: what others hold is read once, and only the unique key has to hold at the commit.
    let likes = likes::of_app(ctx, actor, id, trimmed(text)).await?;
    transact!(ctx, tx, submit_in(ctx, &mut tx, actor, id, text, proofs, &likes))
}

async fn submit_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &AppId,
    text: &str,
    proofs: &[MaterialId],
    likes: &[Like],
) -> Result<Name> {
    access::member(tx, actor, id, Right::Administer).await?;
    let policy = revision::current(ctx, tx).await?;
    let Some((kind, SubjectState::InReview | SubjectState::Approved)) = subject::kind_of(tx, id).await?
    else {
        return Err(Refusal::new(
            "subject-first",
            "NAM-3",
            bi(
                "命名规则取决于主体类型，主体信息尚未提交。",
                "What a name may be depends on the subject, which is not submitted yet.",
            ),
            bi("请先提交主体信息。", "Submit the subject first."),
        )
        .into());
    };
    let found = judge(ctx, tx, id, kind, text, likes.to_vec(), &policy).await?;
    if !found.verdict.refused.is_empty() {
        return Err(found.verdict.refused.into());
    }
    if found.taken {
        return Err(taken());
    }
    if let Some(until) = found.rests_until {
        let days = *policy.naming.cooldown_days;
        return Err(Refusal::new(
            "name-rests",
            "NAM-5",
            bi(
                format!("上次名称被驳回后须等待 {days} 天。"),
                format!("After a refusal {days} days must pass before another name."),
            ),
            bi(format!("{} 起可再次提交。", until.clock()), format!("Submit again from {}.", until.clock())),
        )
        .who(Who::Time)
        .until(until)
        .into());
    }
    let have = material::of_app(tx, id).await?;
    if let Some(bad) =
        proofs.iter().find(|p| !have.iter().any(|m| m.id == **p && m.kind == MaterialKind::NameProof))
    {
        return Err(FieldError::new(
            "proofs",
            "unknown-proof",
            "NAM-1",
            bi(format!("没有名称证明 {bad}。"), format!("There is no proof {bad}.")),
            bi("请先上传种类为 name_proof 的材料。", "Upload a material of kind name_proof first."),
        )
        .into());
    }
    if !found.verdict.needs_proof.is_empty() && proofs.is_empty() {
        return Err(found.verdict.needs_proof.into());
    }
    let new = Name {
        id: NameId::from_trusted(ctx.id()),
        app: id.clone(),
        fold_key: tongguan_text::fold(&found.text),
        text: found.text,
        state: NameState::InReview,
        proofs: proofs.to_vec(),
        submitted_at: ctx.now(),
        decided_at: None,
        version: 1,
    };
    match naming::insert(tx, &new).await {
        // The app's own second submission, or another app's first: two indexes, two answers.
        Err(e) if e.is_duplicate_of("one_in_review") || e.is_duplicate_of("app_name.app_id") => {
            return Err(already());
        }
        Err(e) if e.is_duplicate_of("taken") || e.is_duplicate_of("fold_key") => return Err(taken()),
        other => other?,
    }
    let data = json!({ "name": new.text });
    record(ctx, tx, actor, &[Event::evident("name.submitted", &new.id, Some(id), data)]).await?;
    let notes: Vec<Note> = found
        .verdict
        .needs_proof
        .iter()
        .chain(&found.verdict.advice)
        .map(|f| Note {
            rule: f.rule.clone().unwrap_or_default(),
            severity: "warning".into(),
            about: "name".into(),
            message: f.message.clone(),
            measured: f.measured.clone(),
            limit: f.limit.clone(),
        })
        .chain(found.likes.iter().map(|l| likes::note(l, *policy.naming.conflict_from)))
        .collect();
    let case = NewCase {
        kind: CaseKind::Name,
        app: id.clone(),
        target: new.id.to_string(),
        title: new.text.clone(),
        findings: serde_json::to_value(notes).map_err(Error::internal)?,
        blocked: false,
        working_days: policy.naming.review_days[1],
    };
    review::open(ctx, tx, actor, case).await?;
    Ok(new)
}

fn taken() -> Error {
    Refusal::new(
        "name-taken",
        "NAM-2",
        bi(
            "此名称已被其他小程序使用或正在审核。",
            "Another mini program holds this name or has it under review.",
        ),
        bi("请换一个名称。", "Choose another name."),
    )
    .into()
}

fn already() -> Error {
    Refusal::new(
        "already-in-review",
        "NAM-4",
        bi("已有一个名称在审核中。", "A name is under review already."),
        bi("请等待结果，或先撤回。", "Wait for the result, or withdraw it first."),
    )
    .into()
}

/// The names of an app, newest first, for members and staff.
pub async fn list(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<Vec<(Name, Option<Case>)>> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, id).await?;
    let mut out = Vec::new();
    for name in naming::of_app(&mut tx, id).await? {
        let case = cases::of_target(&mut tx, name.id.as_str()).await?.into_iter().next();
        out.push((name, case));
    }
    Ok(out)
}

/// Takes the name under review back; no rest follows.
pub async fn withdraw(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<()> {
    transact!(ctx, tx, withdraw_in(ctx, &mut tx, actor, id))
}

async fn withdraw_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &AppId) -> Result<()> {
    access::member(tx, actor, id, Right::Administer).await?;
    let open = naming::of_app(tx, id).await?.into_iter().find(|n| n.state == NameState::InReview);
    let name = open.ok_or(Error::NotFound("name under review"))?.withdraw(ctx.now())?;
    naming::update(tx, &name).await?;
    review::withdraw(ctx, tx, actor, name.id.as_str()).await.map(drop)
}

/// What a decision of the desk does: a pass gives the app its name and gives up the former one.
pub(crate) async fn decided(ctx: &Ctx, tx: &mut Tx, actor: &Actor, case: &Case, pass: bool) -> Result<()> {
    let id = NameId::from_trusted(case.target.clone());
    let name = naming::find(tx, &id).await?.ok_or(Error::NotFound("name"))?;
    let name = name.decide(ctx.now(), pass)?;
    if pass {
        for old in naming::of_app(tx, &case.app).await? {
            if old.state == NameState::Approved {
                naming::update(tx, &old.release(ctx.now())?).await?;
            }
        }
        let mut found = app::find(tx, &case.app).await?.ok_or(Error::NotFound("app"))?;
        found.name = Some(name.text.clone());
        found.title.clone_from(&name.text);
        app::update(tx, &found).await?;
    }
    naming::update(tx, &name).await?;
    let data = json!({ "name": name.text, "state": name.state });
    record(ctx, tx, actor, &[Event::new("name.decided", &id, Some(&case.app), data)]).await
}

/// What the desk shows of a name case.
pub(crate) async fn detail(tx: &mut Tx, case: &Case) -> Result<Value> {
    let id = NameId::from_trusted(case.target.clone());
    let name = naming::find(tx, &id).await?.ok_or(Error::NotFound("name"))?;
    let found = app::find(tx, &case.app).await?.ok_or(Error::NotFound("app"))?;
    let kind = subject::kind_of(tx, &case.app).await?;
    Ok(json!({ "name": name.text, "fold_key": name.fold_key, "state": name.state, "proofs": name.proofs,
        "present_name": found.name, "industry": found.industry,
        "subject": kind.map(|(k, s)| json!({ "type": k, "state": s })) }))
}

/// Where the name stands on the track.
pub(crate) async fn standing(ctx: &Ctx, tx: &mut Tx, app: &App, policy: &Pinned) -> Result<Standing> {
    let mut turn = Turn {
        stage: StageKey::Naming,
        state: StageState::Turn,
        who: Who::Applicant,
        title: bi("提交名称", "Submit a name"),
        body: bi("4–30 个字符，一个汉字计 2。", "4 to 30 units; a Chinese character counts 2."),
        rules: vec!["NAM-1".into()],
        blocks: vec![bi("首次发布", "First release")],
        due_at: None,
        due_provisional: false,
        page: "/name".into(),
    };
    turn.body = bi(
        format!("{}–{} 个字符，一个汉字计 2。", *policy.naming.min_units, *policy.naming.max_units),
        format!(
            "{} to {} units; a Chinese character counts 2.",
            *policy.naming.min_units, *policy.naming.max_units
        ),
    );
    let stage =
        |state, zh: &str, en: &str, note| Stage { key: StageKey::Naming, state, say: bi(zh, en), note };
    let names = naming::of_app(tx, &app.id).await?;
    if let Some(open) = names.iter().find(|n| n.state == NameState::InReview) {
        let case = cases::of_target(tx, open.id.as_str()).await?;
        let case = case.iter().find(|c| c.state == CaseState::Open);
        turn.state = StageState::Wait;
        turn.who = Who::Reviewer;
        turn.title = bi(
            format!("名称「{}」正在审核", open.text),
            format!("The name \"{}\" is under review", open.text),
        );
        turn.body = bi("由审核员判断；可以撤回。", "A reviewer judges it; it can be withdrawn.");
        turn.due_at = case.map(|c| c.due_at);
        turn.due_provisional = case.is_some_and(|c| c.due_provisional);
        return Ok(Standing {
            stage: stage(StageState::Wait, "审核中", "Under review", None),
            turns: vec![turn],
        });
    }
    if let Some(held) = names.iter().find(|n| n.state == NameState::Approved) {
        let note = Some(bi(held.text.clone(), held.text.clone()));
        return Ok(Standing { stage: stage(StageState::Pass, "已通过", "Passed", note), turns: vec![] });
    }
    let subject_in = matches!(
        subject::kind_of(tx, &app.id).await?,
        Some((_, SubjectState::InReview | SubjectState::Approved))
    );
    if !subject_in {
        let note = Some(bi("等主体信息", "Waits for the subject"));
        return Ok(Standing { stage: stage(StageState::Shut, "未开放", "Shut", note), turns: vec![] });
    }
    if let Some(refused) = names.iter().find(|n| n.state == NameState::Refused) {
        let until = refused.decided_at.unwrap_or_default().plus(*policy.naming.cooldown_days * Millis::DAY);
        turn.state = StageState::Fail;
        turn.rules = vec!["NAM-5".into()];
        if until > ctx.now() {
            turn.who = Who::Time;
            turn.due_at = Some(until);
        }
        turn.title = bi(
            format!("名称「{}」被驳回", refused.text),
            format!("The name \"{}\" was refused", refused.text),
        );
        turn.body =
            bi(format!("{} 起可再次提交。", until.clock()), format!("Submit again from {}.", until.clock()));
        return Ok(Standing {
            stage: stage(StageState::Fail, "被驳回", "Refused", None), turns: vec![turn]
        });
    }
    Ok(Standing { stage: stage(StageState::Turn, "等你命名", "Yours to name", None), turns: vec![turn] })
}
