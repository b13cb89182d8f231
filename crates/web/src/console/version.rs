//! `/apps/{app}/versions/{version}` and its check: where it stands, what can be done, what the rules say.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use tongguan_model::{
    app::App,
    ids::{AppId, VersionId},
    package::Package,
    review::{Case, CaseState},
    text::bi,
    version::VersionState,
};
use tongguan_service::{
    Error, app, package, revision,
    version::{self, View},
};

use super::{
    Answer, Flash, Form, Go, Page, S, Trouble, Visit, html, ok, report,
    strip::Cell,
    track::strip,
    versions::{Row, row},
};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/apps/{app}/versions/{version}", Access::Account, show),
        Page::post("/apps/{app}/versions/{version}", Access::Applicant, act),
        Page::get("/apps/{app}/versions/{version}/check", Access::Account, check),
        Page::post("/apps/{app}/versions/{version}/check", Access::Applicant, again),
    ]
}

/// The deadline of the open case.
struct Due {
    words: String,
    provisional: bool,
    strip: Vec<Cell>,
}

/// One submission of the version.
struct Past {
    number: i64,
    state: &'static str,
    word: &'static str,
    when: String,
    rules: Vec<String>,
    reason: String,
}

#[derive(Template)]
#[template(path = "version.html")]
struct VersionPage {
    s: S,
    app: App,
    row: Row,
    package: Package,
    due: Option<Due>,
    past: Vec<Past>,
    can_submit: bool,
    can_withdraw: bool,
    can_release: bool,
    trouble: Trouble,
}

fn past(s: &S, case: &Case) -> Past {
    let (state, word) = match case.state {
        CaseState::Open => ("wait", s.t("审核中", "under review")),
        CaseState::Passed => ("pass", s.t("通过", "passed")),
        CaseState::Refused => ("fail", s.t("驳回", "refused")),
        CaseState::Withdrawn => ("warn", s.t("撤回", "withdrawn")),
    };
    let decision = case.decision.as_ref();
    Past {
        number: case.number,
        state,
        word,
        when: s.moment(&case.decided_at.unwrap_or(case.opened_at)),
        rules: decision.map(|d| d.rules.clone()).unwrap_or_default(),
        reason: decision.map(|d| d.reason.clone()).unwrap_or_default(),
    }
}

async fn page(
    state: &AppState,
    visit: &Visit,
    app: &AppId,
    view: View,
    trouble: Trouble,
) -> Result<VersionPage, super::Oops> {
    let (ctx, s) = (&state.ctx, visit.s.clone());
    let policy = revision::now(ctx).await?;
    let open = view.cases.iter().find(|c| c.state == CaseState::Open);
    let exits = view.version.state.exits();
    Ok(VersionPage {
        app: app::get(ctx, &visit.actor, app).await?,
        row: row(&s, &view),
        due: open.map(|c| Due {
            words: s.due(&c.due_at),
            provisional: c.due_provisional,
            strip: strip(&s, &policy, c.opened_at, c.due_at),
        }),
        past: view.cases.iter().map(|c| past(&s, c)).collect(),
        can_submit: exits.contains(&"submit"),
        can_withdraw: exits.contains(&"withdraw"),
        can_release: view.version.state == VersionState::Passed,
        package: view.package,
        s,
        trouble,
    })
}

async fn show(
    State(state): State<AppState>,
    visit: Visit,
    Path((app, id)): Path<(AppId, VersionId)>,
) -> Answer {
    let view = version::get(&state.ctx, &visit.actor, &app, &id).await?;
    Ok(ok(&page(&state, &visit, &app, view, Trouble::default()).await?))
}

async fn act(
    State(state): State<AppState>,
    visit: Visit,
    Path((app, id)): Path<(AppId, VersionId)>,
    form: Form,
) -> Answer {
    let (ctx, actor) = (&state.ctx, &visit.actor);
    let done = match form.get("do") {
        "submit" => version::submit(ctx, actor, &app, &id).await,
        "withdraw" => version::withdraw(ctx, actor, &app, &id).await,
        "discard" => version::discard(ctx, actor, &app, &id).await,
        _ => return Err(Error::NotFound("step").into()),
    };
    let here = format!("/apps/{app}/versions/{id}");
    match done {
        Ok(view) => Ok(said(&here, &view)),
        // What the rules found stands on the report, each at its place.
        Err(Error::Invalid(found))
            if form.get("do") == "submit" && found.iter().all(|f| f.field != "number") =>
        {
            let n = found.len();
            let flash = Flash::warn(bi(
                format!("未提交：预检有 {n} 处错误。"),
                format!("Not submitted. Errors found by the check: {n}."),
            ));
            Ok(Go::to(format!("{here}/check")).with(flash).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let view = version::get(ctx, actor, &app, &id).await?;
            Ok(html(trouble.status(), &page(&state, &visit, &app, view, trouble).await?))
        }
    }
}

/// Where it leads after a step, and what is said.
fn said(here: &str, view: &View) -> Response {
    let n = &view.version.number;
    let flash = match view.version.state {
        VersionState::InReview => Flash::pass(bi(format!("{n} 已提交审核。"), format!("{n} is submitted.")))
            .more(bi("结果出来前可以撤回。", "It can be withdrawn until it is decided.")),
        VersionState::Withdrawn => Flash::warn(bi(format!("{n} 已撤回。"), format!("{n} is withdrawn.")))
            .more(bi(
                "撤回已入档，可再次送审。",
                "The withdrawal stays on record; submit it again at any time.",
            )),
        _ => Flash::warn(bi(format!("{n} 已作废。"), format!("{n} is discarded.")))
            .more(bi("此版本号可再次使用。", "Its number is free again.")),
    };
    Go::to(here).with(flash).into_response()
}

#[derive(Template)]
#[template(path = "version-check.html")]
struct CheckPage {
    s: S,
    app: App,
    row: Row,
    package: Package,
    at: String,
    report: Option<report::View>,
    can_recheck: bool,
}

async fn check(
    State(state): State<AppState>,
    visit: Visit,
    Path((app, id)): Path<(AppId, VersionId)>,
) -> Answer {
    let (ctx, s) = (&state.ctx, visit.s.clone());
    let view = version::get(ctx, &visit.actor, &app, &id).await?;
    // What was submitted keeps the report it was submitted with; before that, the last check of its package counts.
    let open = matches!(view.version.state, VersionState::Draft | VersionState::Withdrawn);
    let stored =
        if open || view.version.report.is_null() { &view.package.report } else { &view.version.report };
    Ok(ok(&CheckPage {
        report: report::view(&s, stored)?,
        app: app::get(ctx, &visit.actor, &app).await?,
        row: row(&s, &view),
        at: s.moment(&view.version.submitted_at.filter(|_| !open).unwrap_or(view.package.created_at)),
        can_recheck: open && !s.is_staff(),
        package: view.package,
        s,
    }))
}

async fn again(
    State(state): State<AppState>,
    visit: Visit,
    Path((app, id)): Path<(AppId, VersionId)>,
) -> Answer {
    let view = version::get(&state.ctx, &visit.actor, &app, &id).await?;
    package::check(&state.ctx, &visit.actor, &app, &view.package.id).await?;
    let flash = Flash::pass(bi(
        "已按现在的规则和申报重新检查。",
        "Checked again by the rules and declarations of now.",
    ));
    Ok(Go::to(format!("/apps/{app}/versions/{id}/check")).with(flash).into_response())
}
