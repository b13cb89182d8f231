//! Step 1: the licence and what else the type needs, for a reviewer.

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    app::Right,
    certification::Certification,
    event::Event,
    ids::{AppId, CertificationId, MaterialId},
    material::Note,
    refusal::FieldError,
    review::CaseKind,
    text::bi,
};
use tongguan_store::{Tx, material};

use super::{keep, of_app, shown_name};
use crate::{
    Ctx, Error, Result, access, record,
    review::{self, NewCase},
    revision, subject, transact,
};

/// Hands the documents to the desk: the given materials, and the newest upload of each kind that the type needs.
pub async fn submit(
    ctx: &Ctx,
    actor: &Actor,
    app: &AppId,
    id: &CertificationId,
    materials: &[MaterialId],
) -> Result<Certification> {
    transact!(ctx, tx, submit_in(ctx, &mut tx, actor, app, id, materials))
}

async fn submit_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    id: &CertificationId,
    materials: &[MaterialId],
) -> Result<Certification> {
    let (found, _) = access::member(tx, actor, app, Right::Administer).await?;
    let order = of_app(tx, app, id).await?;
    let policy = super::policy_of(ctx, tx, &order).await?;
    let all = material::of_app(tx, app).await?;
    let (mut errors, mut chosen) = (Vec::new(), Vec::new());
    for wanted in materials {
        match all.iter().find(|m| m.id == *wanted) {
            Some(m) => chosen.push(m),
            None => errors.push(FieldError::new(
                "materials",
                "unknown-material",
                "CER-2",
                bi(format!("没有材料 {wanted}。"), format!("There is no material {wanted}.")),
                bi("请先上传。", "Upload it first."),
            )),
        }
    }
    let subtype = subject::subtype_of(ctx, tx, app, order.subject).await?;
    for kind in subject::needed(&policy, subtype, &found.industry) {
        if chosen.iter().any(|m| m.kind == kind) {
            continue;
        }
        match crate::material::newest(&all, kind) {
            Some(m) => chosen.push(m),
            None => errors.push(subject::missing(kind)),
        }
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let notes: Vec<Note> = chosen.iter().flat_map(|m| m.notes.clone()).collect();
    let pinned: Vec<_> = chosen.iter().map(|m| m.id.clone()).collect();
    let hashes: Vec<_> = chosen.iter().map(|m| m.sha256.clone()).collect();
    let from = order.state;
    let next = order.submit_documents(ctx.now(), pinned)?;
    let data = json!({ "product": next.product, "materials": hashes });
    record(ctx, tx, actor, &[Event::evident("certification.documents_submitted", id, Some(app), data)])
        .await?;
    let title = format!("{} · {}", shown_name(tx, &found).await?, next.product.label().zh);
    let next = to_desk(ctx, tx, actor, next, title, &notes).await?;
    keep::keep(ctx, tx, actor, from, next).await
}

/// Opens the case of the present step and takes over its deadline.
pub(super) async fn to_desk(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    order: Certification,
    title: String,
    notes: &[Note],
) -> Result<Certification> {
    let policy = revision::load(ctx, tx, order.policy_revision).await?;
    let case = NewCase {
        kind: CaseKind::Certification,
        app: order.app.clone(),
        target: order.id.to_string(),
        title,
        findings: serde_json::to_value(notes).map_err(Error::internal)?,
        blocked: false,
        working_days: policy.certification.review_days[1],
    };
    let case = review::open(ctx, tx, actor, case).await?;
    Ok(Certification { due_at: Some(case.due_at), due_provisional: case.due_provisional, ..order })
}
