//! `/apps/{app}/qualifications`: documents of a special industry (PRE-5): which are asked, what is declared, until when it holds.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use tongguan_model::{
    ids::AppId,
    material::MaterialKind,
    qualification::Qualification,
    refusal::FieldError,
    text::bi,
    time::{Millis, parse_day},
};
use tongguan_service::{
    Ctx, Error, material,
    qualification::{self, Qualifications},
};

use super::{Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit, frame::Frame, html, ok};
use crate::{AppState, route::Access};

/// One picture, above the policy's limit, so that the policy's own refusal is heard.
const MAX: usize = 32 * 1024 * 1024;
/// The field of the picture.
const PICTURE: &str = "material.qualification";

pub(super) fn pages() -> Vec<Page> {
    let at = "/apps/{app}/qualifications";
    vec![Page::get(at, Access::Applicant, show), Page::post(at, Access::Applicant, change).max_body(MAX)]
}

/// A document that an alternative asks for.
struct Asked {
    name: String,
    state: &'static str,
    word: String,
}

/// One way to meet the catalogue: all of its documents.
struct Way {
    asked: Vec<Asked>,
    met: bool,
}

/// A declared document.
struct Declared {
    id: String,
    name: String,
    number: String,
    last_day: Option<String>,
    state: &'static str,
    word: String,
}

#[derive(Template)]
#[template(path = "qualifications.html")]
struct QualificationsPage {
    s: S,
    frame: Frame,
    industry: String,
    /// As the catalogue has it, e.g. `A | B & C`.
    expression: String,
    ways: Vec<Way>,
    missing: Vec<String>,
    declared: Vec<Declared>,
    /// What may be declared.
    names: Vec<String>,
    /// The newest picture: address, and when it was uploaded.
    picture: Option<(String, Millis)>,
    reminders: String,
    /// As typed.
    chosen: String,
    number: String,
    last_day: String,
    trouble: Trouble,
}

/// How a document stands: none, ended, soon to end, holding.
fn standing(s: &S, found: &Qualifications, q: Option<&Qualification>, now: Millis) -> (&'static str, String) {
    let Some(q) = q else { return ("none", s.t("未申报", "not declared").to_owned()) };
    let Some(until) = q.valid_until else {
        return ("pass", s.t("长期有效", "without an end").to_owned());
    };
    if !q.holds(now) {
        return ("fail", s.t("已过期", "ended").to_owned());
    }
    let left = (until.0 - now.0).div_euclid(Millis::DAY);
    let soon = found.reminder_days.iter().max().is_some_and(|first| left < *first);
    let days = match s.zh() {
        true => format!("还有 {left} 天"),
        false => format!("{} left", s.count(usize::try_from(left).unwrap_or_default(), "", "day", "days")),
    };
    (if soon { "warn" } else { "pass" }, days)
}

fn ways(s: &S, found: &Qualifications, now: Millis) -> Vec<Way> {
    let asked = |name: &String| {
        let same = || found.declared.iter().filter(|(q, _)| qualification::same(&q.name, name));
        let best = same().find(|(_, holds)| *holds).or_else(|| same().next());
        let (state, word) = standing(s, found, best.map(|(q, _)| q), now);
        Asked { name: name.clone(), state, word }
    };
    let way = |names: &Vec<String>| {
        let asked: Vec<_> = names.iter().map(asked).collect();
        Way { met: asked.iter().all(|a| matches!(a.state, "pass" | "warn")), asked }
    };
    found.alternatives.iter().map(way).collect()
}

async fn page(
    ctx: &Ctx,
    visit: Visit,
    app: &AppId,
    sent: Option<(&Form, Trouble)>,
) -> Result<QualificationsPage, Oops> {
    let frame = Frame::of(ctx, &visit, app).await?;
    let found = qualification::list(ctx, &visit.actor, app).await?;
    let pictures = material::list(ctx, &visit.actor, app).await?;
    let (s, now) = (visit.s, ctx.now());
    let typed = |name: &str| sent.as_ref().map(|(form, _)| form.get(name).to_owned()).unwrap_or_default();
    let mut names: Vec<String> = found.alternatives.concat();
    names.sort();
    names.dedup();
    let declared = found.declared.iter().map(|(q, _)| {
        let (state, word) = standing(&s, &found, Some(q), now);
        Declared {
            id: q.id.clone(),
            name: q.name.clone(),
            number: q.number.clone(),
            last_day: q.valid_until.map(|at| at.plus(-1).day().to_string()),
            state,
            word,
        }
    });
    let newest = pictures
        .iter()
        .filter(|m| m.kind == MaterialKind::Qualification)
        .max_by_key(|m| (m.created_at.0, m.id.to_string()));
    let days = found.reminder_days.iter().map(ToString::to_string).collect::<Vec<_>>();
    Ok(QualificationsPage {
        industry: s.say(&found.industry).to_owned(),
        expression: found.expression.clone(),
        ways: ways(&s, &found, now),
        missing: found.missing.clone(),
        declared: declared.collect(),
        names,
        picture: newest
            .filter(|_| frame.administers())
            .map(|m| (frame.to(&format!("materials/{}", m.id)), m.created_at)),
        reminders: days.join(s.t("、", ", ")),
        chosen: typed("name"),
        number: typed("number"),
        last_day: typed("last_day"),
        trouble: sent.map(|(_, trouble)| trouble).unwrap_or_default(),
        frame,
        s,
    })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>) -> Answer {
    Ok(ok(&page(&state.ctx, visit, &app, None).await?))
}

async fn change(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>, form: Form) -> Answer {
    let ctx = &state.ctx;
    let done = match form.get("do").strip_prefix("remove:") {
        Some(id) => qualification::remove(ctx, &visit.actor, &app, id)
            .await
            .map(|()| Flash::pass(bi("资质已删除。", "The document is removed."))),
        None => add(ctx, &visit, &app, &form).await,
    };
    match done {
        Ok(flash) => Ok(Go::to(format!("/apps/{app}/qualifications")).with(flash).into_response()),
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            Ok(html(status, &page(ctx, visit, &app, Some((&form, trouble))).await?))
        }
    }
}

/// The picture first: a declaration that is refused leaves it there to be compared, a picture that is refused declares
/// nothing.
async fn add(ctx: &Ctx, visit: &Visit, app: &AppId, form: &Form) -> Result<Flash, Error> {
    let typed = form.trim("last_day");
    let last_day = parse_day(typed);
    if last_day.is_none() && !typed.is_empty() {
        return Err(FieldError::new(
            "last_day",
            "day-form",
            "PRE-5",
            bi("日期应形如 2027-01-31。", "A day looks like 2027-01-31."),
            bi("请按证书填写；长期有效则不填。", "Enter it as printed; leave it empty if it has no end."),
        )
        .into());
    }
    for file in form.files().iter().filter(|f| f.field == PICTURE) {
        let kind = MaterialKind::Qualification.as_str();
        let made = material::upload(ctx, &visit.actor, app, kind, false, file.bytes.to_vec()).await;
        if let Err(Error::Invalid(mut errors)) = made {
            errors.iter_mut().for_each(|e| PICTURE.clone_into(&mut e.field));
            return Err(errors.into());
        }
        made?;
    }
    let new = qualification::New {
        name: form.get("name").to_owned(),
        number: form.trim("number").to_owned(),
        last_day,
    };
    qualification::add(ctx, &visit.actor, app, &new).await?;
    let said = bi("资质已申报。", "The document is declared.");
    let reminded = bi("到期前会发邮件提醒。", "A mail reminds before it ends.");
    Ok(if last_day.is_some() { Flash::pass(said).more(reminded) } else { Flash::pass(said) })
}
