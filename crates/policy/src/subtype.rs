//! Sub-types of subjects: which codes are theirs, which papers prove them (PRE-1).

use serde::{Deserialize, Serialize};
use tongguan_model::subject::Subtype;

use crate::SubjectPolicy;

/// What a sub-type takes where it differs from its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubtypeRow {
    /// The sub-type.
    pub key: Subtype,
    /// Authority and category of its social credit code, two characters each; empty if any will do.
    pub heads: Vec<String>,
    /// Kinds of material; empty as its type.
    pub materials: Vec<String>,
}

impl SubjectPolicy {
    fn row(&self, subtype: Subtype) -> Option<&SubtypeRow> {
        self.subtypes.iter().find(|r| r.key == subtype)
    }

    /// Heads of codes of a sub-type; empty if any will do.
    pub fn heads(&self, subtype: Subtype) -> &[String] {
        self.row(subtype).map_or(&[], |r| &r.heads)
    }

    /// Kinds of material of a sub-type.
    pub fn materials_of(&self, subtype: Subtype) -> &[String] {
        let own = self.row(subtype).map_or(&[][..], |r| &r.materials);
        if own.is_empty() { &self.materials.of(subtype.of()).value } else { own }
    }
}
