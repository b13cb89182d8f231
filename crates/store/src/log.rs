//! The Merkle log: its tiles and its signed checkpoints.

use tongguan_model::time::Millis;

use crate::{Result, Tx, db::on};

/// Keeps a tile; one that was there and was not full is written anew.
pub async fn put_tile(tx: &mut Tx, level: i64, place: i64, width: i64, hashes: &str) -> Result<()> {
    const SQL: &str = "insert into log_tile (level, place, width, hashes) values ($1, $2, $3, $4) \
        on conflict (level, place) do update set width = excluded.width, hashes = excluded.hashes";
    on!(tx, |c| sqlx::query(SQL)
        .bind(level)
        .bind(place)
        .bind(width)
        .bind(hashes)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The hashes of a tile in base64, if it has at least this width.
pub async fn tile(tx: &mut Tx, level: i64, place: i64, width: i64) -> Result<Option<String>> {
    const SQL: &str = "select hashes from log_tile where level = $1 and place = $2 and width >= $3";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(level).bind(place).bind(width).fetch_optional(c).await)?)
}

/// Keeps a checkpoint.
pub async fn put_checkpoint(tx: &mut Tx, size: i64, note: &str, now: Millis) -> Result<()> {
    const SQL: &str = "insert into log_checkpoint (size, note, at) values ($1, $2, $3)";
    on!(tx, |c| sqlx::query(SQL).bind(size).bind(note).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// The newest checkpoint: how many entries it has, and the signed note.
pub async fn checkpoint(tx: &mut Tx) -> Result<Option<(i64, String)>> {
    const SQL: &str = "select size, note from log_checkpoint order by size desc limit 1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_optional(c).await)?)
}

/// Hex leaf hashes of sequenced rows from a place on: what the log's entries are.
pub async fn entries(tx: &mut Tx, from: i64, limit: i64) -> Result<Vec<String>> {
    const SQL: &str = "select leaf_hash from evidence where seq >= $1 order by seq limit $2";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(from).bind(limit).fetch_all(c).await)?)
}
