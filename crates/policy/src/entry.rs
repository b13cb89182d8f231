//! One value with where it comes from.

use serde::{Deserialize, Serialize};
use tongguan_model::subject::SubjectType;

/// A value with its requirement, source and dates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry<T> {
    /// The value.
    pub value: T,
    /// Requirement id.
    pub id: String,
    /// Where the value comes from.
    pub source: String,
    /// Holds from this day.
    pub from: String,
    /// Holds until this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

impl<T> std::ops::Deref for Entry<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// An entry for each subject type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerType<T> {
    /// 个人.
    pub individual: Entry<T>,
    /// 企业.
    pub enterprise: Entry<T>,
    /// 政府机构.
    pub government: Entry<T>,
    /// 港澳台.
    pub hk_mo_tw: Entry<T>,
    /// 海外.
    pub overseas: Entry<T>,
}

impl<T> PerType<T> {
    /// The entry of a type.
    pub fn of(&self, subject: SubjectType) -> &Entry<T> {
        match subject {
            SubjectType::Individual => &self.individual,
            SubjectType::Enterprise => &self.enterprise,
            SubjectType::Government => &self.government,
            SubjectType::HkMoTw => &self.hk_mo_tw,
            SubjectType::Overseas => &self.overseas,
        }
    }
}
