//! Proofs: that an entry is in a tree, and that a tree only grew (RFC 9162 §2.1.3 and §2.1.4).

use std::collections::BTreeMap;

use thiserror::Error;

use crate::{
    hash::{Hash, join, node, parts},
    tile::{FULL, HEIGHT, Tile},
};

/// Where tiles are kept.
pub trait ReadTiles {
    /// Why a tile cannot be read.
    type Error;

    /// The bytes of a tile.
    fn tile(&self, tile: Tile) -> Result<Vec<u8>, Self::Error>;

    /// The hashes of a tile.
    fn hashes(&self, tile: Tile) -> Result<Vec<Hash>, TileError<Self::Error>> {
        let bytes = self.tile(tile).map_err(TileError::Read)?;
        tile.hashes(&bytes).ok_or(TileError::Width(tile))
    }
}

/// Tiles in memory.
impl ReadTiles for BTreeMap<Tile, Vec<Hash>> {
    type Error = Tile;

    fn tile(&self, tile: Tile) -> Result<Vec<u8>, Tile> {
        self.get(&tile).map(|hashes| hashes.concat()).ok_or(tile)
    }
}

/// Why a tile is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TileError<E> {
    /// It cannot be read.
    #[error("{0}")]
    Read(E),
    /// It holds another number of hashes than it should.
    #[error("the tile {} does not hold {} hashes", .0.path(), .0.width)]
    Width(Tile),
    /// There is no such entry in a tree of this size.
    #[error("{0} is not within {1} entries")]
    Beyond(u64, u64),
}

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The entry is not within the tree, or the tree would have shrunk.
    #[error("{0} is not within {1} entries")]
    Beyond(u64, u64),
    /// Every tree begins with one without entries: that says nothing.
    #[error("a tree without entries proves nothing")]
    Empty,
    /// There are more or fewer hashes than the sizes ask for.
    #[error("the proof has another length than these sizes ask for")]
    Length,
    /// The hashes lead to another root.
    #[error("the proof leads to another root")]
    Root,
}

/// The hashes beside the way from an entry to the root of a tree of `size` entries, from the leaf up.
pub fn inclusion<R: ReadTiles>(index: u64, size: u64, tiles: &R) -> Result<Vec<Hash>, TileError<R::Error>> {
    if index >= size {
        return Err(TileError::Beyond(index, size));
    }
    let mut beside = Vec::new();
    let (mut low, mut high) = (0, size);
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            beside.push((middle, high));
            high = middle;
        } else {
            beside.push((low, middle));
            low = middle;
        }
    }
    beside.into_iter().rev().map(|(low, high)| span(low, high, size, tiles)).collect()
}

/// The hashes by which the root of `first` entries and that of `second` are told to belong to one tree that grew.
pub fn consistency<R: ReadTiles>(
    first: u64,
    second: u64,
    tiles: &R,
) -> Result<Vec<Hash>, TileError<R::Error>> {
    if first > second {
        return Err(TileError::Beyond(first, second));
    }
    if first == 0 {
        return Ok(Vec::new());
    }
    let mut beside = Vec::new();
    let (mut low, mut high) = (0, second);
    while first < high {
        let middle = low + split(high - low);
        if first <= middle {
            beside.push((middle, high));
            high = middle;
        } else {
            beside.push((low, middle));
            low = middle;
        }
    }
    // What is left ends where the first tree ends. If it is the whole of it, its root is known already.
    if low > 0 {
        beside.push((low, high));
    }
    beside.into_iter().rev().map(|(low, high)| span(low, high, second, tiles)).collect()
}

/// Largest power of two below `n`, for `n` above one.
const fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The root over the entries from `low` to `high`, where `low` is a boundary of a subtree large enough.
fn span<R: ReadTiles>(low: u64, high: u64, size: u64, tiles: &R) -> Result<Hash, TileError<R::Error>> {
    let mut found = Vec::new();
    let mut at = low;
    while at < high {
        let height = (high - at).ilog2();
        found.push(subtree(height, at >> height, size, tiles)?);
        at += 1 << height;
    }
    join(found).ok_or(TileError::Beyond(low, high))
}

/// The root of the complete subtree `index` of 2^`height` entries.
fn subtree<R: ReadTiles>(height: u32, index: u64, size: u64, tiles: &R) -> Result<Hash, TileError<R::Error>> {
    let within = height % HEIGHT;
    let first = index << within;
    let full = u64::from(FULL);
    let beyond = TileError::Beyond(index, size);
    let Some(tile) = Tile::of((height / HEIGHT) as u8, first / full, size) else { return Err(beyond) };
    let hashes = tiles.hashes(tile)?;
    let from = (first % full) as usize;
    let row = hashes.get(from..from + (1 << within));
    row.and_then(|row| join(parts(row))).ok_or(beyond)
}

/// Checks that the entry of hash `leaf` is at `index` in the tree of `size` entries with this root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Beyond(index, size));
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for beside in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if at & 1 == 1 || at == last {
            hash = node(beside, &hash);
            climb(&mut at, &mut last);
        } else {
            hash = node(&hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    match last {
        0 if hash == *root => Ok(()),
        0 => Err(ProofError::Root),
        _ => Err(ProofError::Length),
    }
}

/// A node at the right edge has no sibling until the level where it is one itself.
const fn climb(at: &mut u64, last: &mut u64) {
    while *at & 1 == 0 && *at != 0 {
        *at >>= 1;
        *last >>= 1;
    }
}

/// Checks that the tree of `second` entries begins with that of `first`, which is not empty.
pub fn verify_consistency(
    (first, first_root): (u64, &Hash),
    (second, second_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), ProofError> {
    if first > second {
        return Err(ProofError::Beyond(first, second));
    }
    if first == 0 {
        return Err(ProofError::Empty);
    }
    if first == second {
        return match proof {
            [] if first_root == second_root => Ok(()),
            [] => Err(ProofError::Root),
            _ => Err(ProofError::Length),
        };
    }
    let (mut at, mut last) = (first - 1, second - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    // The first tree is a complete subtree of the second: it is where the proof begins.
    let (start, rest) = if first.is_power_of_two() {
        (first_root, proof)
    } else {
        proof.split_first().ok_or(ProofError::Length)?
    };
    let (mut old, mut new) = (*start, *start);
    for beside in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if at & 1 == 1 || at == last {
            old = node(beside, &old);
            new = node(beside, &new);
            climb(&mut at, &mut last);
        } else {
            new = node(&new, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    match last {
        0 if old == *first_root && new == *second_root => Ok(()),
        0 => Err(ProofError::Root),
        _ => Err(ProofError::Length),
    }
}
