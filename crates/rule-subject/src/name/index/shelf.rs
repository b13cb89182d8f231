//! Where the sorted part of an index stands: in memory, or in a file that is read where it is needed.
//!
//! A file is laid out as it stands in memory: head, directory, places of names, keys, text. `unsafe` is forbidden here, so a
//! file is not mapped but read at positions: the operating system's page cache does what a mapping would do, one system
//! call a look.

use std::io::{self, Read, Write};

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
pub trait Shelf {
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

const MAGIC: &[u8; 8] = b"tgnames1";
/// Keys in a bucket of the directory, about.
const BUCKET: usize = 8;

/// The sorted part in memory.
#[derive(Debug)]
pub struct Memory {
    text: String,
    /// Where each name ends.
    ends: Vec<u32>,
    /// Key in the high half, number of the name in the low one; sorted.
    keys: Vec<u64>,
    /// For each value of a key's first bits where its keys begin.
    directory: Vec<u32>,
    bits: u32,
}

/// Bits of the directory for so many keys.
fn bits(keys: usize) -> u32 {
    (keys / BUCKET).max(2).ilog2().min(26)
}

impl Memory {
    pub(super) fn with_room(names: usize) -> Self {
        Self {
            text: String::with_capacity(names * 18),
            ends: Vec::with_capacity(names),
            keys: Vec::with_capacity(names * 16),
            directory: Vec::new(),
            bits: 1,
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
        self.bits = bits(self.keys.len());
        let shift = 64 - self.bits;
        self.directory = Vec::with_capacity((1 << self.bits) + 1);
        let mut at = 0;
        for bucket in 0..1_u64 << self.bits {
            while at < self.keys.len() && self.keys[at] >> shift < bucket {
                at += 1;
            }
            self.directory.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        self.directory.push(u32::try_from(self.keys.len()).unwrap_or(u32::MAX));
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.text.capacity()
            + 4 * self.ends.capacity()
            + 8 * self.keys.capacity()
            + 4 * self.directory.capacity()
    }

    /// Keys that it holds.
    pub fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Writes it as a file; `mark` tells which words it was built with.
    pub fn write(&self, to: &mut impl Write, mark: u64) -> io::Result<()> {
        to.write_all(MAGIC)?;
        for n in [mark, self.ends.len() as u64, self.keys.len() as u64, self.text.len() as u64] {
            to.write_all(&n.to_le_bytes())?;
        }
        let mut buffer = Vec::with_capacity(1 << 16);
        for chunk in self.directory.chunks(1 << 13) {
            buffer.clear();
            chunk.iter().for_each(|n| buffer.extend(n.to_le_bytes()));
            to.write_all(&buffer)?;
        }
        for chunk in self.ends.chunks(1 << 13) {
            buffer.clear();
            chunk.iter().for_each(|n| buffer.extend(n.to_le_bytes()));
            to.write_all(&buffer)?;
        }
        for chunk in self.keys.chunks(1 << 13) {
            buffer.clear();
            chunk.iter().for_each(|n| buffer.extend(n.to_le_bytes()));
            to.write_all(&buffer)?;
        }
        to.write_all(self.text.as_bytes())
    }

    /// Reads a file whole.
    pub fn read(from: &mut impl Read, mark: u64) -> Result<Self, ShelfError> {
        let head = Head::read(from, mark)?;
        let directory = numbers_32(from, (1 << head.bits) + 1)?;
        let ends = numbers_32(from, head.names)?;
        let keys = numbers_64(from, head.keys)?;
        let mut text = String::new();
        let read = from.take(head.text as u64).read_to_string(&mut text).map_err(|_| ShelfError::Other)?;
        if read != head.text {
            return Err(ShelfError::Other);
        }
        Ok(Self { text, ends, keys, directory, bits: head.bits })
    }
}

struct Head {
    names: usize,
    keys: usize,
    text: usize,
    bits: u32,
}

impl Head {
    const BYTES: usize = 40;

    fn read(from: &mut impl Read, mark: u64) -> Result<Self, ShelfError> {
        let mut bytes = [0; Self::BYTES];
        from.read_exact(&mut bytes).map_err(|_| ShelfError::Other)?;
        Self::of(&bytes, mark)
    }

    fn of(bytes: &[u8; Self::BYTES], mark: u64) -> Result<Self, ShelfError> {
        let word = |i: usize| {
            let mut word = [0; 8];
            word.copy_from_slice(&bytes[8 * i..8 * i + 8]);
            u64::from_le_bytes(word)
        };
        let size = |i: usize| usize::try_from(word(i)).ok().filter(|n| *n < 1 << 34).ok_or(ShelfError::Other);
        if &bytes[..8] != MAGIC || word(1) != mark {
            return Err(ShelfError::Other);
        }
        let keys = size(3)?;
        Ok(Self { names: size(2)?, keys, text: size(4)?, bits: bits(keys) })
    }
}

fn numbers_32(from: &mut impl Read, count: usize) -> Result<Vec<u32>, ShelfError> {
    let mut out = Vec::with_capacity(count.min(1 << 24));
    pieces(from, count, 4, |b| out.push(u32::from_le_bytes([b[0], b[1], b[2], b[3]])))?;
    Ok(out)
}

fn numbers_64(from: &mut impl Read, count: usize) -> Result<Vec<u64>, ShelfError> {
    let mut out = Vec::with_capacity(count.min(1 << 24));
    pieces(from, count, 8, |b| {
        out.push(u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))
    })?;
    Ok(out)
}

fn pieces(
    from: &mut impl Read,
    count: usize,
    size: usize,
    mut each: impl FnMut(&[u8]),
) -> Result<(), ShelfError> {
    let mut buffer = vec![0; 1 << 16];
    let mut left = count * size;
    while left > 0 {
        let part = left.min(buffer.len());
        from.read_exact(&mut buffer[..part]).map_err(|_| ShelfError::Other)?;
        buffer[..part].chunks_exact(size).for_each(&mut each);
        left -= part;
    }
    Ok(())
}

impl Shelf for Memory {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn numbers(&self, key: u32, most: usize, out: &mut Vec<u32>) -> Result<(), ShelfError> {
        let bucket = (u64::from(key) << 32 >> (64 - self.bits)) as usize;
        let (from, to) = (self.directory[bucket] as usize, self.directory[bucket + 1] as usize);
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

/// The sorted part in a file: its directory in memory, the rest read where it is needed.
#[cfg(unix)]
#[derive(Debug)]
pub struct Filed {
    file: std::fs::File,
    names: usize,
    directory: Vec<u32>,
    bits: u32,
    ends_at: u64,
    keys_at: u64,
    text_at: u64,
}

#[cfg(unix)]
impl Filed {
    /// Opens a file that [`Memory::write`] wrote.
    pub fn open(file: std::fs::File, mark: u64) -> Result<Self, ShelfError> {
        use std::os::unix::fs::FileExt;
        let mut bytes = [0; Head::BYTES];
        file.read_exact_at(&mut bytes, 0).map_err(|_| ShelfError::Other)?;
        let head = Head::of(&bytes, mark)?;
        let slots = (1 << head.bits) + 1;
        let ends_at = (Head::BYTES + 4 * slots) as u64;
        let keys_at = ends_at + 4 * head.names as u64;
        let text_at = keys_at + 8 * head.keys as u64;
        if file.metadata()?.len() != text_at + head.text as u64 {
            return Err(ShelfError::Other);
        }
        let mut table = vec![0; 4 * slots];
        file.read_exact_at(&mut table, Head::BYTES as u64)?;
        let directory = table.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        Ok(Self { file, names: head.names, directory, bits: head.bits, ends_at, keys_at, text_at })
    }

    /// Bytes that it takes in memory.
    pub fn bytes(&self) -> usize {
        4 * self.directory.capacity()
    }

    fn key(&self, at: usize) -> Result<u64, ShelfError> {
        use std::os::unix::fs::FileExt;
        let mut word = [0; 8];
        self.file.read_exact_at(&mut word, self.keys_at + 8 * at as u64)?;
        Ok(u64::from_le_bytes(word))
    }
}

#[cfg(unix)]
impl Shelf for Filed {
    fn len(&self) -> usize {
        self.names
    }

    fn numbers(&self, key: u32, most: usize, out: &mut Vec<u32>) -> Result<(), ShelfError> {
        use std::os::unix::fs::FileExt;
        let bucket = (u64::from(key) << 32 >> (64 - self.bits)) as usize;
        let (mut low, end) = (self.directory[bucket] as usize, self.directory[bucket + 1] as usize);
        // A bucket is read whole, but where one key has very many names.
        let mut high = end;
        while high - low > 64 {
            let middle = usize::midpoint(low, high);
            if self.key(middle)? >> 32 < u64::from(key) { low = middle + 1 } else { high = middle }
        }
        let count = (end - low).min((high - low).saturating_add(most));
        let mut buffer = vec![0; 8 * count];
        self.file.read_exact_at(&mut buffer, self.keys_at + 8 * low as u64)?;
        let keys = buffer
            .chunks_exact(8)
            .map(|b| u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]));
        out.extend(keys.filter(|k| k >> 32 == u64::from(key)).take(most).map(|k| k as u32));
        Ok(())
    }

    fn name(&self, number: u32) -> Result<String, ShelfError> {
        use std::os::unix::fs::FileExt;
        if number as usize >= self.names {
            return Err(ShelfError::Other);
        }
        let mut bounds = [0; 8];
        if number == 0 {
            self.file.read_exact_at(&mut bounds[4..], self.ends_at)?;
        } else {
            self.file.read_exact_at(&mut bounds, self.ends_at + 4 * (u64::from(number) - 1))?;
        }
        let bound = |i: usize| u32::from_le_bytes([bounds[i], bounds[i + 1], bounds[i + 2], bounds[i + 3]]);
        let (start, end) = (bound(0), bound(4));
        let mut text =
            vec![0; end.checked_sub(start).filter(|n| *n < 4096).ok_or(ShelfError::Other)? as usize];
        self.file.read_exact_at(&mut text, self.text_at + u64::from(start))?;
        String::from_utf8(text).map_err(|_| ShelfError::Other)
    }
}
