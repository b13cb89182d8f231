//! From a zip. What the archive says of itself is never believed: names are checked, bytes are counted as they come out.

use std::io::Cursor;

use zip::{ZipArchive, result::ZipError};

use crate::{Limits, Source, SourceError, dir::bounded, path};

const TYPE_MASK: u32 = 0o170_000;
const PLAIN: u32 = 0o100_000;
const FOLDER: u32 = 0o040_000;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Source, SourceError> {
    let not_zip = |e: ZipError| SourceError::NotZip(e.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(not_zip)?;
    // Folders count too: an archive of empty folders is a bomb of its own.
    if archive.len() as u64 > limits.max_files.saturating_mul(2) {
        return Err(SourceError::TooManyFiles(limits.max_files));
    }
    // The crate keeps the last of two entries with one name, another unpacker the first: which would be reviewed?
    if let Some(name) = repeated(bytes, archive.len()) {
        return Err(SourceError::Duplicate(name));
    }
    let mut source = Source::default();
    let mut folded = std::collections::BTreeSet::new();
    let mut total = 0;
    for i in 0..archive.len() {
        let entry = archive.by_index_raw(i).map_err(not_zip)?;
        let name = entry.name().map_err(not_zip)?.into_owned();
        let kind =
            entry.unix_mode().map_or(PLAIN, |m| if m & TYPE_MASK == 0 { PLAIN } else { m & TYPE_MASK });
        let (is_dir, encrypted) = (entry.is_dir() || name.ends_with('/'), entry.encrypted());
        drop(entry);
        if is_dir {
            path::safe(name.trim_end_matches('/'))?;
            continue;
        }
        if kind != PLAIN && kind != FOLDER {
            return Err(SourceError::NotPlain(name));
        }
        if encrypted {
            return Err(SourceError::Encrypted(name));
        }
        let safe = path::safe(&name)?;
        if path::ignored(&safe) {
            continue;
        }
        if source.len() as u64 >= limits.max_files {
            return Err(SourceError::TooManyFiles(limits.max_files));
        }
        let entry = archive.by_index(i).map_err(not_zip)?;
        let bytes = bounded(entry, 0, &name, limits, &mut total)?;
        source.insert(&mut folded, safe, bytes)?;
    }
    if source.is_empty() { Err(SourceError::Empty) } else { Ok(source) }
}

/// A name that the central directory lists more often than the archive has it: walks the directory's own records.
fn repeated(bytes: &[u8], distinct: usize) -> Option<String> {
    let end = bytes.windows(4).rposition(|w| w == b"PK\x05\x06")?;
    let field = |at: usize, n: usize| bytes.get(at..at + n);
    let listed = u16::from_le_bytes(field(end + 10, 2)?.try_into().ok()?);
    if usize::from(listed) == distinct || listed == u16::MAX {
        return None;
    }
    let mut at = usize::try_from(u32::from_le_bytes(field(end + 16, 4)?.try_into().ok()?)).ok()?;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..listed {
        if field(at, 4)? != b"PK\x01\x02" {
            return None;
        }
        let length = |offset: usize| {
            field(at + offset, 2).and_then(|b| b.try_into().ok()).map(|b| usize::from(u16::from_le_bytes(b)))
        };
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let text = String::from_utf8_lossy(field(at + 46, name)?).into_owned();
        if !seen.insert(text.clone()) {
            return Some(text);
        }
        at += 46 + name + extra + comment;
    }
    None
}
