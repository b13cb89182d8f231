//! Whether the package is whole.

pub(crate) mod missing_page;
