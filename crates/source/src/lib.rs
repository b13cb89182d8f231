//! A mini program's file tree in memory, from a directory or a zip, with limits.
