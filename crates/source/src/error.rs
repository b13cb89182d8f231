//! Why a package is refused; each names the entry.

/// A package that is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// Not a zip, or a damaged one.
    #[error("not a readable zip: {0}")]
    NotZip(String),
    /// A path that leaves the package or is no plain relative path.
    #[error("unsafe path {0:?}")]
    UnsafePath(String),
    /// A link or device.
    #[error("{0:?} is not a plain file")]
    NotPlain(String),
    /// An encrypted entry.
    #[error("{0:?} is encrypted")]
    Encrypted(String),
    /// The same path twice.
    #[error("{0:?} is there twice")]
    Duplicate(String),
    /// Too many files.
    #[error("more than {0} files")]
    TooManyFiles(u64),
    /// A file is too large, counted on the bytes that came out.
    #[error("{path:?} is larger than {max} bytes")]
    FileTooLarge {
        /// The entry.
        path: String,
        /// The limit.
        max: u64,
    },
    /// All files together are too large.
    #[error("unpacked, it is larger than {0} bytes")]
    TotalTooLarge(u64),
    /// The folder cannot be read.
    #[error("{path}: {reason}")]
    Io {
        /// The path.
        path: String,
        /// Why.
        reason: String,
    },
    /// The sources of a framework, without what its build writes.
    #[error(
        "{kind}: nothing is built yet (未编译); run `{build}` first, then check again. Looked for app.json in {outputs}"
    )]
    NotBuilt {
        /// The framework, or what names the folder.
        kind: String,
        /// The command that builds.
        build: String,
        /// Folders that were looked at.
        outputs: String,
    },
    /// A mini game, which is no mini program.
    #[error("this is a mini game (小游戏, game.json): only mini programs are checked")]
    Game,
    /// No file at all.
    #[error("the package is empty")]
    Empty,
}

impl SourceError {
    /// Stable kebab-case code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotZip(_) => "not-a-zip",
            Self::UnsafePath(_) => "unsafe-path",
            Self::NotPlain(_) => "not-a-plain-file",
            Self::Encrypted(_) => "encrypted",
            Self::Duplicate(_) => "duplicate-path",
            Self::TooManyFiles(_) => "too-many-files",
            Self::FileTooLarge { .. } => "file-too-large",
            Self::TotalTooLarge(_) => "package-too-large",
            Self::Io { .. } => "unreadable",
            Self::NotBuilt { .. } => "not-built",
            Self::Game => "mini-game",
            Self::Empty => "empty",
        }
    }
}
