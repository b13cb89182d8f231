//! Takes log records in and raises incidents from them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    event::Event,
    ids::{AppId, IncidentId},
    text::{Bilingual, bi},
    time::Millis,
    watch::{Class, Incident, IncidentState, LogRecord, classify},
};
use tongguan_policy::WatchPolicy;
use tongguan_store::{StoreError, Tx, watch};

use super::Thresholds;
use crate::{Ctx, Error, Result, record, revision, transact, transact::ATTEMPTS, transact::pause};

/// A record as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// When it happened, if the sender says.
    pub at: Option<Millis>,
    /// OpenTelemetry severity number, 0 if the sender says none.
    pub severity: i64,
    /// Its text.
    pub body: String,
    /// Attributes of its own.
    pub attributes: BTreeMap<String, String>,
    /// Those of its resource: one copy for all of its records, however many there are.
    pub shared: Arc<Shared>,
}

/// Attributes that the records of a resource share, measured once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shared {
    attributes: BTreeMap<String, String>,
    bytes: usize,
}

impl Shared {
    /// Measures them.
    pub fn new(attributes: BTreeMap<String, String>) -> Self {
        Self { bytes: bytes(&attributes), attributes }
    }
}

fn bytes(attributes: &BTreeMap<String, String>) -> usize {
    attributes.iter().map(|(k, v)| k.len() + v.len()).sum()
}

impl Incoming {
    /// Version that was running, or empty.
    pub fn version_name(&self) -> &str {
        let all = |key: &str| self.attributes.get(key).or_else(|| self.shared.attributes.get(key));
        ["service.version", "app.version"].into_iter().find_map(all).map_or("", String::as_str)
    }

    /// Bytes as they would be kept.
    fn bytes(&self) -> usize {
        self.body.len() + self.version_name().len() + bytes(&self.attributes) + self.shared.bytes
    }

    /// What is kept of it; only here what is shared is copied.
    fn keep(self, id: String, app: &AppId, now: Millis) -> LogRecord {
        let version_name = self.version_name().to_owned();
        let mut attributes = self.shared.attributes.clone();
        attributes.extend(self.attributes);
        LogRecord {
            id,
            app: app.clone(),
            at: self.at.unwrap_or(now),
            received_at: now,
            severity: self.severity,
            class: classify(self.severity, &self.body, &attributes),
            version_name,
            body: self.body,
            attributes,
        }
    }
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingested {
    /// Records kept.
    pub accepted: usize,
    /// Records not kept.
    pub rejected: usize,
    /// Why, if any were not.
    pub why: Option<Bilingual>,
}

/// Keeps the records of an app and raises what they tell of. Records that are too large, too old or from the future are
/// rejected one by one.
pub async fn ingest(ctx: &Ctx, app: &AppId, incoming: Vec<Incoming>) -> Result<Ingested> {
    let policy = revision::now(ctx).await?;
    let now = ctx.now();
    let (mut records, mut why, mut rejected, mut total) = (Vec::new(), None, 0, 0_usize);
    for one in incoming {
        match judge(&one, total, now, &policy.watch) {
            Some(reason) => {
                rejected += 1;
                why.get_or_insert(reason);
            }
            None => {
                total += one.bytes();
                records.push(one.keep(ctx.id(), app, now));
            }
        }
    }
    if !records.is_empty() {
        keep(ctx, &records, ended(now, &policy.watch)).await?;
        let told: BTreeSet<(Class, &str)> = records
            .iter()
            .filter(|r| r.class != Class::Other)
            .map(|r| (r.class, r.version_name.as_str()))
            .collect();
        let thresholds = Thresholds::of(&policy.watch);
        for (class, version_name) in told {
            raise(ctx, app, class, version_name, &thresholds).await?;
        }
    }
    Ok(Ingested { accepted: records.len(), rejected, why })
}

fn judge(one: &Incoming, total: usize, now: Millis, policy: &WatchPolicy) -> Option<Bilingual> {
    let more = |size: usize, limit: i64| i64::try_from(size).unwrap_or(i64::MAX) > limit;
    let size = one.bytes();
    let limit = *policy.record_max_bytes;
    if more(one.shared.bytes, limit) {
        let size = one.shared.bytes;
        return Some(bi(
            format!("资源的属性 {size} 字节，上限 {limit} 字节。"),
            format!("the attributes of a resource have {size} bytes, the limit is {limit}."),
        ));
    }
    if more(size, limit) {
        return Some(bi(
            format!("记录 {size} 字节，上限 {limit} 字节。"),
            format!("a record has {size} bytes, the limit is {limit}."),
        ));
    }
    // Each record is kept with what its resource shares, so a small request may hold much.
    let most = *policy.unpacked_max_bytes;
    if more(total + size, most) {
        return Some(bi(
            format!("记录连同资源的属性超过 {most} 字节，请减小批量。"),
            format!(
                "the records with the attributes of their resource have more than {most} bytes: send smaller batches."
            ),
        ));
    }
    if let Some(at) = one.at {
        if at < ended(now, policy) {
            let days = *policy.keep_days;
            return Some(bi(format!("记录早于 {days} 天。"), format!("a record is older than {days} days.")));
        }
        if at > now.plus(*policy.skew_minutes * Millis::MINUTE) {
            let minutes = *policy.skew_minutes;
            return Some(bi(
                format!("记录的时间比服务器晚 {minutes} 分钟以上。"),
                format!("a record is more than {minutes} minutes ahead of the server's clock."),
            ));
        }
    }
    None
}

/// Telemetry has a writer of its own, so this does not wait for the business database.
async fn keep(ctx: &Ctx, records: &[LogRecord], ended: Millis) -> Result<()> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        match keep_once(ctx, records, ended).await {
            Err(Error::Retry) if attempt < ATTEMPTS => pause(ctx, attempt).await,
            other => return other,
        }
    }
}

async fn keep_once(ctx: &Ctx, records: &[LogRecord], ended: Millis) -> Result<()> {
    let mut tx = ctx.store().telemetry_write().await?;
    for record in records {
        watch::push(&mut tx, record).await?;
    }
    // Whoever adds also removes, so that telemetry cannot grow without end.
    watch::purge(&mut tx, ended).await?;
    Ok(tx.commit().await?)
}

/// Records that arrived before this are kept no longer.
fn ended(now: Millis, policy: &WatchPolicy) -> Millis {
    now.plus(-*policy.keep_days * Millis::DAY)
}

/// Removes records that are older than the policy keeps them.
pub(crate) async fn purge(ctx: &Ctx) -> Result<u64> {
    let policy = revision::now(ctx).await?;
    let mut tx = ctx.store().telemetry_write().await?;
    let removed = watch::purge(&mut tx, ended(ctx.now(), &policy.watch)).await?;
    tx.commit().await?;
    Ok(removed)
}

/// Counts a class and version anew: raises an incident, opens it again, or brings its count up to date.
async fn raise(
    ctx: &Ctx,
    app: &AppId,
    class: Class,
    version_name: &str,
    thresholds: &Thresholds,
) -> Result<()> {
    let Some(threshold) = thresholds.for_class(class) else { return Ok(()) };
    let now = ctx.now();
    let known = {
        let mut tx = ctx.store().read().await?;
        watch::of(&mut tx, app, class, version_name).await?
    };
    let window = now.plus(-thresholds.window_minutes * Millis::MINUTE);
    // What arrived before it was resolved has been dealt with.
    let since = known.as_ref().and_then(|i| i.resolved_at).map_or(window, |at| window.max(at.plus(1)));
    let mut telemetry = ctx.store().telemetry_read().await?;
    let (in_window, first, last) = watch::count(&mut telemetry, app, class, version_name, since).await?;
    let from = known.as_ref().map(|i| i.first_at).or(first.map(Millis)).unwrap_or(now);
    let (count, ..) = watch::count(&mut telemetry, app, class, version_name, from).await?;
    let sample = watch::newest(&mut telemetry, app, class, version_name, 1).await?;
    drop(telemetry);
    let due = in_window >= threshold;
    let next = match known {
        None if !due => return Ok(()),
        Some(i) if i.state == IncidentState::Resolved && !due => return Ok(()),
        None => Incident {
            id: IncidentId::from_trusted(ctx.id()),
            app: app.clone(),
            class,
            version_name: version_name.to_owned(),
            state: IncidentState::Open,
            count,
            returns: 0,
            sample: sample.first().map(|r| r.body.chars().take(300).collect()).unwrap_or_default(),
            first_at: from,
            last_at: last.map_or(now, Millis),
            opened_at: now,
            resolved_at: None,
            handled_by: None,
            note: String::new(),
            version: 0,
        },
        Some(i) if i.state == IncidentState::Resolved => {
            Incident { count, last_at: last.map_or(now, Millis), ..i.reopen(None, now, "")? }
        }
        Some(i) => Incident { count, last_at: last.map_or(i.last_at, Millis), ..i },
    };
    match transact!(ctx, tx, store(ctx, &mut tx, &next, in_window, threshold)) {
        // Another request raised or counted it meanwhile.
        Err(Error::Stale(_)) => Ok(()),
        other => other,
    }
}

async fn store(ctx: &Ctx, tx: &mut Tx, next: &Incident, in_window: i64, threshold: i64) -> Result<()> {
    let new = next.version == 0;
    if new {
        match watch::insert(tx, &Incident { version: 1, ..next.clone() }).await {
            Err(StoreError::Duplicate(_)) => return Err(Error::Stale("incident")),
            other => other?,
        }
    } else {
        watch::update(tx, next).await?;
    }
    if next.opened_at == ctx.now() {
        let kind = if new { "incident.raised" } else { "incident.returned" };
        let data = json!({ "class": next.class, "version": next.version_name, "count": in_window, "threshold": threshold });
        record(ctx, tx, &Actor::System, &[Event::new(kind, &next.id, Some(&next.app), data)]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(shared: &Arc<Shared>, body: &str) -> Incoming {
        Incoming {
            at: None,
            severity: 17,
            body: body.into(),
            attributes: BTreeMap::new(),
            shared: shared.clone(),
        }
    }

    #[test]
    fn a_record_is_judged_with_what_it_shares_and_a_request_as_a_whole() {
        let policy = tongguan_policy::Policy::builtin("default").unwrap().watch;
        let shared = |n: usize| {
            let pairs = [("service.version", "1.0.0".to_owned()), ("x", "a".repeat(n))];
            Arc::new(Shared::new(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()))
        };
        let why = |one: &Incoming, total| judge(one, total, Millis(0), &policy).map(|why| why.en);
        let small = one(&shared(1000), "x");
        assert_eq!((small.version_name(), small.bytes()), ("1.0.0", 1000 + 1 + 15 + 5 + 1 + 5));
        assert_eq!(why(&small, 0), None);
        assert!(why(&small, 8 << 20).unwrap().contains("smaller batches"));
        assert!(why(&one(&shared(1000), &"b".repeat(16_000)), 0).unwrap().starts_with("a record has"));
        assert!(why(&one(&shared(17_000), ""), 0).unwrap().starts_with("the attributes of a resource"));
        let kept = small.keep("id".into(), &AppId::from_trusted("a"), Millis(7));
        assert_eq!((kept.version_name.as_str(), kept.at, kept.attributes.len()), ("1.0.0", Millis(7), 2));
    }
}
