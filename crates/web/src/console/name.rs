//! `/apps/{app}/name`: what a name would meet, its submission, review, rest and history (NAM-1 … NAM-5).

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::IntoResponse,
};
use serde::Deserialize;
use tongguan_api::problem::FieldProblem;
use tongguan_model::{
    ids::{AppId, MaterialId},
    material::MaterialKind,
    naming::NameState,
    refusal::FieldError,
    text::bi,
    time::Millis,
};
use tongguan_service::{Ctx, Error, material, naming};

use super::{
    Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit,
    frame::{Frame, Past, Waiting},
    html, ok,
};
use crate::{AppState, route::Access};

/// One proof, above the policy's limit of a picture, so that the policy's own refusal is heard.
const MAX: usize = 32 * 1024 * 1024;

pub(super) fn pages() -> Vec<Page> {
    let at = "/apps/{app}/name";
    vec![Page::get(at, Access::Applicant, show), Page::post(at, Access::Applicant, change).max_body(MAX)]
}

/// A run of a name's characters.
struct Run {
    text: String,
    marked: bool,
}

/// What a name would meet.
struct Verdict {
    state: &'static str,
    title: &'static str,
    runs: Vec<Run>,
    refused: Vec<FieldProblem>,
    needs_proof: Vec<FieldProblem>,
    advice: Vec<FieldProblem>,
    taken: bool,
    likes: Vec<Like>,
}

/// A name of somebody else that it may be taken for; of one under review the name is not told.
struct Like {
    name: Option<String>,
    score: String,
    conflict: bool,
    reasons: String,
}

/// One name of the app.
struct Row {
    state: &'static str,
    word: &'static str,
    text: String,
    submitted: Millis,
    decided: Option<Millis>,
    past: Option<Past>,
}

/// A proof that was uploaded before.
struct Proof {
    id: String,
    href: String,
    at: Millis,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "name.html")]
struct NamePage {
    s: S,
    frame: Frame,
    input: String,
    verdict: Option<Verdict>,
    trouble: Trouble,
    waiting: Option<(String, Waiting)>,
    held: Option<String>,
    rests_until: Option<Millis>,
    units: [i64; 2],
    rows: Vec<Row>,
    proofs: Vec<Proof>,
}

impl NamePage {
    /// The last name, if it was refused and none came after it.
    fn refused(&self) -> Option<(&str, &Past)> {
        let last = self.rows.first().filter(|r| r.state == "fail")?;
        Some((&last.text, last.past.as_ref()?))
    }
}

fn runs(text: &str, marks: &[(usize, usize)]) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for (i, c) in text.chars().enumerate() {
        let marked = marks.iter().any(|(at, n)| (*at..at + n).contains(&i));
        match out.last_mut().filter(|run| run.marked == marked) {
            Some(run) => run.text.push(c),
            None => out.push(Run { text: c.to_string(), marked }),
        }
    }
    out
}

fn verdict(s: &S, found: &naming::Check) -> Verdict {
    let all = |list: &[FieldError]| list.iter().map(|f| FieldProblem::of(f, s.l)).collect();
    let v = &found.verdict;
    let conflict = found.likes.iter().any(|l| l.conflict);
    let (state, title) = if found.taken || !v.refused.is_empty() {
        ("fail", s.t("会被驳回", "It would be refused"))
    } else if v.needs_proof.is_empty() && conflict {
        (
            "person",
            s.t("与他人的名称近似，由审核员判断", "It is like a name of somebody else; a reviewer decides"),
        )
    } else if v.needs_proof.is_empty() {
        ("pass", s.t("可以使用", "It is free"))
    } else {
        ("person", s.t("需要证明，由审核员判断", "It needs a proof; a reviewer decides"))
    };
    Verdict {
        state,
        title,
        runs: runs(&found.text, &v.marks),
        refused: all(&v.refused),
        needs_proof: all(&v.needs_proof),
        advice: all(&v.advice),
        taken: found.taken,
        likes: found.likes.iter().map(|l| like(s, l)).collect(),
    }
}

fn like(s: &S, like: &naming::Like) -> Like {
    let reasons: Vec<_> = like.reasons.iter().map(|h| h.reason.title().get(s.l).to_owned()).collect();
    Like {
        name: (like.holder != naming::Holder::InReview).then(|| like.name.clone()),
        score: format!("{:.2}", like.score),
        conflict: like.conflict,
        reasons: reasons.join(s.t("、", ", ")),
    }
}

fn shape(s: &S, state: NameState) -> (&'static str, &'static str) {
    match state {
        NameState::InReview => ("wait", s.t("审核中", "Under review")),
        NameState::Approved => ("pass", s.t("使用中", "In use")),
        NameState::Refused => ("fail", s.t("被驳回", "Refused")),
        NameState::Withdrawn => ("none", s.t("已撤回", "Withdrawn")),
        NameState::Released => ("none", s.t("已放弃", "Given up")),
    }
}

async fn page(
    ctx: &Ctx,
    visit: Visit,
    app: &AppId,
    input: String,
    sent: Option<(&Form, Trouble)>,
) -> Result<NamePage, Oops> {
    let frame = Frame::of(ctx, &visit, app).await?;
    let s = visit.s.clone();
    let names = naming::list(ctx, &visit.actor, app).await?;
    let open = names.iter().find(|(n, _)| n.state == NameState::InReview);
    let waiting = match open {
        Some((name, case)) => {
            let cases: Vec<_> = case.iter().cloned().collect();
            Waiting::of(ctx, &s, &cases).await?.map(|w| (name.text.clone(), w))
        }
        None => None,
    };
    // Whether the app rests is asked with any name, if none was typed.
    let asked = if input.is_empty() { "x" } else { &input };
    let found = naming::check(ctx, &visit.actor, app, asked).await?;
    let chosen = |id: &str| sent.as_ref().is_some_and(|(form, _)| form.all("use").any(|x| x == id));
    let mut proofs = Vec::new();
    if frame.administers() {
        for m in material::list(ctx, &visit.actor, app).await? {
            if m.kind == MaterialKind::NameProof {
                let id = m.id.to_string();
                let href = frame.to(&format!("materials/{id}"));
                proofs.push(Proof { href, at: m.created_at, chosen: chosen(&id), id });
            }
        }
    }
    let rows = names.iter().map(|(name, case)| {
        let (state, word) = shape(&s, name.state);
        let cases: Vec<_> = case.iter().cloned().collect();
        Row {
            state,
            word,
            text: name.text.clone(),
            submitted: name.submitted_at,
            decided: name.decided_at,
            past: Past::all(&s, &cases).pop(),
        }
    });
    Ok(NamePage {
        rows: rows.collect(),
        held: frame.app.name.clone(),
        verdict: (!input.is_empty()).then(|| verdict(&s, &found)),
        rests_until: found.rests_until,
        units: found.units,
        trouble: sent.map(|(_, trouble)| trouble).unwrap_or_default(),
        waiting,
        proofs,
        input,
        frame,
        s,
    })
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    name: String,
}

async fn show(
    State(state): State<AppState>,
    visit: Visit,
    Path(app): Path<AppId>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    // Longer than any name may be: not worth a look.
    let input: String = wanted.name.trim().chars().take(100).collect();
    Ok(ok(&page(&state.ctx, visit, &app, input, None).await?))
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

async fn change(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>, form: Form) -> Answer {
    let ctx = &state.ctx;
    let here = format!("/apps/{app}/name");
    let name = form.trim("name");
    let (result, done) = match form.get("do") {
        "withdraw" => (
            naming::withdraw(ctx, &visit.actor, &app).await,
            Flash::pass(bi("名称已撤回，可再次提交。", "The name is withdrawn; another can be submitted.")),
        ),
        "submit" => (
            submit(ctx, &visit, &app, name, &form).await,
            Flash::pass(bi("名称已提交审核。", "The name is submitted for review."))
                .more(bi("审核期间此名称为你保留。", "It is kept for you while it is under review.")),
        ),
        // The verdict has an address of its own, so that it can be read in both languages and again.
        _ => {
            Frame::of(ctx, &visit, &app).await?;
            return Ok(Go::to(format!("{here}?name={}", encoded(name))).into_response());
        }
    };
    match result {
        Ok(()) => Ok(Go::to(here).with(done).into_response()),
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            let view = page(ctx, visit, &app, name.to_owned(), Some((&form, trouble))).await?;
            Ok(html(status, &view))
        }
    }
}

async fn submit(ctx: &Ctx, visit: &Visit, app: &AppId, name: &str, form: &Form) -> Result<(), Error> {
    let mut proofs: Vec<_> = form.all("use").map(|id| MaterialId::from_trusted(id.to_owned())).collect();
    if let Some(file) = form.file("proof") {
        let kind = MaterialKind::NameProof.as_str();
        match material::upload(ctx, &visit.actor, app, kind, false, file.bytes.to_vec()).await {
            Ok(made) => proofs.push(made.id),
            Err(error) => return Err(on_proof(error)),
        }
    }
    naming::submit(ctx, &visit.actor, app, name, &proofs).await.map(drop).map_err(on_proof)
}

/// What is wrong with a proof stands at its control.
fn on_proof(error: Error) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            for field in fields.iter_mut().filter(|f| f.field != "name") {
                field.field = "proof".into();
            }
            Error::Invalid(fields)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_refuse_are_marked() {
        let parts: Vec<_> = runs("云汀第一外卖", &[(2, 2)]).into_iter().map(|r| (r.text, r.marked)).collect();
        assert_eq!(parts, [("云汀".into(), false), ("第一".into(), true), ("外卖".into(), false)]);
        assert!(runs("青槐", &[]).iter().all(|r| !r.marked));
    }
}
