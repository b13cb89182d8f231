//! Personal data: what is held of a person, for that person; its deletion on request and when its time is over (PIPL 19, 45, 47).
//!
//! What decides or proves stays: evidence rows keep hashes of salted bodies, and neither they nor the audit log hold
//! anything personal. Ids stay, so that what was done keeps its author without a name.

mod archive;
mod close;
mod delete;
mod erase;
mod export;
mod retain;

pub use archive::archive;
pub use close::{Blocker, close, closing};
pub use delete::{delete, deletion};
pub(crate) use erase::{JOB as REMOVE, remove_objects};
pub use export::export;
pub(crate) use retain::{JOB as RETAIN, run as retain, schedule};
