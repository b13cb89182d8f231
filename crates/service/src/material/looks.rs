//! Every look at an app's papers and facts, for its administrators (PIPL 44): who by role, when, at what, why.

use serde_json::Value;
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::Right,
    ids::AppId,
    material::MaterialKind,
    time::Millis,
};
use tongguan_store::audit;

use crate::{Ctx, Result, access};

/// What somebody was who looked. The other side never sees more of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looker {
    /// The one who asks.
    Me,
    /// Another administrator of the app.
    Administrator,
    /// The reviewer who held a case.
    Reviewer,
}

impl Looker {
    /// Wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Me => "you",
            Self::Administrator => "administrator",
            Self::Reviewer => "reviewer",
        }
    }
}

/// Why somebody looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// To decide a case of this number.
    Case(i64),
    /// As the app's administrator.
    Own,
    /// For a person's export of their data.
    Export,
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Id of its line in the log.
    pub id: String,
    /// When.
    pub at: Millis,
    /// Who.
    pub who: Looker,
    /// The kind of the material; `None` for the facts of the subject.
    pub kind: Option<MaterialKind>,
    /// Id of the material or of the subject.
    pub target: String,
    /// Why.
    pub why: Why,
}

/// The looks at an app's materials and facts before an entry, newest first; for its administrators and the operator.
pub async fn looks(
    ctx: &Ctx,
    actor: &Actor,
    id: &AppId,
    before: (Millis, &str),
    limit: i64,
) -> Result<Vec<Look>> {
    let mut tx = ctx.store().read().await?;
    match actor.role() {
        Some(PlatformRole::Operator) => drop(access::viewer(&mut tx, actor, id).await?),
        _ => drop(access::member(&mut tx, actor, id, Right::Administer).await?),
    }
    let rows = audit::looks(&mut tx, id, before, limit.clamp(1, 500)).await?;
    let me = actor.label();
    Ok(rows.into_iter().map(|row| look(row, &me)).collect())
}

fn look(row: audit::Entry, me: &str) -> Look {
    let data: Value = serde_json::from_str(&row.data).unwrap_or_default();
    let why = match data["why"].as_str() {
        Some("export") => Why::Export,
        Some(why) => match why.strip_prefix("case ").and_then(|n| n.parse().ok()) {
            Some(number) => Why::Case(number),
            None => Why::Own,
        },
        // The facts of a subject are opened for a case only.
        None => Why::Case(data["case"].as_i64().unwrap_or_default()),
    };
    Look {
        who: match why {
            _ if row.actor == me => Looker::Me,
            Why::Case(_) => Looker::Reviewer,
            Why::Own | Why::Export => Looker::Administrator,
        },
        kind: data["kind"].as_str().and_then(MaterialKind::parse),
        id: row.id,
        at: Millis(row.at),
        target: row.target,
        why,
    }
}
