//! The apps that stand for the same verified subject: how many there are against how many there may be.

use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::App,
    ids::AppId,
    subject::SubjectState,
};
use tongguan_store::{Tx, app, subject};

use crate::{Ctx, Result, access, revision};

/// The apps of a subject.
#[derive(Debug, Clone)]
pub struct Siblings {
    /// How many stand for it, under review or approved.
    pub count: i64,
    /// How many may.
    pub limit: i64,
    /// Those that the caller may see, the app itself among them: for staff all, for a member those they are in.
    pub apps: Vec<(App, SubjectState)>,
}

/// The apps that stand for the same subject as this one. What is not submitted yet stands for nobody.
pub async fn siblings(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<Siblings> {
    let mut tx = ctx.store().read().await?;
    siblings_in(ctx, &mut tx, actor, id).await
}

/// As [`siblings`], within a transaction.
pub(crate) async fn siblings_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &AppId) -> Result<Siblings> {
    access::viewer(tx, actor, id).await?;
    let limit = *revision::current(ctx, tx).await?.subject.apps_per_subject;
    let mine = subject::of_app(tx, id).await?;
    let standing = |s: SubjectState| matches!(s, SubjectState::InReview | SubjectState::Approved);
    let Some(number) = mine.filter(|s| standing(s.state)).and_then(|s| s.number_index) else {
        return Ok(Siblings { count: 0, limit, apps: Vec::new() });
    };
    let staff = matches!(actor.role(), Some(PlatformRole::Reviewer | PlatformRole::Operator));
    let me = access::account(actor)?;
    let all = subject::standing_for(tx, &number).await?;
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let mut apps = Vec::new();
    for s in all {
        if !staff && app::role_of(tx, &s.app, me).await?.is_none() {
            continue;
        }
        if let Some(found) = app::find(tx, &s.app).await? {
            apps.push((found, s.state));
        }
    }
    Ok(Siblings { count, limit, apps })
}
