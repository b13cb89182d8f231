//! What was read on materials, and by what a picture is known again.

use sqlx::FromRow;
use tongguan_model::{
    ids::{AppId, MaterialId},
    reading::{Reading, ReadingState, Unread},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    state: String,
    reason: Option<String>,
    sealed: Option<String>,
    took_ms: i64,
    created_at: i64,
    finished_at: Option<i64>,
}

impl TryFrom<Row> for Reading {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            state: ReadingState::parse(&r.state).ok_or(StoreError::Corrupt("material_reading.state"))?,
            reason: match r.reason {
                Some(reason) => {
                    Some(Unread::parse(&reason).ok_or(StoreError::Corrupt("material_reading.reason"))?)
                }
                None => None,
            },
            sealed: r.sealed,
            took_ms: r.took_ms,
            created_at: Millis(r.created_at),
            finished_at: r.finished_at.map(Millis),
        })
    }
}

/// Inserts the reading of a new material.
pub async fn insert(tx: &mut Tx, id: &MaterialId, app: &AppId, reading: &Reading) -> Result<()> {
    const SQL: &str = "insert into material_reading (material_id, app_id, state, reason, sealed, took_ms, created_at, \
        finished_at) values ($1, $2, $3, $4, null, 0, $5, $6)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(id.as_str())
        .bind(app.as_str())
        .bind(reading.state.as_str())
        .bind(reading.reason.map(Unread::as_str))
        .bind(reading.created_at.0)
        .bind(reading.finished_at.map(|at| at.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Ends a reading that waits; `false` if it has ended or its material is gone.
pub async fn finish(tx: &mut Tx, id: &MaterialId, reading: &Reading) -> Result<bool> {
    const SQL: &str = "update material_reading set state = $2, reason = $3, sealed = $4, took_ms = $5, finished_at = $6 \
        where material_id = $1 and state = 'waiting'";
    let n = on!(tx, |c| sqlx::query(SQL)
        .bind(id.as_str())
        .bind(reading.state.as_str())
        .bind(reading.reason.map(Unread::as_str))
        .bind(reading.sealed.as_deref())
        .bind(reading.took_ms)
        .bind(reading.finished_at.map(|at| at.0))
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(n == 1)
}

/// The reading of a material; none if its kind is not read.
pub async fn find(tx: &mut Tx, id: &MaterialId) -> Result<Option<Reading>> {
    const SQL: &str = "select * from material_reading where material_id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Reading::try_from)
        .transpose()
}

/// By what a picture is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Hex SHA-256 of its bytes.
    pub sha256: String,
    /// Perceptual hash of its structure.
    pub structure: u64,
    /// Perceptual hash of its gradients.
    pub gradient: u64,
}

/// Four bands of 16 bits. Two hashes that differ in at most three bits are equal in one of them.
fn bands(hash: u64) -> [i64; 4] {
    [48, 32, 16, 0].map(|shift| i64::from(u16::try_from((hash >> shift) & 0xffff).unwrap_or_default()))
}

/// Keeps the mark of a new material.
pub async fn insert_mark(tx: &mut Tx, id: &MaterialId, app: &AppId, mark: &Mark) -> Result<()> {
    const SQL: &str = "insert into picture_mark (material_id, app_id, sha256, structure, gradient, band0, band1, band2, \
        band3) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let [b0, b1, b2, b3] = bands(mark.structure);
    on!(tx, |c| sqlx::query(SQL)
        .bind(id.as_str())
        .bind(app.as_str())
        .bind(&mark.sha256)
        .bind(format!("{:016x}", mark.structure))
        .bind(format!("{:016x}", mark.gradient))
        .bind(b0)
        .bind(b1)
        .bind(b2)
        .bind(b3)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

#[derive(FromRow)]
struct MarkRow {
    material_id: String,
    sha256: String,
    structure: String,
    gradient: String,
}

impl MarkRow {
    fn read(self) -> Result<(MaterialId, Mark)> {
        let hash =
            |text: &str| u64::from_str_radix(text, 16).map_err(|_| StoreError::Corrupt("picture_mark"));
        let (structure, gradient) = (hash(&self.structure)?, hash(&self.gradient)?);
        Ok((MaterialId::from_trusted(self.material_id), Mark { sha256: self.sha256, structure, gradient }))
    }
}

/// The mark of a material.
pub async fn mark(tx: &mut Tx, id: &MaterialId) -> Result<Option<Mark>> {
    const SQL: &str =
        "select material_id, sha256, structure, gradient from picture_mark where material_id = $1";
    let row: Option<MarkRow> = on!(tx, |c| sqlx::query_as(SQL).bind(id.as_str()).fetch_optional(c).await)?;
    row.map(|r| Ok(r.read()?.1)).transpose()
}

/// Marks of other apps' pictures that may be the same one: equal bytes, or a band of a hash in common.
pub async fn candidates(
    tx: &mut Tx,
    app: &AppId,
    sha256: &str,
    structure: u64,
    limit: i64,
) -> Result<Vec<(MaterialId, Mark)>> {
    const SQL: &str = "select material_id, sha256, structure, gradient from picture_mark where app_id <> $1 and \
        (sha256 = $2 or band0 = $3 or band1 = $4 or band2 = $5 or band3 = $6) order by material_id desc limit $7";
    let [b0, b1, b2, b3] = bands(structure);
    let rows: Vec<MarkRow> = on!(tx, |c| sqlx::query_as(SQL)
        .bind(app.as_str())
        .bind(sha256)
        .bind(b0)
        .bind(b1)
        .bind(b2)
        .bind(b3)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(MarkRow::read).collect()
}

/// Removes what is known of a material's contents.
pub async fn delete(tx: &mut Tx, id: &MaterialId) -> Result<()> {
    const READING: &str = "delete from material_reading where material_id = $1";
    const MARK: &str = "delete from picture_mark where material_id = $1";
    on!(tx, |c| sqlx::query(READING).bind(id.as_str()).execute(c).await.map(drop))?;
    on!(tx, |c| sqlx::query(MARK).bind(id.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_that_differ_in_three_bits_share_a_band() {
        let hash = 0x0123_4567_89ab_cdef_u64;
        let shares = |other: u64| bands(hash).iter().zip(bands(other)).any(|(a, b)| *a == b);
        for (a, b, c) in [(0, 16, 32), (63, 40, 20), (1, 2, 3)] {
            assert!(shares(hash ^ (1 << a) ^ (1 << b) ^ (1 << c)));
        }
        assert!(!shares(!hash));
        assert_eq!(bands(0xffff_0000_0001_8000), [0xffff, 0, 1, 0x8000]);
    }
}
