//! Watching what runs (VER-4): log records come in with the app's key, trouble above a threshold raises an incident.
//!
//! Records live in telemetry, incidents in the business database. A record is kept first and counted afterwards; should
//! the process die in between, the next record counts it.

mod incident;
mod ingest;
mod key;

use tongguan_model::{
    actor::Actor,
    ids::{AppId, IncidentId},
    time::Millis,
    watch::{Class, Incident, LogRecord},
};
use tongguan_store::watch;
pub use tongguan_store::watch::Key;

pub use incident::{Step, act};
pub(crate) use ingest::purge;
pub use ingest::{Incoming, Ingested, Shared, ingest};
pub use key::{authenticate, rotate};

use crate::{Ctx, Error, Result, access, revision};

/// How an app is doing.
#[derive(Debug, Clone)]
pub struct Health {
    /// The key that is in place, without its secret.
    pub key: Option<Key>,
    /// Incidents, those that are not resolved first.
    pub incidents: Vec<Incident>,
    /// Records of the last 24 hours by class and version, most first.
    pub totals: Vec<(Class, String, i64)>,
    /// Window in minutes and the counts within it that raise an incident.
    pub thresholds: Thresholds,
}

/// What raises an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Length of the window.
    pub window_minutes: i64,
    /// Time-outs.
    pub timeout: i64,
    /// Out of memory.
    pub memory: i64,
    /// Other errors.
    pub error: i64,
}

impl Thresholds {
    fn of(policy: &tongguan_policy::WatchPolicy) -> Self {
        Self {
            window_minutes: *policy.window_minutes,
            timeout: *policy.timeout_count,
            memory: *policy.memory_count,
            error: *policy.error_count,
        }
    }

    /// The count that raises an incident of this class; `None` where none does.
    pub fn for_class(&self, class: Class) -> Option<i64> {
        match class {
            Class::Timeout => Some(self.timeout),
            Class::Memory => Some(self.memory),
            Class::Error => Some(self.error),
            Class::Other => None,
        }
    }
}

/// How an app is doing, for its members and staff.
pub async fn health(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Health> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let key = watch::key_of(&mut tx, app).await?;
    let incidents = watch::of_app(&mut tx, app).await?;
    drop(tx);
    let mut telemetry = ctx.store().telemetry_read().await?;
    let rows = watch::totals(&mut telemetry, app, ctx.now().plus(-Millis::DAY)).await?;
    let totals = rows.into_iter().filter_map(|(c, v, n)| Some((Class::parse(&c)?, v, n))).collect();
    Ok(Health { key, incidents, totals, thresholds: Thresholds::of(&policy.watch) })
}

/// One incident with its newest records, for members and staff.
pub async fn get(
    ctx: &Ctx,
    actor: &Actor,
    app: &AppId,
    id: &IncidentId,
) -> Result<(Incident, Vec<LogRecord>)> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    let found = watch::find(&mut tx, id).await?.filter(|i| i.app == *app);
    let incident = found.ok_or(Error::NotFound("incident"))?;
    drop(tx);
    let mut telemetry = ctx.store().telemetry_read().await?;
    let records = watch::newest(&mut telemetry, app, incident.class, &incident.version_name, 20).await?;
    Ok((incident, records))
}
