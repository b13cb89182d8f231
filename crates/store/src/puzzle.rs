//! Puzzles before registration (ACC-4).

use sqlx::FromRow;
use tongguan_model::{
    ids::PuzzleId,
    puzzle::{Puzzle, Variant},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    variant: String,
    answer: i64,
    tries: i64,
    created_at: i64,
    expires_at: i64,
    solved_at: Option<i64>,
}

impl TryFrom<Row> for Puzzle {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: PuzzleId::from_trusted(r.id),
            variant: Variant::parse(&r.variant).ok_or(StoreError::Corrupt("puzzle.variant"))?,
            answer: r.answer,
            tries: r.tries,
            created_at: Millis(r.created_at),
            expires_at: Millis(r.expires_at),
            solved_at: r.solved_at.map(Millis),
        })
    }
}

/// Inserts a puzzle.
pub async fn insert(tx: &mut Tx, p: &Puzzle) -> Result<()> {
    const SQL: &str = "insert into puzzle (id, variant, answer, tries, created_at, expires_at, solved_at) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(p.id.as_str())
        .bind(p.variant.as_str())
        .bind(p.answer)
        .bind(p.tries)
        .bind(p.created_at.0)
        .bind(p.expires_at.0)
        .bind(p.solved_at.map(|t| t.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The puzzle with this id.
pub async fn find(tx: &mut Tx, id: &PuzzleId) -> Result<Option<Puzzle>> {
    const SQL: &str = "select * from puzzle where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Puzzle::try_from)
        .transpose()
}

/// Keeps an answered puzzle, if nobody answered it since `tries_before`.
pub async fn update(tx: &mut Tx, p: &Puzzle, tries_before: i64) -> Result<()> {
    const SQL: &str =
        "update puzzle set tries = $2, solved_at = $3 where id = $1 and tries = $4 and solved_at is null";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(p.id.as_str())
        .bind(p.tries)
        .bind(p.solved_at.map(|t| t.0))
        .bind(tries_before)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale("puzzle")) }
}

/// Removes puzzles that ended before a moment.
pub async fn purge(tx: &mut Tx, before: Millis) -> Result<u64> {
    const SQL: &str = "delete from puzzle where expires_at <= $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(before.0).execute(c).await.map(|r| r.rows_affected()))?)
}
