//! Findings, reports, facts and the declaration of rules: what every rule crate shares.

mod facts;
mod finding;
mod input;
mod meta;
mod report;
mod settings;
mod verdict;

pub use facts::{Facts, FactsError};
pub use finding::{Evidence, Finding, FindingOut, NotChecked, NotCheckedOut, Related, Severity, Span};
pub use input::{CheckInput, Lexicons};
pub use meta::{DOC_HEADINGS, Group, RuleMeta};
pub use report::{Found, Inputs, Report, ReportOut, Summary, Suppressed};
pub use settings::{RuleSetting, Settings, Suppression};
pub use verdict::{Envelope, Signature, Verdict, key_id, pae};
