//! The API over HTTP, on both databases.

mod account;
mod admission;
mod authorisation;
mod capability;
mod certification;
mod certification_pages;
mod console;
mod delivery;
mod developer;
mod mail;
mod naming;
mod operate;
mod package;
mod pages;
mod phone;
mod puzzle;
mod query;
mod release;
mod session;
mod setup;
mod subject;
mod support;
mod sweep;
mod version;
mod version_pages;
mod watch;
