//! The API over HTTP, on both databases.

mod session;
