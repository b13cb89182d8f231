//! The operator suspends an app: nothing of it is delivered and nothing opens until it is let go again. What protects it
//! or prepares its return stays possible: a new secret in place of a leaked one, its domains, a corrected version.

use serde_json::json;
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::{App, AppState},
    event::Event,
    ids::AppId,
    refusal::{FieldError, Refusal, Who},
    text::bi,
};
use tongguan_store::{Tx, app, audit};

use crate::{Ctx, Error, Result, access, record, transact};

/// Longest reason in characters.
const REASON_MAX: usize = 500;

/// Suspends an app, or lets it go; the reason is read by its members and stays on record.
pub async fn set(ctx: &Ctx, actor: &Actor, id: &AppId, frozen: bool, reason: &str) -> Result<App> {
    access::platform(actor, PlatformRole::Operator)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_MAX {
        return Err(FieldError::new(
            "reason",
            "reason-missing",
            "",
            bi("须写明理由。", "A reason is needed."),
            bi(
                format!("请填写 1–{REASON_MAX} 字的理由，它会留在记录中。"),
                format!("Write 1 to {REASON_MAX} characters; they stay on record."),
            ),
        )
        .measured(reason.chars().count(), REASON_MAX)
        .into());
    }
    transact!(ctx, tx, set_in(ctx, &mut tx, actor, id, frozen, reason))
}

/// Why an app is suspended, for its members and staff; empty if nobody said.
pub async fn reason(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<String> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, id).await?;
    let last = audit::last_of_app(&mut tx, id, "app.frozen").await?;
    let data = last.and_then(|e| serde_json::from_str::<serde_json::Value>(&e.data).ok());
    Ok(data.and_then(|d| Some(d.get("reason")?.as_str()?.to_owned())).unwrap_or_default())
}

async fn set_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &AppId,
    frozen: bool,
    reason: &str,
) -> Result<App> {
    let mut found = app::find(tx, id).await?.ok_or(Error::NotFound("app"))?;
    let to = if frozen { AppState::Frozen } else { AppState::Active };
    if found.state == to {
        return Err(Refusal::new(
            "app-state",
            "",
            if frozen {
                bi("此小程序已被冻结。", "The mini program is suspended already.")
            } else {
                bi("此小程序未被冻结。", "The mini program is not suspended.")
            },
            bi("无需操作。", "There is nothing to do."),
        )
        .who(Who::Nobody)
        .into());
    }
    if app::closed_at(tx, id).await?.is_some() {
        return Err(Refusal::new(
            "app-closed",
            "",
            bi("此小程序已由管理员永久关闭。", "The mini program was closed for good by its administrator."),
            bi("无法恢复；需要时请重新创建。", "It cannot come back; a new one can be created."),
        )
        .who(Who::Nobody)
        .into());
    }
    found.state = to;
    app::update(tx, &found).await?;
    found.version += 1;
    let kind = if frozen { "app.frozen" } else { "app.unfrozen" };
    record(ctx, tx, actor, &[Event::evident(kind, id, Some(id), json!({ "reason": reason }))]).await?;
    Ok(found)
}
