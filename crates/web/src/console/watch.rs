//! `/apps/{app}/watch`: incidents, what raises one, the key of the log sender.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use tongguan_model::{
    app::App,
    ids::{AppId, IncidentId},
    text::bi,
    watch::{Class, Incident, IncidentState},
};
use tongguan_service::{
    Error, app,
    watch::{self, Health, Step},
};

use super::{Answer, Flash, Form, Go, Page, S, Trouble, Visit, html, ok};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/apps/{app}/watch", Access::Account, show),
        Page::post("/apps/{app}/watch", Access::Applicant, act),
    ]
}

/// An incident as its card shows it.
struct Item {
    id: String,
    state: &'static str,
    word: &'static str,
    label: String,
    version: String,
    count: i64,
    limit: Option<i64>,
    returns: i64,
    sample: String,
    first: String,
    last: String,
    note: String,
    open: bool,
    resolved: bool,
}

#[derive(Template)]
#[template(path = "watch.html")]
struct WatchPage {
    s: S,
    app: App,
    items: Vec<Item>,
    open: usize,
    totals: Vec<(String, String, i64)>,
    limits: Vec<(String, i64)>,
    window: i64,
    key: Option<(String, String)>,
    /// A key that was just made: shown this once.
    fresh: Option<String>,
    url: String,
    trouble: Trouble,
}

fn item(s: &S, health: &Health, i: &Incident) -> Item {
    let (state, word) = match i.state {
        IncidentState::Open => ("fail", s.t("未处理", "Open")),
        IncidentState::Acknowledged => ("warn", s.t("处理中", "Being handled")),
        IncidentState::Resolved => ("pass", s.t("已解决", "Resolved")),
    };
    Item {
        id: i.id.to_string(),
        state,
        word,
        label: s.say(&i.class.label()).to_owned(),
        version: i.version_name.clone(),
        count: i.count,
        limit: health.thresholds.for_class(i.class),
        returns: i.returns,
        sample: i.sample.clone(),
        first: s.moment(&i.first_at),
        last: s.moment(&i.last_at),
        note: i.note.clone(),
        open: i.state == IncidentState::Open,
        resolved: i.state == IncidentState::Resolved,
    }
}

async fn page(
    state: &AppState,
    visit: &Visit,
    id: &AppId,
    fresh: Option<String>,
    trouble: Trouble,
) -> Result<WatchPage, super::Oops> {
    let s = visit.s.clone();
    let app = app::get(&state.ctx, &visit.actor, id).await?;
    let health = watch::health(&state.ctx, &visit.actor, id).await?;
    let limits = [Class::Timeout, Class::Memory, Class::Error];
    let limits =
        limits.iter().filter_map(|c| Some((s.say(&c.label()).to_owned(), health.thresholds.for_class(*c)?)));
    Ok(WatchPage {
        items: health.incidents.iter().map(|i| item(&s, &health, i)).collect(),
        open: health.incidents.iter().filter(|i| i.state != IncidentState::Resolved).count(),
        totals: health
            .totals
            .iter()
            .map(|(class, version, n)| (s.say(&class.label()).to_owned(), version.clone(), *n))
            .collect(),
        limits: limits.collect(),
        window: health.thresholds.window_minutes,
        key: health.key.as_ref().map(|k| (k.hint.clone(), s.moment_ms(&k.made_at))),
        fresh,
        url: format!("{}/v1/logs", state.ctx.config().public_url),
        s,
        app,
        trouble,
    })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(id): Path<AppId>) -> Answer {
    Ok(ok(&page(&state, &visit, &id, None, Trouble::default()).await?))
}

async fn act(State(state): State<AppState>, visit: Visit, Path(id): Path<AppId>, form: Form) -> Answer {
    let (ctx, actor) = (&state.ctx, &visit.actor);
    let step = match form.get("do") {
        "key" => {
            let made = watch::rotate(ctx, actor, &id).await;
            return match made {
                // Shown by this answer only, never put into a flash.
                Ok((secret, _)) => {
                    Ok(ok(&page(&state, &visit, &id, Some(secret), Trouble::default()).await?))
                }
                Err(error) => failed(&state, &visit, &id, error).await,
            };
        }
        "acknowledge" => Step::Acknowledge,
        "resolve" => Step::Resolve,
        "reopen" => Step::Reopen,
        _ => return Err(Error::NotFound("step").into()),
    };
    let incident = IncidentId::from_trusted(form.get("incident"));
    match watch::act(ctx, actor, &id, &incident, step, form.trim("note")).await {
        Ok(done) => Ok(said(&id, &done)),
        Err(error) => failed(&state, &visit, &id, error).await,
    }
}

async fn failed(state: &AppState, visit: &Visit, id: &AppId, error: Error) -> Answer {
    let trouble = Trouble::of(error, &visit.s)?;
    Ok(html(trouble.status(), &page(state, visit, id, None, trouble).await?))
}

fn said(app: &AppId, i: &Incident) -> Response {
    let flash = match i.state {
        IncidentState::Acknowledged => Flash::pass(bi("已标记为处理中。", "Marked as being handled.")),
        IncidentState::Resolved => Flash::pass(bi("已标记为解决。", "Marked as resolved.")).more(bi(
            "再次超过阈值会自动重新打开。",
            "It opens again by itself should the threshold be passed again.",
        )),
        IncidentState::Open => Flash::warn(bi("已重新打开。", "Opened again.")),
    };
    Go::to(format!("/apps/{app}/watch")).with(flash).into_response()
}
