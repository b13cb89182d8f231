//! One stage of a gray release.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// All users, in basis points.
pub(crate) const ALL: u16 = 10_000;

/// The bucket of a user, from 0 to 9,999: the same for all stages of one release (`salt`), and unrelated between releases.
pub fn bucket(salt: &str, user: &str) -> u16 {
    let hash = Sha256::new().chain_update(salt).chain_update([0]).chain_update(user).finalize();
    let head = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
    u16::try_from(head % u32::from(ALL)).unwrap_or_default()
}

/// Who is inside: a share of the users, of these regions and tiers. An empty list does not limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Share in basis points, 1 to 10,000.
    pub percent_bp: u16,
    /// Regions, as the host app names them.
    #[serde(default)]
    pub regions: Vec<String>,
    /// User tiers, as the operator names them.
    #[serde(default)]
    pub tiers: Vec<String>,
}

/// Why a stage cannot follow another.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StageError {
    /// The share is not between 1 and 10,000.
    #[error("a share of {0} basis points is not between 1 and 10000")]
    Share(u16),
    /// Users who have the version would lose it.
    #[error("the stage narrows {0}")]
    Narrows(&'static str),
}

fn holds(wider: &[String], narrower: &[String]) -> bool {
    wider.is_empty() || (!narrower.is_empty() && narrower.iter().all(|n| wider.contains(n)))
}

impl Stage {
    /// A stage of the whole audience.
    pub fn all() -> Self {
        Self { percent_bp: ALL, regions: vec![], tiers: vec![] }
    }

    /// Whether everybody is inside.
    pub fn is_all(&self) -> bool {
        self.percent_bp == ALL && self.regions.is_empty() && self.tiers.is_empty()
    }

    /// Checks the share.
    pub fn check(&self) -> Result<(), StageError> {
        if (1..=ALL).contains(&self.percent_bp) { Ok(()) } else { Err(StageError::Share(self.percent_bp)) }
    }

    /// Checks that nobody who is inside would be outside of `next`.
    pub fn widens(&self, next: &Self) -> Result<(), StageError> {
        next.check()?;
        if next.percent_bp < self.percent_bp {
            return Err(StageError::Narrows("percent"));
        }
        if !holds(&next.regions, &self.regions) {
            return Err(StageError::Narrows("regions"));
        }
        if !holds(&next.tiers, &self.tiers) {
            return Err(StageError::Narrows("tiers"));
        }
        Ok(())
    }

    /// Whether a user is inside.
    pub fn admits(&self, salt: &str, who: &crate::Audience) -> bool {
        let listed = |list: &[String], value: &Option<String>| {
            list.is_empty() || value.as_ref().is_some_and(|v| list.contains(v))
        };
        listed(&self.regions, &who.region)
            && listed(&self.tiers, &who.tier)
            && bucket(salt, &who.user) < self.percent_bp
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(percent_bp: u16, regions: &[&str]) -> Stage {
        Stage { percent_bp, regions: regions.iter().map(|r| (*r).to_owned()).collect(), tiers: vec![] }
    }

    #[test]
    fn a_share_is_what_it_says() {
        for share in [100, 1_000, 5_000] {
            let inside = (0..20_000).filter(|i| bucket("r1", &format!("user-{i}")) < share).count();
            let expected = 20_000 * usize::from(share) / 10_000;
            assert!(inside.abs_diff(expected) < expected / 10 + 60, "{share}: {inside} of {expected}");
        }
    }

    #[test]
    fn a_stage_may_widen_and_not_narrow() {
        assert_eq!(stage(100, &["east"]).widens(&stage(500, &["east", "west"])), Ok(()));
        assert_eq!(stage(100, &["east"]).widens(&stage(100, &[])), Ok(()));
        assert_eq!(stage(500, &[]).widens(&stage(100, &[])), Err(StageError::Narrows("percent")));
        assert_eq!(stage(100, &[]).widens(&stage(100, &["east"])), Err(StageError::Narrows("regions")));
        assert_eq!(stage(100, &[]).widens(&stage(0, &[])), Err(StageError::Share(0)));
        assert_eq!(stage(100, &[]).widens(&stage(10_001, &[])), Err(StageError::Share(10_001)));
    }
}
