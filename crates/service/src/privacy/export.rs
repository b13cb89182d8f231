//! What is held of a person, for that person (PIPL 45): everything on their account, in one answer.

use serde_json::{Value, json};
use tongguan_model::{
    actor::Actor,
    app::{App, MemberRole, Right},
    event::Event,
    time::Millis,
};
use tongguan_store::{Tx, account, app, audit, material, qualification, session, subject, verification};

use crate::{Ctx, Error, Result, access, record, transact};

/// Lines of the log that are given.
const LOG: i64 = 500;

/// Everything that is held on the caller's account. Facts of a subject go to its administrators only; pictures are named, and fetched one by one,
/// so that each look stays on record.
pub async fn export(ctx: &Ctx, actor: &Actor) -> Result<Value> {
    transact!(ctx, tx, export_in(ctx, &mut tx, actor))
}

pub(super) async fn export_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor) -> Result<Value> {
    let id = access::account(actor)?;
    let me = account::find(tx, id).await?.ok_or(Error::NotFound("account"))?;
    let phone = match &me.phone_sealed {
        Some(sealed) => Some(ctx.keys().open(&format!("account.phone:{id}"), sealed)?),
        None => None,
    };
    let mut apps = Vec::new();
    for found in app::list_of(tx, id).await? {
        if let Some(role) = app::role_of(tx, &found.id, id).await? {
            apps.push(of_app(ctx, tx, &found, role).await?);
        }
    }
    let sessions: Vec<Value> = session::list(tx, id, ctx.now())
        .await?
        .into_iter()
        .map(|s| json!({ "created_at": s.created_at, "expires_at": s.expires_at }))
        .collect();
    let by = format!("account:{id}");
    let log = audit::list(tx, (Millis(i64::MAX), ""), "", &by, LOG).await?;
    let log: Vec<Value> = log
        .into_iter()
        .map(|e| json!({ "at": e.at, "kind": e.kind, "target": e.target, "app": e.app_id }))
        .collect();
    record(ctx, tx, actor, &[Event::evident("account.exported", id, None, json!({ "apps": apps.len() }))])
        .await?;
    Ok(json!({
        "made_at": ctx.now(),
        "account": { "id": id, "email": me.email, "phone": phone, "language": me.lang, "registered_at": me.created_at },
        "sessions": sessions,
        "apps": apps,
        "log": { "most": LOG, "entries": log },
    }))
}

async fn of_app(ctx: &Ctx, tx: &mut Tx, found: &App, role: MemberRole) -> Result<Value> {
    let mut out = json!({ "id": found.id, "title": found.title, "role": role });
    if !role.may(Right::Administer) {
        return Ok(out);
    }
    if let Some(s) = subject::of_app(tx, &found.id).await? {
        let verified: Vec<Value> = verification::of_subject(tx, &s.id)
            .await?
            .into_iter()
            .map(|v| json!({ "fact": v.fact, "outcome": v.outcome, "by": v.by, "by_name": v.by_name, "at": v.at }))
            .collect();
        let facts = crate::subject::open_facts(ctx, &s)?;
        out["subject"] =
            json!({ "type": s.kind, "state": s.state, "facts": facts, "verifications": verified });
    }
    let pictures: Vec<Value> = material::of_app(tx, &found.id)
        .await?
        .into_iter()
        .map(|m| {
            let href = format!("/api/v1/apps/{}/materials/{}", found.id, m.id);
            json!({ "id": m.id, "kind": m.kind, "sha256": m.sha256, "uploaded_at": m.created_at, "consent_at": m.consent_at,
                "href": href })
        })
        .collect();
    out["materials"] = pictures.into();
    let papers: Vec<Value> = qualification::of_app(tx, &found.id)
        .await?
        .into_iter()
        .map(|q| json!({ "name": q.name, "number": q.number, "valid_until": q.valid_until }))
        .collect();
    out["qualifications"] = papers.into();
    Ok(out)
}
