//! An index in a file: built there without holding it in memory, and asked by reads at positions.
//!
//! `unsafe` is forbidden here, so a file is not mapped: the operating system's page cache does what a mapping would do, one
//! system call a look. Opening reads the file once from end to end, which proves its sums and warms the cache.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::{
    keys,
    layout::{Head, Stamp, Sum, numbers_32, pieces, u64_of, write_32, write_64},
    shelf::{Directory, Shelf, ShelfError, bits},
};
use crate::name::{parts::Parts, words::Words};

/// Keys are gathered in so many heaps by their first bits, each sorted by itself.
const HEAPS: usize = 64;
/// Bits that tell the heap.
const HEAP_BITS: u32 = HEAPS.ilog2();
/// Keys of a bucket that are read at once.
const AT_ONCE: usize = 64;

/// Reads at a position, whatever others read.
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> std::io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_exact_at(file, buffer, at);
    #[cfg(windows)]
    {
        let (mut buffer, mut at) = (buffer, at);
        while !buffer.is_empty() {
            match std::os::windows::fs::FileExt::seek_read(file, buffer, at)? {
                0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
                read => (buffer, at) = (&mut buffer[read..], at + read as u64),
            }
        }
        Ok(())
    }
}

/// Builds an index on disk: names may be many more than memory.
#[derive(Debug)]
pub struct FileBuilder<'w> {
    words: &'w Words,
    folder: PathBuf,
    heaps: Vec<(BufWriter<File>, usize)>,
    text: BufWriter<File>,
    bytes: usize,
    ends: Vec<u32>,
    keys: Vec<u32>,
}

impl<'w> FileBuilder<'w> {
    /// Begins an index whose file will stand in a folder; what it needs until then stands there without a name.
    pub fn new(words: &'w Words, folder: &Path) -> Result<Self, ShelfError> {
        let heap = || Ok((BufWriter::with_capacity(1 << 16, tempfile::tempfile_in(folder)?), 0));
        Ok(Self {
            words,
            folder: folder.to_owned(),
            heaps: (0..HEAPS).map(|_| heap()).collect::<Result<_, ShelfError>>()?,
            text: BufWriter::with_capacity(1 << 16, tempfile::tempfile_in(folder)?),
            bytes: 0,
            ends: Vec::new(),
            keys: Vec::new(),
        })
    }

    /// Adds a name.
    pub fn push(&mut self, name: &str) -> Result<(), ShelfError> {
        keys::stored(&Parts::of(name, self.words), &mut self.keys);
        let number = self.ends.len() as u64;
        for key in &self.keys {
            let (heap, count) = &mut self.heaps[(key >> (32 - HEAP_BITS)) as usize];
            heap.write_all(&(u64::from(*key) << 32 | number).to_le_bytes())?;
            *count += 1;
        }
        self.text.write_all(name.as_bytes())?;
        self.bytes += name.len();
        self.ends.push(u32::try_from(self.bytes).map_err(|_| ShelfError::Other)?);
        Ok(())
    }

    /// Sorts and writes: a file of that name is there whole or not at all, and replaces an older one.
    pub fn finish(self, to: &Path, stamp: &Stamp) -> Result<(), ShelfError> {
        let keys = self.heaps.iter().map(|(_, count)| count).sum();
        let mut directory = Directory::for_keys(keys);
        let slots = (1_u64 << bits(keys)) + 1;
        let mut file = BufWriter::with_capacity(1 << 20, NamedTempFile::new_in(&self.folder)?);
        let mut sums = [Sum::default(); 4];
        // The directory is known when the keys are sorted.
        file.seek(SeekFrom::Start(Head::BYTES as u64 + 4 * slots))?;
        write_32(&mut file, &self.ends)?;
        write_32(&mut sums[1], &self.ends)?;
        let names = self.ends.len();
        drop(self.ends);
        let mut at = 0;
        for (heap, count) in self.heaps {
            let mut heap = heap.into_inner().map_err(|e| e.into_error())?;
            heap.rewind()?;
            let mut sorted: Vec<u64> = Vec::with_capacity(count);
            pieces(&mut heap, 8 * count as u64, |bytes| {
                sorted.extend(bytes.chunks_exact(8).map(u64_of));
                Ok(())
            })?;
            drop(heap);
            sorted.sort_unstable();
            for key in &sorted {
                directory.next(*key, at);
                at += 1;
            }
            write_64(&mut file, &sorted)?;
            write_64(&mut sums[2], &sorted)?;
        }
        directory.end(keys);
        let mut text = self.text.into_inner().map_err(|e| e.into_error())?;
        text.rewind()?;
        pieces(&mut text, self.bytes as u64, |bytes| {
            sums[3].write_all(bytes)?;
            file.write_all(bytes)
        })?;
        file.seek(SeekFrom::Start(Head::BYTES as u64))?;
        write_32(&mut file, &directory.starts)?;
        write_32(&mut sums[0], &directory.starts)?;
        let head = Head { names, keys, text: self.bytes, sums: sums.map(Sum::end), stamp: stamp.clone() };
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&head.to_bytes()?)?;
        let file = file.into_inner().map_err(|e| e.into_error())?;
        file.as_file().sync_all()?;
        file.persist(to).map_err(|e| e.error)?;
        Ok(())
    }
}

/// The sorted part in a file: in memory its directory, where names end, and a bit for keys that may be there; keys and text
/// are read where they are needed.
#[derive(Debug)]
pub struct Filed {
    file: File,
    directory: Directory,
    ends: Vec<u32>,
    there: There,
    position: String,
    keys_at: u64,
    text_at: u64,
}

/// A bit for the first bits of each key: most keys that are asked for are nobody's, which costs no read then.
#[derive(Debug)]
struct There {
    bits: Vec<u64>,
    shift: u32,
}

impl There {
    /// Eight bits a key at most: one of ten keys that are not there or so is read in vain.
    fn for_keys(keys: usize) -> Self {
        let bits = (8 * keys).max(64).ilog2().min(32);
        Self { bits: vec![0; (1_usize << bits) / 64], shift: 32 - bits }
    }

    fn add(&mut self, key: u32) {
        let bit = key >> self.shift;
        self.bits[(bit / 64) as usize] |= 1 << (bit % 64);
    }

    fn has(&self, key: u32) -> bool {
        let bit = key >> self.shift;
        self.bits[(bit / 64) as usize] & 1 << (bit % 64) != 0
    }
}

impl Filed {
    /// Opens a file and proves it; `mark` as in its [`Stamp`].
    pub fn open(path: &Path, mark: u64) -> Result<Self, ShelfError> {
        let file = File::open(path)?;
        let mut from = BufReader::with_capacity(1 << 18, &file);
        let head = Head::read(&mut from, mark)?;
        let slots = (1_usize << bits(head.keys)) + 1;
        let ends_at = (Head::BYTES + 4 * slots) as u64;
        let keys_at = ends_at + 4 * head.names as u64;
        let text_at = keys_at + 8 * head.keys as u64;
        if file.metadata()?.len() != text_at + head.text as u64 {
            return Err(ShelfError::Other);
        }
        let mut sums = [Sum::default(); 4];
        let starts = numbers_32(&mut from, slots, &mut sums[0])?;
        let ends = numbers_32(&mut from, head.names, &mut sums[1])?;
        let mut there = There::for_keys(head.keys);
        pieces(&mut from, 8 * head.keys as u64, |bytes| {
            bytes.chunks_exact(8).for_each(|k| there.add((u64_of(k) >> 32) as u32));
            sums[2].write_all(bytes)
        })?;
        pieces(&mut from, head.text as u64, |bytes| sums[3].write_all(bytes))?;
        if sums.map(Sum::end) != head.sums {
            return Err(ShelfError::Other);
        }
        Ok(Self {
            directory: Directory::of(starts, head.keys),
            ends,
            there,
            position: head.stamp.position,
            file,
            keys_at,
            text_at,
        })
    }

    /// How far the change log was read when it was built.
    pub fn position(&self) -> &str {
        &self.position
    }

    /// Bytes that it takes in memory.
    pub fn bytes(&self) -> usize {
        4 * (self.directory.starts.capacity() + self.ends.capacity()) + 8 * self.there.bits.capacity()
    }

    fn key(&self, at: usize) -> Result<u64, ShelfError> {
        let mut word = [0; 8];
        read_at(&self.file, &mut word, self.keys_at + 8 * at as u64)?;
        Ok(u64::from_le_bytes(word))
    }
}

/// Names in a file, without proving it: what decides where it is to be kept.
pub fn names_in(path: &Path, mark: u64) -> Result<usize, ShelfError> {
    Ok(Head::read(&mut File::open(path)?.take(Head::BYTES as u64), mark)?.names)
}

impl Shelf for Filed {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn numbers(&self, key: u32, most: usize, out: &mut Vec<u32>) -> Result<(), ShelfError> {
        if !self.there.has(key) {
            return Ok(());
        }
        let (mut low, end) = self.directory.around(key);
        // A bucket is read whole, but where one key has very many names.
        let mut high = end;
        while high - low > AT_ONCE {
            let middle = usize::midpoint(low, high);
            if self.key(middle)? >> 32 < u64::from(key) { low = middle + 1 } else { high = middle }
        }
        let count = (end - low).min((high - low).saturating_add(most));
        let mut few = [0; 8 * AT_ONCE];
        let mut many = Vec::new();
        let buffer = if count <= AT_ONCE {
            &mut few[..8 * count]
        } else {
            many.resize(8 * count, 0);
            many.as_mut_slice()
        };
        read_at(&self.file, buffer, self.keys_at + 8 * low as u64)?;
        let keys = buffer.chunks_exact(8).map(u64_of);
        out.extend(keys.filter(|k| k >> 32 == u64::from(key)).take(most).map(|k| k as u32));
        Ok(())
    }

    fn name(&self, number: u32) -> Result<String, ShelfError> {
        let number = number as usize;
        let end = *self.ends.get(number).ok_or(ShelfError::Other)?;
        let start = number.checked_sub(1).map_or(0, |n| self.ends[n]);
        let mut text =
            vec![0; end.checked_sub(start).filter(|n| *n < 4096).ok_or(ShelfError::Other)? as usize];
        read_at(&self.file, &mut text, self.text_at + u64::from(start))?;
        String::from_utf8(text).map_err(|_| ShelfError::Other)
    }
}
