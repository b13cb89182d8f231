//! What waits for the operator, and how the platform runs.

use tongguan_model::{
    actor::{Actor, PlatformRole},
    message::MessageState,
    payment::PaymentState,
    time::Millis,
};
use tongguan_store::{desk, developer, evidence, job, message, payment};

pub use crate::job::Row as Job;
use crate::{Ctx, Result, access};

/// What waits for the operator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// Transfers that nobody has confirmed.
    pub payments: i64,
    /// Money to give back.
    pub refunds: i64,
    /// Business domains without a proof or a compared filing.
    pub domains: i64,
    /// Messages that stay in the local outbox, as no provider is configured.
    pub held: i64,
    /// Messages that the provider refused.
    pub undelivered: i64,
    /// Cases past their deadline.
    pub late: i64,
    /// Open cases.
    pub open: i64,
    /// Jobs that wait.
    pub jobs: i64,
    /// Of them tried in vain at least once.
    pub failed: i64,
    /// Evidence rows that wait for their place.
    pub unsequenced: i64,
    /// Place of the last evidence row.
    pub head: Option<i64>,
}

/// Counts what waits; for the operator.
pub async fn of(ctx: &Ctx, actor: &Actor) -> Result<Overview> {
    access::platform(actor, PlatformRole::Operator)?;
    let now = ctx.now();
    let mut tx = ctx.store().read().await?;
    let of = |counts: &[(String, i64)], state: &str| {
        counts.iter().find(|(s, _)| s == state).map_or(0, |(_, n)| *n)
    };
    let dues = payment::counts(&mut tx).await?;
    let states = message::counts(&mut tx).await?;
    let count = |state: MessageState| of(&states, state.as_str());
    let cases = desk::counts(&mut tx, now, Millis::at_hour(now.day(), 24)).await?;
    let (jobs, failed) = job::backlog(&mut tx).await?;
    Ok(Overview {
        payments: of(&dues, PaymentState::Waiting.as_str()),
        refunds: of(&dues, PaymentState::RefundDue.as_str()),
        domains: developer::count_business_waiting(&mut tx).await?,
        held: count(MessageState::Held),
        undelivered: count(MessageState::Failed),
        late: cases.iter().map(|c| c.late).sum(),
        open: cases.iter().map(|c| c.open).sum(),
        jobs,
        failed,
        unsequenced: evidence::waiting(&mut tx).await?,
        head: evidence::head(&mut tx).await?.and_then(|row| row.seq),
    })
}

/// The jobs that wait, those that failed first; for the operator. Their payloads stay where they are.
pub async fn jobs(ctx: &Ctx, actor: &Actor) -> Result<Vec<Job>> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    Ok(job::list(&mut tx, 100).await?)
}

/// What the database is: `sqlite` or `postgres`.
pub fn database(ctx: &Ctx) -> &'static str {
    ctx.store().backend()
}
