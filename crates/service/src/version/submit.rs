//! Submission: everything that review would refuse by machine is refused here, with all findings at once (VER-3).

use serde_json::{Value, json};
use tongguan_model::{
    actor::Actor,
    app::{App, Right},
    event::Event,
    ids::{AppId, VersionId},
    refusal::Refusal,
    review::CaseKind,
    text::bi,
    version::{Version, VersionState},
};
use tongguan_rule::{Facts, Report};
use tongguan_rule_subject::version::check;
use tongguan_store::{Tx, version as versions};

use super::{View, find, highest, view, written};
use crate::{
    Ctx, Error, Result, access, capability, package, preflight, record,
    review::{self, NewCase},
    revision::{self, Pinned},
    transact,
};

/// What the check was made with; the transaction makes sure that it still holds.
#[derive(Debug)]
struct Prepared {
    revision: i64,
    facts: Facts,
    report: Report,
}

/// Submits a version for review, for the first time or again after a withdrawal.
pub async fn submit(ctx: &Ctx, actor: &Actor, app: &AppId, id: &VersionId) -> Result<View> {
    let mut tx = ctx.store().read().await?;
    let ready = ready(ctx, &mut tx, actor, app, id).await?;
    let package = view(&mut tx, ready.version.clone()).await?.package;
    drop(tx);
    let checked = package::inspect(ctx, &ready.policy, &ready.facts, &package).await?;
    if checked.report.blocks() {
        package::keep(ctx, package, &checked.report, &ready.policy).await?;
        return Err(preflight::blocking(&checked.report).into());
    }
    let prepared = Prepared { revision: ready.policy.number, facts: ready.facts, report: checked.report };
    let done = transact!(ctx, tx, submit_in(ctx, &mut tx, actor, app, id, &prepared))?;
    ctx.wake();
    Ok(done)
}

/// A version that may be submitted, with the policy and facts it will be checked by.
struct Ready {
    app: App,
    version: Version,
    skipped: bool,
    first: bool,
    policy: Pinned,
    facts: Facts,
}

async fn ready(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, id: &VersionId) -> Result<Ready> {
    let (app, _) = access::member(tx, actor, app, Right::Submit).await?;
    let version = find(tx, &app.id, id).await?;
    // The state first: who is told to mend a thing must be able to submit it afterwards.
    version.clone().submit(ctx.now(), None, false, Value::Null)?;
    let policy = revision::current(ctx, tx).await?;
    capability::require(ctx, tx, &app, "publish").await?;
    if app.name.is_none() {
        return Err(Refusal::new(
            "name-first",
            "NAM-4",
            bi("名称尚未通过审核。", "The name is not approved yet."),
            bi("请先提交名称并等待通过。", "Submit a name and wait until it is approved."),
        )
        .into());
    }
    if app.data_plan.is_none() {
        return Err(Refusal::new(
            "data-plan-first",
            "SYS-4",
            bi("尚未申报数据合规方案。", "No data-compliance plan is declared."),
            bi("请先申报；不收集数据也须写明。", "Declare it first; say so if nothing is collected."),
        )
        .into());
    }
    let all = versions::of_app(tx, &app.id).await?;
    if let Some(open) = all.iter().find(|v| v.state == VersionState::InReview) {
        return Err(one_at_a_time(&open.number));
    }
    let last = highest(&all, Some(id));
    let (_, skipped) = check("number", &version.number, last)?;
    let facts = preflight::facts(tx, &app, Some(&version.number)).await?;
    Ok(Ready { app, version, skipped, first: last.is_none(), policy, facts })
}

fn one_at_a_time(number: &str) -> Error {
    Refusal::new(
        "already-in-review",
        "VER-2",
        bi(format!("版本 {number} 正在审核。"), format!("Version {number} is under review.")),
        bi("请等待结果，或先撤回。", "Wait for the result, or withdraw it first."),
    )
    .into()
}

async fn submit_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    id: &VersionId,
    prepared: &Prepared,
) -> Result<View> {
    let ready = ready(ctx, tx, actor, app, id).await?;
    if ready.policy.number != prepared.revision || ready.facts != prepared.facts {
        return Err(Error::Stale("facts of the check"));
    }
    let policy = &ready.policy;
    let label = ready.first.then(|| policy.release.first_label.to_string());
    let report = serde_json::to_value(&prepared.report).map_err(Error::internal)?;
    let next = ready.version.submit(ctx.now(), label, ready.skipped, report.clone())?;
    match versions::update(tx, &next).await {
        Err(e) if e.is_duplicate_of("app_version") => return Err(one_at_a_time(&next.number)),
        other => other?,
    }
    let inputs = &prepared.report.inputs;
    let data =
        json!({ "number": next.number, "label": next.label, "skipped": next.skipped, "inputs": inputs });
    record(ctx, tx, actor, &[Event::evident("version.submitted", id, Some(app), data)]).await?;
    let name = ready.app.name.unwrap_or(ready.app.title);
    let label = next.label.as_ref().map(|l| format!(" {l}")).unwrap_or_default();
    let case = NewCase {
        kind: CaseKind::Version,
        app: app.clone(),
        target: id.to_string(),
        title: format!("{name} {}{label}", next.number),
        findings: report,
        blocked: prepared.report.blocks(),
        working_days: policy.review.version_days[1],
    };
    review::open(ctx, tx, actor, case).await?;
    view(tx, written(next)).await
}
