//! The Merkle log over the evidence ([C2SP tlog-tiles](https://c2sp.org/tlog-tiles)). An entry is the salted hash of an evidence
//! row, so that what everybody may read tells nothing of what was decided about whom. The leader that chains the rows adds
//! them here in the same transaction and signs one checkpoint a batch.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use tongguan_ledger::{
    Checkpoint, Edge, FULL, Hash, Note, Receipt, Tile, TileError, Verifier, bundle, consistency, inclusion,
    leaf, parse_bundle_path,
};
use tongguan_model::{actor::Actor, ids::AppId, refusal::Refusal, text::bi};
use tongguan_store::{Tx, evidence, log, setting};

use crate::{Ctx, Error, Result, access};

/// Name of the setting that keeps the log's name: it stays when the platform moves to another address.
const ORIGIN: &str = "log.origin";

/// Hashes of tiles that were read.
type Tiles = BTreeMap<Tile, Vec<Hash>>;

/// The log's name: the platform's address when the log began, and `/log`.
async fn origin(ctx: &Ctx, tx: &mut Tx) -> Result<String> {
    if let Some(name) = setting::get(tx, ORIGIN).await? {
        return Ok(name);
    }
    let url = &ctx.config().public_url;
    let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    Ok(format!("{}/log", host.trim_end_matches('/')))
}

/// Adds rows that have a place in the chain and none in the log, at most `limit`; returns how many.
pub(crate) async fn integrate(ctx: &Ctx, tx: &mut Tx, limit: i64) -> Result<usize> {
    let size = log::checkpoint(tx).await?.map_or(0, |(size, _)| size);
    let entries = log::entries(tx, size, limit).await?;
    if entries.is_empty() {
        return Ok(0);
    }
    let name = origin(ctx, tx).await?;
    if size == 0 {
        setting::set(tx, ORIGIN, &name).await?;
    }
    let size = size.unsigned_abs();
    let mut edge = with_tiles(tx, |tiles| Edge::open(size, tiles)).await?;
    let mut grown: Vec<(Tile, Vec<u8>)> = Vec::new();
    for entry in &entries {
        let entry = hex::decode(entry).map_err(Error::internal)?;
        edge.push(leaf(&entry), |tile, hashes| grown.push((tile, hashes.concat())));
    }
    grown.extend(edge.partial().map(|(tile, hashes)| (tile, hashes.concat())));
    for (tile, hashes) in grown {
        let (level, place, width) = columns(tile)?;
        log::put_tile(tx, level, place, width, &STANDARD.encode(hashes)).await?;
    }
    let text =
        Checkpoint { origin: name.clone(), size: edge.size(), root: edge.root(), more: vec![] }.to_string();
    let signed = ctx.keys().log_signer(&name)?.sign(&text, 0);
    let note = Note::new(text, vec![signed]).map_err(Error::internal)?;
    let size = i64::try_from(edge.size()).map_err(Error::internal)?;
    log::put_checkpoint(tx, size, &note.to_string(), ctx.now()).await?;
    Ok(entries.len())
}

fn columns(tile: Tile) -> Result<(i64, i64, i64)> {
    Ok((tile.level.into(), i64::try_from(tile.index).map_err(Error::internal)?, tile.width.into()))
}

/// Runs `with` over tiles, and again with each that it lacks; a tree has few levels, so few are lacked.
async fn with_tiles<T>(
    tx: &mut Tx,
    with: impl Fn(&Tiles) -> std::result::Result<T, TileError<Tile>>,
) -> Result<T> {
    let mut tiles = Tiles::new();
    loop {
        match with(&tiles) {
            Ok(done) => return Ok(done),
            Err(TileError::Read(lacked)) if !tiles.contains_key(&lacked) => {
                let bytes = bytes(tx, lacked)
                    .await?
                    .ok_or_else(|| Error::internal(format!("the log lacks its tile {}", lacked.path())))?;
                let hashes =
                    lacked.hashes(&bytes).ok_or_else(|| Error::internal("a tile of another width"))?;
                tiles.insert(lacked, hashes);
            }
            Err(error) => return Err(Error::internal(format!("the log's tiles: {error:?}"))),
        }
    }
}

/// A tile as served; one at the edge that has grown since is cut back to the width that is asked for.
async fn bytes(tx: &mut Tx, tile: Tile) -> Result<Option<Vec<u8>>> {
    let (level, place, width) = columns(tile)?;
    let Some(text) = log::tile(tx, level, place, width).await? else { return Ok(None) };
    let mut bytes = STANDARD.decode(text).map_err(Error::internal)?;
    bytes.truncate(usize::from(tile.width) * size_of::<Hash>());
    Ok(Some(bytes))
}

/// The newest signed checkpoint; `None` while the log is empty.
pub async fn checkpoint(ctx: &Ctx) -> Result<Option<String>> {
    let mut tx = ctx.store().read().await?;
    Ok(log::checkpoint(&mut tx).await?.map(|(_, note)| note))
}

/// The key that the log's checkpoints are verified with.
pub async fn key(ctx: &Ctx) -> Result<Verifier> {
    let mut tx = ctx.store().read().await?;
    let name = origin(ctx, &mut tx).await?;
    Ok(ctx.keys().log_signer(&name)?.verifier().clone())
}

/// A tile or bundle as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Hashes, or entries after their lengths.
    pub bytes: Vec<u8>,
    /// Whether it is full, and so never changes.
    pub full: bool,
}

/// What stands at a path below `tile/`: a tile of hashes or a bundle of entries; `None` if the log has none of this width there.
pub async fn piece(ctx: &Ctx, path: &str) -> Result<Option<Piece>> {
    let mut tx = ctx.store().read().await?;
    let (bytes, width) = match (parse_bundle_path(path), Tile::parse(path)) {
        (Some((place, width)), _) => (entries(&mut tx, place, width).await?, width),
        (None, Some(tile)) => (bytes(&mut tx, tile).await?, tile.width),
        (None, None) => return Ok(None),
    };
    Ok(bytes.map(|bytes| Piece { bytes, full: width == FULL }))
}

/// A bundle of entries; `None` if a signed checkpoint does not reach as far.
async fn entries(tx: &mut Tx, place: u64, width: u16) -> Result<Option<Vec<u8>>> {
    let size = log::checkpoint(tx).await?.map_or(0, |(size, _)| size.unsigned_abs());
    let Some(from) = place.checked_mul(FULL.into()).filter(|from| from.saturating_add(width.into()) <= size)
    else {
        return Ok(None);
    };
    let from = i64::try_from(from).map_err(Error::internal)?;
    let rows = log::entries(tx, from, width.into()).await?;
    let entries: Vec<Vec<u8>> =
        rows.iter().map(hex::decode).collect::<std::result::Result<_, _>>().map_err(Error::internal)?;
    Ok(bundle(entries.iter().map(Vec::as_slice)))
}

/// What proves that a row is in the log.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The row, with salt and body, from which the entry is made again.
    pub row: evidence::Row,
    /// Inclusion in the newest checkpoint.
    pub receipt: Receipt,
    /// The log's key.
    pub key: Verifier,
}

/// The proof of a row of an app, for its members and staff.
pub async fn prove(ctx: &Ctx, actor: &Actor, app: &AppId, id: &str) -> Result<Proof> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    let row = evidence::get(&mut tx, id).await?.filter(|r| r.app_id.as_deref() == Some(app.as_str()));
    let row = row.ok_or(Error::NotFound("evidence"))?;
    proof(ctx, &mut tx, row).await
}

/// Whether a signed checkpoint reaches as far as a row.
pub(crate) async fn has(tx: &mut Tx, row: &evidence::Row) -> Result<bool> {
    let size = log::checkpoint(tx).await?.map_or(0, |(size, _)| size);
    Ok(row.seq.is_some_and(|seq| seq < size))
}

/// The proof of a row.
pub(crate) async fn proof(ctx: &Ctx, tx: &mut Tx, row: evidence::Row) -> Result<Proof> {
    let newest = log::checkpoint(tx).await?;
    let (Some(seq), Some((size, note))) = (row.seq, newest) else { return Err(waiting()) };
    if seq >= size {
        return Err(waiting());
    }
    let (index, size) = (seq.unsigned_abs(), size.unsigned_abs());
    let path = with_tiles(tx, |tiles| inclusion(index, size, tiles)).await?;
    let note = Note::parse(&note).map_err(Error::internal)?;
    let name = origin(ctx, tx).await?;
    let key = ctx.keys().log_signer(&name)?.verifier().clone();
    Ok(Proof { row, receipt: Receipt { extra: None, index, path, note }, key })
}

/// The hashes by which a tree of `from` entries is told to have grown into one of `to`; `None` if there is none as large.
pub async fn growth(ctx: &Ctx, from: u64, to: u64) -> Result<Option<Vec<Hash>>> {
    let mut tx = ctx.store().read().await?;
    let size = log::checkpoint(&mut tx).await?.map_or(0, |(size, _)| size.unsigned_abs());
    if from > to || to > size {
        return Ok(None);
    }
    with_tiles(&mut tx, |tiles| consistency(from, to, tiles)).await.map(Some)
}

fn waiting() -> Error {
    Refusal::new(
        "not-in-log",
        "CER-7",
        bi("这条存证还没有进入日志。", "This piece of evidence is not in the log yet."),
        bi("请稍候几秒再取。", "Try again in a few seconds."),
    )
    .into()
}
