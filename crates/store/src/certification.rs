//! Certification orders. The partial unique index has the last word that one order of a product runs.

use sqlx::FromRow;
use tongguan_model::{
    certification::{Certification, CertificationState, Product, StepKey},
    ids::{AccountId, AppId, CertificationId, MaterialId},
    subject::SubjectType,
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    number: i64,
    app_id: String,
    product: String,
    state: String,
    subject_type: String,
    steps: String,
    step: i64,
    fee_cents: i64,
    policy_revision: i64,
    materials: String,
    refills: i64,
    reviewed: bool,
    micro_sealed: Option<String>,
    micro_rounds: i64,
    micro_tries: i64,
    payee_sealed: Option<String>,
    reason: Option<String>,
    rules: String,
    due_at: Option<i64>,
    due_provisional: bool,
    opened_by: String,
    opened_at: i64,
    state_at: i64,
    valid_from: Option<i64>,
    valid_until: Option<i64>,
    version: i64,
}

fn read<T: serde::de::DeserializeOwned>(json: &str, column: &'static str) -> Result<T> {
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt(column))
}

fn write<T: serde::Serialize>(value: &T, column: &'static str) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StoreError::Corrupt(column))
}

impl TryFrom<Row> for Certification {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: CertificationId::from_trusted(r.id),
            number: r.number,
            app: AppId::from_trusted(r.app_id),
            product: Product::parse(&r.product).ok_or(StoreError::Corrupt("certification.product"))?,
            state: CertificationState::parse(&r.state).ok_or(StoreError::Corrupt("certification.state"))?,
            subject: SubjectType::parse(&r.subject_type)
                .ok_or(StoreError::Corrupt("certification.subject_type"))?,
            steps: read::<Vec<StepKey>>(&r.steps, "certification.steps")?,
            step: usize::try_from(r.step).map_err(|_| StoreError::Corrupt("certification.step"))?,
            fee_cents: r.fee_cents,
            policy_revision: r.policy_revision,
            materials: read::<Vec<MaterialId>>(&r.materials, "certification.materials")?,
            refills: r.refills,
            reviewed: r.reviewed,
            micro_sealed: r.micro_sealed,
            micro_rounds: r.micro_rounds,
            micro_tries: r.micro_tries,
            payee_sealed: r.payee_sealed,
            reason: r.reason,
            rules: read(&r.rules, "certification.rules")?,
            due_at: r.due_at.map(Millis),
            due_provisional: r.due_provisional,
            opened_by: AccountId::from_trusted(r.opened_by),
            opened_at: Millis(r.opened_at),
            state_at: Millis(r.state_at),
            valid_from: r.valid_from.map(Millis),
            valid_until: r.valid_until.map(Millis),
            version: r.version,
        })
    }
}

/// Inserts an order; the database refuses a second running one of the same product (`certification_running`).
pub async fn insert(tx: &mut Tx, o: &Certification) -> Result<()> {
    const SQL: &str = "insert into certification (id, number, app_id, product, state, subject_type, steps, step, fee_cents, \
        policy_revision, materials, refills, reviewed, micro_sealed, micro_rounds, micro_tries, payee_sealed, reason, \
        rules, due_at, due_provisional, opened_by, opened_at, state_at, valid_from, valid_until, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
        $23, $24, $25, $26, $27)";
    let steps = write(&o.steps, "certification.steps")?;
    let materials = write(&o.materials, "certification.materials")?;
    let rules = write(&o.rules, "certification.rules")?;
    let step = i64::try_from(o.step).unwrap_or(i64::MAX);
    on!(tx, |c| sqlx::query(SQL)
        .bind(o.id.as_str())
        .bind(o.number)
        .bind(o.app.as_str())
        .bind(o.product.as_str())
        .bind(o.state.as_str())
        .bind(o.subject.as_str())
        .bind(steps)
        .bind(step)
        .bind(o.fee_cents)
        .bind(o.policy_revision)
        .bind(materials)
        .bind(o.refills)
        .bind(o.reviewed)
        .bind(&o.micro_sealed)
        .bind(o.micro_rounds)
        .bind(o.micro_tries)
        .bind(&o.payee_sealed)
        .bind(&o.reason)
        .bind(rules)
        .bind(o.due_at.map(|m| m.0))
        .bind(o.due_provisional)
        .bind(o.opened_by.as_str())
        .bind(o.opened_at.0)
        .bind(o.state_at.0)
        .bind(o.valid_from.map(|m| m.0))
        .bind(o.valid_until.map(|m| m.0))
        .bind(o.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes an order back if nobody changed it since it was read.
pub async fn update(tx: &mut Tx, o: &Certification) -> Result<()> {
    const SQL: &str = "update certification set state = $3, step = $4, materials = $5, refills = $6, reviewed = $7, \
        micro_sealed = $8, micro_rounds = $9, micro_tries = $10, payee_sealed = $11, reason = $12, rules = $13, \
        due_at = $14, due_provisional = $15, state_at = $16, valid_from = $17, valid_until = $18, \
        version = version + 1 where id = $1 and version = $2";
    let materials = write(&o.materials, "certification.materials")?;
    let rules = write(&o.rules, "certification.rules")?;
    let step = i64::try_from(o.step).unwrap_or(i64::MAX);
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(o.id.as_str())
        .bind(o.version)
        .bind(o.state.as_str())
        .bind(step)
        .bind(materials)
        .bind(o.refills)
        .bind(o.reviewed)
        .bind(&o.micro_sealed)
        .bind(o.micro_rounds)
        .bind(o.micro_tries)
        .bind(&o.payee_sealed)
        .bind(&o.reason)
        .bind(rules)
        .bind(o.due_at.map(|m| m.0))
        .bind(o.due_provisional)
        .bind(o.state_at.0)
        .bind(o.valid_from.map(|m| m.0))
        .bind(o.valid_until.map(|m| m.0))
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("certification")) }
}

fn orders(rows: Vec<Row>) -> Result<Vec<Certification>> {
    rows.into_iter().map(Certification::try_from).collect()
}

/// One order.
pub async fn find(tx: &mut Tx, id: &CertificationId) -> Result<Option<Certification>> {
    const SQL: &str = "select * from certification where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Certification::try_from)
        .transpose()
}

/// The orders of an app, newest first.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Certification>> {
    const SQL: &str = "select * from certification where app_id = $1 order by number desc limit 100";
    orders(on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_all(c).await)?)
}

/// Orders that wait for the operator's payment, the longest waiting first.
pub async fn awaiting_transfer(tx: &mut Tx, limit: i64) -> Result<Vec<Certification>> {
    const SQL: &str = "select * from certification where state in ('transfer', 'transfer_redo') \
        order by state_at, number limit $1";
    orders(on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(limit).fetch_all(c).await)?)
}

/// Until when the last certification of an app holds or held; `None` if it never passed one.
pub async fn valid_until(tx: &mut Tx, app: &AppId, product: Product) -> Result<Option<Millis>> {
    const SQL: &str = "select max(valid_until) from certification where app_id = $1 and product = $2 \
        and state in ('passed', 'expired')";
    let until: Option<i64> =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(app.as_str()).bind(product.as_str()).fetch_one(c).await)?;
    Ok(until.map(Millis))
}

/// Takes the sealed account and amount out of an app's orders that are not on their way.
pub async fn forget_payees(tx: &mut Tx, app: &AppId) -> Result<()> {
    const SQL: &str = "update certification set micro_sealed = null, payee_sealed = null, version = version + 1 \
        where app_id = $1 and state in ('passed', 'expired', 'refused', 'withdrawn', 'lapsed') \
        and (micro_sealed is not null or payee_sealed is not null)";
    on!(tx, |c| sqlx::query(SQL).bind(app.as_str()).execute(c).await.map(drop))?;
    Ok(())
}
