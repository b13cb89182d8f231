//! Personal data (REV-4).

mod collect;
pub(crate) mod missing_privacy_entry;
pub(crate) mod privacy_api;
pub(crate) mod privacy_consent;
pub(crate) mod privacy_default_consent;
pub(crate) mod privacy_undeclared;
pub(crate) mod purpose_missing;
