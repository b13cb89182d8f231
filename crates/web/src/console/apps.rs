//! `/apps`: where every app stands, and a new one.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use serde::Deserialize;
use tongguan_model::{app::App, text::bi};
use tongguan_service::{
    Ctx,
    admission::{self, Industry},
    app, revision, stage,
};

use super::{
    Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit, html, ok,
    pager::Pager,
    track::{Road, road},
};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/apps", Access::Applicant, list),
        Page::get("/apps/new", Access::Applicant, new),
        Page::post("/apps/new", Access::Applicant, create),
    ]
}

const A_PAGE: usize = 20;

struct Row {
    app: App,
    industry: String,
    road: Road,
}

#[derive(Template)]
#[template(path = "apps.html")]
struct AppsPage {
    s: S,
    rows: Vec<Row>,
    total: usize,
    pager: Pager,
}

#[derive(Deserialize)]
struct Where {
    #[serde(default)]
    page: usize,
}

/// The name of an industry, its key if the catalogue does not know it.
pub(super) fn industry_name(s: &S, all: &[Industry], key: &str) -> String {
    all.iter().find(|i| i.key == key).map_or(key, |i| s.t(&i.zh, &i.en)).to_owned()
}

async fn list(State(state): State<AppState>, visit: Visit, Query(at): Query<Where>) -> Answer {
    let (ctx, s) = (&state.ctx, visit.s.clone());
    let policy = revision::now(ctx).await?;
    let apps = app::list(ctx, &visit.actor).await?;
    let total = apps.len();
    let (here, pager) = Pager::of(apps, at.page, A_PAGE, "/apps");
    let mut rows = Vec::new();
    for app in here {
        let track = stage::of(ctx, &visit.actor, &app.id).await?;
        let road = road(&s, app.id.as_str(), &track, &[], &policy);
        rows.push(Row { industry: industry_name(&s, &policy.industries.rows, &app.industry), app, road });
    }
    Ok(ok(&AppsPage { s, rows, total, pager }))
}

#[derive(Template)]
#[template(path = "app-new.html")]
struct NewPage {
    s: S,
    title: String,
    industry: String,
    industries: Vec<Industry>,
    trouble: Trouble,
}

async fn page(ctx: &Ctx, s: S, form: &Form, trouble: Trouble) -> Result<NewPage, Oops> {
    Ok(NewPage {
        s,
        title: form.get("title").to_owned(),
        industry: form.get("industry").to_owned(),
        industries: admission::industries(ctx).await?,
        trouble,
    })
}

async fn new(State(state): State<AppState>, visit: Visit) -> Answer {
    Ok(ok(&page(&state.ctx, visit.s, &Form::default(), Trouble::default()).await?))
}

async fn create(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    let input =
        app::Create { title: form.get("title").to_owned(), industry: form.get("industry").to_owned() };
    match app::create(&state.ctx, &visit.actor, &input).await {
        Ok(made) => {
            let flash = Flash::pass(bi("应用已创建。", "The app is created."))
                .more(bi("下面是现在要做的事。", "Below is what to do now."));
            Ok(Go::to(format!("/apps/{}", made.id)).with(flash).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let view = page(&state.ctx, visit.s, &form, trouble).await?;
            Ok(html(view.trouble.status(), &view))
        }
    }
}
