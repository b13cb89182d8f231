//! `/apps/{app}/subject`: the subject's form with its materials, and where its review stands (SUB-1 … SUB-6).

mod material;
mod row;

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::IntoResponse,
};
use serde::Deserialize;
use tongguan_model::{
    ids::{AppId, MaterialId},
    material::MaterialKind,
    refusal::FieldError,
    subject::{SubjectState, SubjectType, Subtype},
    text::bi,
    time::Millis,
};
use tongguan_service::{Ctx, Error, subject};

use self::{
    material::{NeedView, need},
    row::{Section, sections},
};
use super::{
    Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit,
    frame::{Frame, Past, Waiting},
    html, ok,
};
use crate::{AppState, route::Access};

/// All materials of one form, above the policy's limit of each, so that the policy's own refusal is heard.
const MAX: usize = 64 * 1024 * 1024;

pub(super) fn pages() -> Vec<Page> {
    let at = "/apps/{app}/subject";
    let mut pages = material::pages();
    pages.extend([
        Page::get(at, Access::Applicant, show),
        Page::post(at, Access::Applicant, change).max_body(MAX),
    ]);
    pages
}

/// One type to choose.
struct Choice {
    key: &'static str,
    label: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "subject.html")]
struct SubjectPage {
    s: S,
    frame: Frame,
    state: SubjectState,
    kind: &'static str,
    kind_name: String,
    proof: Option<ProofView>,
    choices: Vec<Choice>,
    subtype: &'static str,
    subtypes: Vec<Choice>,
    sections: Vec<Section>,
    needs: Vec<NeedView>,
    /// Whether the industry asks for qualifications.
    qualified: bool,
    consent: bool,
    consented: bool,
    trouble: Trouble,
    summary: bool,
    open: usize,
    review_days: [u32; 2],
    due_if_now: Millis,
    due_provisional: bool,
    begun: bool,
    waiting: Option<Waiting>,
    past: Vec<Past>,
    decided_at: Option<Millis>,
}

impl SubjectPage {
    fn edits(&self) -> bool {
        self.frame.administers() && matches!(self.state, SubjectState::Draft | SubjectState::Refused)
    }

    /// How much is to be mended or filled in, once begun.
    fn left(&self) -> usize {
        if self.begun { self.open } else { 0 }
    }

    /// What the refusal is about: fields that it names or that differ from the paper, and papers that its rules are of.
    fn mend(&self) -> Vec<(String, String)> {
        let Some(past) = self.refused() else { return vec![] };
        let mut out = Vec::new();
        for row in self.sections.iter().flat_map(|c| &c.rows) {
            let differs = row.pair.as_ref().is_some_and(|p| p.differs);
            if differs || past.reason.contains(&row.label) {
                out.push((format!("f-{}", row.key), row.label.clone()));
            }
        }
        let papers = past.rules.iter().any(|r| r == "SUB-5" || r == "SUB-1");
        for need in self.needs.iter().filter(|n| papers || n.low() > 0) {
            out.push((format!("f-{}", need.field), need.label.clone()));
        }
        out
    }

    fn refused(&self) -> Option<&Past> {
        self.past.first().filter(|_| self.state == SubjectState::Refused)
    }
}

/// The number that a code proves (SUB-6), and who verified what.
struct ProofView {
    mobile: Option<String>,
    proven: bool,
    code_until: Option<Millis>,
    rows: Vec<(String, String, String, Millis)>,
}

impl ProofView {
    fn of(s: &S, found: &subject::Proofs) -> Self {
        let row = |p: &subject::Proof| {
            let stale = if p.current { "" } else { s.t("（已改填）", " (changed since)") };
            let said = format!("{}{stale}", s.say(&p.row.outcome.label()));
            (s.say(&p.row.fact.label()).to_owned(), said, s.say(&p.row.detail).to_owned(), p.row.at)
        };
        Self {
            mobile: found.mobile.clone(),
            proven: found.mobile_proven,
            code_until: found.code_until,
            rows: found.all.iter().map(row).collect(),
        }
    }
}

/// What was sent, if a form is shown again.
type Sent<'a> = Option<(&'a Form, Trouble)>;

async fn page(
    ctx: &Ctx,
    visit: Visit,
    app: &AppId,
    kind: Option<Subtype>,
    sent: Sent<'_>,
) -> Result<SubjectPage, Oops> {
    let frame = Frame::of(ctx, &visit, app).await?;
    let view = subject::view_as(ctx, &visit.actor, app, kind).await?;
    let s = visit.s;
    let waiting = Waiting::of(ctx, &s, &view.cases).await?;
    let (form, summary) = (sent.as_ref().map(|(form, _)| *form), sent.is_some());
    let trouble = match sent {
        Some((_, trouble)) => trouble,
        // Before a submission only what is filled in wrongly is marked.
        None => {
            let wrong = |e: &&FieldError| e.code != "required" && e.code != "material-missing";
            let wrong: Vec<_> = view.errors.iter().filter(wrong).cloned().collect();
            if wrong.is_empty() { Trouble::default() } else { Trouble::of(wrong.into(), &s)? }
        }
    };
    let needs: Vec<_> = view.needs.iter().map(|n| need(&s, &frame, &view, n, &trouble)).collect();
    let choices = SubjectType::ALL.into_iter().map(|t| Choice {
        key: t.as_str(),
        label: s.say(&t.label()).to_owned(),
        current: t == view.kind,
    });
    Ok(SubjectPage {
        choices: choices.collect(),
        proof: view.proofs.as_ref().map(|p| ProofView::of(&s, p)),
        subtype: view.subtype.as_str(),
        subtypes: Subtype::all_of(view.kind)
            .map(|t| Choice {
                key: t.as_str(),
                label: s.say(&t.label()).to_owned(),
                current: t == view.subtype,
            })
            .collect(),
        sections: sections(&s, &view, form, &trouble),
        qualified: view.needs.iter().any(|n| n.kind == MaterialKind::Qualification),
        consent: view.needs.iter().any(|n| n.kind.needs_consent()),
        consented: form.is_some_and(|f| f.ticked("consent")),
        needs,
        summary: summary && trouble.any(),
        open: view.errors.len(),
        state: view.state,
        kind: view.kind.as_str(),
        kind_name: s.say(&view.kind.label()).to_owned(),
        review_days: view.review_days,
        due_if_now: view.due_if_now.0,
        due_provisional: view.due_if_now.1,
        decided_at: view.subject.as_ref().and_then(|s| s.decided_at),
        begun: view.subject.is_some(),
        past: Past::all(&s, &view.cases),
        waiting,
        trouble,
        frame,
        s,
    })
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    subtype: String,
}

/// The sub-type that is wanted, by its own name or its type's; a type alone leaves the sub-type that it has.
async fn wanted(
    ctx: &Ctx,
    visit: &Visit,
    app: &AppId,
    kind: &str,
    subtype: &str,
) -> Result<Option<Subtype>, Error> {
    match (SubjectType::parse(kind), Subtype::parse(subtype)) {
        (Some(kind), Some(subtype)) if subtype.of() == kind => Ok(Some(subtype)),
        (None, subtype) => Ok(subtype),
        (Some(kind), _) => subject::meant(ctx, &visit.actor, app, kind).await.map(Some),
    }
}

async fn show(
    State(state): State<AppState>,
    visit: Visit,
    Path(app): Path<AppId>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let kind = self::wanted(&state.ctx, &visit, &app, &wanted.r#type, &wanted.subtype).await?;
    Ok(ok(&page(&state.ctx, visit, &app, kind, None).await?))
}

async fn change(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>, form: Form) -> Answer {
    let ctx = &state.ctx;
    let kind = wanted(ctx, &visit, &app, form.get("type"), form.get("subtype")).await?;
    let (result, done) = match form.get("do") {
        "withdraw" => (
            subject::withdraw(ctx, &visit.actor, &app).await,
            Flash::pass(bi("已撤回，内容仍为草稿。", "Withdrawn; it is a draft again.")).more(bi(
                "撤回已记录。改好后可再次提交。",
                "The withdrawal is on record. Submit again when ready.",
            )),
        ),
        "submit" => (
            submit(ctx, &visit, &app, kind, &form).await,
            Flash::pass(bi("已提交审核。", "Submitted for review.")).more(bi(
                "期限见下；审核期间可撤回。",
                "The deadline is below; it can be withdrawn until then.",
            )),
        ),
        "code" => (
            send_code(ctx, &visit, &app, kind, &form).await,
            Flash::pass(bi("已向填写的手机号码发送验证码。", "A code was sent to the number.")).more(bi(
                "收到后填在下面；停机的号码收不到。",
                "Enter it below when it comes; a number out of service receives none.",
            )),
        ),
        "prove" => (
            subject::confirm_code(ctx, &visit.actor, &app, form.trim("code")).await.map(drop),
            Flash::pass(bi("号码已证实。", "The number is proven.")),
        ),
        other => match other.strip_prefix("drop:") {
            Some(id) => {
                let id = MaterialId::from_trusted(id.to_owned());
                let gone = tongguan_service::material::delete(ctx, &visit.actor, &app, &id).await;
                (gone, Flash::pass(bi("图片已删除。", "The picture is removed.")))
            }
            None => {
                (save(ctx, &visit, &app, kind, &form).await, Flash::pass(bi("草稿已保存。", "Draft saved.")))
            }
        },
    };
    match result {
        Ok(()) => Ok(Go::to(format!("/apps/{app}/subject")).with(done).into_response()),
        Err(error) => {
            let mut trouble = Trouble::of(error, &visit.s)?;
            named(&visit.s, &mut trouble);
            let status = trouble.status();
            Ok(html(status, &page(ctx, visit, &app, kind, Some((&form, trouble))).await?))
        }
    }
}

/// "This field is empty" stands in the summary too, where it needs the field's name.
fn named(s: &S, trouble: &mut Trouble) {
    let all: Vec<_> = SubjectType::ALL.into_iter().flat_map(subject::fields_of).collect();
    for f in trouble.fields.iter_mut().filter(|f| f.code == "required") {
        if let Some(field) = all.iter().find(|known| known.key == f.field) {
            f.detail = format!("{}{}{}", s.say(&field.label), s.t("：", ": "), f.detail);
        }
    }
}

/// Keeps everything that can be kept; what cannot is told all at once.
async fn save(
    ctx: &Ctx,
    visit: &Visit,
    app: &AppId,
    kind: Option<Subtype>,
    form: &Form,
) -> Result<(), Error> {
    let kind = match kind {
        Some(kind) => kind,
        None => subject::view(ctx, &visit.actor, app).await?.subtype,
    };
    let mut facts = BTreeMap::from([(subject::SUBTYPE.to_owned(), kind.as_str().to_owned())]);
    for field in subject::fields(kind) {
        let value = form.trim(field.key);
        // A masked number that is left empty stays as it is.
        if !(value.is_empty() && row::is_masked(field.check)) {
            facts.insert(field.key.to_owned(), value.to_owned());
        }
    }
    let mut errors = Vec::new();
    collect(subject::save(ctx, &visit.actor, app, kind.of(), &facts).await, &mut errors)?;
    for file in form.files() {
        let Some(wanted) = file.field.strip_prefix("material.") else { continue };
        let (bytes, consent) = (file.bytes.to_vec(), form.ticked("consent"));
        let made = tongguan_service::material::upload(ctx, &visit.actor, app, wanted, consent, bytes).await;
        let before = errors.len();
        collect(made, &mut errors)?;
        for error in errors.iter_mut().skip(before).filter(|e| e.field != "consent") {
            error.field.clone_from(&file.field);
        }
    }
    // One consent is asked for once, however many pictures need it.
    let mut asked = false;
    errors.retain(|e| e.field != "consent" || !std::mem::replace(&mut asked, true));
    if errors.is_empty() { Ok(()) } else { Err(errors.into()) }
}

/// Keeps what was typed, then sends the code to the number as kept.
async fn send_code(
    ctx: &Ctx,
    visit: &Visit,
    app: &AppId,
    kind: Option<Subtype>,
    form: &Form,
) -> Result<(), Error> {
    save(ctx, visit, app, kind, form).await?;
    subject::send_code(ctx, &visit.actor, app).await.map(drop)
}

fn collect<T>(result: Result<T, Error>, errors: &mut Vec<FieldError>) -> Result<(), Error> {
    match result {
        Ok(_) => Ok(()),
        Err(Error::Invalid(more)) => {
            errors.extend(more);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

async fn submit(
    ctx: &Ctx,
    visit: &Visit,
    app: &AppId,
    kind: Option<Subtype>,
    form: &Form,
) -> Result<(), Error> {
    let mut errors = Vec::new();
    collect(save(ctx, visit, app, kind, form).await, &mut errors)?;
    if errors.is_empty() {
        return subject::submit(ctx, &visit.actor, app).await.map(drop);
    }
    // What could not be kept comes first, then what stands against the rest.
    let rest = subject::view(ctx, &visit.actor, app).await?.errors;
    let told: Vec<_> = errors.iter().map(|e| e.field.clone()).collect();
    errors.extend(rest.into_iter().filter(|e| !told.contains(&e.field)));
    Err(errors.into())
}
