//! `/ops/health`: database, jobs, evidence chain, versions.

use askama::Template;
use axum::extract::State;
use tongguan_model::time::Millis;
use tongguan_service::{
    evidence::{self, Audit},
    overview::{self, Overview},
};

use crate::{
    AppState,
    console::{Answer, S, Visit, ok},
};

struct Job {
    kind: String,
    attempts: i64,
    at: String,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "ops/health.html")]
struct HealthPage {
    s: S,
    o: Overview,
    database: &'static str,
    demo: bool,
    jobs: Vec<Job>,
    /// What a walk over the chain found, if one was asked for.
    walked: Option<Audit>,
}

async fn page(state: &AppState, visit: &Visit, walked: Option<Audit>) -> Answer {
    let s = visit.s.clone();
    let jobs = overview::jobs(&state.ctx, &visit.actor).await?;
    let jobs = jobs.into_iter().map(|j| Job {
        kind: j.kind,
        attempts: j.attempts,
        at: s.moment(&Millis(j.run_at)),
        error: j.last_error,
    });
    Ok(ok(&HealthPage {
        o: overview::of(&state.ctx, &visit.actor).await?,
        database: overview::database(&state.ctx),
        demo: state.ctx.config().demo,
        jobs: jobs.collect(),
        walked,
        s,
    }))
}

pub(super) async fn show(State(state): State<AppState>, visit: Visit) -> Answer {
    page(&state, &visit, None).await
}

/// Recomputes the whole chain.
pub(super) async fn walk(State(state): State<AppState>, visit: Visit) -> Answer {
    let (found, _) = evidence::inspect(&state.ctx, &visit.actor).await?;
    page(&state, &visit, Some(found)).await
}
