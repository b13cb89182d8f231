//! Pictures: measures of an uploaded material, and the slider puzzle.
//!
//! Pure: bytes in, numbers or bytes out; randomness comes as a seed.

pub mod measure;
pub mod puzzle;
