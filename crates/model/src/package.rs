//! Packages and versions (VER-1 … VER-3).
