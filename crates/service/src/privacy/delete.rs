//! A person deletes their account (PIPL 47).

use serde_json::json;
use tongguan_model::{
    account::Account,
    actor::{Actor, PlatformRole},
    app::{App, MemberRole},
    event::Event,
    message::Channel,
};
use tongguan_store::{Tx, account, app, message, session, ticket};

use super::close::{self, Blocker};
use crate::{Ctx, Error, Result, access, record, transact};

/// What stands against deleting the caller's account, and the apps that would be closed with it.
pub async fn deletion(ctx: &Ctx, actor: &Actor) -> Result<(Vec<Blocker>, Vec<App>)> {
    let mut tx = ctx.store().read().await?;
    of(&mut tx, actor).await
}

async fn of(tx: &mut Tx, actor: &Actor) -> Result<(Vec<Blocker>, Vec<App>)> {
    let me = access::platform(actor, PlatformRole::Applicant)?;
    let (mut against, mut with_it) = (Vec::new(), Vec::new());
    for found in app::list_of(tx, me).await? {
        // Where somebody else administers, the account only leaves; the app and its papers are the subject's.
        if close::alone(tx, &found.id, me).await? {
            against.extend(close::delivered(tx, &found).await?);
            against.extend(close::blockers(tx, &found, me).await?);
            with_it.push(found);
        }
    }
    Ok((against, with_it))
}

/// Deletes the caller's account: refused while apps that nobody else administers are in use or something of them is open;
/// else what is personal goes, sessions end, and apps that nobody else administers are closed.
pub async fn delete(ctx: &Ctx, actor: &Actor, password: &str) -> Result<()> {
    access::platform(actor, PlatformRole::Applicant)?;
    let me = crate::session::me(ctx, actor).await?;
    if let Some(wrong) = crate::account::wrong_password(ctx, &me, "password", password).await? {
        return Err(wrong.into());
    }
    transact!(ctx, tx, delete_in(ctx, &mut tx, actor, &me))
}

async fn delete_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, me: &Account) -> Result<()> {
    let (against, with_it) = of(tx, actor).await?;
    if !against.is_empty() {
        return Err(close::refusal("account-in-use", &against).into());
    }
    for found in &with_it {
        close::shut(ctx, tx, actor, found).await?;
    }
    let mut left = 0;
    for found in app::list_of(tx, &me.id).await? {
        app::remove_member(tx, &found.id, &me.id).await?;
        let heir =
            app::members(tx, &found.id).await?.into_iter().find(|(.., r)| *r == MemberRole::Administrator);
        if let Some((heir, ..)) = heir.filter(|_| found.owner == me.id) {
            app::set_owner(tx, &found.id, &heir).await?;
        }
        left += 1;
        let data = json!({ "account": me.id });
        record(ctx, tx, actor, &[Event::new("app.member_removed", &found.id, Some(&found.id), data)]).await?;
    }
    let found = account::find(tx, &me.id).await?.ok_or(Error::NotFound("account"))?;
    message::delete_to(tx, &crate::message::index(ctx, Channel::Mail, &found.email)).await?;
    if let Some(sealed) = &found.phone_sealed {
        let number = ctx.keys().open(&format!("account.phone:{}", found.id), sealed)?;
        message::delete_to(tx, &crate::message::index(ctx, Channel::Sms, &number)).await?;
    }
    ticket::delete_of(tx, &found.id).await?;
    session::delete_others(tx, &found.id, None).await?;
    let erased = found.erase()?;
    account::erase(tx, &erased, ctx.now()).await?;
    let data = json!({ "apps_closed": with_it.len(), "apps_left": left });
    record(ctx, tx, actor, &[Event::evident("account.erased", &erased.id, None, data)]).await
}
