//! Materials: what is known of them; the bytes lie sealed in the object store.

use sqlx::FromRow;
use tongguan_model::{
    ids::{AccountId, AppId, MaterialId},
    material::{Material, MaterialKind},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    app_id: String,
    kind: String,
    media: String,
    bytes: i64,
    width: i64,
    height: i64,
    sha256: String,
    notes: String,
    measures: String,
    consent_at: Option<i64>,
    uploaded_by: String,
    created_at: i64,
}

impl TryFrom<Row> for Material {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: MaterialId::from_trusted(r.id),
            app: AppId::from_trusted(r.app_id),
            kind: MaterialKind::parse(&r.kind).ok_or(StoreError::Corrupt("material.kind"))?,
            media: r.media,
            bytes: r.bytes,
            width: r.width,
            height: r.height,
            sha256: r.sha256,
            notes: serde_json::from_str(&r.notes).map_err(|_| StoreError::Corrupt("material.notes"))?,
            measures: serde_json::from_str(&r.measures)
                .map_err(|_| StoreError::Corrupt("material.measures"))?,
            consent_at: r.consent_at.map(Millis),
            uploaded_by: AccountId::from_trusted(r.uploaded_by),
            created_at: Millis(r.created_at),
        })
    }
}

/// Inserts a material.
pub async fn insert(tx: &mut Tx, m: &Material) -> Result<()> {
    const SQL: &str = "insert into material (id, app_id, kind, media, bytes, width, height, sha256, notes, consent_at, \
        uploaded_by, created_at, measures) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let notes = serde_json::to_string(&m.notes).map_err(|_| StoreError::Corrupt("material.notes"))?;
    let measures =
        serde_json::to_string(&m.measures).map_err(|_| StoreError::Corrupt("material.measures"))?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(m.id.as_str())
        .bind(m.app.as_str())
        .bind(m.kind.as_str())
        .bind(&m.media)
        .bind(m.bytes)
        .bind(m.width)
        .bind(m.height)
        .bind(&m.sha256)
        .bind(notes)
        .bind(m.consent_at.map(|m| m.0))
        .bind(m.uploaded_by.as_str())
        .bind(m.created_at.0)
        .bind(measures)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One material.
pub async fn find(tx: &mut Tx, id: &MaterialId) -> Result<Option<Material>> {
    const SQL: &str = "select * from material where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Material::try_from)
        .transpose()
}

/// The materials of an app, newest first.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Material>> {
    const SQL: &str = "select * from material where app_id = $1 order by created_at desc, id desc limit 200";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(Material::try_from)
        .collect()
}

/// Removes a material's row.
pub async fn delete(tx: &mut Tx, id: &MaterialId) -> Result<bool> {
    const SQL: &str = "delete from material where id = $1";
    let n = on!(tx, |c| sqlx::query(SQL).bind(id.as_str()).execute(c).await.map(|r| r.rows_affected()))?;
    Ok(n == 1)
}

/// Every material of an app, however many.
pub async fn all_of(tx: &mut Tx, app: &AppId) -> Result<Vec<Material>> {
    const SQL: &str = "select * from material where app_id = $1 order by created_at, id";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(app.as_str()).fetch_all(c).await)?
        .into_iter()
        .map(Material::try_from)
        .collect()
}

/// Apps with a material from before a moment, by id from behind one.
pub async fn apps_with_older(tx: &mut Tx, before: Millis, after: &str, most: i64) -> Result<Vec<AppId>> {
    const SQL: &str =
        "select distinct app_id from material where created_at < $1 and app_id > $2 order by app_id limit $3";
    let ids: Vec<String> =
        on!(tx, |c| sqlx::query_scalar(SQL).bind(before.0).bind(after).bind(most).fetch_all(c).await)?;
    Ok(ids.into_iter().map(AppId::from_trusted).collect())
}

/// Whether any material is held.
pub async fn any(tx: &mut Tx) -> Result<bool> {
    const SQL: &str = "select cast(count(*) as bigint) from (select 1 from material limit 1) one";
    let n: i64 = on!(tx, |c| sqlx::query_scalar(SQL).fetch_one(c).await)?;
    Ok(n > 0)
}
