//! SQL only: one file per noun, one SQL text for both databases.
//!
//! Rows in, model values out. No HTTP, no policy, no clock: every moment and id comes from the caller.
//! Column vocabulary: `TEXT`, `BIGINT` (epoch milliseconds for times), `BOOLEAN`; JSON is `TEXT`.

pub mod account;
pub mod app;
pub mod audit;
pub mod certification;
pub mod db;
pub mod deposit;
pub mod desk;
pub mod developer;
mod dialect;
mod error;
pub mod evidence;
pub mod handover;
pub mod job;
mod like;
pub mod log;
pub mod material;
pub mod message;
pub mod naming;
pub mod objects;
pub mod package;
pub mod payment;
pub mod puzzle;
pub mod qualification;
pub mod reading;
pub mod release;
pub mod review;
pub mod revision;
pub mod session;
pub mod setting;
pub mod subject;
pub mod throttle;
pub mod ticket;
pub mod verification;
pub mod version;
pub mod watch;

pub use db::{Config, Store, Tx};
pub use error::{Result, StoreError};
