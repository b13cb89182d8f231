//! Personal data (REV-4).

mod api;
mod collect;
pub(crate) mod missing_privacy_entry;
pub(crate) mod privacy_undeclared;
