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
    what: &'static str,
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

/// What a job does.
fn what(s: &S, kind: &str) -> &'static str {
    match kind {
        "certification.due" => s.t("认证期限到点检查", "Looks at a deadline of a certification"),
        "certification.remind" => s.t("认证到期前提醒", "Reminds of the end of a certification"),
        "certification.expire" => s.t("认证到期处理", "Ends a certification"),
        "message.send" => s.t("发送邮件或短信", "Sends a mail or SMS"),
        "evidence.sequence" => s.t("证据排序", "Gives evidence its place"),
        "objects.sweep" => s.t("清理无主文件", "Removes files that nothing refers to"),
        "purge" => s.t("清理过期数据", "Removes what is past its days"),
        _ => "",
    }
}

async fn page(state: &AppState, visit: &Visit, walked: Option<Audit>) -> Answer {
    let s = visit.s.clone();
    let jobs = overview::jobs(&state.ctx, &visit.actor).await?;
    let jobs = jobs.into_iter().map(|j| Job {
        what: what(&s, &j.kind),
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
