//! `/ops/domains`: business domains that wait; a person confirms ownership or filing where the probe cannot (DEV-4).

use askama::Template;
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use tongguan_model::{developer::BusinessState, ids::DomainId, text::bi};
use tongguan_service::developer;

use crate::{
    AppState,
    console::{Answer, Flash, Form, Go, S, Trouble, Visit, html},
};

struct Row {
    id: String,
    app: String,
    domain: String,
    icp: String,
    icp_done: bool,
    owned: bool,
    file: String,
    content: String,
    trouble: Option<(String, String)>,
    restrictions: Vec<String>,
    checked: Option<String>,
}

#[derive(Template)]
#[template(path = "ops/domains.html")]
struct DomainsPage {
    s: S,
    rows: Vec<Row>,
    trouble: Trouble,
}

async fn page(state: &AppState, visit: &Visit, trouble: Trouble, status: StatusCode) -> Answer {
    let s = visit.s.clone();
    let all = developer::waiting_business(&state.ctx, &visit.actor).await?;
    let rows = all
        .into_iter()
        .map(|v| Row {
            trouble: v.trouble.map(|(what, fix)| (s.say(&what).to_owned(), s.say(&fix).to_owned())),
            restrictions: v.restrictions.iter().map(|r| s.say(r).to_owned()).collect(),
            id: v.domain.id.to_string(),
            app: v.domain.app.to_string(),
            icp_done: v.domain.icp_confirmed_at.is_some(),
            owned: v.domain.state == BusinessState::Verified,
            file: v.domain.file_name,
            content: v.domain.file_content,
            checked: v.domain.checked_at.map(|at| s.moment(&at)),
            domain: v.domain.domain,
            icp: v.domain.icp,
        })
        .collect();
    Ok(html(status, &DomainsPage { rows, trouble, s }))
}

pub(super) async fn show(State(state): State<AppState>, visit: Visit) -> Answer {
    page(&state, &visit, Trouble::default(), StatusCode::OK).await
}

pub(super) async fn confirm(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    let id = DomainId::from_trusted(form.trim("domain"));
    let (owned, icp) = (form.ticked("ownership"), form.ticked("icp"));
    match developer::confirm_business(&state.ctx, &visit.actor, &id, owned, icp).await {
        Ok(v) => {
            let text =
                bi(format!("{} 已确认。", v.domain.domain), format!("{} is confirmed.", v.domain.domain));
            Ok(Go::to("/ops/domains").with(Flash::pass(text)).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            page(&state, &visit, trouble, status).await
        }
    }
}
