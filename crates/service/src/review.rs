//! The desk: one queue for every kind of case, one clock, one way to decide.
//!
//! A noun opens a case with [`open`]; when the desk decides, [`decide`] calls the noun's `decided` hook in the same
//! transaction, so that a decision, its consequence, its event and its evidence commit together.

use serde_json::{Value, json};
use tongguan_model::{
    account::AccountState,
    actor::{Actor, PlatformRole},
    event::Event,
    ids::{AccountId, AppId, CaseId},
    refusal::{FieldError, Refusal, Who},
    review::{Case, CaseKind, CaseState, Decision},
    text::bi,
};
use tongguan_store::{Tx, account, review, setting};

use crate::{Ctx, Error, Result, access, record, revision, transact};

/// What a noun hands to the desk.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// What it decides.
    pub kind: CaseKind,
    /// The app.
    pub app: AppId,
    /// Id of the thing to decide.
    pub target: String,
    /// Heading in the queue; no personal data.
    pub title: String,
    /// Machine findings as JSON.
    pub findings: Value,
    /// True if a finding blocks a pass.
    pub blocked: bool,
    /// Working days until the deadline, from policy.
    pub working_days: u32,
}

/// Opens a case in the caller's transaction; a second open case of one target is refused.
pub(crate) async fn open(ctx: &Ctx, tx: &mut Tx, actor: &Actor, new: NewCase) -> Result<Case> {
    let policy = revision::current(ctx, tx).await?;
    let now = ctx.now();
    let (due_at, due_provisional) = policy.deadline(now, new.working_days);
    let case = Case {
        id: CaseId::from_trusted(ctx.id()),
        number: setting::next(tx, "case").await?,
        kind: new.kind,
        app: new.app,
        target: new.target,
        title: new.title,
        state: CaseState::Open,
        opened_by: access::account(actor)?.clone(),
        opened_at: now,
        due_at,
        due_provisional,
        assignee: None,
        policy_revision: policy.number,
        findings: new.findings,
        blocked: new.blocked,
        decision: None,
        decided_by: None,
        decided_at: None,
        version: 1,
    };
    match review::insert(tx, &case).await {
        Err(error) if error.is_duplicate_of("target") || error.is_duplicate_of("one_open") => {
            return Err(Refusal::new(
                "already-in-review",
                "",
                bi("已在审核中。", "It is under review already."),
                bi("请等待结果，或先撤回。", "Wait for the result, or withdraw it first."),
            )
            .into());
        }
        other => other?,
    }
    let data =
        json!({ "kind": case.kind, "number": case.number, "target": case.target, "due_at": case.due_at });
    record(ctx, tx, actor, &[Event::evident("case.opened", &case.id, Some(&case.app), data)]).await?;
    Ok(case)
}

/// Withdraws the open case of a target in the caller's transaction; it stays on record (VER-2).
pub(crate) async fn withdraw(ctx: &Ctx, tx: &mut Tx, actor: &Actor, target: &str) -> Result<Case> {
    let open = review::of_target(tx, target).await?.into_iter().find(|c| c.state == CaseState::Open);
    let case = open.ok_or(Error::NotFound("case"))?.withdraw(ctx.now())?;
    review::update(tx, &case).await?;
    let data = json!({ "kind": case.kind, "number": case.number, "target": case.target });
    record(ctx, tx, actor, &[Event::evident("case.withdrawn", &case.id, Some(&case.app), data)]).await?;
    Ok(case)
}

/// The queue, most urgent first; for reviewers and, to look at, operators.
pub async fn queue(ctx: &Ctx, actor: &Actor, kind: Option<CaseKind>) -> Result<Vec<Case>> {
    staff(actor)?;
    let mut tx = ctx.store().read().await?;
    Ok(review::queue(&mut tx, kind.map_or("", CaseKind::as_str), 500).await?)
}

/// Decided and withdrawn cases, newest first.
pub async fn closed(ctx: &Ctx, actor: &Actor) -> Result<Vec<Case>> {
    staff(actor)?;
    let mut tx = ctx.store().read().await?;
    Ok(review::closed(&mut tx, 500).await?)
}

/// One case, for staff.
pub async fn get(ctx: &Ctx, actor: &Actor, id: &CaseId) -> Result<Case> {
    staff(actor)?;
    let mut tx = ctx.store().read().await?;
    review::find(&mut tx, id).await?.ok_or(Error::NotFound("case"))
}

/// The cases of an app with their place in line, for its members and staff.
pub async fn of_app(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Vec<(Case, i64)>> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    let mut out = Vec::new();
    for case in review::of_app(&mut tx, app).await? {
        let ahead = if case.state == CaseState::Open { review::ahead(&mut tx, &case).await? } else { 0 };
        out.push((case, ahead + 1));
    }
    Ok(out)
}

pub(crate) fn staff(actor: &Actor) -> Result<()> {
    match actor.role() {
        Some(PlatformRole::Reviewer | PlatformRole::Operator) => Ok(()),
        Some(PlatformRole::Applicant) => Err(Error::forbidden()),
        None => Err(Error::Unauthenticated),
    }
}

/// What a reviewer does to a case.
#[derive(Debug, Clone)]
pub enum Step {
    /// Takes it.
    Claim,
    /// Gives it back to the queue.
    Release,
    /// Hands it to another reviewer.
    HandOver(AccountId),
    /// Decides.
    Decide(Decision),
}

/// Claims, gives back or decides; for reviewers.
pub async fn act(ctx: &Ctx, actor: &Actor, id: &CaseId, step: &Step) -> Result<Case> {
    access::platform(actor, PlatformRole::Reviewer)?;
    let case = transact!(ctx, tx, act_in(ctx, &mut tx, actor, id, step))?;
    ctx.wake();
    Ok(case)
}

async fn act_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &CaseId, step: &Step) -> Result<Case> {
    let by = access::account(actor)?;
    let case = review::find(tx, id).await?.ok_or(Error::NotFound("case"))?;
    let now = ctx.now();
    let (next, event) = match step {
        Step::Claim => (case.claim(by)?, "case.claimed"),
        Step::Release => (case.release(by)?, "case.released"),
        Step::HandOver(to) => {
            reviewer(tx, to).await?;
            (case.hand_over(by, to)?, "case.handed_over")
        }
        Step::Decide(decision) => {
            let differing = match case.kind {
                CaseKind::Subject if decision.pass && decision.reason.trim().is_empty() => {
                    crate::subject::differing(ctx, tx, &case).await?
                }
                _ => 0,
            };
            let next = case.decide(by, now, decision.clone())?;
            if differing > 0 {
                return Err(difference_open(differing).into());
            }
            (next, "case.decided")
        }
    };
    review::update(tx, &next).await?;
    let mut data = json!({ "kind": next.kind, "number": next.number, "target": next.target, "decision": next.decision,
        "policy_revision": next.policy_revision });
    if let Step::HandOver(to) = step {
        data["to"] = json!(to);
    }
    let event = match step {
        Step::Decide(_) => Event::evident(event, &next.id, Some(&next.app), data),
        _ => Event::new(event, &next.id, Some(&next.app), data),
    };
    record(ctx, tx, actor, &[event]).await?;
    if matches!(step, Step::Decide(_)) {
        decided(ctx, tx, actor, &next).await?;
    }
    Ok(Case { version: next.version + 1, ..next })
}

/// A pass over a difference says why: that the machine misread, or what makes it right.
fn difference_open(n: usize) -> Box<Refusal> {
    Refusal::new(
        "difference-open",
        "SUB-4",
        bi(
            format!("有 {n} 处申报与证照不符，尚未说明。"),
            format!("Declared and paper differ in {n} places, and nothing says why that is right."),
        ),
        bi(
            "请写明通过的理由，例如机器误读；或驳回。",
            "Write why it passes, as that the machine misread, or refuse it.",
        ),
    )
    .who(Who::Reviewer)
    .measured(n, 0)
}

/// Whoever takes a case over is a reviewer who can sign in.
async fn reviewer(tx: &mut Tx, to: &AccountId) -> Result<()> {
    let found = account::find(tx, to).await?;
    let fit = found.is_some_and(|a| a.role == PlatformRole::Reviewer && a.state == AccountState::Active);
    if fit {
        return Ok(());
    }
    Err(FieldError::new(
        "to",
        "no-such-reviewer",
        "",
        bi("没有这位审核员，或已停用。", "There is no such reviewer, or they are suspended."),
        bi("请从名单中选择。", "Choose one from the list."),
    )
    .into())
}

/// Takes a case from its holder and puts it back into the queue; for the operator.
pub async fn take_back(ctx: &Ctx, actor: &Actor, id: &CaseId) -> Result<Case> {
    access::platform(actor, PlatformRole::Operator)?;
    transact!(ctx, tx, take_back_in(ctx, &mut tx, actor, id))
}

async fn take_back_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &CaseId) -> Result<Case> {
    let case = review::find(tx, id).await?.ok_or(Error::NotFound("case"))?;
    let from = case.assignee.clone();
    let next = case.take_back()?;
    review::update(tx, &next).await?;
    let data = json!({ "number": next.number, "from": from });
    record(ctx, tx, actor, &[Event::new("case.taken_back", &next.id, Some(&next.app), data)]).await?;
    Ok(Case { version: next.version + 1, ..next })
}

/// Puts everything that a reviewer holds back into the queue, in the caller's transaction.
pub(crate) async fn take_all_back(ctx: &Ctx, tx: &mut Tx, actor: &Actor, reviewer: &AccountId) -> Result<()> {
    for case in review::held_by(tx, reviewer).await? {
        take_back_in(ctx, tx, actor, &case.id).await?;
    }
    Ok(())
}

/// Hands a decided case to its noun, in the same transaction.
async fn decided(ctx: &Ctx, tx: &mut Tx, actor: &Actor, case: &Case) -> Result<()> {
    let pass = case.state == CaseState::Passed;
    match case.kind {
        CaseKind::Subject => crate::subject::decided(ctx, tx, actor, case, pass).await,
        CaseKind::Name => crate::naming::decided(ctx, tx, actor, case, pass).await,
        CaseKind::Certification => crate::certification::decided(ctx, tx, actor, case).await,
        CaseKind::Version => crate::version::decided(ctx, tx, actor, case, pass).await,
    }
}

/// A case with what its noun shows of it. Personal data is in clear only for the reviewer who holds it, and that look
/// is recorded.
pub async fn detail(ctx: &Ctx, actor: &Actor, id: &CaseId) -> Result<(Case, Value)> {
    staff(actor)?;
    let (case, mut detail) = transact!(ctx, tx, detail_in(ctx, &mut tx, actor, id))?;
    if case.kind == CaseKind::Version && case.state == CaseState::Open {
        let holds = case.assignee.is_some() && case.assignee.as_ref() == actor.account();
        detail["changes"] = crate::version::changes(ctx, &case, holds).await?;
    }
    if case.kind == CaseKind::Name && case.state == CaseState::Open {
        detail["likes"] = crate::naming::of_case(ctx, &case).await?;
    }
    Ok((case, detail))
}

async fn detail_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &CaseId) -> Result<(Case, Value)> {
    let case = review::find(tx, id).await?.ok_or(Error::NotFound("case"))?;
    let detail = match case.kind {
        CaseKind::Subject => crate::subject::detail(ctx, tx, actor, &case).await?,
        CaseKind::Name => crate::naming::detail(tx, &case).await?,
        CaseKind::Certification => crate::certification::detail(ctx, tx, actor, &case).await?,
        CaseKind::Version => crate::version::detail(tx, &case).await?,
    };
    Ok((case, detail))
}
