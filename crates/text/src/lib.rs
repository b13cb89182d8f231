//! Normalising Chinese text and matching lexicons.
