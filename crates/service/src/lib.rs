//! Use cases: one function per command. This layer owns transactions, audit, outbox, evidence and providers.
//!
//! Shape of a command: `noun::verb(ctx, actor, input) -> Result<Output>`. It opens one transaction with
//! [`transact!`], checks access and rules, applies a pure transition of the model, stores, records its events
//! and commits. Web, command line and jobs call the same functions.

pub mod access;
pub mod account;
pub mod admission;
pub mod app;
pub mod audit;
pub mod capability;
pub mod certification;
mod crypto;
mod ctx;
pub mod delivery;
pub mod demo;
pub mod deposit;
pub mod desk;
pub mod developer;
mod error;
pub mod evidence;
pub mod freeze;
pub mod handover;
pub mod health;
mod heavy;
pub mod job;
pub mod key_check;
pub mod log;
pub mod material;
pub mod message;
pub mod naming;
pub mod ocr;
pub mod overview;
pub mod package;
pub mod payment;
pub mod phone;
mod preflight;
pub mod privacy;
mod provider;
mod purge;
pub mod puzzle;
pub mod qualification;
mod record;
pub mod release;
pub mod review;
pub mod revision;
pub mod rulebook;
pub mod session;
pub mod site;
mod sms;
pub mod staff;
pub mod stage;
pub mod subject;
mod sweep;
mod throttle;
pub mod ticket;
mod transact;
pub mod verdict;
pub mod version;
pub mod watch;

pub use crypto::{Keys, hash_password, token_hash};
pub use ctx::{Clock, Config, Ctx, Entropy, Parts};
pub use error::{Error, Result};
pub use provider::ProviderConfig;
pub use record::record;
pub use sms::SmsConfig;
