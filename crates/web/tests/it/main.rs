//! The API over HTTP, on both databases.

mod account;
mod admission;
mod authorisation;
mod capability;
mod console;
mod developer;
mod mail;
mod naming;
mod operate;
mod phone;
mod puzzle;
mod session;
mod setup;
mod subject;
mod support;
mod watch;
