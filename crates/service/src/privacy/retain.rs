//! What nothing needs any more is erased when its time is over (PIPL 19): facts and materials that were never submitted, were
//! refused or withdrawn, or belong to what has run out. A verified subject, a case or an order on its way keep theirs.

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    certification::{Certification, CertificationState},
    event::Event,
    ids::AppId,
    material::Material,
    naming::{Name, NameState},
    subject::{Subject, SubjectState},
    time::Millis,
};
use tongguan_store::{Tx, certification, job, material, naming, subject};

use super::erase;
use crate::{Ctx, Result, record, revision, transact};

/// Kind of the job.
pub(crate) const JOB: &str = "privacy.retain";

/// Apps that are looked at in one transaction.
const AT_ONCE: i64 = 50;

/// Sees to it that the job runs within a day.
pub(crate) async fn schedule(ctx: &Ctx, tx: &mut Tx) -> Result<()> {
    let now = ctx.now();
    Ok(job::push(tx, &ctx.id(), JOB, Some(JOB), "{}", now.plus(Millis::DAY), now).await?)
}

/// Erases what has had its time, and comes again tomorrow while anything is held that may have to go.
pub(crate) async fn run(ctx: &Ctx, row: &job::Row) -> Result<()> {
    while transact!(ctx, tx, subjects(ctx, &mut tx))? {}
    let mut after = String::new();
    while let Some(last) = transact!(ctx, tx, materials(ctx, &mut tx, &after))? {
        after = last;
    }
    transact!(ctx, tx, again(ctx, &mut tx, &row.id))
}

async fn again(ctx: &Ctx, tx: &mut Tx, id: &str) -> Result<()> {
    if job::take(tx, id).await? && (subject::any_unapproved(tx).await? || material::any(tx).await?) {
        schedule(ctx, tx).await?;
    }
    Ok(())
}

/// Facts of subjects that were left; whether there may be more.
async fn subjects(ctx: &Ctx, tx: &mut Tx) -> Result<bool> {
    let times = Times::now(ctx, tx).await?;
    let left = subject::left(tx, times.unfinished, times.ended, AT_ONCE).await?;
    for app in &left {
        if let Some(s) = subject::of_app(tx, app).await? {
            erase::facts(ctx, tx, &s).await?;
            let data = json!({ "state": s.state });
            record(ctx, tx, &Actor::System, &[Event::evident("subject.erased", &s.id, Some(app), data)])
                .await?;
        }
    }
    Ok(i64::try_from(left.len()).is_ok_and(|n| n == AT_ONCE))
}

/// Materials of some apps; the last app that was looked at.
async fn materials(ctx: &Ctx, tx: &mut Tx, after: &str) -> Result<Option<String>> {
    let times = Times::now(ctx, tx).await?;
    let apps = material::apps_with_older(tx, times.newest(), after, AT_ONCE).await?;
    for app in &apps {
        of_app(ctx, tx, app, &times).await?;
    }
    Ok(apps.last().map(AppId::to_string))
}

async fn of_app(ctx: &Ctx, tx: &mut Tx, app: &AppId, times: &Times) -> Result<()> {
    let held = Held {
        subject: subject::of_app(tx, app).await?,
        orders: certification::of_app(tx, app).await?,
        names: naming::of_app(tx, app).await?,
    };
    let all = material::all_of(tx, app).await?;
    let touched = all.iter().map(|m| m.created_at).max().unwrap_or(Millis(0));
    let gone: Vec<_> = all.into_iter().filter(|m| held.is_over(m, touched, times)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    erase::materials(ctx, tx, &gone).await?;
    let events: Vec<_> = gone
        .iter()
        .map(|m| Event::new("material.erased", &m.id, Some(app), json!({ "kind": m.kind })))
        .collect();
    record(ctx, tx, &Actor::System, &events).await
}

/// Moments before which things have had their time.
struct Times {
    unfinished: Millis,
    ended: Millis,
}

impl Times {
    async fn now(ctx: &Ctx, tx: &mut Tx) -> Result<Self> {
        let policy = revision::current(ctx, tx).await?;
        let days = |n: i64| ctx.now().plus(-n * Millis::DAY);
        Ok(Self {
            unfinished: days(*policy.privacy.unfinished_days),
            ended: days(*policy.privacy.ended_days),
        })
    }

    fn newest(&self) -> Millis {
        self.unfinished.max(self.ended)
    }
}

/// What materials of an app can rest on.
struct Held {
    subject: Option<Subject>,
    orders: Vec<Certification>,
    names: Vec<Name>,
}

impl Held {
    /// Whether nothing needs a material any more and its time is over. `touched` is the app's newest upload: a set that is
    /// still being put together stays together.
    fn is_over(&self, m: &Material, touched: Millis, times: &Times) -> bool {
        let mut ends = Vec::new();
        // Whoever is filling in an order needs what they uploaded for it.
        if self.orders.iter().any(|o| o.state.is_running()) {
            return false;
        }
        if let Some(s) = &self.subject {
            match s.state {
                SubjectState::InReview => return false,
                SubjectState::Approved if s.materials.contains(&m.id) => return false,
                _ if s.materials.contains(&m.id) => ends.push(s.decided_at.or(s.submitted_at)),
                _ => {}
            }
        }
        for order in self.orders.iter().filter(|o| o.materials.contains(&m.id)) {
            if order.state == CertificationState::Passed {
                return false;
            }
            ends.push(Some(order.state_at));
        }
        for name in self.names.iter().filter(|n| n.proofs.contains(&m.id)) {
            if matches!(name.state, NameState::InReview | NameState::Approved) {
                return false;
            }
            ends.push(name.decided_at.or(Some(name.submitted_at)));
        }
        match ends.into_iter().flatten().max() {
            Some(end) => end < times.ended,
            None => touched < times.unfinished,
        }
    }
}
