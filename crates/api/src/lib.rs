//! Wire types of the REST API. Field names are snake_case, times are epoch milliseconds, enums are text.

pub mod app;
pub mod problem;
pub mod session;
