//! Ids, values, states and pure transitions: one noun per file.
