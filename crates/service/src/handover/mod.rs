//! Change of an app's administrator (变更管理员): offered by the administrator and accepted by the other, or taken back by the
//! subject with the code that its legal representative's number received (SUB-6).

mod offer;
mod subject;
mod text;

pub use offer::{accept, decline, offer};
pub use subject::{prove, send, take_back};

use serde_json::json;
use tongguan_model::{
    account::Account,
    actor::{Actor, PlatformRole},
    app::{App, MemberRole, Right},
    event::Event,
    handover::{Ground, Handover},
    ids::{AccountId, AppId, HandoverId},
    refusal::Refusal,
    text::bi,
    time::Millis,
};
use tongguan_store::{Tx, account, app, handover};

use crate::{Ctx, Error, Result, access, message, record, revision, transact};

/// A change with what people know it by.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The change.
    pub handover: Handover,
    /// Title of the app.
    pub title: String,
    /// E-mail of who hands over; empty where the subject takes back.
    pub from: String,
    /// E-mail of who is to be administrator.
    pub to: String,
    /// Whether it waits although its time is over.
    pub over: bool,
}

async fn email(tx: &mut Tx, id: &AccountId) -> Result<String> {
    Ok(account::find(tx, id).await?.map(|a| a.email).unwrap_or_default())
}

async fn shown(ctx: &Ctx, tx: &mut Tx, handover: Handover) -> Result<Shown> {
    Ok(Shown {
        title: app::find(tx, &handover.app).await?.map(|a| a.title).unwrap_or_default(),
        from: match &handover.from {
            Some(id) => email(tx, id).await?,
            None => String::new(),
        },
        to: email(tx, &handover.to).await?,
        over: handover.is_over(ctx.now()),
        handover,
    })
}

/// The changes of an app, newest first, for its administrators and staff.
pub async fn of_app(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<Vec<Shown>> {
    let mut tx = ctx.store().read().await?;
    match actor.role() {
        Some(PlatformRole::Reviewer | PlatformRole::Operator) => {
            drop(access::viewer(&mut tx, actor, id).await?)
        }
        _ => drop(access::member(&mut tx, actor, id, Right::Administer).await?),
    }
    let mut out = Vec::new();
    for one in handover::of_app(&mut tx, id).await? {
        out.push(shown(ctx, &mut tx, one).await?);
    }
    Ok(out)
}

/// What waits for the caller: offers to accept, and apps being taken back.
pub async fn mine(ctx: &Ctx, actor: &Actor) -> Result<Vec<Shown>> {
    let me = access::platform(actor, PlatformRole::Applicant)?;
    let mut tx = ctx.store().read().await?;
    let mut out = Vec::new();
    for one in handover::open_to(&mut tx, me).await? {
        if !one.is_over(ctx.now()) {
            out.push(shown(ctx, &mut tx, one).await?);
        }
    }
    Ok(out)
}

/// Takes a change back: an offer by an administrator of the app, a taking back by who began it.
pub async fn withdraw(ctx: &Ctx, actor: &Actor, id: &HandoverId) -> Result<()> {
    access::platform(actor, PlatformRole::Applicant)?;
    transact!(ctx, tx, withdraw_in(ctx, &mut tx, actor, id))
}

async fn withdraw_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &HandoverId) -> Result<()> {
    let me = access::account(actor)?;
    let found = handover::find(tx, id).await?.ok_or(Error::NotFound("handover"))?;
    let may = match found.ground {
        Ground::Administrator => {
            app::role_of(tx, &found.app, me).await?.is_some_and(|r| r.may(Right::Administer))
        }
        Ground::Subject => found.to == *me,
    };
    if !may {
        return Err(Error::NotFound("handover"));
    }
    let done = found.withdraw(ctx.now())?;
    end(ctx, tx, actor, &done, "app.handover_withdrawn").await
}

/// Writes an ended change with its event.
async fn end(ctx: &Ctx, tx: &mut Tx, actor: &Actor, done: &Handover, kind: &str) -> Result<()> {
    handover::update(tx, done).await?;
    let data = json!({ "app": done.app, "to": done.to, "ground": done.ground });
    record(ctx, tx, actor, &[Event::evident(kind, &done.id, Some(&done.app), data)]).await
}

/// How long a change waits.
async fn until(ctx: &Ctx, tx: &mut Tx) -> Result<Millis> {
    let policy = revision::current(ctx, tx).await?;
    Ok(ctx.now().plus(*policy.account.handover_days * Millis::DAY))
}

/// Ends what waits although its time is over, so that a new one can be asked for.
async fn lapse(ctx: &Ctx, tx: &mut Tx, id: &AppId) -> Result<()> {
    for one in handover::of_app(tx, id).await? {
        if one.is_over(ctx.now()) {
            let done = one.lapse(ctx.now())?;
            end(ctx, tx, &Actor::System, &done, "app.handover_lapsed").await?;
        }
    }
    Ok(())
}

/// Makes the new one administrator; those of `gone` are nothing in the app any more, at once.
async fn change(ctx: &Ctx, tx: &mut Tx, actor: &Actor, done: &Handover, gone: &[AccountId]) -> Result<()> {
    let found = app::find(tx, &done.app).await?.ok_or(Error::NotFound("app"))?;
    own(ctx, tx, &found, &done.to).await?;
    let new = account::find(tx, &done.to).await?.ok_or(Error::NotFound("account"))?;
    for old in gone.iter().filter(|old| **old != done.to) {
        app::remove_member(tx, &found.id, old).await?;
        if let Some(old) = account::find(tx, old).await? {
            tell(ctx, tx, &old, |lang| text::gone(ctx, lang, &found.title, done.ground)).await?;
        }
    }
    app::set_member(tx, &found.id, &done.to, MemberRole::Administrator, ctx.now()).await?;
    tell(ctx, tx, &new, |lang| text::came(ctx, lang, &found.title)).await?;
    handover::update(tx, done).await?;
    let data = json!({ "from": gone, "to": done.to, "ground": done.ground, "handover": done.id });
    record(ctx, tx, actor, &[Event::evident("app.administrator_changed", &found.id, Some(&found.id), data)])
        .await
}

/// The app counts among the new one's, within what an account may have.
async fn own(ctx: &Ctx, tx: &mut Tx, found: &App, to: &AccountId) -> Result<()> {
    if found.owner == *to {
        return Ok(());
    }
    let limit = *revision::current(ctx, tx).await?.account.apps_per_account;
    let have = app::count_owned(tx, to).await?;
    if have >= limit {
        return Err(Refusal::new(
            "too-many-apps",
            "",
            bi("接手账号的小程序数量已达上限。", "The account that takes over has as many apps as it may."),
            bi(
                "请关闭不用的小程序，或联系运营方调整上限。",
                "Close one that is not used, or ask the operator for a higher limit.",
            ),
        )
        .measured(have, limit)
        .into());
    }
    app::set_owner(tx, &found.id, to).await?;
    Ok(())
}

async fn tell(
    ctx: &Ctx,
    tx: &mut Tx,
    to: &Account,
    text: impl FnOnce(tongguan_model::text::Lang) -> message::Text,
) -> Result<()> {
    message::mail(ctx, tx, &to.email, text(crate::account::lang(&to.lang))).await
}
