//! A policy in use.

use std::{ops::Deref, sync::OnceLock};

use crate::Policy;

/// A policy that does not change any more, so that its digest is made once and not for every check.
#[derive(Debug, Clone)]
pub struct Pack {
    policy: Policy,
    digest: OnceLock<String>,
}

impl Pack {
    /// [`Policy::digest`], remembered.
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| self.policy.digest())
    }
}

impl From<Policy> for Pack {
    fn from(policy: Policy) -> Self {
        Self { policy, digest: OnceLock::new() }
    }
}

impl Deref for Pack {
    type Target = Policy;
    fn deref(&self) -> &Policy {
        &self.policy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is remembered is the digest of these very values; a changed policy is another pack.
    #[test]
    fn the_remembered_digest_is_that_of_the_policy() {
        let policy = Policy::builtin("default").unwrap();
        let pack = Pack::from(policy.clone());
        assert_eq!(pack.digest(), policy.digest());
        assert_eq!(pack.digest(), pack.clone().digest());
        let changed = policy.overlay("o.toml", "[naming]\nmin_units = { value = 6 }\n").unwrap();
        let changed_pack = Pack::from(changed.clone());
        assert_eq!(changed_pack.digest(), changed.digest());
        assert_ne!(changed_pack.digest(), pack.digest());
    }
}
