//! The sorted part of an index, in memory.

use std::io::{self, Read, Write};

use super::layout::{Head, Stamp, Sum, numbers_32, numbers_64, write_32, write_64};

/// What a shelf cannot give.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// The file cannot be read.
    #[error("the index of names cannot be read")]
    Io(#[from] io::Error),
    /// It is another file, or of other words.
    #[error("the index of names is of another version, of other words, or damaged")]
    Other,
}

/// The sorted part.
pub trait Shelf: std::fmt::Debug {
    /// Names on it.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Numbers of the names of a key, at most so many.
    fn numbers(&self, key: u32, most: usize, out: &mut Vec<u32>) -> Result<(), ShelfError>;
    /// A name.
    fn name(&self, number: u32) -> Result<String, ShelfError>;
}

impl<S: Shelf + ?Sized> Shelf for Box<S> {
    fn len(&self) -> usize {
        (**self).len()
    }

    fn numbers(&self, key: u32, most: usize, out: &mut Vec<u32>) -> Result<(), ShelfError> {
        (**self).numbers(key, most, out)
    }

    fn name(&self, number: u32) -> Result<String, ShelfError> {
        (**self).name(number)
    }
}

/// The sorted part in memory.
#[derive(Debug)]
pub struct Memory {
    text: String,
    /// Where each name ends.
    ends: Vec<u32>,
    /// Key in the high half, number of the name in the low one; sorted.
    keys: Vec<u64>,
    directory: Directory,
}

/// For each value of a key's first bits where its keys begin, and one more.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) starts: Vec<u32>,
    bits: u32,
}

/// Keys in a bucket of the directory, about.
const BUCKET: usize = 8;

/// Bits of the directory for so many keys.
pub(super) fn bits(keys: usize) -> u32 {
    (keys / BUCKET).max(2).ilog2().min(26)
}

impl Directory {
    /// For so many keys, none of them there yet.
    pub(super) fn for_keys(keys: usize) -> Self {
        let bits = bits(keys);
        Self { starts: Vec::with_capacity((1 << bits) + 1), bits }
    }

    pub(super) fn of(starts: Vec<u32>, keys: usize) -> Self {
        Self { starts, bits: bits(keys) }
    }

    /// The next key in order, which stands at a place.
    pub(super) fn next(&mut self, key: u64, at: usize) {
        let bucket = (key >> (64 - self.bits)) as usize;
        while self.starts.len() <= bucket {
            self.starts.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
    }

    /// After the last key.
    pub(super) fn end(&mut self, keys: usize) {
        self.starts.resize((1 << self.bits) + 1, u32::try_from(keys).unwrap_or(u32::MAX));
    }

    /// From where to where the keys stand that begin as one does.
    pub(super) fn around(&self, key: u32) -> (usize, usize) {
        let bucket = (u64::from(key) << 32 >> (64 - self.bits)) as usize;
        (self.starts[bucket] as usize, self.starts[bucket + 1] as usize)
    }
}

impl Memory {
    pub(super) fn with_room(names: usize) -> Self {
        Self {
            text: String::with_capacity(names * 18),
            ends: Vec::with_capacity(names),
            keys: Vec::with_capacity(names * 16),
            directory: Directory::for_keys(0),
        }
    }

    pub(super) fn push(&mut self, name: &str, keys: &[u32]) {
        let number = self.ends.len() as u64;
        self.text.push_str(name);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.keys.extend(keys.iter().map(|k| u64::from(*k) << 32 | number));
    }

    pub(super) fn sort(&mut self) {
        self.text.shrink_to_fit();
        self.keys.shrink_to_fit();
        self.keys.sort_unstable();
        self.directory = Directory::for_keys(self.keys.len());
        for (at, key) in self.keys.iter().enumerate() {
            self.directory.next(*key, at);
        }
        self.directory.end(self.keys.len());
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.text.capacity()
            + 4 * self.ends.capacity()
            + 8 * self.keys.capacity()
            + 4 * self.directory.starts.capacity()
    }

    /// Keys that it holds.
    pub fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Writes it as a file.
    pub fn write(&self, to: &mut impl Write, stamp: &Stamp) -> Result<(), ShelfError> {
        let mut sums = [Sum::default(); 4];
        write_32(&mut sums[0], &self.directory.starts)?;
        write_32(&mut sums[1], &self.ends)?;
        write_64(&mut sums[2], &self.keys)?;
        sums[3].write_all(self.text.as_bytes())?;
        let head = Head {
            names: self.ends.len(),
            keys: self.keys.len(),
            text: self.text.len(),
            sums: sums.map(Sum::end),
            stamp: stamp.clone(),
        };
        to.write_all(&head.to_bytes()?)?;
        write_32(to, &self.directory.starts)?;
        write_32(to, &self.ends)?;
        write_64(to, &self.keys)?;
        to.write_all(self.text.as_bytes())?;
        Ok(())
    }

    /// Reads a file whole; `mark` as in its [`Stamp`]. Says up to which position of the change log it goes.
    pub fn read(from: &mut impl Read, mark: u64) -> Result<(Self, String), ShelfError> {
        let head = Head::read(from, mark)?;
        let mut sums = [Sum::default(); 4];
        let starts = numbers_32(from, (1 << bits(head.keys)) + 1, &mut sums[0])?;
        let ends = numbers_32(from, head.names, &mut sums[1])?;
        let keys = numbers_64(from, head.keys, &mut sums[2])?;
        let mut text = String::new();
        let read = from.take(head.text as u64).read_to_string(&mut text).map_err(|_| ShelfError::Other)?;
        sums[3].write_all(text.as_bytes())?;
        if read != head.text || sums.map(Sum::end) != head.sums {
            return Err(ShelfError::Other);
        }
        Ok((Self { text, ends, keys, directory: Directory::of(starts, head.keys) }, head.stamp.position))
    }
}

impl Shelf for Memory {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn numbers(&self, key: u32, most: usize, out: &mut Vec<u32>) -> Result<(), ShelfError> {
        let (from, to) = self.directory.around(key);
        let bucket = self.keys.get(from..to).ok_or(ShelfError::Other)?;
        let first = bucket.partition_point(|k| (k >> 32) < u64::from(key));
        let same = bucket[first..].iter().take_while(|k| *k >> 32 == u64::from(key));
        out.extend(same.take(most).map(|k| *k as u32));
        Ok(())
    }

    fn name(&self, number: u32) -> Result<String, ShelfError> {
        let number = number as usize;
        let end = *self.ends.get(number).ok_or(ShelfError::Other)? as usize;
        let start = number.checked_sub(1).map_or(0, |n| self.ends[n] as usize);
        self.text.get(start..end).map(str::to_owned).ok_or(ShelfError::Other)
    }
}
