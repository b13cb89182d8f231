//! Pictures: measures of an uploaded material, what they say against a policy, fingerprints, QR codes, and the slider
//! puzzle.
//!
//! Pure: bytes in, numbers or bytes out; randomness comes as a seed.

pub mod calibrate;
pub mod document;
pub mod hash;
pub mod judge;
pub mod measure;
pub mod picture;
pub mod puzzle;
pub mod qr;
