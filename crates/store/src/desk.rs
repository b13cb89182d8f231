//! Looking over the desk: filtered pages of cases, who holds how many, how the last days went.

use sqlx::FromRow;
use tongguan_model::{ids::AccountId, review::Case, time::Millis};

use crate::{Result, Tx, db::on, review};

/// Which cases; empty texts filter nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Kind.
    pub kind: &'a str,
    /// Reviewer who holds it (open) or decided it (closed).
    pub reviewer: &'a str,
    /// Only what nobody holds.
    pub free: bool,
    /// State of a closed case.
    pub state: &'a str,
    /// Part of the title in small letters, or the number.
    pub text: &'a str,
}

/// Open cases, the most urgent first.
pub async fn open(tx: &mut Tx, f: &Filter<'_>, offset: i64, limit: i64) -> Result<Vec<Case>> {
    const SQL: &str = "select * from review_case where state = 'open' and ($1 = '' or kind = $1) \
        and ($2 = '' or assignee = $2) and (not $3 or assignee is null) \
        and ($4 = '' or lower(title) like '%' || $4 || '%' or cast(number as text) = $4) \
        order by due_at, number limit $5 offset $6";
    review::cases(on!(tx, |c| sqlx::query_as::<_, review::Row>(SQL)
        .bind(f.kind)
        .bind(f.reviewer)
        .bind(f.free)
        .bind(f.text)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?)
}

/// Decided and withdrawn cases, newest first.
pub async fn closed(tx: &mut Tx, f: &Filter<'_>, offset: i64, limit: i64) -> Result<Vec<Case>> {
    const SQL: &str = "select * from review_case where state <> 'open' and ($1 = '' or kind = $1) \
        and ($2 = '' or decided_by = $2) and ($3 = '' or state = $3) \
        and ($4 = '' or lower(title) like '%' || $4 || '%' or cast(number as text) = $4) \
        order by decided_at desc, number desc limit $5 offset $6";
    review::cases(on!(tx, |c| sqlx::query_as::<_, review::Row>(SQL)
        .bind(f.kind)
        .bind(f.reviewer)
        .bind(f.state)
        .bind(f.text)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?)
}

/// The most urgent open case that nobody holds and `by` has not opened.
pub async fn next_free(tx: &mut Tx, kind: &str, by: &AccountId) -> Result<Option<Case>> {
    const SQL: &str = "select * from review_case where state = 'open' and assignee is null and opened_by <> $1 \
        and ($2 = '' or kind = $2) order by due_at, number limit 1";
    let row = on!(tx, |c| sqlx::query_as::<_, review::Row>(SQL)
        .bind(by.as_str())
        .bind(kind)
        .fetch_optional(c)
        .await)?;
    row.map(Case::try_from).transpose()
}

/// Open cases of a kind.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Count {
    /// Kind.
    pub kind: String,
    /// All.
    pub open: i64,
    /// Past their deadline.
    pub late: i64,
    /// Due until `until`, not late.
    pub soon: i64,
}

/// Counts of open cases by kind.
pub async fn counts(tx: &mut Tx, now: Millis, until: Millis) -> Result<Vec<Count>> {
    const SQL: &str = "select kind, cast(count(*) as bigint) as open, \
        cast(sum(case when due_at < $1 then 1 else 0 end) as bigint) as late, \
        cast(sum(case when due_at >= $1 and due_at < $2 then 1 else 0 end) as bigint) as soon \
        from review_case where state = 'open' group by kind order by kind";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(now.0).bind(until.0).fetch_all(c).await)?)
}

/// What a reviewer holds.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Load {
    /// Account.
    pub reviewer: String,
    /// Open cases.
    pub held: i64,
    /// Of them due until `until`.
    pub soon: i64,
}

/// Who holds how many open cases.
pub async fn loads(tx: &mut Tx, until: Millis) -> Result<Vec<Load>> {
    const SQL: &str = "select assignee as reviewer, cast(count(*) as bigint) as held, \
        cast(sum(case when due_at < $1 then 1 else 0 end) as bigint) as soon \
        from review_case where state = 'open' and assignee is not null group by assignee order by assignee";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(until.0).fetch_all(c).await)?)
}

/// Opened, due and decided moments of what was decided since a moment; at most 5000.
pub async fn decided_since(tx: &mut Tx, since: Millis) -> Result<Vec<(i64, i64, i64)>> {
    const SQL: &str = "select opened_at, due_at, decided_at from review_case where state in ('passed', 'refused') \
        and decided_at >= $1 order by decided_at limit 5000";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(since.0).fetch_all(c).await)?)
}

/// A decision, for the statistics of who made it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Decided {
    /// Account.
    pub reviewer: String,
    /// The case was opened.
    pub opened_at: i64,
    /// It was decided.
    pub decided_at: i64,
    /// It was to be decided by then.
    pub due_at: i64,
    /// Whether it was a refusal.
    pub refused: bool,
}

/// Decisions since a moment with who made them.
pub async fn decisions_since(tx: &mut Tx, since: Millis) -> Result<Vec<Decided>> {
    const SQL: &str = "select decided_by as reviewer, opened_at, decided_at, due_at, (state = 'refused') as refused \
        from review_case where state in ('passed', 'refused') and decided_by is not null and decided_at >= $1 \
        order by decided_by, decided_at limit 20000";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(since.0).fetch_all(c).await)?)
}
