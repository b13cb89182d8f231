//! The API over HTTP, on both databases.

mod account;
mod admission;
mod authorisation;
mod mail;
mod phone;
mod puzzle;
mod session;
mod setup;
