//! Its version (VER-1).

pub(crate) mod version_increment;
