//! `/apps/{app}`: the road, what is to be done next, what is open, what happened.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::IntoResponse,
};
use serde::Deserialize;
use tongguan_model::{
    actor::Actor,
    app::{App, AppState as AppLife},
    ids::AppId,
    time::Millis,
};
use tongguan_service::{
    Ctx, Result, app, audit,
    capability::{self, CapabilityView},
    evidence::{self, Row},
    freeze, review, revision, stage,
};

use super::{
    Answer, Go, Page, S, Visit,
    apps::industry_name,
    ok,
    pager::Pager,
    record::{Line, lines},
    shell::encode,
    track::{Road, below, road},
};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/apps/{app}", Access::Account, show),
        Page::get("/apps/{app}/log", Access::Account, log),
        Page::get("/apps/{app}/phone", Access::Applicant, phone),
    ]
}

/// How many capabilities and events the page shows; the rest has pages of its own.
const CAPABILITIES: usize = 8;
const EVENTS: i64 = 6;
const A_PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "app-home.html")]
struct HomePage {
    s: S,
    app: App,
    industry: String,
    road: Road,
    caps: Vec<CapabilityView>,
    all_caps: usize,
    caps_href: Option<String>,
    /// What keeps every closed one closed, if it is one thing.
    shared: Option<String>,
    lines: Vec<Line>,
    /// Why the operator has suspended the app, if it has.
    suspended: Option<String>,
}

fn shared_reason(s: &S, caps: &[CapabilityView]) -> Option<String> {
    let mut closed = caps.iter().filter(|c| !c.open).map(|c| (&c.why, &c.opens_by));
    let first = closed.next()?;
    closed.all(|c| c == first).then(|| {
        let (why, by) = (s.say(first.0), first.1.as_ref().map_or("", |b| s.say(b)));
        format!("{why} {by}").trim_end().to_owned()
    })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(id): Path<AppId>) -> Answer {
    let (ctx, s, actor) = (&state.ctx, visit.s.clone(), &visit.actor);
    let app = app::get(ctx, actor, &id).await?;
    let policy = revision::now(ctx).await?;
    let track = stage::of(ctx, actor, &id).await?;
    let cases = review::of_app(ctx, actor, &id).await?;
    let mut caps = capability::of(ctx, actor, &id).await?;
    let all_caps = caps.len();
    // Closed ones that somebody can open first: they answer "what do I get for going on".
    caps.sort_by_key(|c| (c.open, c.opens_by.is_none()));
    caps.truncate(CAPABILITIES);
    caps.sort_by_key(|c| !c.open);
    let entries = audit::of_app(ctx, actor, &id, EVENTS).await?;
    let rows = proofs(ctx, actor, &id, &entries).await?;
    let suspended = match app.state {
        AppLife::Frozen => Some(freeze::reason(ctx, actor, &id).await?),
        _ => None,
    };
    let road = road(&s, id.as_str(), &track, &cases, &policy);
    Ok(ok(&HomePage {
        industry: industry_name(&s, &policy.industries.rows, &app.industry),
        lines: lines(&s, actor.account(), &entries, &rows),
        caps_href: below(id.as_str(), "/capabilities"),
        shared: shared_reason(&s, &caps),
        suspended,
        s,
        app,
        road,
        caps,
        all_caps,
    }))
}

#[derive(Template)]
#[template(path = "app-log.html")]
struct LogPage {
    s: S,
    app: App,
    lines: Vec<Line>,
    pager: Pager,
}

#[derive(Deserialize)]
struct Where {
    /// `moment-id` of the last entry of the page before.
    #[serde(default)]
    before: String,
}

/// Evidence of what these entries tell.
async fn proofs(ctx: &Ctx, actor: &Actor, id: &AppId, entries: &[audit::Entry]) -> Result<Vec<Row>> {
    let (Some(newest), Some(oldest)) = (entries.first(), entries.last()) else { return Ok(vec![]) };
    evidence::of_app_between(ctx, actor, id, (Millis(oldest.at), Millis(newest.at))).await
}

async fn log(
    State(state): State<AppState>,
    visit: Visit,
    Path(id): Path<AppId>,
    Query(at): Query<Where>,
) -> Answer {
    let (ctx, s, actor) = (&state.ctx, visit.s.clone(), &visit.actor);
    let app = app::get(ctx, actor, &id).await?;
    let (moment, entry) = at.before.split_once('-').unwrap_or_default();
    let before = (Millis(moment.parse().unwrap_or(i64::MAX)), entry);
    let mut entries = audit::before(ctx, actor, &id, before, A_PAGE + 1).await?;
    let more = entries.len() > A_PAGE as usize;
    entries.truncate(A_PAGE as usize);
    let rows = proofs(ctx, actor, &id, &entries).await?;
    let base = format!("/apps/{id}/log");
    let pager = Pager {
        older: entries.last().filter(|_| more).map(|e| format!("{base}?before={}-{}", e.at, encode(&e.id))),
        newer: (!at.before.is_empty()).then_some(base),
    };
    Ok(ok(&LogPage { lines: lines(&s, actor.account(), &entries, &rows), s, app, pager }))
}

/// The phone belongs to the account, not to the app.
async fn phone(State(state): State<AppState>, visit: Visit, Path(id): Path<AppId>) -> Answer {
    app::get(&state.ctx, &visit.actor, &id).await?;
    Ok(Go::to("/bind").into_response())
}
