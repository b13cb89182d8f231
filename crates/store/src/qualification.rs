//! Qualifications of industries.

use sqlx::FromRow;
use tongguan_model::{ids::AppId, qualification::Qualification, time::Millis};

use crate::{Result, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    app_id: String,
    name: String,
    number: String,
    valid_until: Option<i64>,
    created_at: i64,
}

impl From<Row> for Qualification {
    fn from(r: Row) -> Self {
        Self {
            id: r.id,
            app: AppId::from_trusted(r.app_id),
            name: r.name,
            number: r.number,
            valid_until: r.valid_until.map(Millis),
            created_at: Millis(r.created_at),
        }
    }
}

/// Adds one.
pub async fn insert(tx: &mut Tx, q: &Qualification) -> Result<()> {
    const SQL: &str = "insert into qualification (id, app_id, name, number, valid_until, created_at) \
        values ($1, $2, $3, $4, $5, $6)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(&q.id)
        .bind(q.app.as_str())
        .bind(&q.name)
        .bind(&q.number)
        .bind(q.valid_until.map(|m| m.0))
        .bind(q.created_at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Those of an app, oldest first.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Qualification>> {
    const SQL: &str = "select * from qualification where app_id = $1 order by created_at, id";
    let rows = on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_all(c).await)?;
    Ok(rows.into_iter().map(Qualification::from).collect())
}

/// One by its id.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Qualification>> {
    const SQL: &str = "select * from qualification where id = $1";
    let row = on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id).fetch_optional(c).await)?;
    Ok(row.map(Qualification::from))
}

/// Removes one of an app; whether it was there.
pub async fn delete(tx: &mut Tx, app: &AppId, id: &str) -> Result<bool> {
    const SQL: &str = "delete from qualification where id = $1 and app_id = $2";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(app.as_str())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(rows > 0)
}

/// Removes all of an app.
pub async fn delete_of(tx: &mut Tx, app: &AppId) -> Result<u64> {
    const SQL: &str = "delete from qualification where app_id = $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(app.as_str()).execute(c).await.map(|r| r.rows_affected()))?)
}
