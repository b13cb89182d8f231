//! From a folder. The app root is found by names first; only what stands below it is read, on all cores.

use std::{
    cell::OnceCell,
    collections::BTreeSet,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use walkdir::WalkDir;

use crate::{
    Limits, Source, SourceError, path,
    project::{Listing, Project},
};

/// How deep an `app.json` is looked for below a folder that does not say where it is.
const SEARCH_DEPTH: usize = 4;
/// How many names are looked at for that.
const SEARCH_NAMES: usize = 50_000;
/// Largest configuration file that is read to find the app root.
const CONFIG_BYTES: u64 = 1 << 20;

/// Most that is set aside for a file before any of it was read.
const MOST_ROOM: u64 = 1 << 20;

/// Names that tell where a program or a project is.
const MARKS: [&str; 6] =
    ["app.json", "plugin.json", "game.json", "package.json", "manifest.json", "project.config.json"];

/// A folder's files by name, and those with a name that tells something, once they were asked for.
struct Folder<'p>(&'p Path, OnceCell<Vec<String>>);

impl Listing for Folder<'_> {
    fn text(&self, path: &str) -> Option<String> {
        let mut out = String::new();
        let file = File::open(self.0.join(path)).ok()?;
        file.take(CONFIG_BYTES).read_to_string(&mut out).ok()?;
        Some(out)
    }

    fn has(&self, path: &str) -> bool {
        self.0.join(path).is_file()
    }

    fn named(&self, name: &str) -> Vec<String> {
        let names = self.1.get_or_init(|| {
            let walk = walk(self.0).max_depth(SEARCH_DEPTH).into_iter();
            let found = walk
                .filter_entry(|e| e.depth() == 0 || !path::ignored(&e.file_name().to_string_lossy()))
                .take(SEARCH_NAMES)
                .filter_map(Result::ok)
                .filter(|e| e.file_type().is_file() && MARKS.iter().any(|m| e.file_name() == *m));
            found.map(|e| relative(self.0, e.path())).collect()
        });
        let is = |p: &&String| p.rsplit('/').next() == Some(name);
        names.iter().filter(is).cloned().collect()
    }

    fn all_below(&self, _prefix: &str) -> bool {
        false
    }
}

fn walk(dir: &Path) -> WalkDir {
    WalkDir::new(dir).follow_links(false).sort_by_file_name()
}

fn relative(dir: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(dir).unwrap_or(path);
    relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

pub(crate) fn read(dir: &Path, limits: &Limits) -> Result<Source, SourceError> {
    let project = Project::find(&Folder(dir, OnceCell::new()))?;
    let root = dir.join(&project.root);
    let files = list(&root, limits, |name| project.leaves_out(name))?;
    let mut source = Source { root: project.root, notes: project.notes, ..Source::default() };
    let mut folded = BTreeSet::new();
    for (name, bytes) in beside(&files, limits)? {
        source.insert(&mut folded, path::safe(&name)?, bytes)?;
    }
    if source.is_empty() { Err(SourceError::Empty) } else { Ok(source) }
}

/// The files below a folder: name from there, and where it is.
fn list(
    root: &Path,
    limits: &Limits,
    leaves_out: impl Fn(&str) -> bool,
) -> Result<Vec<(String, PathBuf)>, SourceError> {
    let mut out = Vec::new();
    let walk = walk(root)
        .max_depth(Limits::DEPTH + 1)
        .into_iter()
        .filter_entry(|e| e.depth() == 0 || !path::ignored(&e.file_name().to_string_lossy()));
    for entry in walk {
        let entry =
            entry.map_err(|e| SourceError::Io { path: root.display().to_string(), reason: e.to_string() })?;
        let name = relative(root, entry.path());
        if entry.depth() > Limits::DEPTH {
            return Err(SourceError::UnsafePath(name.chars().take(200).collect()));
        }
        if entry.file_type().is_dir() {
            continue;
        }
        if leaves_out(&name) {
            continue;
        }
        if !entry.file_type().is_file() {
            return Err(SourceError::NotPlain(name));
        }
        if out.len() as u64 >= limits.max_files {
            return Err(SourceError::TooManyFiles(limits.max_files));
        }
        out.push((name, entry.into_path()));
    }
    Ok(out)
}

type Read1 = Result<(String, Vec<u8>), SourceError>;

/// Reads files on all cores, in their order; the first that cannot be read is what is said.
fn beside(files: &[(String, PathBuf)], limits: &Limits) -> Result<Vec<(String, Vec<u8>)>, SourceError> {
    let next = AtomicUsize::new(0);
    let total = AtomicU64::new(0);
    let done: Mutex<Vec<(usize, Read1)>> = Mutex::new(Vec::with_capacity(files.len()));
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(files.len() / 16).max(1);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut mine = Vec::new();
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some((name, path)) = files.get(i) else { break };
                    let read = one(name, path, limits, &total);
                    let failed = read.is_err();
                    mine.push((i, read));
                    if failed {
                        next.store(files.len(), Ordering::Relaxed);
                        break;
                    }
                }
                done.lock().unwrap_or_else(PoisonError::into_inner).append(&mut mine);
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, read)| read).collect()
}

fn one(name: &str, path: &Path, limits: &Limits, total: &AtomicU64) -> Read1 {
    let io = |e: std::io::Error| SourceError::Io { path: name.to_owned(), reason: e.to_string() };
    let mut so_far = total.load(Ordering::Relaxed);
    let before = so_far;
    let file = File::open(path).map_err(io)?;
    let expected = file.metadata().map_err(io)?.len();
    let bytes = bounded(file, expected, name, limits, &mut so_far)?;
    if total.fetch_add(so_far - before, Ordering::Relaxed) + (so_far - before) > limits.max_total_bytes {
        return Err(SourceError::TotalTooLarge(limits.max_total_bytes));
    }
    Ok((name.to_owned(), bytes))
}

/// Reads to the end or to the first limit, counting what really comes out. The expected size only makes room.
pub(crate) fn bounded(
    reader: impl Read,
    expected: u64,
    name: &str,
    limits: &Limits,
    total: &mut u64,
) -> Result<Vec<u8>, SourceError> {
    let left = limits.max_total_bytes.saturating_sub(*total);
    let cap = limits.max_file_bytes.min(left);
    // With a byte to spare, the end shows without growing.
    let room = expected.min(cap).min(MOST_ROOM) + 1;
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
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
