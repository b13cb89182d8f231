//! Ids, values, states and pure transitions: one noun per file.
//!
//! Nothing here reads a clock, a database or an environment. A transition takes a value, an actor and a
//! moment, and returns the next value with its events, or a [`refusal::Refusal`] that says which rule blocks,
//! what was measured and who can unblock it.

pub mod account;
pub mod actor;
pub mod app;
pub mod certification;
pub mod deposit;
pub mod developer;
pub mod event;
pub mod evidence;
pub mod handover;
pub mod ids;
pub mod material;
pub mod message;
pub mod naming;
pub mod package;
pub mod payment;
pub mod phone;
pub mod puzzle;
pub mod qualification;
pub mod reading;
pub mod refusal;
pub mod release;
pub mod review;
pub mod rulebook;
pub mod stage;
pub mod subject;
pub mod text;
pub mod ticket;
pub mod time;
pub mod verification;
pub mod version;
pub mod watch;
mod words;
