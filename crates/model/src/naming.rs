//! Names (命名, NAM-1 … NAM-5).
