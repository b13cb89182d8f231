//! Identifiers: string newtypes, so that one kind is never passed for another.
//!
//! Stored as `TEXT` in both databases. New ones are UUIDv7 in lower-case hex without hyphens, made by the
//! service's id source; the model only carries them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A string that is not an identifier: empty, longer than 64 bytes, or with a character outside `[0-9A-Za-z_-]`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct BadId;

fn valid(s: &str) -> bool {
    !s.is_empty() && s.len() <= 64 && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes a string that our own code made or the database returned.
            pub fn from_trusted(s: impl Into<String>) -> Self { Self(s.into()) }
            /// The identifier as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(s: &str) -> Result<Self, BadId> {
                if valid(s) { Ok(Self(s.to_owned())) } else { Err(BadId) }
            }
        }
        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(s: String) -> Result<Self, BadId> { s.parse() }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String { id.0 }
        }
    )*};
}

ids! {
    /// A person's account on the platform.
    AccountId
    /// A mini program inside the platform, from its creation; not its public AppID.
    AppId
    /// A subject's record (主体).
    SubjectId
    /// An uploaded picture or document.
    MaterialId
    /// A submitted name.
    NameId
    /// A certification order.
    CertificationId
    /// A change of an app's administrator.
    HandoverId
    /// A payment of an order.
    PaymentId
    /// A server or business domain.
    DomainId
    /// An uploaded package.
    PackageId
    /// A submitted version of an app.
    VersionId
    /// A release of a version (first, gray or full).
    ReleaseId
    /// A review case.
    CaseId
    /// An incident raised from logs.
    IncidentId
    /// A message (mail or SMS) in the outbox.
    MessageId
    /// A signed-in session.
    SessionId
    /// A slider puzzle.
    PuzzleId
    /// A background job.
    JobId
    /// An evidence row.
    EvidenceId
    /// A QR ticket that a phone opens.
    TicketId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_could_leave_a_path_or_a_query() {
        for bad in ["", "a/b", "a b", "..", "a'b", &"x".repeat(65)] {
            assert!(bad.parse::<AppId>().is_err(), "{bad}");
        }
        assert_eq!("wx7c3f9a21d04be685".parse::<AppId>().unwrap().as_str(), "wx7c3f9a21d04be685");
    }
}
