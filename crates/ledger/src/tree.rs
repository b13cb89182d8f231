//! The growing edge of a tree: what must be known to add entries and to tell the root.

use crate::{
    hash::{Hash, empty_root, join, parts},
    proof::{ReadTiles, TileError},
    tile::{FULL, HEIGHT, Tile, full_root},
};

/// The tiles at the right edge of a tree that are not full, from the level of the entries up: at most 255 hashes a level.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

impl Edge {
    /// Opens a tree of `size` entries by its tiles; reads one tile a level, however large it is.
    pub fn open<R: ReadTiles>(size: u64, tiles: &R) -> Result<Self, TileError<R::Error>> {
        let mut levels = Vec::new();
        let mut hashes = size;
        for level in 0.. {
            if hashes == 0 {
                break;
            }
            let full = u64::from(FULL);
            levels.push(match Tile::of(level, hashes / full, size) {
                Some(tile) => tiles.hashes(tile)?,
                None => Vec::new(),
            });
            hashes >>= HEIGHT;
        }
        Ok(Self { size, levels })
    }

    /// Entries so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds the hash of an entry; hands out each tile that is full by it, with its hashes.
    pub fn push(&mut self, leaf: Hash, mut full: impl FnMut(Tile, &[Hash])) {
        let mut hash = leaf;
        for level in 0u8.. {
            let at = usize::from(level);
            if self.levels.len() == at {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[at];
            row.push(hash);
            let Some(root) = full_root(row) else { break };
            let index = self.size >> (HEIGHT * (u32::from(level) + 1));
            full(Tile { level, index, width: FULL }, row);
            row.clear();
            hash = root;
        }
        self.size += 1;
    }

    /// The tiles that are not full, with their hashes. With the full ones they are all of the tree.
    pub fn partial(&self) -> impl Iterator<Item = (Tile, &[Hash])> {
        (0u8..).zip(&self.levels).filter_map(|(level, hashes)| {
            let index = self.size.checked_shr(HEIGHT * (u32::from(level) + 1)).unwrap_or(0);
            let tile = Tile { level, index, width: hashes.len() as u16 };
            (!hashes.is_empty()).then_some((tile, hashes.as_slice()))
        })
    }

    /// The root.
    pub fn root(&self) -> Hash {
        join(self.levels.iter().rev().flat_map(|hashes| parts(hashes)).collect()).unwrap_or_else(empty_root)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::hash::leaf;

    #[test]
    fn the_root_at_every_size_is_that_of_all_its_leaves() {
        let mut edge = Edge::default();
        let mut leaves = Vec::new();
        assert_eq!(edge.root(), empty_root());
        for n in 0u32..600 {
            leaves.push(leaf(&n.to_be_bytes()));
            edge.push(leaves[n as usize], |_, _| {});
            assert_eq!(edge.root(), join(parts(&leaves)).unwrap(), "{} entries", n + 1);
        }
    }

    #[test]
    fn a_tree_opened_again_goes_on_as_if_it_had_never_been_closed() {
        let mut tiles: BTreeMap<Tile, Vec<Hash>> = BTreeMap::new();
        let mut edge = Edge::default();
        for n in 0u32..66_000 {
            edge.push(leaf(&n.to_be_bytes()), |tile, hashes| drop(tiles.insert(tile, hashes.to_vec())));
            if [0, 254, 255, 256, 65_534, 65_535, 65_536, 65_999].contains(&n) {
                let mut kept = tiles.clone();
                kept.extend(edge.partial().map(|(tile, hashes)| (tile, hashes.to_vec())));
                assert!(kept.iter().all(|(tile, hashes)| hashes.len() == usize::from(tile.width)));
                let opened = Edge::open(edge.size(), &kept).unwrap();
                assert_eq!((opened.root(), opened.size()), (edge.root(), u64::from(n) + 1));
                assert_eq!(opened, edge);
            }
        }
        assert_eq!(tiles.keys().filter(|t| t.level == 1).count(), 1);
        assert!(Edge::open(500, &BTreeMap::new()).is_err(), "its tiles are gone");
    }
}
