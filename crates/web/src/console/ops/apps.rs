//! `/ops/apps`: all mini programs; suspending one, and letting it go.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use serde::Deserialize;
use tongguan_model::{app::AppState as Life, ids::AppId, text::bi};
use tongguan_service::{
    app::{self, Sought},
    freeze, revision,
};

use super::{more, part};
use crate::{
    AppState,
    console::{Answer, Flash, Form, Go, S, Trouble, Visit, html, pager::Pager, shell::encode},
};

#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    frozen: String,
    page: i64,
}

struct Row {
    id: String,
    title: String,
    appid: Option<String>,
    industry: String,
    since: String,
    frozen: bool,
    /// Its form holds what was wrong.
    here: bool,
}

#[derive(Template)]
#[template(path = "ops/apps.html")]
struct AppsPage {
    s: S,
    rows: Vec<Row>,
    total: i64,
    asked: Asked,
    pager: Pager,
    input: Form,
    trouble: Trouble,
}

async fn page(
    state: &AppState,
    visit: &Visit,
    asked: Asked,
    (input, trouble): (Form, Trouble),
    status: StatusCode,
) -> Answer {
    let s = visit.s.clone();
    let n = asked.page.max(0);
    let sought = Sought { q: &asked.q, state: (!asked.frozen.is_empty()).then_some(Life::Frozen) };
    let (mut all, total) = app::page(&state.ctx, &visit.actor, &sought, part(n)).await?;
    let policy = revision::now(&state.ctx).await?;
    let base = format!("/ops/apps?q={}&frozen={}&", encode(asked.q.trim()), encode(&asked.frozen));
    let pager = Pager::numbered(&base, n, more(&mut all));
    let rows = all
        .into_iter()
        .map(|a| Row {
            industry: policy
                .industries
                .find(&a.industry)
                .map_or_else(|| a.industry.clone(), |i| s.t(&i.zh, &i.en).to_owned()),
            since: s.day(&a.created_at),
            frozen: a.state == Life::Frozen,
            here: trouble.any() && input.get("app") == a.id.as_str(),
            id: a.id.to_string(),
            title: a.title,
            appid: a.appid,
        })
        .collect();
    Ok(html(status, &AppsPage { rows, total, asked, pager, input, trouble, s }))
}

pub(super) async fn show(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    page(&state, &visit, asked, Default::default(), StatusCode::OK).await
}

pub(super) async fn step(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    let id = AppId::from_trusted(form.trim("app"));
    app::get(&state.ctx, &visit.actor, &id).await?;
    let frozen = form.get("step") == "freeze";
    match freeze::set(&state.ctx, &visit.actor, &id, frozen, form.get("reason")).await {
        Ok(_) => {
            let text = if frozen {
                bi(
                    "已冻结：不再下发，能力全部关闭。",
                    "It is suspended: nothing is delivered, every capability is closed.",
                )
            } else {
                bi("已解冻。", "It is let go again.")
            };
            Ok(Go::to("/ops/apps").with(Flash::pass(text)).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            // Its row is on the page, wherever it stands in the whole list.
            let asked = Asked { q: id.to_string(), ..Asked::default() };
            page(&state, &visit, asked, (form, trouble), status).await
        }
    }
}
