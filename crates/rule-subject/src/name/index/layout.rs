//! How an index lies in a file: head, directory, places of names, keys, text, all numbers little-endian.
//!
//! The head says how long each part is and has a sum of each, so that a file that is cut or damaged is built anew, never asked.

use std::io::{self, Read, Write};

use super::shelf::ShelfError;

/// Version of the layout and of the keys: another number whenever names are kept under other keys.
const MAGIC: &[u8; 8] = b"tgnames3";
/// Bytes of a position at most.
const POSITION: usize = 168;

/// What an index was built from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamp {
    /// The lists of words and the weights, as a number.
    pub mark: u64,
    /// How far the change log was read; at most 168 bytes.
    pub position: String,
}

/// The head of a file.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) names: usize,
    pub(super) keys: usize,
    pub(super) text: usize,
    /// Of directory, places, keys and text.
    pub(super) sums: [u64; 4],
    pub(super) stamp: Stamp,
}

impl Head {
    pub(super) const BYTES: usize = 256;

    pub(super) fn to_bytes(&self) -> Result<[u8; Self::BYTES], ShelfError> {
        let mut bytes = [0; Self::BYTES];
        let position = self.stamp.position.as_bytes();
        let mut to = bytes.as_mut_slice();
        to.write_all(MAGIC)?;
        let counts = [self.names as u64, self.keys as u64, self.text as u64, position.len() as u64];
        for n in [self.stamp.mark].into_iter().chain(counts).chain(self.sums) {
            to.write_all(&n.to_le_bytes())?;
        }
        if position.len() > POSITION {
            return Err(ShelfError::Other);
        }
        to.write_all(position)?;
        let mut sum = Sum::default();
        sum.write_all(&bytes[..Self::BYTES - 8])?;
        bytes[Self::BYTES - 8..].copy_from_slice(&sum.end().to_le_bytes());
        Ok(bytes)
    }

    pub(super) fn read(from: &mut impl Read, mark: u64) -> Result<Self, ShelfError> {
        let mut bytes = [0; Self::BYTES];
        from.read_exact(&mut bytes).map_err(|_| ShelfError::Other)?;
        let word = |i: usize| u64_of(&bytes[8 * i..8 * i + 8]);
        let size = |i: usize| usize::try_from(word(i)).ok().filter(|n| *n < 1 << 32).ok_or(ShelfError::Other);
        let mut sum = Sum::default();
        sum.write_all(&bytes[..Self::BYTES - 8])?;
        if &bytes[..8] != MAGIC || word(1) != mark || sum.end() != word(Self::BYTES / 8 - 1) {
            return Err(ShelfError::Other);
        }
        let position = bytes.get(80..80 + size(5)?).ok_or(ShelfError::Other)?.to_vec();
        Ok(Self {
            names: size(2)?,
            keys: size(3)?,
            text: size(4)?,
            sums: [6, 7, 8, 9].map(word),
            stamp: Stamp { mark, position: String::from_utf8(position).map_err(|_| ShelfError::Other)? },
        })
    }
}

/// Tells a damaged file from a sound one; nothing against somebody who writes the file on purpose, who may write the
/// database as well.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    hash: u64,
    bytes: u64,
    waiting: [u8; 8],
}

impl Sum {
    fn word(&mut self, word: u64) {
        let mixed = (self.hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.hash = mixed ^ (mixed >> 32);
    }

    pub(super) fn end(mut self) -> u64 {
        let left = (self.bytes % 8) as usize;
        if left > 0 {
            self.waiting[left..].fill(0);
            self.word(u64::from_le_bytes(self.waiting));
        }
        self.word(self.bytes);
        self.hash
    }
}

impl Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        let left = (self.bytes % 8) as usize;
        if left > 0 {
            let more = rest.len().min(8 - left);
            self.waiting[left..left + more].copy_from_slice(&rest[..more]);
            rest = &rest[more..];
            if left + more == 8 {
                self.word(u64::from_le_bytes(self.waiting));
            }
        }
        let words = rest.chunks_exact(8);
        let last = words.remainder();
        words.for_each(|w| self.word(u64_of(w)));
        if !last.is_empty() {
            self.waiting[..last.len()].copy_from_slice(last);
        }
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) fn u64_of(bytes: &[u8]) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes[..8]);
    u64::from_le_bytes(word)
}

pub(super) fn u32_of(bytes: &[u8]) -> u32 {
    let mut word = [0; 4];
    word.copy_from_slice(&bytes[..4]);
    u32::from_le_bytes(word)
}

pub(super) fn write_32(to: &mut impl Write, numbers: &[u32]) -> io::Result<()> {
    let mut buffer = Vec::with_capacity(1 << 15);
    for chunk in numbers.chunks(1 << 13) {
        buffer.clear();
        chunk.iter().for_each(|n| buffer.extend(n.to_le_bytes()));
        to.write_all(&buffer)?;
    }
    Ok(())
}

pub(super) fn write_64(to: &mut impl Write, numbers: &[u64]) -> io::Result<()> {
    let mut buffer = Vec::with_capacity(1 << 16);
    for chunk in numbers.chunks(1 << 13) {
        buffer.clear();
        chunk.iter().for_each(|n| buffer.extend(n.to_le_bytes()));
        to.write_all(&buffer)?;
    }
    Ok(())
}

pub(super) fn numbers_32(from: &mut impl Read, count: usize, sum: &mut Sum) -> Result<Vec<u32>, ShelfError> {
    let mut out = Vec::with_capacity(count.min(1 << 25));
    pieces(from, 4 * count as u64, |bytes| {
        out.extend(bytes.chunks_exact(4).map(u32_of));
        sum.write_all(bytes)
    })?;
    Ok(out)
}

pub(super) fn numbers_64(from: &mut impl Read, count: usize, sum: &mut Sum) -> Result<Vec<u64>, ShelfError> {
    let mut out = Vec::with_capacity(count.min(1 << 25));
    pieces(from, 8 * count as u64, |bytes| {
        out.extend(bytes.chunks_exact(8).map(u64_of));
        sum.write_all(bytes)
    })?;
    Ok(out)
}

/// Reads so many bytes in pieces whose lengths are multiples of eight, but for the last.
pub(super) fn pieces(
    from: &mut impl Read,
    bytes: u64,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<(), ShelfError> {
    let mut buffer = vec![0; 1 << 18];
    let mut left = bytes;
    while left > 0 {
        let part = left.min(buffer.len() as u64) as usize;
        from.read_exact(&mut buffer[..part]).map_err(|_| ShelfError::Other)?;
        each(&buffer[..part])?;
        left -= part as u64;
    }
    Ok(())
}
