//! Taking a version back, and giving one up.

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    app::Right,
    event::Event,
    ids::{AppId, VersionId},
    refusal::{Refusal, Who},
    review::{CaseKind, CaseState},
    text::bi,
    time::Millis,
};
use tongguan_store::{Tx, review as cases, version as versions};

use super::{View, find, view, written};
use crate::{Ctx, Error, Result, access, record, review, revision, transact};

/// Takes a version under review back. Its case stays on record; a day has only so many withdrawals (VER-2).
pub async fn withdraw(ctx: &Ctx, actor: &Actor, app: &AppId, id: &VersionId) -> Result<View> {
    transact!(ctx, tx, withdraw_in(ctx, &mut tx, actor, app, id))
}

async fn withdraw_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, id: &VersionId) -> Result<View> {
    access::member(tx, actor, app, Right::Submit).await?;
    let next = find(tx, app, id).await?.withdraw(ctx.now())?;
    let limit = *revision::current(ctx, tx).await?.review.withdrawals_per_day;
    let done = today(ctx, tx, app).await?;
    if done >= limit {
        let midnight = Millis::at_hour(ctx.now().day(), 24);
        return Err(Refusal::new(
            "withdrawals",
            "VER-2",
            bi("今天的撤回次数已用完。", "Today's withdrawals are used up."),
            bi(
                format!("{} 起可再次撤回，或等待审核结果。", midnight.clock()),
                format!("Withdraw from {}, or wait for the result.", midnight.clock()),
            ),
        )
        .measured(done, limit)
        .who(Who::Time)
        .until(midnight)
        .into());
    }
    versions::update(tx, &next).await?;
    let data = json!({ "number": next.number });
    record(ctx, tx, actor, &[Event::evident("version.withdrawn", id, Some(app), data)]).await?;
    review::withdraw(ctx, tx, actor, id.as_str()).await?;
    view(tx, written(next)).await
}

/// Version cases of this app withdrawn since midnight in Shanghai.
async fn today(ctx: &Ctx, tx: &mut Tx, app: &AppId) -> Result<i64> {
    let start = Millis::at_hour(ctx.now().day(), 0);
    let of_today = cases::of_app(tx, app).await?.into_iter().filter(|c| {
        c.kind == CaseKind::Version
            && c.state == CaseState::Withdrawn
            && c.decided_at.is_some_and(|at| at >= start)
    });
    i64::try_from(of_today.count()).map_err(Error::internal)
}

/// Gives a version up that is not under review; its number is free again.
pub async fn discard(ctx: &Ctx, actor: &Actor, app: &AppId, id: &VersionId) -> Result<View> {
    transact!(ctx, tx, discard_in(ctx, &mut tx, actor, app, id))
}

async fn discard_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, id: &VersionId) -> Result<View> {
    access::member(tx, actor, app, Right::Submit).await?;
    let next = find(tx, app, id).await?.discard(ctx.now())?;
    versions::update(tx, &next).await?;
    let data = json!({ "number": next.number });
    record(ctx, tx, actor, &[Event::new("version.discarded", id, Some(app), data)]).await?;
    view(tx, written(next)).await
}
