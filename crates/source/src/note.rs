//! What was decided while a project was found, and may not be what its author meant.

/// Something to know about where the program was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The program is in this folder.
    Root(String),
    /// There are programs in these folders too; they were not read.
    Others(Vec<String>),
    /// A plugin is in this folder (`pluginRoot`): a package of its own.
    Plugin(String),
    /// `miniprogramRoot` or `pluginRoot` names this folder, which is outside or holds no program.
    Absent(String),
    /// This configuration cannot be read, so nothing of it was used.
    Config(String),
}
