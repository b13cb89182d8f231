//! Qualifications of an industry (PRE-5): which document, its number, the day on which it ends.

use crate::{ids::AppId, time::Millis};

/// One document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qualification {
    /// Id.
    pub id: String,
    /// App.
    pub app: AppId,
    /// Name as the catalogue has it.
    pub name: String,
    /// Number as printed.
    pub number: String,
    /// It holds before this moment; `None` if it has no end.
    pub valid_until: Option<Millis>,
    /// Declared at.
    pub created_at: Millis,
}

impl Qualification {
    /// Whether it holds at a moment.
    pub fn holds(&self, now: Millis) -> bool {
        self.valid_until.is_none_or(|until| now < until)
    }
}
