//! What must not be in a package that everybody can unpack (DEV-1).

pub(crate) mod hardcoded_credential;
mod shape;
