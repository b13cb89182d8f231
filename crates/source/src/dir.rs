//! From a folder.

use std::{fs::File, io::Read, path::Path};

use crate::{Limits, Source, SourceError, path};

pub(crate) fn read(dir: &Path, limits: &Limits) -> Result<Source, SourceError> {
    let mut source = Source::default();
    let mut total = 0;
    let walk = walkdir::WalkDir::new(dir)
        .follow_links(false)
        .max_depth(Limits::DEPTH + 1)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|e| e.depth() == 0 || !path::ignored(&e.file_name().to_string_lossy()));
    for entry in walk {
        let entry =
            entry.map_err(|e| SourceError::Io { path: dir.display().to_string(), reason: e.to_string() })?;
        let relative = entry.path().strip_prefix(dir).unwrap_or(entry.path());
        let name =
            relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        if entry.file_type().is_dir() {
            continue;
        }
        if !entry.file_type().is_file() {
            return Err(SourceError::NotPlain(name));
        }
        if source.len() as u64 >= limits.max_files {
            return Err(SourceError::TooManyFiles(limits.max_files));
        }
        let io = |e: std::io::Error| SourceError::Io { path: name.clone(), reason: e.to_string() };
        let file = File::open(entry.path()).map_err(io)?;
        let bytes = bounded(file, &name, limits, &mut total)?;
        source.insert(path::safe(&name)?, bytes)?;
    }
    if source.is_empty() { Err(SourceError::Empty) } else { Ok(source) }
}

/// Reads to the end or to the first limit, counting what really comes out.
pub(crate) fn bounded(
    reader: impl Read,
    name: &str,
    limits: &Limits,
    total: &mut u64,
) -> Result<Vec<u8>, SourceError> {
    let left = limits.max_total_bytes.saturating_sub(*total);
    let cap = limits.max_file_bytes.min(left);
    let mut bytes = Vec::new();
    reader.take(cap + 1).read_to_end(&mut bytes).map_err(|e| SourceError::NotZip(format!("{name}: {e}")))?;
    let size = bytes.len() as u64;
    if size > limits.max_file_bytes {
        return Err(SourceError::FileTooLarge { path: name.to_owned(), max: limits.max_file_bytes });
    }
    if size > left {
        return Err(SourceError::TotalTooLarge(limits.max_total_bytes));
    }
    *total += size;
    Ok(bytes)
}
