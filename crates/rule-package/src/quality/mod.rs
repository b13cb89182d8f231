//! Whether it is ready for visitors.

pub(crate) mod debug_enabled;
pub(crate) mod deprecated_api;
pub(crate) mod mock_in_release;
