//! Review cases.

use sqlx::FromRow;
use tongguan_model::{
    ids::{AccountId, AppId, CaseId},
    review::{Case, CaseKind, CaseState},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
pub(crate) struct Row {
    id: String,
    number: i64,
    kind: String,
    app_id: String,
    target: String,
    title: String,
    state: String,
    opened_by: String,
    opened_at: i64,
    due_at: i64,
    due_provisional: bool,
    assignee: Option<String>,
    policy_revision: i64,
    findings: String,
    blocked: bool,
    decision: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    version: i64,
}

impl TryFrom<Row> for Case {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        let decision = r.decision.as_deref().map(serde_json::from_str).transpose();
        Ok(Self {
            id: CaseId::from_trusted(r.id),
            number: r.number,
            kind: CaseKind::parse(&r.kind).ok_or(StoreError::Corrupt("review_case.kind"))?,
            app: AppId::from_trusted(r.app_id),
            target: r.target,
            title: r.title,
            state: CaseState::parse(&r.state).ok_or(StoreError::Corrupt("review_case.state"))?,
            opened_by: AccountId::from_trusted(r.opened_by),
            opened_at: Millis(r.opened_at),
            due_at: Millis(r.due_at),
            due_provisional: r.due_provisional,
            assignee: r.assignee.map(AccountId::from_trusted),
            policy_revision: r.policy_revision,
            findings: serde_json::from_str(&r.findings)
                .map_err(|_| StoreError::Corrupt("review_case.findings"))?,
            blocked: r.blocked,
            decision: decision.map_err(|_| StoreError::Corrupt("review_case.decision"))?,
            decided_by: r.decided_by.map(AccountId::from_trusted),
            decided_at: r.decided_at.map(Millis),
            version: r.version,
        })
    }
}

/// Inserts a case; the database refuses a second open one for the same target.
pub async fn insert(tx: &mut Tx, c: &Case) -> Result<()> {
    const SQL: &str = "insert into review_case (id, number, kind, app_id, target, title, state, opened_by, opened_at, \
        due_at, due_provisional, assignee, policy_revision, findings, blocked, decision, decided_by, decided_at, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, null, null, null, $16)";
    let findings = c.findings.to_string();
    on!(tx, |conn| sqlx::query(SQL)
        .bind(c.id.as_str())
        .bind(c.number)
        .bind(c.kind.as_str())
        .bind(c.app.as_str())
        .bind(&c.target)
        .bind(&c.title)
        .bind(c.state.as_str())
        .bind(c.opened_by.as_str())
        .bind(c.opened_at.0)
        .bind(c.due_at.0)
        .bind(c.due_provisional)
        .bind(c.assignee.as_ref().map(AccountId::as_str))
        .bind(c.policy_revision)
        .bind(findings)
        .bind(c.blocked)
        .bind(c.version)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes a case back if nobody changed it since it was read.
pub async fn update(tx: &mut Tx, c: &Case) -> Result<()> {
    const SQL: &str = "update review_case set state = $3, assignee = $4, findings = $5, blocked = $6, decision = $7, \
        decided_by = $8, decided_at = $9, version = version + 1 where id = $1 and version = $2";
    let decision = c.decision.as_ref().map(serde_json::to_string).transpose();
    let decision = decision.map_err(|_| StoreError::Corrupt("review_case.decision"))?;
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(c.id.as_str())
        .bind(c.version)
        .bind(c.state.as_str())
        .bind(c.assignee.as_ref().map(AccountId::as_str))
        .bind(c.findings.to_string())
        .bind(c.blocked)
        .bind(decision)
        .bind(c.decided_by.as_ref().map(AccountId::as_str))
        .bind(c.decided_at.map(|m| m.0))
        .execute(conn)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("case")) }
}

pub(crate) fn cases(rows: Vec<Row>) -> Result<Vec<Case>> {
    rows.into_iter().map(Case::try_from).collect()
}

/// One case.
pub async fn find(tx: &mut Tx, id: &CaseId) -> Result<Option<Case>> {
    const SQL: &str = "select * from review_case where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Case::try_from)
        .transpose()
}

/// Every case of a target (a subject, name, certification step or version), newest first.
pub async fn of_target(tx: &mut Tx, target: &str) -> Result<Vec<Case>> {
    const SQL: &str = "select * from review_case where target = $1 order by number desc";
    cases(on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(target).fetch_all(c).await)?)
}

/// Every case of an app, newest first.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Case>> {
    const SQL: &str = "select * from review_case where app_id = $1 order by number desc limit 200";
    cases(on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_all(c).await)?)
}

/// Open cases, the most urgent first; `kind` filters when not empty.
pub async fn queue(tx: &mut Tx, kind: &str, limit: i64) -> Result<Vec<Case>> {
    const SQL: &str = "select * from review_case where state = 'open' and ($1 = '' or kind = $1) \
        order by due_at, number limit $2";
    cases(on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(kind).bind(limit).fetch_all(c).await)?)
}

/// Decided and withdrawn cases, newest first.
pub async fn closed(tx: &mut Tx, limit: i64) -> Result<Vec<Case>> {
    const SQL: &str =
        "select * from review_case where state <> 'open' order by decided_at desc, number desc limit $1";
    cases(on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(limit).fetch_all(c).await)?)
}

/// Open cases that a reviewer holds.
pub async fn held_by(tx: &mut Tx, reviewer: &AccountId) -> Result<Vec<Case>> {
    const SQL: &str = "select * from review_case where state = 'open' and assignee = $1 order by number";
    cases(on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(reviewer.as_str()).fetch_all(c).await)?)
}

/// How many open cases are due before this one: its place in line.
pub async fn ahead(tx: &mut Tx, case: &Case) -> Result<i64> {
    const SQL: &str = "select cast(count(*) as bigint) from review_case where state = 'open' and \
        (due_at < $1 or (due_at = $1 and number < $2))";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(case.due_at.0).bind(case.number).fetch_one(c).await)?)
}

/// Takes what machines found on papers out of an app's closed cases; who decided what by which rule stays.
pub async fn forget_findings(tx: &mut Tx, app: &AppId) -> Result<()> {
    const SQL: &str = "update review_case set findings = '[]', version = version + 1 where app_id = $1 \
        and kind in ('subject', 'certification') and state <> 'open' and findings <> '[]'";
    on!(tx, |c| sqlx::query(SQL).bind(app.as_str()).execute(c).await.map(drop))?;
    Ok(())
}
