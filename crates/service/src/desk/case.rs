//! A case with all that its page shows.

use std::collections::HashMap;

use serde_json::Value;
use tongguan_model::{
    actor::Actor,
    app::App,
    ids::CaseId,
    review::{Case, CaseKind},
    time::Millis,
};
use tongguan_store::{Tx, app, audit, evidence, review as cases};

use super::Reviewers;
use crate::{
    Ctx, Error, Result,
    audit::Entry,
    review,
    revision::{self, Pinned},
    subject::{self, Siblings},
};

/// A case with all that its page shows.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The case.
    pub case: Case,
    /// What its noun shows: declared facts, materials, report …; its shape depends on the kind.
    pub detail: Value,
    /// The app.
    pub app: App,
    /// Closed cases of the same kind and app, newest first.
    pub earlier: Vec<Case>,
    /// What happened to the case and its target, newest first, each with its place in the evidence chain.
    pub history: Vec<(Entry, Option<i64>)>,
    /// The policy that the case is judged by.
    pub policy: Pinned,
    /// Reviewers by number.
    pub reviewers: Reviewers,
    /// The apps of the same subject, for the case of a subject.
    pub siblings: Option<Siblings>,
    /// Whether the caller holds it.
    pub mine: bool,
}

/// A case for its page; the look at personal data is recorded as by [`review::detail`].
pub async fn dossier(ctx: &Ctx, actor: &Actor, id: &CaseId) -> Result<Dossier> {
    let (case, detail) = review::detail(ctx, actor, id).await?;
    let mut tx = ctx.store().read().await?;
    let found = app::find(&mut tx, &case.app).await?.ok_or(Error::NotFound("app"))?;
    let mut earlier = cases::of_app(&mut tx, &case.app).await?;
    earlier.retain(|c| c.kind == case.kind && c.id != case.id && c.number < case.number);
    Ok(Dossier {
        history: history(&mut tx, &case).await?,
        policy: revision::load(ctx, &mut tx, case.policy_revision).await?,
        reviewers: Reviewers::read(&mut tx).await?,
        mine: case.assignee.is_some() && case.assignee.as_ref() == actor.account(),
        siblings: match case.kind {
            CaseKind::Subject => Some(subject::siblings_in(ctx, &mut tx, actor, &case.app).await?),
            _ => None,
        },
        app: found,
        earlier,
        detail,
        case,
    })
}

async fn history(tx: &mut Tx, case: &Case) -> Result<Vec<(Entry, Option<i64>)>> {
    let mut entries = audit::of_app(tx, &case.app, (Millis(i64::MAX), ""), 500).await?;
    entries.retain(|e| {
        (e.target == case.target || e.target == case.id.as_str()) && !e.kind.ends_with(".viewed")
    });
    let rows = evidence::of_app(tx, &case.app, 500).await?;
    let places: HashMap<_, _> =
        rows.iter().map(|r| ((r.kind.as_str(), r.target.as_str(), r.at), r.seq)).collect();
    let place = |e: &Entry| places.get(&(e.kind.as_str(), e.target.as_str(), e.at)).copied().flatten();
    Ok(entries.into_iter().take(40).map(|e| (place(&e), e)).map(|(seq, e)| (e, seq)).collect())
}
