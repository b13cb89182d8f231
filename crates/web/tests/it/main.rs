//! The API over HTTP, on both databases.

mod authorisation;
mod session;
