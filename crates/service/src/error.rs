//! How a command can end other than well. `web` maps each variant to problem+json in one table.

use tongguan_model::{
    refusal::{FieldError, Refusal},
    text::{Bilingual, bi},
};
use tongguan_store::StoreError;

/// Result of a command.
pub type Result<T> = std::result::Result<T, Error>;

/// How a command can end other than well.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule or a state forbids it.
    #[error("refused: {}", .0.code)]
    Refused(Box<Refusal>),
    /// Fields are wrong; all of them at once.
    #[error("invalid input: {}", .0.iter().map(|f| f.field.as_str()).collect::<Vec<_>>().join(", "))]
    Invalid(Vec<FieldError>),
    /// It does not exist, or the actor may not know that it does.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// Nobody has signed in, or the session has ended.
    #[error("not signed in")]
    Unauthenticated,
    /// Signed in, but this is not theirs to do.
    #[error("forbidden: {}", .0.en)]
    Forbidden(Bilingual),
    /// Changed by somebody else meanwhile: read again and repeat.
    #[error("{0} was changed meanwhile")]
    Stale(&'static str),
    /// Too many tries.
    #[error("too many requests, again in {retry_after_seconds} s")]
    TooMany {
        /// Seconds until the next try counts.
        retry_after_seconds: i64,
        /// What was limited.
        what: Bilingual,
        /// The requirement that limits it.
        rule: &'static str,
        /// Tries within the window.
        measured: i64,
        /// Tries that are let through.
        limit: i64,
    },
    /// So many are at it already that waiting would take too long; nothing was done.
    #[error("busy, again in {retry_after_seconds} s")]
    Busy {
        /// Seconds until it is worth another try.
        retry_after_seconds: i64,
    },
    /// The database asks to run the transaction again; [`crate::transact!`] does.
    #[error("the transaction must run again")]
    Retry,
    /// A provider (mail, SMS, bank …) failed; nothing was decided.
    #[error("provider {name}: {reason}")]
    Provider {
        /// Which.
        name: &'static str,
        /// Why, for the log.
        reason: String,
    },
    /// Our own fault; the client sees only a number.
    #[error("internal: {message} at {at}")]
    Internal {
        /// For the log.
        message: String,
        /// Where it arose.
        at: &'static std::panic::Location<'static>,
    },
}

impl Error {
    /// An internal error that remembers where it arose.
    #[track_caller]
    pub fn internal(message: impl ToString) -> Self {
        Self::Internal { message: message.to_string(), at: std::panic::Location::caller() }
    }

    /// The actor lacks the right.
    pub fn forbidden() -> Self {
        Self::Forbidden(bi("你没有此操作的权限。", "You are not allowed to do this."))
    }
}

impl From<Box<Refusal>> for Error {
    fn from(refusal: Box<Refusal>) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Vec<FieldError>> for Error {
    fn from(fields: Vec<FieldError>) -> Self {
        Self::Invalid(fields)
    }
}

impl From<FieldError> for Error {
    fn from(field: FieldError) -> Self {
        Self::Invalid(vec![field])
    }
}

impl From<StoreError> for Error {
    #[track_caller]
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Retry => Self::Retry,
            StoreError::Stale(noun) => Self::Stale(noun),
            other => Self::internal(other),
        }
    }
}
