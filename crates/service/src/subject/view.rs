//! The subject's form as its page and the desk show it.

use serde_json::{Value, json};
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::Right,
    event::Event,
    ids::{AppId, MaterialId},
    material::{Material, MaterialKind, Note},
    reading::Compared,
    refusal::FieldError,
    review::{Case, CaseState},
    subject::{Subject, SubjectState, SubjectType, Subtype},
    text::bi,
    time::Millis,
};
use tongguan_store::{Tx, app, material, review, subject};

use super::{
    Check, Field, Proofs, SUBTYPE, beside, fields, find_in, mask, needed, open_facts, proof, subtype, veil,
};
use crate::{Ctx, Error, Result, access, ocr, record, revision};

/// One field with its value as its page may show it.
#[derive(Debug, Clone)]
pub struct FieldView {
    /// The field.
    pub field: Field,
    /// Masked value; empty if not filled in.
    pub shown: String,
    /// The key of what was chosen, where there is a choice.
    pub chosen: Option<String>,
    /// What is wrong with it.
    pub error: Option<FieldError>,
}

/// One material that the type needs.
#[derive(Debug, Clone)]
pub struct Need {
    /// Kind.
    pub kind: MaterialKind,
    /// The newest upload.
    pub have: Option<Material>,
}

/// A subject's form.
#[derive(Debug, Clone)]
pub struct View {
    /// The record; `None` before the first save.
    pub subject: Option<Subject>,
    /// Type.
    pub kind: SubjectType,
    /// Sub-type.
    pub subtype: Subtype,
    /// State; draft before the first save.
    pub state: SubjectState,
    /// Fields.
    pub fields: Vec<FieldView>,
    /// Materials.
    pub needs: Vec<Need>,
    /// Everything that stands against a submission.
    pub errors: Vec<FieldError>,
    /// What a reviewer will look at.
    pub notes: Vec<Note>,
    /// What is declared beside what the paper says, while the form can be edited; seen by the administrator.
    pub beside: Vec<Compared>,
    /// Where the reading of each material stands.
    pub readings: Vec<(MaterialId, ocr::Seen)>,
    /// Its cases, newest first.
    pub cases: Vec<Case>,
    /// Working days of the review, from and to.
    pub review_days: [u32; 2],
    /// What is proven of it (SUB-6).
    pub proofs: Option<Proofs>,
    /// Deadline of a review that begins now, and whether it is provisional.
    pub due_if_now: (Millis, bool),
}

/// The form of an app's subject, for members and staff; masked.
pub async fn view(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<View> {
    view_as(ctx, actor, app, None).await
}

/// [`view`] as it would be for another sub-type, while the form can be edited.
pub async fn view_as(ctx: &Ctx, actor: &Actor, app: &AppId, other: Option<Subtype>) -> Result<View> {
    let mut tx = ctx.store().read().await?;
    let found = access::viewer(&mut tx, actor, app).await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let mut s = subject::of_app(&mut tx, app).await?;
    let mut facts = s.as_ref().map(|s| open_facts(ctx, s)).transpose()?.unwrap_or_default();
    let editable = s.as_ref().is_none_or(|s| s.state.exits().contains(&"edit"));
    if let Some(other) = other.filter(|_| editable) {
        if let Some(s) = &mut s {
            s.kind = other.of();
        }
        facts.insert(SUBTYPE.into(), other.as_str().into());
    }
    let begun = other.map_or(SubjectType::Enterprise, Subtype::of);
    let (kind, state) = s.as_ref().map_or((begun, SubjectState::Draft), |s| (s.kind, s.state));
    let subtype = subtype(kind, &facts);
    let (errors, notes, mut beside) = match &s {
        Some(s) if matches!(s.state, SubjectState::Draft | SubjectState::Refused) => {
            let found = find_in(ctx, &mut tx, &found, s, &policy, &facts).await?;
            (found.errors, found.notes, found.beside)
        }
        _ => (vec![], vec![], vec![]),
    };
    let all = material::of_app(&mut tx, app).await?;
    let needs: Vec<_> = needed(&policy, subtype, &found.industry)
        .into_iter()
        .map(|kind| Need { kind, have: crate::material::newest(&all, kind).cloned() })
        .collect();
    let cases = match &s {
        Some(s) => review::of_target(&mut tx, s.id.as_str()).await?,
        None => vec![],
    };
    // What is on the paper is as personal as the paper.
    let administers = access::member(&mut tx, actor, app, Right::Administer).await.is_ok();
    if !administers {
        beside.clear();
    }
    let mut readings = Vec::new();
    for have in needs.iter().filter_map(|n| n.have.as_ref()) {
        let seen = ocr::seen(ctx, &mut tx, &have.id).await?;
        readings.push((have.id.clone(), ocr::Seen { text: seen.text.filter(|_| administers), ..seen }));
    }
    let shown = if actor.role() == Some(PlatformRole::Applicant) { mask } else { veil };
    let fields = fields(subtype)
        .into_iter()
        .map(|field| FieldView {
            shown: facts.get(field.key).map(|v| shown(field.check, v)).unwrap_or_default(),
            chosen: facts.get(field.key).filter(|_| matches!(field.check, Check::OneOf(_))).cloned(),
            error: errors.iter().find(|e| e.field == field.key).cloned(),
            field,
        })
        .collect();
    let review_days = **policy.subject.review_days.of(kind);
    let proofs = match &s {
        Some(s) => Some(proof::of_subject(ctx, &mut tx, s, &facts).await?),
        None => None,
    };
    let due_if_now = policy.deadline(ctx.now(), review_days[1]);
    Ok(View {
        subject: s,
        kind,
        subtype,
        state,
        fields,
        needs,
        errors,
        notes,
        beside,
        readings,
        cases,
        review_days,
        due_if_now,
        proofs,
    })
}

/// What the desk shows of a subject case: unmasked to the reviewer who holds it while it is open, which is recorded;
/// masked to others and afterwards.
pub(crate) async fn detail(ctx: &Ctx, tx: &mut Tx, actor: &Actor, case: &Case) -> Result<Value> {
    let s = subject::of_app(tx, &case.app).await?.ok_or(Error::NotFound("subject"))?;
    let holds =
        case.state == CaseState::Open && case.assignee.is_some() && case.assignee.as_ref() == actor.account();
    let facts = open_facts(ctx, &s)?;
    let mut rows = Vec::new();
    let subtype = subtype(s.kind, &facts);
    for f in fields(subtype) {
        let value = facts.get(f.key).map(String::as_str).unwrap_or_default();
        let shown = if holds { value.to_owned() } else { veil(f.check, value) };
        rows.push(json!({ "key": f.key, "label": f.label, "value": shown, "rule": f.rule }));
    }
    let proofs = proof::of_subject(ctx, tx, &s, &facts).await?;
    let verified: Vec<_> = proofs
        .all
        .iter()
        .map(|p| {
            json!({ "fact": p.row.fact, "label": p.row.fact.label(), "outcome": p.row.outcome, "said": p.row.outcome.label(),
                "by": p.row.by, "by_name": p.row.by_name, "detail": p.row.detail, "at": p.row.at, "current": p.current })
        })
        .collect();
    if holds {
        let data = json!({ "case": case.number });
        record(ctx, tx, actor, &[Event::new("subject.viewed", &s.id, Some(&case.app), data)]).await?;
    }
    let policy = revision::load(ctx, tx, case.policy_revision).await?;
    let papers = beside::pinned(tx, &s).await?;
    let mut beside = beside::beside(ctx, tx, s.kind, &facts, &papers, &policy).await?;
    if !holds {
        // Only how it comes out: the texts are the holder's to see.
        for one in &mut beside {
            one.declared.clear();
            one.read.clear();
            one.marks_declared.clear();
            one.marks_read.clear();
            one.message = bi("", "");
        }
    }
    let bits = *policy.subject.reading.duplicate_bits_max;
    let mut pinned = Vec::new();
    for m in &papers {
        let duplicates = crate::material::duplicates(ctx, tx, m, s.number_index.as_deref(), bits).await?;
        let reading = ocr::seen(ctx, tx, &m.id).await?;
        pinned.push(
            json!({ "id": m.id, "kind": m.kind, "label": m.kind.label(), "media": m.media, "width": m.width,
            "height": m.height, "sha256": m.sha256, "notes": m.notes, "measures": m.measures,
            "reading": reading.state, "duplicates": duplicates }),
        );
    }
    let found = app::find(tx, &case.app).await?.ok_or(Error::NotFound("app"))?;
    let qualifications = crate::qualification::detail(ctx, tx, &found, &policy).await?;
    Ok(
        json!({ "qualifications": qualifications, "type": s.kind, "subtype": subtype, "subtype_label": subtype.label(), "label": s.kind.label(),
        "state": s.state, "unmasked": holds, "facts": rows, "materials": pinned, "verifications": verified,
        "mobile_proven": proofs.mobile_proven, "beside": beside }),
    )
}
