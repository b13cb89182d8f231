//! Looking over the desk: the queue by deadline, a case with all that belongs to it, taking the next one. What is done
//! to a case is in [`crate::review`].

mod case;

pub use case::{Dossier, dossier};
pub use tongguan_store::desk::{Count, Load};

use std::collections::BTreeMap;

use tongguan_model::{
    actor::{Actor, PlatformRole},
    ids::{AccountId, CaseId},
    review::{Case, CaseKind, CaseState},
    time::Millis,
};
use tongguan_store::{Tx, account, desk};

use crate::{
    Ctx, Error, Result, access,
    review::{self, Step},
    revision::{self, Pinned},
};

/// Cases on one page.
pub const PAGE: i64 = 50;

/// Which cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kind.
    pub kind: Option<CaseKind>,
    /// Only the caller's own: held, or decided.
    pub mine: bool,
    /// Only what nobody holds.
    pub free: bool,
    /// State, of closed cases.
    pub state: Option<CaseState>,
    /// Part of the title, or the number.
    pub text: String,
    /// Page, from 0.
    pub page: i64,
}

/// Reviewers by account, each with a number that does not change: `R-01` is the first that was added.
#[derive(Debug, Clone, Default)]
pub struct Reviewers(BTreeMap<String, usize>);

impl Reviewers {
    async fn read(tx: &mut Tx) -> Result<Self> {
        let all = account::list(tx, Some(PlatformRole::Reviewer), 10_000).await?;
        Ok(Self(all.into_iter().enumerate().map(|(i, a)| (a.id.to_string(), i + 1)).collect()))
    }

    /// Number of an account: `R-07`; `—` if it is no reviewer's.
    pub fn label(&self, id: &str) -> String {
        self.0.get(id).map_or_else(|| "—".into(), |n| format!("R-{n:02}"))
    }

    /// Every reviewer but this one: account and number.
    pub fn others(&self, but: &str) -> Vec<(String, String)> {
        self.0.keys().filter(|id| *id != but).map(|id| (id.clone(), self.label(id))).collect()
    }

    /// Number of whoever an audit entry names; `None` if no reviewer did it.
    pub fn of_actor(&self, actor: &str) -> Option<String> {
        let id = actor.strip_prefix("account:")?;
        self.0.contains_key(id).then(|| self.label(id))
    }
}

/// How the last seven days went.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Week {
    /// Decided cases.
    pub decided: usize,
    /// Share decided in time, of 1000.
    pub in_time: usize,
    /// Median milliseconds from submission to decision.
    pub median: i64,
}

impl Week {
    fn of(rows: &[(i64, i64, i64)]) -> Self {
        let mut took: Vec<_> = rows.iter().map(|(opened, _, decided)| decided - opened).collect();
        took.sort_unstable();
        let in_time = rows.iter().filter(|(_, due, decided)| decided <= due).count();
        Self {
            decided: rows.len(),
            in_time: (in_time * 1000).checked_div(rows.len()).unwrap_or_default(),
            median: took.get(took.len() / 2).copied().unwrap_or_default(),
        }
    }
}

/// How one reviewer's last seven days went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Account.
    pub reviewer: String,
    /// Decided since midnight.
    pub today: usize,
    /// Decided in seven days.
    pub week: usize,
    /// Of them refused.
    pub refused: usize,
    /// Of them after the deadline.
    pub late: usize,
    /// Median milliseconds from submission to decision.
    pub median: i64,
}

impl Tally {
    /// One for each reviewer who decided something.
    fn all(rows: &[desk::Decided], midnight: Millis) -> Vec<Self> {
        let mut out: Vec<(Self, Vec<i64>)> = Vec::new();
        for row in rows {
            let mine = match out.last_mut() {
                Some(last) if last.0.reviewer == row.reviewer => last,
                _ => {
                    out.push((Self { reviewer: row.reviewer.clone(), ..Self::default() }, vec![]));
                    let Some(last) = out.last_mut() else { continue };
                    last
                }
            };
            mine.0.today += usize::from(row.decided_at >= midnight.0);
            mine.0.week += 1;
            mine.0.refused += usize::from(row.refused);
            mine.0.late += usize::from(row.decided_at > row.due_at);
            mine.1.push(row.decided_at - row.opened_at);
        }
        out.into_iter()
            .map(|(tally, mut took)| {
                took.sort_unstable();
                Self { median: took.get(took.len() / 2).copied().unwrap_or_default(), ..tally }
            })
            .collect()
    }
}

/// The queue with what stands beside it.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Cases of this page, the most urgent first.
    pub cases: Vec<Case>,
    /// Whether there is a next page.
    pub more: bool,
    /// Open cases by kind.
    pub counts: Vec<Count>,
    /// Who holds how many.
    pub loads: Vec<Load>,
    /// The last seven days.
    pub week: Week,
    /// The same of each reviewer.
    pub tallies: Vec<Tally>,
    /// Reviewers by number.
    pub reviewers: Reviewers,
    /// The active policy: its calendar draws the deadlines.
    pub policy: Pinned,
}

fn store_filter<'a>(filter: &'a Filter, me: &'a AccountId, text: &'a str) -> desk::Filter<'a> {
    desk::Filter {
        kind: filter.kind.map_or("", CaseKind::as_str),
        reviewer: if filter.mine { me.as_str() } else { "" },
        free: filter.free,
        state: filter.state.map_or("", CaseState::as_str),
        text,
    }
}

/// Of one row more than a page holds: the page, and whether more follow.
fn page(mut cases: Vec<Case>) -> (Vec<Case>, bool) {
    let size = usize::try_from(PAGE).unwrap_or_default();
    let more = cases.len() > size;
    cases.truncate(size);
    (cases, more)
}

/// The queue, most urgent first; for reviewers and, to look at, operators.
pub async fn queue(ctx: &Ctx, actor: &Actor, filter: &Filter) -> Result<Queue> {
    review::staff(actor)?;
    let me = access::account(actor)?;
    let now = ctx.now();
    let text = filter.text.trim().to_lowercase();
    let mut tx = ctx.store().read().await?;
    let found = desk::open(&mut tx, &store_filter(filter, me, &text), filter.page * PAGE, PAGE + 1).await?;
    let (cases, more) = page(found);
    let end_of_today = Millis::at_hour(now.day(), 24);
    let week = desk::decided_since(&mut tx, now.plus(-7 * Millis::DAY)).await?;
    let decided = desk::decisions_since(&mut tx, now.plus(-7 * Millis::DAY)).await?;
    Ok(Queue {
        tallies: Tally::all(&decided, Millis::at_hour(now.day(), 0)),
        cases,
        more,
        counts: desk::counts(&mut tx, now, end_of_today).await?,
        loads: desk::loads(&mut tx, end_of_today).await?,
        week: Week::of(&week),
        reviewers: Reviewers::read(&mut tx).await?,
        policy: revision::current(ctx, &mut tx).await?,
    })
}

/// Decided and withdrawn cases, newest first, whether more follow, and who decided them.
pub async fn closed(ctx: &Ctx, actor: &Actor, filter: &Filter) -> Result<(Vec<Case>, bool, Reviewers)> {
    review::staff(actor)?;
    let me = access::account(actor)?;
    let text = filter.text.trim().to_lowercase();
    let mut tx = ctx.store().read().await?;
    let found = desk::closed(&mut tx, &store_filter(filter, me, &text), filter.page * PAGE, PAGE + 1).await?;
    let (cases, more) = page(found);
    Ok((cases, more, Reviewers::read(&mut tx).await?))
}

/// Takes the most urgent case that nobody holds; `None` if there is none.
pub async fn claim_next(ctx: &Ctx, actor: &Actor, kind: Option<CaseKind>) -> Result<Option<Case>> {
    let me = access::platform(actor, PlatformRole::Reviewer)?;
    for _ in 0..crate::transact::ATTEMPTS {
        let mut tx = ctx.store().read().await?;
        let next = desk::next_free(&mut tx, kind.map_or("", CaseKind::as_str), me).await?;
        drop(tx);
        let Some(case) = next else { return Ok(None) };
        match review::act(ctx, actor, &case.id, &Step::Claim).await {
            Ok(case) => return Ok(Some(case)),
            // Somebody was quicker; the next one is as good.
            Err(Error::Stale(_) | Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::Stale("case"))
}

/// The case to go on with after a decision: the most urgent of those that the reviewer holds.
pub async fn mine_next(ctx: &Ctx, actor: &Actor) -> Result<Option<CaseId>> {
    let me = access::platform(actor, PlatformRole::Reviewer)?;
    let filter = Filter { mine: true, ..Filter::default() };
    let mut tx = ctx.store().read().await?;
    let found = desk::open(&mut tx, &store_filter(&filter, me, ""), 0, 1).await?;
    Ok(found.into_iter().next().map(|c| c.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_counts_what_was_in_time_and_its_median() {
        assert_eq!(Week::of(&[]), Week::default());
        let week = Week::of(&[(0, 10, 5), (0, 10, 11), (0, 10, 7)]);
        assert_eq!(week, Week { decided: 3, in_time: 666, median: 7 });
    }

    #[test]
    fn each_reviewers_week_is_their_own() {
        let row = |who: &str, opened_at, decided_at, refused| desk::Decided {
            reviewer: who.into(),
            opened_at,
            decided_at,
            due_at: 100,
            refused,
        };
        let rows =
            [row("a", 0, 10, false), row("a", 0, 60, true), row("a", 0, 110, true), row("b", 50, 60, false)];
        let all = Tally::all(&rows, Millis(50));
        let a = Tally { reviewer: "a".into(), today: 2, week: 3, refused: 2, late: 1, median: 60 };
        let b = Tally { reviewer: "b".into(), today: 1, week: 1, refused: 0, late: 0, median: 10 };
        assert_eq!(all, [a, b]);
    }

    #[test]
    fn reviewers_have_numbers_and_others_have_none() {
        let all = Reviewers(BTreeMap::from([("a".into(), 1), ("b".into(), 12)]));
        assert_eq!((all.label("b").as_str(), all.label("x").as_str()), ("R-12", "—"));
        assert_eq!(all.of_actor("account:a").as_deref(), Some("R-01"));
        assert_eq!((all.of_actor("account:x"), all.of_actor("system")), (None, None));
    }
}
