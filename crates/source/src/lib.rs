//! The one loader of mini-program packages: a folder or a zip becomes a [`Source`] in memory, within [`Limits`].
//!
//! Terminal and server read packages through this crate only, so that both see the same files and the same digest.

mod digest;
mod dir;
mod error;
mod framework;
mod note;
mod pack;
mod path;
mod project;
mod zip_in;
mod zip_out;

pub use error::SourceError;
pub use note::Note;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use project::{Listing, Project};

/// What a package may be; from policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Files.
    pub max_files: u64,
    /// Bytes of one file, unpacked.
    pub max_file_bytes: u64,
    /// Bytes of all files, unpacked.
    pub max_total_bytes: u64,
}

impl Limits {
    /// The longest path inside a package.
    pub const PATH_BYTES: usize = 512;
    /// The deepest folder.
    pub const DEPTH: usize = 32;
}

/// A mini program's files, by path relative to the app root, with `/` between names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    files: BTreeMap<String, Vec<u8>>,
    /// Where the app root was in what was read, with its slash; empty if it was the root.
    root: String,
    /// What whoever asked should know.
    notes: Vec<Note>,
}

impl Source {
    /// Reads a project folder; see [`Source::rooted`] for where the app root is.
    pub fn from_dir(dir: &Path, limits: &Limits) -> Result<Self, SourceError> {
        dir::read(dir, limits)
    }

    /// Reads a zip; see [`Source::rooted`] for where the app root is.
    pub fn from_zip(bytes: &[u8], limits: &Limits) -> Result<Self, SourceError> {
        zip_in::read(bytes, limits)?.rooted()
    }

    /// From files in memory.
    pub fn from_files<I, P, B>(files: I) -> Self
    where
        I: IntoIterator<Item = (P, B)>,
        P: Into<String>,
        B: Into<Vec<u8>>,
    {
        Self { files: files.into_iter().map(|(p, b)| (p.into(), b.into())).collect(), ..Self::default() }
    }

    /// Where the app root was in the folder or zip that was read, with its slash at the end; empty if it was the root.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// What was decided while the app root was found.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The file at a path as text; `None` if absent or not UTF-8. A byte-order mark is left out.
    pub fn text(&self, path: &str) -> Option<&str> {
        let text = std::str::from_utf8(self.get(path)?).ok()?;
        Some(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// All files in order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(p, b)| (p.as_str(), b.as_slice()))
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|b| b.len() as u64).sum()
    }

    /// Hex SHA-256 over all paths and contents in order: the same files give the same digest, however they came.
    pub fn digest(&self) -> String {
        digest::of(self)
    }

    /// A zip with the same bytes for the same files.
    pub fn to_zip(&self) -> Result<Vec<u8>, SourceError> {
        zip_out::write(self)
    }

    /// The files below the app root, without those that `packOptions` leaves out. The root is the folder that
    /// `miniprogramRoot` of `project.config.json` names, else the project itself, else what uni-app or Taro has built, else
    /// the outermost folder with an `app.json`, else a single folder that holds everything.
    pub fn rooted(self) -> Result<Self, SourceError> {
        let project = Project::find(&self)?;
        let root = &project.root;
        let below = |path: String, bytes| path.strip_prefix(root).map(|rest| (rest.to_owned(), bytes));
        let files = self.files.into_iter().filter_map(|(p, b)| below(p, b));
        let files: BTreeMap<_, _> = files.filter(|(p, _)| !project.leaves_out(p)).collect();
        if files.is_empty() {
            Err(SourceError::Empty)
        } else {
            Ok(Self { files, root: project.root, notes: project.notes })
        }
    }

    /// Puts a file in; `folded` holds the paths that are there in lower case.
    fn insert(
        &mut self,
        folded: &mut BTreeSet<String>,
        path: String,
        bytes: Vec<u8>,
    ) -> Result<(), SourceError> {
        // Two paths that differ only in case are one file on some systems: which one would be reviewed?
        if !folded.insert(path.to_lowercase()) {
            return Err(SourceError::Duplicate(path));
        }
        self.files.insert(path, bytes);
        Ok(())
    }
}

impl Listing for Source {
    fn text(&self, path: &str) -> Option<String> {
        Self::text(self, path).map(str::to_owned)
    }

    fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn named(&self, name: &str) -> Vec<String> {
        let is =
            |p: &&String| p.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
        self.files.keys().filter(is).cloned().collect()
    }

    fn all_below(&self, prefix: &str) -> bool {
        self.files.keys().all(|p| p.starts_with(prefix))
    }
}
