//! Subjects (SUB-1 … SUB-6): declare, submit, be verified; a pass issues the AppID (DEV-1).

mod beside;
mod check;
mod form;
mod proof;
mod siblings;
mod standing;
mod view;

pub(crate) use beside::{differing, reread};
pub use check::{mask, veil};
pub use form::{Check, Facts, Field, SUBTYPE, fields, fields_of, subtype};
pub(crate) use proof::{JOB as VERIFY, declared_number, run as verify};
pub use proof::{Proof, Proofs, compare_name, confirm_by_hand, confirm_code, proofs, send_code};
pub(crate) use siblings::siblings_in;
pub use siblings::{Siblings, siblings};
pub(crate) use standing::standing;
pub use tongguan_rule_subject::enterprise_name::{
    Comparison as NameComparison, Mark as NameMark, compare as compare_names,
};
pub(crate) use view::detail;
pub use view::{FieldView, Need, View, view, view_as};

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    app::{App, Right},
    event::Event,
    ids::{AppId, SubjectId},
    material::{Material, MaterialKind, Note},
    reading::Compared,
    refusal::{FieldError, Refusal},
    review::{Case, CaseKind},
    subject::{Subject, SubjectState, SubjectType, Subtype},
    text::bi,
};
use tongguan_store::{Tx, app, material, subject};

use crate::{
    Ctx, Error, Result, access, record,
    review::{self, NewCase},
    revision::{self, Pinned},
    transact,
};

fn seal_context(id: &SubjectId) -> String {
    format!("subject.facts:{id}")
}

/// The declared facts in clear.
pub(crate) fn open_facts(ctx: &Ctx, s: &Subject) -> Result<Facts> {
    let text = ctx.keys().open(&seal_context(&s.id), &s.facts_sealed)?;
    serde_json::from_str(&text).map_err(Error::internal)
}

fn seal_facts(ctx: &Ctx, id: &SubjectId, facts: &Facts) -> Result<String> {
    let text = serde_json::to_string(facts).map_err(Error::internal)?;
    ctx.keys().seal(ctx, &seal_context(id), &text)
}

/// Sealed facts that say nothing, in place of what is erased.
pub(crate) fn no_facts(ctx: &Ctx, id: &SubjectId) -> Result<String> {
    seal_facts(ctx, id, &Facts::new())
}

/// Saves the form as it is; what is wrong with it is told by the view, and refused only at submission. A field that
/// is not sent keeps its value, an empty one is cleared.
pub async fn save(ctx: &Ctx, actor: &Actor, app: &AppId, kind: SubjectType, facts: &Facts) -> Result<View> {
    let known: Vec<_> = SubjectType::ALL.into_iter().flat_map(fields_of).map(|f| f.key).collect();
    let mut errors = Vec::new();
    for (key, value) in facts {
        if key == SUBTYPE {
            errors.extend(unknown_subtype(kind, value));
        } else if !known.contains(&key.as_str()) {
            errors.push(FieldError::new(
                &format!("facts.{key}"),
                "unknown-field",
                "",
                bi("没有这个字段。", "There is no such field."),
                bi("请按接口文档填写。", "See the API document for the fields."),
            ));
        } else if value.chars().count() > 200 {
            errors.push(
                FieldError::new(
                    key,
                    "too-long",
                    "",
                    bi("内容过长。", "It is too long."),
                    bi("请缩短到 200 字以内。", "Shorten it to 200 characters."),
                )
                .measured(value.chars().count(), 200),
            );
        }
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    transact!(ctx, tx, save_in(ctx, &mut tx, actor, app, kind, facts))?;
    view(ctx, actor, app).await
}

/// That a type has no such sub-type.
pub(crate) fn unknown_subtype(kind: SubjectType, name: &str) -> Option<FieldError> {
    if name.is_empty() || Subtype::parse(name).is_some_and(|s| s.of() == kind) {
        return None;
    }
    let all: Vec<_> = Subtype::all_of(kind).map(Subtype::as_str).collect();
    Some(FieldError::new(
        SUBTYPE,
        "unknown-subtype",
        "PRE-1",
        bi("此主体类型没有这种子类。", "This subject type has no such sub-type."),
        bi(format!("可选：{}。", all.join("、")), format!("Choose one of {}.", all.join(", "))),
    ))
}

async fn save_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    kind: SubjectType,
    facts: &Facts,
) -> Result<()> {
    access::member(tx, actor, app, Right::Administer).await?;
    let found = subject::of_app(tx, app).await?;
    let is_new = found.is_none();
    let mut s = match found {
        Some(s) => s.edit()?,
        None => blank(ctx, app, kind)?,
    };
    let mut all = open_facts(ctx, &s)?;
    for (key, value) in facts {
        match value.trim() {
            "" => drop(all.remove(key)),
            value => drop(all.insert(key.clone(), value.to_owned())),
        }
    }
    s.kind = kind;
    s.facts_sealed = seal_facts(ctx, &s.id, &all)?;
    s.shown_name = match kind {
        SubjectType::Individual => String::new(),
        _ => all.get("name").cloned().unwrap_or_default(),
    };
    if is_new {
        subject::insert(tx, &s).await?;
    } else {
        subject::update(tx, &s).await?;
    }
    let data = json!({ "type": kind, "fields": facts.keys().collect::<Vec<_>>() });
    record(ctx, tx, actor, &[Event::new("subject.saved", &s.id, Some(app), data)]).await
}

fn blank(ctx: &Ctx, app: &AppId, kind: SubjectType) -> Result<Subject> {
    let id = SubjectId::from_trusted(ctx.id());
    Ok(Subject {
        facts_sealed: seal_facts(ctx, &id, &Facts::new())?,
        id,
        app: app.clone(),
        kind,
        state: SubjectState::Draft,
        shown_name: String::new(),
        number_index: None,
        materials: vec![],
        created_at: ctx.now(),
        submitted_at: None,
        decided_at: None,
        version: 1,
    })
}

/// Everything that stands against a submission, the notes for the desk, and the materials it would pin.
pub(super) struct Findings {
    pub(super) errors: Vec<FieldError>,
    pub(super) notes: Vec<Note>,
    pub(super) beside: Vec<Compared>,
    pub(super) facts: Facts,
    pub(super) pinned: Vec<Material>,
}

pub(super) async fn find(
    ctx: &Ctx,
    tx: &mut Tx,
    app: &App,
    s: &Subject,
    policy: &Pinned,
) -> Result<Findings> {
    find_in(ctx, tx, app, s, policy, &open_facts(ctx, s)?).await
}

async fn find_in(
    ctx: &Ctx,
    tx: &mut Tx,
    app: &App,
    s: &Subject,
    policy: &Pinned,
    facts: &Facts,
) -> Result<Findings> {
    let all = material::of_app(tx, &app.id).await?;
    let (mut pinned, mut absent) = (Vec::new(), Vec::new());
    for kind in needed(policy, subtype(s.kind, facts), &app.industry) {
        match crate::material::newest(&all, kind) {
            Some(found) => pinned.push(found.clone()),
            None => absent.push(missing(kind)),
        }
    }
    let mut found = beside::judge(ctx, tx, s.kind, facts, &pinned, policy).await?;
    found.errors.extend(absent);
    if let Some(closed) = policy.admission(s.kind, &app.industry).and_then(|a| a.refused) {
        found.errors.push(FieldError::new(
            "type",
            "industry-closed",
            "PRE-6",
            closed,
            bi("请更换主体类型或行业。", "Choose another subject type or industry."),
        ));
    }
    let (error, note) = crate::qualification::standing(ctx, tx, app, policy).await?;
    found.errors.extend(error);
    found.notes.extend(note);
    let (error, note) = proof::missing(ctx, tx, s, &found.facts, *policy.subject.require_mobile_code).await?;
    found.errors.extend(error);
    found.notes.extend(note);
    Ok(Findings {
        errors: found.errors,
        notes: found.notes,
        beside: found.beside,
        facts: found.facts,
        pinned,
    })
}

/// The kinds of material that a sub-type needs, with the industry's.
pub(crate) fn needed(policy: &Pinned, subtype: Subtype, industry: &str) -> Vec<MaterialKind> {
    let mut kinds: Vec<_> =
        policy.subject.materials_of(subtype).iter().filter_map(|k| MaterialKind::parse(k)).collect();
    if policy.industries.find(industry).is_some_and(|i| !i.needs.trim().is_empty()) {
        kinds.push(MaterialKind::Qualification);
    }
    kinds
}

/// That one is missing.
pub(crate) fn missing(kind: MaterialKind) -> FieldError {
    let label = kind.label();
    FieldError::new(
        &format!("material.{}", kind.as_str()),
        "material-missing",
        "SUB-1",
        bi(format!("缺少材料：{}。", label.zh), format!("Missing material: {}.", label.en)),
        bi("请上传 JPEG 或 PNG 原件。", "Upload the JPEG or PNG original."),
    )
}

/// Hands the record to the desk; all that is wrong is said at once.
pub async fn submit(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Case> {
    transact!(ctx, tx, submit_in(ctx, &mut tx, actor, app))
}

async fn submit_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &AppId) -> Result<Case> {
    let (app, _) = access::member(tx, actor, id, Right::Administer).await?;
    let policy = revision::current(ctx, tx).await?;
    let s = subject::of_app(tx, id).await?.ok_or_else(not_begun)?.edit()?;
    let found = find(ctx, tx, &app, &s, &policy).await?;
    if !found.errors.is_empty() {
        return Err(found.errors.into());
    }
    let number = found.facts.get(form::identifying(s.kind)).cloned().unwrap_or_default();
    let index = ctx.keys().index("subject.number", &number);
    let have = subject::count_by_number(tx, &index, id).await?;
    let limit = *policy.subject.apps_per_subject;
    if have >= limit {
        return Err(Refusal::new(
            "too-many-apps-of-subject",
            "SUB-2",
            bi("此主体的小程序数量已达上限。", "This subject has as many apps as it may."),
            bi("请注销不用的小程序，或联系运营方。", "Give up an app that is not used, or ask the operator."),
        )
        .measured(have, limit)
        .into());
    }
    let holders = holders(ctx, s.kind, &found.facts);
    check_holders(tx, &policy, &holders, &index).await?;
    let mut next = s.submit(ctx.now(), found.pinned.iter().map(|m| m.id.clone()).collect())?;
    next.facts_sealed = seal_facts(ctx, &next.id, &found.facts)?;
    next.number_index = Some(index);
    subject::update(tx, &next).await?;
    subject::set_holders(tx, &next.id, &holders).await?;
    let data =
        json!({ "type": next.kind, "materials": found.pinned.iter().map(|m| &m.sha256).collect::<Vec<_>>() });
    record(ctx, tx, actor, &[Event::evident("subject.submitted", &next.id, Some(id), data)]).await?;
    proof::schedule(ctx, tx, id).await?;
    let label = next.kind.label();
    let title = match next.shown_name.as_str() {
        "" => format!("{}主体 · {}", label.zh, app.title),
        name => name.to_owned(),
    };
    let case = NewCase {
        kind: CaseKind::Subject,
        app: id.clone(),
        target: next.id.to_string(),
        title,
        findings: serde_json::to_value(&found.notes).map_err(Error::internal)?,
        blocked: false,
        working_days: policy.subject.review_days.of(next.kind)[1],
    };
    review::open(ctx, tx, actor, case).await
}

/// The ID numbers and phones that a subject rests on, as blind indexes.
fn holders(ctx: &Ctx, kind: SubjectType, facts: &Facts) -> Vec<(&'static str, String)> {
    let all = fields(subtype(kind, facts)).into_iter();
    all.filter_map(|f| {
        let what = match f.check {
            Check::ResidentId => "person",
            Check::Mobile => "phone",
            _ => return None,
        };
        let value = facts.get(f.key)?;
        Some((what, ctx.keys().index("subject.holder", &format!("{what}:{value}"))))
    })
    .collect()
}

/// One person, and one phone, stand for so many subjects and no more.
async fn check_holders(tx: &mut Tx, policy: &Pinned, holders: &[(&str, String)], number: &str) -> Result<()> {
    for (what, index) in holders {
        let have = subject::count_by_holder(tx, what, index, number).await?;
        let (limit, code, rule, zh, en) = match *what {
            "person" => (
                *policy.subject.subjects_per_person,
                "too-many-subjects-of-person",
                "SUB-1",
                "此身份证号已用于的主体数量达到上限。",
                "This ID number stands for as many subjects as it may.",
            ),
            _ => (
                *policy.subject.subjects_per_phone,
                "too-many-subjects-of-phone",
                "SUB-6",
                "此手机号码已用于的主体数量达到上限。",
                "This phone stands for as many subjects as it may.",
            ),
        };
        if have >= limit {
            let fix = bi("请换用他人信息，或联系运营方。", "Use another person's, or ask the operator.");
            return Err(Refusal::new(code, rule, bi(zh, en), fix).measured(have, limit).into());
        }
    }
    Ok(())
}

fn not_begun() -> Error {
    Refusal::new(
        "subject-not-begun",
        "SUB-1",
        bi("还没有填写主体信息。", "The subject's form has not been begun."),
        bi("请先选择主体类型并填写。", "Choose the subject type and fill in the form."),
    )
    .into()
}

/// Takes the submission back; it stays on record.
pub async fn withdraw(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<()> {
    transact!(ctx, tx, withdraw_in(ctx, &mut tx, actor, app))
}

async fn withdraw_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &AppId) -> Result<()> {
    access::member(tx, actor, id, Right::Administer).await?;
    let s = subject::of_app(tx, id).await?.ok_or_else(not_begun)?.withdraw()?;
    subject::update(tx, &s).await?;
    review::withdraw(ctx, tx, actor, s.id.as_str()).await.map(drop)
}

/// What a decision of the desk does: a pass binds the subject to the app and issues its AppID (DEV-1).
pub(crate) async fn decided(ctx: &Ctx, tx: &mut Tx, actor: &Actor, case: &Case, pass: bool) -> Result<()> {
    let s = subject::of_app(tx, &case.app).await?.ok_or(Error::NotFound("subject"))?;
    let s = s.decide(ctx.now(), pass)?;
    subject::update(tx, &s).await?;
    if !pass {
        return Ok(());
    }
    let mut found = app::find(tx, &case.app).await?.ok_or(Error::NotFound("app"))?;
    found.subject = Some(s.id.clone());
    let issued = found.appid.is_none();
    if issued {
        // 64 random bits; the unique key has the last word.
        found.appid = Some(format!("wx{}", hex::encode(ctx.random::<8>())));
    }
    app::update(tx, &found).await?;
    let data = json!({ "appid": found.appid, "issued": issued });
    record(ctx, tx, actor, &[Event::evident("subject.verified", &s.id, Some(&case.app), data)]).await
}

/// The sub-type that a type means where none is named: the one that is kept, else its default.
pub async fn meant(ctx: &Ctx, actor: &Actor, app: &AppId, kind: SubjectType) -> Result<Subtype> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    subtype_of(ctx, &mut tx, app, kind).await
}

/// The sub-type of an app's subject, for what rests on its papers.
pub(crate) async fn subtype_of(ctx: &Ctx, tx: &mut Tx, app: &AppId, kind: SubjectType) -> Result<Subtype> {
    match subject::of_app(tx, app).await? {
        Some(s) => Ok(subtype(kind, &open_facts(ctx, &s)?)),
        None => Ok(Subtype::default_of(kind)),
    }
}

/// The approved or submitted type of an app's subject.
pub(crate) async fn kind_of(tx: &mut Tx, app: &AppId) -> Result<Option<(SubjectType, SubjectState)>> {
    Ok(subject::of_app(tx, app).await?.map(|s| (s.kind, s.state)))
}
