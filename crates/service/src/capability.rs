//! What an app may use: asks the one table of the policy (SYS-1, CER-3 … CER-6).

use tongguan_model::{
    actor::Actor,
    app::{App, AppState},
    certification::Product,
    ids::AppId,
    refusal::Who,
    subject::{SubjectState, SubjectType},
    text::{Bilingual, bi},
    time::Millis,
};
use tongguan_policy::Grounds;
use tongguan_store::{Tx, certification};

use crate::{
    Ctx, Error, Result, access,
    revision::{self, Pinned},
    subject,
};

/// One capability of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapabilityView {
    /// Stable key of the table.
    pub key: String,
    /// Its term.
    pub title: Bilingual,
    /// Requirement behind the row.
    pub rule: String,
    /// Open now.
    pub open: bool,
    /// What is so.
    pub why: Bilingual,
    /// What opens it; `None` if it is open or can never be.
    pub opens_by: Option<Bilingual>,
    /// Whose move that is.
    pub who: Who,
    /// Open until, if a certification opened it.
    pub until: Option<Millis>,
}

/// The whole table as it stands for an app, for its members and staff.
pub async fn of(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Vec<CapabilityView>> {
    let mut tx = ctx.store().read().await?;
    let app = access::viewer(&mut tx, actor, app).await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let grounds = grounds(ctx, &mut tx, &app).await?;
    let rows = policy.capabilities.rows.iter().map(|row| {
        let o = policy.opening(row, &grounds);
        CapabilityView {
            key: row.key.clone(),
            title: bi(row.zh.clone(), row.en.clone()),
            rule: row.rule.clone(),
            open: o.open,
            why: o.why,
            opens_by: o.opens_by,
            who: o.who,
            until: o.until,
        }
    });
    Ok(rows.collect())
}

/// Refuses unless the capability is open; the refusal says which rule closes it and what opens it.
pub(crate) async fn require(ctx: &Ctx, tx: &mut Tx, app: &App, key: &str) -> Result<()> {
    let policy = revision::current(ctx, tx).await?;
    let row = policy.capability(key).ok_or_else(|| Error::internal(format!("no capability {key}")))?;
    let opening = policy.opening(row, &grounds(ctx, tx, app).await?);
    if opening.open { Ok(()) } else { Err(opening.refusal(row).into()) }
}

/// Whether the capability is open.
pub(crate) async fn is_open(ctx: &Ctx, tx: &mut Tx, app: &App, policy: &Pinned, key: &str) -> Result<bool> {
    let row = policy.capability(key).ok_or_else(|| Error::internal(format!("no capability {key}")))?;
    Ok(policy.opening(row, &grounds(ctx, tx, app).await?).open)
}

/// What is so about an app now.
pub(crate) async fn grounds(ctx: &Ctx, tx: &mut Tx, app: &App) -> Result<Grounds> {
    Ok(Grounds {
        subject: approved_type(tx, app).await?,
        account_until: certification::valid_until(tx, &app.id, Product::Account).await?,
        program_until: certification::valid_until(tx, &app.id, Product::MiniProgram).await?,
        frozen: app.state == AppState::Frozen,
        now: ctx.now(),
    })
}

/// The type of the approved subject.
pub(crate) async fn approved_type(tx: &mut Tx, app: &App) -> Result<Option<SubjectType>> {
    let found = subject::kind_of(tx, &app.id).await?;
    Ok(found.filter(|(_, state)| *state == SubjectState::Approved).map(|(kind, _)| kind))
}
