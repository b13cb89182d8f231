//! What a name may be taken for, among all names that are held or reserved: an index in memory, kept in step with the
//! database by its rows (`index.rs`).
//!
//! Whether two names are *equal* is not asked here: the database's unique key on the folded name has the last word, so an
//! index that lags by a moment never lets two apps hold one name.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Value, json};
use tongguan_model::{
    actor::Actor,
    app::Right,
    ids::{AppId, NameId},
    material::Note,
    naming::NameState,
    refusal::FieldError,
    review::Case,
    text::bi,
};
use tongguan_rule_subject::name::{Hit, Rules, index::Match};
use tongguan_store::{Tx, naming, subject};

use super::index;
use crate::{
    Ctx, Error, Result, access,
    revision::{self, Pinned},
};

/// The rules of policy revisions, made once each.
#[derive(Debug, Default)]
pub(crate) struct RulesCache(Mutex<HashMap<i64, Arc<Rules>>>);

/// Who has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// An app's name.
    Approved,
    /// Under review for another app.
    InReview,
    /// Reserved by the operator.
    Reserved,
}

impl Holder {
    /// Wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::InReview => "in_review",
            Self::Reserved => "reserved",
        }
    }
}

/// A name that another is like.
#[derive(Debug, Clone)]
pub struct Like {
    /// The name.
    pub name: String,
    /// Who has it.
    pub holder: Holder,
    /// How much, 0 to 1.
    pub score: f64,
    /// So much that one is taken for the other.
    pub conflict: bool,
    /// Why, the weightiest first.
    pub reasons: Vec<Hit>,
}

/// The rules of a policy.
pub(crate) fn rules(ctx: &Ctx, policy: &Pinned) -> Arc<Rules> {
    let cache = &ctx.name_rules().0;
    if let Some(rules) = cache.lock().unwrap_or_else(PoisonError::into_inner).get(&policy.number) {
        return rules.clone();
    }
    let rules = Arc::new(Rules::new(&policy.naming));
    cache.lock().unwrap_or_else(PoisonError::into_inner).insert(policy.number, rules.clone());
    rules
}

/// Builds the index, so that the first applicant after a start does not wait for it.
pub async fn warm(ctx: &Ctx) -> Result<()> {
    let policy = revision::now(ctx).await?;
    index::in_step(ctx, &policy, &rules(ctx, &policy)).await
}

/// What a name is like, for an app that applies for it: what the app's own subject holds is no conflict.
pub(super) async fn of_app(ctx: &Ctx, actor: &Actor, app: &AppId, text: &str) -> Result<Vec<Like>> {
    let policy = {
        let mut tx = ctx.store().read().await?;
        access::member(&mut tx, actor, app, Right::See).await?;
        revision::current(ctx, &mut tx).await?
    };
    find(ctx, app, text, &policy).await
}

/// The list as a case shows it, of the names that are held now.
pub(crate) async fn of_case(ctx: &Ctx, case: &Case) -> Result<Value> {
    let (name, policy) = {
        let mut tx = ctx.store().read().await?;
        let id = NameId::from_trusted(case.target.clone());
        let name = naming::find(&mut tx, &id).await?.ok_or(Error::NotFound("name"))?;
        (name, revision::current(ctx, &mut tx).await?)
    };
    let likes = find(ctx, &case.app, &name.text, &policy).await?;
    let one = |l: &Like| {
        let reasons: Vec<_> = l
            .reasons
            .iter()
            .map(|h| json!({ "reason": h.reason.code(), "title": h.reason.title(), "score": h.score }))
            .collect();
        json!({ "name": l.name, "holder": l.holder.as_str(), "score": l.score, "conflict": l.conflict, "reasons": reasons })
    };
    Ok(likes.iter().map(one).collect())
}

async fn find(ctx: &Ctx, app: &AppId, text: &str, policy: &Pinned) -> Result<Vec<Like>> {
    let rules = rules(ctx, policy);
    let words = rules.words();
    index::in_step(ctx, policy, &rules).await?;
    let most = usize::try_from(*policy.naming.most_hits).unwrap_or(20);
    let (held, reserved) = {
        let state = ctx.name_index().read().await;
        let Some(state) = state.as_ref() else { return Ok(Vec::new()) };
        let from = words.mention_from();
        // Some of what is found may be the app's own.
        let held = state.held.search(text, words, from, 2 * most).map_err(Error::internal)?;
        (held, state.reserved.search(text, words, from, most).map_err(Error::internal)?)
    };
    let like = |m: Match, holder| Like {
        score: m.likeness.score(),
        conflict: m.likeness.score() >= words.conflict_from(),
        reasons: m.likeness.hits,
        name: m.name,
        holder,
    };
    let mut likes: Vec<Like> = reserved.into_iter().map(|m| like(m, Holder::Reserved)).collect();
    let mut tx = ctx.store().read().await?;
    let own = subject::of_app(&mut tx, app).await?.and_then(|s| s.number_index);
    for found in held {
        if let Some(holder) = held_by_another(&mut tx, app, own.as_deref(), &found.name).await? {
            likes.push(like(found, holder));
        }
    }
    likes.sort_by(|a, b| b.score.total_cmp(&a.score));
    likes.truncate(most);
    Ok(likes)
}

/// Who holds a name, if it is neither the app nor its subject.
async fn held_by_another(tx: &mut Tx, app: &AppId, own: Option<&str>, name: &str) -> Result<Option<Holder>> {
    let Some(held) = naming::holder(tx, &tongguan_text::fold(name)).await?.filter(|n| n.app != *app) else {
        return Ok(None);
    };
    let other = subject::of_app(tx, &held.app).await?.and_then(|s| s.number_index);
    if own.is_some() && own == other.as_deref() {
        return Ok(None);
    }
    Ok(Some(if held.state == NameState::Approved { Holder::Approved } else { Holder::InReview }))
}

/// A like as a finding of a case: it does not refuse, somebody looks.
pub(super) fn note(like: &Like, limit: f64) -> Note {
    let why = |zh: bool| {
        let all: Vec<String> = like
            .reasons
            .iter()
            .map(|h| {
                let title = h.reason.title();
                if zh { title.zh } else { title.en.to_lowercase() }
            })
            .collect();
        all.join(if zh { "、" } else { ", " })
    };
    let (state_zh, state_en) = match like.holder {
        Holder::Approved => ("使用中", "in use"),
        Holder::InReview => ("审核中", "under review"),
        Holder::Reserved => ("已保留", "reserved"),
    };
    Note {
        rule: "NAM-2".into(),
        severity: if like.conflict { "warning" } else { "info" }.into(),
        about: "name".into(),
        message: bi(
            format!("与「{}」（{state_zh}）近似：{}。", like.name, why(true)),
            format!("Like \"{}\" ({state_en}): {}.", like.name, why(false)),
        ),
        measured: Some(format!("{:.2}", like.score)),
        limit: Some(format!("{limit:.2}")),
    }
}

/// What a conflict needs, for the applicant: a name that is only under review is not told.
pub(super) fn needs_proof(like: &Like) -> FieldError {
    let (zh, en) = match like.holder {
        Holder::InReview => ("另一个审核中的名称".to_owned(), "another name that is under review".to_owned()),
        _ => (format!("「{}」", like.name), format!("\"{}\"", like.name)),
    };
    let title = like.reasons.first().map(|h| h.reason.title());
    let (why_zh, why_en) = title.map_or_else(Default::default, |t| (t.zh, t.en));
    FieldError::new(
        "name",
        "name-conflict",
        "NAM-2",
        bi(format!("名称与{zh}混淆：{why_zh}。"), format!("The name is taken for {en}: {why_en}.")),
        bi(
            "请换一个名称；有商标或授权时上传证明，由审核员判断。",
            "Choose another name; with a trademark or an authorisation upload it, and a reviewer decides.",
        ),
    )
    .measured(format!("{:.2}", like.score), "")
}
