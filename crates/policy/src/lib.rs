//! Policy packs and overlays: every number of the rules, typed, dated, sourced.
//!
//! A pack is TOML. `default` is complete; another may name it as its base and change single entries, as an
//! operator's overlay does. An unknown key or a wrong type is refused with file, line and column.

mod calendar;
mod capability;
mod entry;
mod expression;
mod identity;
mod image;
mod industry;
mod load;
mod pack;
mod preflight;
mod sections;
mod subtype;
mod words;

pub use calendar::{Calendar, Deadline, Year};
pub use capability::{Grounds, Opening};
pub use entry::{Entry, PerType};
pub use expression::{Expression, ExpressionError};
pub use identity::{BankClass, IdentityPolicy, MobileSegment, Province, SegmentClass};
pub use image::{ImageLimit, ImagePolicy};
pub use industry::{Admission, Industry, IndustryTable};
pub use load::PolicyError;
pub use pack::Pack;
pub use preflight::*;
pub use sections::*;
pub use subtype::SubtypeRow;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tongguan_model::time::Millis;

/// A whole policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Name of the pack; a finding says "rejected by pack default".
    pub name: String,
    /// Accounts (ACC).
    pub account: AccountPolicy,
    /// What numbers are read by (SUB, DEV).
    pub identity: IdentityPolicy,
    /// Subjects (SUB).
    pub subject: SubjectPolicy,
    /// Names (NAM).
    pub naming: NamingPolicy,
    /// Certification (CER).
    pub certification: CertificationPolicy,
    /// Daily calls (CER-4).
    pub quota: QuotaPolicy,
    /// The capability table (SYS-1).
    pub capabilities: CapabilityTable,
    /// Developer settings (DEV).
    pub developer: DeveloperPolicy,
    /// Packages.
    pub package: PackagePolicy,
    /// Review (REV).
    pub review: ReviewPolicy,
    /// What package rules look for (REV, DEV, VER).
    pub preflight: PreflightPolicy,
    /// Releases (VER-5).
    pub release: ReleasePolicy,
    /// Log watching (VER-4).
    pub watch: WatchPolicy,
    /// How long personal data is kept (PIPL 19, 47).
    pub privacy: PrivacyPolicy,
    /// Deposits (CER-7).
    pub evidence: EvidencePolicy,
    /// Working days (PRE-7).
    pub calendar: Calendar,
    /// Industries (PRE-5).
    pub industries: IndustryTable,
}

impl Policy {
    /// An embedded pack: `default` or `weixin-2026`.
    pub fn builtin(name: &str) -> Result<Self, PolicyError> {
        load::builtin(name)
    }

    /// A pack from a file's text; it may name an embedded pack as its `base`.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, PolicyError> {
        load::pack(file, text)
    }

    /// A pack or overlay whose lists of words name text files (`own_words = { file = "ours.txt" }`), with their lines in it;
    /// `read` knows the files.
    pub fn inline_words(
        file: &str,
        text: &str,
        read: &dyn Fn(&str) -> Result<String, String>,
    ) -> Result<String, PolicyError> {
        words::inline(file, text, read)
    }

    /// This policy with single entries replaced.
    pub fn overlay(&self, file: &str, text: &str) -> Result<Self, PolicyError> {
        load::overlay(self, file, text)
    }

    /// Canonical JSON, as kept in a revision.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a revision back. Entries that its time did not know yet have the value of the embedded pack: a newer program
    /// must be able to judge by an older revision.
    pub fn from_json(text: &str) -> Result<Self, PolicyError> {
        load::revision(text)
    }

    /// Hex SHA-256 of the canonical JSON.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.to_json().as_bytes()))
    }

    /// The deadline `working_days` after a moment, and whether the calendar of that time is still provisional.
    pub fn deadline(&self, from: Millis, working_days: u32) -> (Millis, bool) {
        let deadline = self.calendar.add_working_days(from.day(), working_days);
        (Millis::at_hour(deadline.day, self.calendar.end_hour), deadline.provisional)
    }

    /// Whether the catalogue has this industry.
    pub fn has_industry(&self, key: &str) -> bool {
        self.industries.find(key).is_some()
    }
}
