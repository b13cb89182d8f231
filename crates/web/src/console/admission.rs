//! `/admission`: what registration takes, before there is an account (PRE-6).

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use tongguan_model::{certification::StepKey, material::MaterialKind, subject::SubjectType, text::Bilingual};
use tongguan_service::admission::{self, Admission, Industry};

use super::{Answer, Page, S, Trouble, Visit, html};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![Page::get("/admission", Access::Public, show)]
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    industry: String,
}

struct Found {
    kind: SubjectType,
    industry: Industry,
    answer: Admission,
}

#[derive(Template)]
#[template(path = "admission.html")]
struct AdmissionPage {
    s: S,
    asked: Asked,
    industries: Vec<Industry>,
    found: Option<Found>,
    trouble: Trouble,
}

impl AdmissionPage {
    fn types(&self) -> [SubjectType; 5] {
        SubjectType::ALL
    }
}

impl Found {
    fn materials(&self) -> Vec<Bilingual> {
        self.answer.materials.iter().filter_map(|m| MaterialKind::parse(m)).map(MaterialKind::label).collect()
    }

    fn steps(&self) -> Vec<Bilingual> {
        self.answer.steps.iter().filter_map(|m| StepKey::parse(m)).map(StepKey::label).collect()
    }
}

async fn show(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let ctx = &state.ctx;
    let industries = admission::industries(ctx).await?;
    let (mut found, mut trouble) = (None, Trouble::default());
    if !asked.subject.is_empty() || !asked.industry.is_empty() {
        match admission::look_up(ctx, &asked.subject, &asked.industry).await {
            Ok((kind, industry, answer)) => found = Some(Found { kind, industry, answer }),
            Err(error) => trouble = Trouble::of(error, &visit.s)?,
        }
    }
    let view = AdmissionPage { s: visit.s, asked, industries, found, trouble };
    Ok(html(view.trouble.status(), &view))
}
