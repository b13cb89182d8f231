//! `/admission`: what registration takes, before there is an account (PRE-6).

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use tongguan_model::{
    certification::StepKey,
    material::MaterialKind,
    subject::{SubjectType, Subtype},
    text::Bilingual,
};
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
    subtype: String,
    #[serde(default)]
    industry: String,
}

struct Found {
    subtype: Subtype,
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
    /// The types, each with its sub-types: type, sub-type where there are several, and whether it was asked for.
    fn choices(&self) -> Vec<(SubjectType, Vec<(Subtype, bool)>)> {
        let asked = self.found.as_ref().map(|f| f.subtype).or_else(|| {
            Subtype::parse(&self.asked.subtype)
                .or_else(|| SubjectType::parse(&self.asked.subject).map(Subtype::default_of))
        });
        SubjectType::ALL
            .into_iter()
            .map(|kind| (kind, Subtype::all_of(kind).map(|s| (s, asked == Some(s))).collect()))
            .collect()
    }
}

impl Found {
    /// What is looked up: the type, and the sub-type where the type has several.
    fn name(&self, s: &S) -> String {
        let (kind, subtype) = (self.subtype.of().label(), self.subtype.label());
        let several = Subtype::all_of(self.subtype.of()).count() > 1;
        if !several || kind == subtype {
            s.say(&kind).to_owned()
        } else {
            format!("{} · {}", s.say(&kind), s.say(&subtype))
        }
    }

    /// The same on the command line.
    fn command(&self) -> String {
        let (kind, subtype) = (self.subtype.of(), self.subtype);
        let more = if subtype == Subtype::default_of(kind) {
            String::new()
        } else {
            format!(" --subtype {}", subtype.as_str())
        };
        format!("--subject {}{more} --industry {}", kind.as_str(), self.industry.key)
    }

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
        // The list of types sends a sub-type alone, which names its type.
        let subtype = Subtype::parse(&asked.subject);
        let (subject, subtype) = match subtype {
            Some(s) => (s.of().as_str(), s.as_str()),
            None => (asked.subject.as_str(), asked.subtype.as_str()),
        };
        match admission::look_up(ctx, subject, subtype, &asked.industry).await {
            Ok((subtype, industry, answer)) => found = Some(Found { subtype, industry, answer }),
            Err(error) => trouble = Trouble::of(error, &visit.s)?,
        }
    }
    let view = AdmissionPage { s: visit.s, asked, industries, found, trouble };
    Ok(html(view.trouble.status(), &view))
}
