//! Certification orders.

use tongguan_model::{certification::Product, ids::AppId, time::Millis};

use crate::{Result, Tx, db::on};

/// Until when the last certification of an app holds or held; `None` if it never passed one.
pub async fn valid_until(tx: &mut Tx, app: &AppId, product: Product) -> Result<Option<Millis>> {
    const SQL: &str = "select max(valid_until) from certification where app_id = $1 and product = $2 \
        and state in ('passed', 'expired')";
    let until: Option<i64> =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(app.as_str()).bind(product.as_str()).fetch_one(c).await)?;
    Ok(until.map(Millis))
}
