//! Tiles: the hashes of a tree in pieces of at most 256, as [C2SP tlog-tiles](https://c2sp.org/tlog-tiles) serves them.

use crate::hash::{Hash, join, parts};

/// Hashes of a full tile, and entries of a full bundle.
pub const FULL: u16 = 256;
/// Levels of the tree that a tile stands for.
pub(crate) const HEIGHT: u32 = 8;
/// Highest level of a tile.
const TOP: u8 = 63;

/// Which tile: its level, its place in it, and how many hashes it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    /// 0 holds hashes of entries; each level above holds the roots of full tiles below.
    pub level: u8,
    /// Place in its level, from 0.
    pub index: u64,
    /// Hashes, 1 to 256.
    pub width: u16,
}

impl Tile {
    /// The tile `index` of `level` in a tree of `size` entries; `None` where there is none.
    pub fn of(level: u8, index: u64, size: u64) -> Option<Self> {
        let hashes = size.checked_shr(HEIGHT * u32::from(level)).unwrap_or(0);
        let left = hashes.saturating_sub(index.checked_mul(u64::from(FULL))?);
        let width = left.min(u64::from(FULL)) as u16;
        (width > 0).then_some(Self { level, index, width })
    }

    /// Its path below `tile/`: `0/x001/x234/067`, with `.p/112` if it is not full.
    pub fn path(&self) -> String {
        format!("{}/{}", self.level, place(self.index, self.width))
    }

    /// Reads a path below `tile/`. Only the one way to write it is taken.
    pub fn parse(path: &str) -> Option<Self> {
        let (level, rest) = path.split_once('/')?;
        let level: u8 = level.parse().ok().filter(|l| *l <= TOP)?;
        let (index, width) = parse_place(rest)?;
        let tile = Self { level, index, width };
        (tile.path() == path).then_some(tile)
    }

    /// Splits its bytes; `None` if their number does not fit.
    pub fn hashes(&self, bytes: &[u8]) -> Option<Vec<Hash>> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        (rest.is_empty() && hashes.len() == usize::from(self.width)).then(|| hashes.to_vec())
    }
}

/// `x001/x234/067`, with `.p/112` if it is not full.
fn place(index: u64, width: u16) -> String {
    let mut groups = vec![format!("{:03}", index % 1000)];
    let mut rest = index / 1000;
    while rest > 0 {
        groups.push(format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    groups.reverse();
    let path = groups.join("/");
    if width == FULL { path } else { format!("{path}.p/{width}") }
}

fn parse_place(path: &str) -> Option<(u64, u16)> {
    let (path, width) = match path.split_once(".p/") {
        Some((path, width)) => (path, width.parse().ok().filter(|w| (1..FULL).contains(w))?),
        None => (path, FULL),
    };
    let groups: Vec<&str> = path.split('/').collect();
    let (last, upper) = groups.split_last()?;
    let mut index: u64 = 0;
    for group in upper.iter().map(|g| g.strip_prefix('x')).chain([Some(*last)]) {
        let digits = group.filter(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()))?;
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    Some((index, width))
}

/// Path of a bundle of entries below `tile/`: `entries/x001/234`.
pub fn bundle_path(index: u64, width: u16) -> String {
    format!("entries/{}", place(index, width))
}

/// Reads the path of a bundle below `tile/`: its place and how many entries it holds.
pub fn parse_bundle_path(path: &str) -> Option<(u64, u16)> {
    let (index, width) = parse_place(path.strip_prefix("entries/")?)?;
    (bundle_path(index, width) == path).then_some((index, width))
}

/// A bundle: each entry after its length in two bytes, the high one first. `None` if an entry is longer than that can say.
pub fn bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for entry in entries {
        out.extend(u16::try_from(entry.len()).ok()?.to_be_bytes());
        out.extend(entry);
    }
    Some(out)
}

/// Takes a bundle apart; `None` if its bytes end within an entry.
pub fn unbundle(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut out = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let (entry, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
        out.push(entry);
        bytes = rest;
    }
    bytes.is_empty().then_some(out)
}

/// The root of a full tile, which the level above holds.
pub(crate) fn full_root(hashes: &[Hash]) -> Option<Hash> {
    (hashes.len() == usize::from(FULL)).then(|| join(parts(hashes))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many full tiles of a level, and the width of the one at its end.
    fn level(level: u8, size: u64) -> (u64, u16) {
        let mut full = 0;
        while let Some(tile) = Tile::of(level, full, size) {
            if tile.width < FULL {
                return (full, tile.width);
            }
            full += 1;
        }
        (full, 0)
    }

    /// The examples of the specification.
    #[test]
    fn the_tiles_of_a_size_are_those_of_the_specification() {
        assert_eq!([level(0, 70_000), level(1, 70_000), level(2, 70_000)], [(273, 112), (1, 17), (0, 1)]);
        assert_eq!([level(0, 256), level(1, 256), level(2, 256)], [(1, 0), (0, 1), (0, 0)]);
        assert_eq!(Tile::of(63, 0, u64::MAX), None);
    }

    #[test]
    fn a_path_is_written_and_read_in_one_way_only() {
        let paths =
            ["0/x001/x234/067", "0/273.p/112", "1/000", "63/000.p/1", "2/x018/x446/x744/x073/x709/551/../x"];
        let tile = |level, index, width| Some(Tile { level, index, width });
        assert_eq!(Tile::parse(paths[0]), tile(0, 1_234_067, 256));
        assert_eq!(Tile::parse(paths[1]), tile(0, 273, 112));
        assert_eq!(Tile::parse(paths[2]), tile(1, 0, 256));
        assert_eq!(Tile::parse(paths[3]), tile(63, 0, 1));
        for wrong in [
            paths[4],
            "64/000",
            "00/000",
            "0/0",
            "0/x000/000",
            "0/001/000",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/01",
            "0/000.p/",
            "+0/000",
            "0/+00",
            "0/x00/000",
            "",
            "0",
            "0/",
            "0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(Tile::parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse_bundle_path("entries/x001/234.p/7"), Some((1234, 7)));
        assert_eq!(parse_bundle_path("entries/1"), None);
        assert_eq!(parse_bundle_path("000"), None);
    }

    #[test]
    fn a_bundle_comes_apart_as_it_was_put_together() {
        let entries: [&[u8]; 3] = [b"", b"abc", &[7; 300]];
        let bytes = bundle(entries).unwrap();
        assert_eq!(bytes[..7], [0, 0, 0, 3, b'a', b'b', b'c']);
        assert_eq!(unbundle(&bytes).unwrap(), entries);
        for cut in [1, 3, 6, 200] {
            assert_eq!(unbundle(&bytes[..cut]), None, "cut at {cut}");
        }
        assert_eq!(bundle([&[0; 65_536][..]]), None);
    }
}
