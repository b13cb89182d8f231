//! SQL only: one file per noun, both databases.
