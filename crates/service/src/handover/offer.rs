//! The administrator offers, the other accepts.

use serde_json::json;
use tongguan_model::{
    account::AccountState,
    actor::{Actor, PlatformRole},
    app::{MemberRole, Right},
    event::Event,
    handover::{Ground, Handover, HandoverState},
    ids::{AppId, HandoverId},
    refusal::{FieldError, Refusal},
    text::bi,
};
use tongguan_store::{Tx, account, app, handover};

use super::{change, end, lapse, shown, tell, text, until};
use crate::{Ctx, Error, Result, access, record, transact};

/// Offers the app to another account, by its e-mail.
pub async fn offer(ctx: &Ctx, actor: &Actor, app: &AppId, email: &str) -> Result<super::Shown> {
    let id = transact!(ctx, tx, offer_in(ctx, &mut tx, actor, app, email))?;
    let mut tx = ctx.store().read().await?;
    let made = handover::find(&mut tx, &id).await?.ok_or(Error::NotFound("handover"))?;
    shown(ctx, &mut tx, made).await
}

async fn offer_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &AppId, email: &str) -> Result<HandoverId> {
    let (found, _) = access::member(tx, actor, id, Right::Administer).await?;
    let me = access::account(actor)?;
    let key = tongguan_rule_subject::email::key(email);
    let to = account::find_by_email(tx, &key)
        .await?
        .filter(|a| a.role == PlatformRole::Applicant && a.state == AccountState::Active);
    let Some(to) = to.filter(|to| to.id != *me) else {
        return Err(FieldError::new(
            "email",
            "no-such-account",
            "ACC-6",
            bi("没有使用此邮箱的其他账号。", "No other account uses this e-mail."),
            bi("请对方先注册并激活。", "Ask them to register and activate first."),
        )
        .into());
    };
    lapse(ctx, tx, id).await?;
    let new = Handover {
        id: HandoverId::from_trusted(ctx.id()),
        app: id.clone(),
        from: Some(me.clone()),
        to: to.id.clone(),
        ground: Ground::Administrator,
        state: HandoverState::Offered,
        asked_at: ctx.now(),
        until: until(ctx, tx).await?,
        ended_at: None,
        version: 1,
    };
    match handover::insert(tx, &new).await {
        Err(error) if error.is_duplicate_of("handover") => return Err(open().into()),
        other => other?,
    }
    tell(ctx, tx, &to, |lang| text::offered(ctx, lang, &found.title)).await?;
    let data = json!({ "to": to.id });
    record(ctx, tx, actor, &[Event::evident("app.handover_offered", &new.id, Some(id), data)]).await?;
    Ok(new.id)
}

/// That one waits already.
pub(super) fn open() -> Box<Refusal> {
    Refusal::new(
        "handover-open",
        "ACC-6",
        bi("已有一项管理员变更在进行。", "A change of administrator waits already."),
        bi("请等对方处理，或先撤回。", "Wait for the other, or withdraw it first."),
    )
}

async fn offered(tx: &mut Tx, actor: &Actor, id: &HandoverId) -> Result<Handover> {
    let me = access::platform(actor, PlatformRole::Applicant)?;
    let found = handover::find(tx, id).await?.filter(|h| h.to == *me && h.ground == Ground::Administrator);
    found.ok_or(Error::NotFound("handover"))
}

/// Takes the app over: the one who offered it is nothing in it from now on.
pub async fn accept(ctx: &Ctx, actor: &Actor, id: &HandoverId) -> Result<()> {
    transact!(ctx, tx, accept_in(ctx, &mut tx, actor, id))
}

async fn accept_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &HandoverId) -> Result<()> {
    let done = offered(tx, actor, id).await?.accept(ctx.now())?;
    let from = done.from.clone().ok_or(Error::NotFound("handover"))?;
    // Who offered it may have lost the app since.
    if app::role_of(tx, &done.app, &from).await? != Some(MemberRole::Administrator) {
        return Err(Refusal::new(
            "handover-void",
            "ACC-6",
            bi("移交方已不是此小程序的管理员。", "Who offered it is no administrator of it any more."),
            bi("请现任管理员重新发起。", "Ask the present administrator to offer it."),
        )
        .into());
    }
    change(ctx, tx, actor, &done, &[from]).await
}

/// Does not take it; the administrator stays.
pub async fn decline(ctx: &Ctx, actor: &Actor, id: &HandoverId) -> Result<()> {
    transact!(ctx, tx, decline_in(ctx, &mut tx, actor, id))
}

async fn decline_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &HandoverId) -> Result<()> {
    let done = offered(tx, actor, id).await?.decline(ctx.now())?;
    end(ctx, tx, actor, &done, "app.handover_declined").await
}
