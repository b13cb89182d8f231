//! Gray release (灰度发布, VER-5): who gets which version. Pure: the same input gives the same answer, everywhere.
//!
//! Two promises. *Sticky*: a user's bucket depends on the release and the user alone. *Monotone*: a stage that
//! [widens](Stage::widens) never takes a user out, and the `version_code` that a user is given never falls, because a host
//! only accepts a growing one: who goes back to an older package is given that package under a newer code.

mod decide;
mod stage;

pub use decide::{Audience, Decision, Exposure, State, Why, decide};
pub use stage::{Stage, StageError, bucket};
