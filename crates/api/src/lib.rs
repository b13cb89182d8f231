//! Wire types of the REST API. Field names are snake_case, times are epoch milliseconds, enums are text.

pub mod account;
pub mod admission;
pub mod app;
pub mod capability;
pub mod case;
pub mod certification;
pub mod deposit;
pub mod developer;
pub mod handover;
pub mod log;
pub mod message;
pub mod operate;
pub mod package;
pub mod payment;
pub mod problem;
pub mod qualification;
pub mod release;
pub mod session;
pub mod stage;
pub mod subject;
pub mod verdict;
pub mod watch;
