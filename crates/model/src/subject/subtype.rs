//! Sub-types: what a subject of a type is, which decides its form, its code and its materials (PRE-1, SUB-1 … SUB-3).

use serde::{Deserialize, Serialize};

use super::SubjectType;
use crate::text::{Bilingual, bi};

/// A kind of subject within its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subtype {
    /// 自然人.
    Person,
    /// 企业.
    Company,
    /// 个体工商户.
    SoleTrader,
    /// 其他组织: social organisations, foundations, law firms, places of worship, unions.
    OtherOrganisation,
    /// 政府机关.
    Organ,
    /// 事业单位.
    Institution,
    /// 香港机构.
    HongKong,
    /// 澳门机构.
    Macau,
    /// 台湾机构.
    Taiwan,
    /// 海外机构, with an agent on the mainland.
    OverseasBody,
}

impl Subtype {
    /// All of them, the first of each type being its default.
    pub const ALL: [Self; 10] = [
        Self::Person,
        Self::Company,
        Self::SoleTrader,
        Self::OtherOrganisation,
        Self::Organ,
        Self::Institution,
        Self::HongKong,
        Self::Macau,
        Self::Taiwan,
        Self::OverseasBody,
    ];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
            Self::SoleTrader => "sole_trader",
            Self::OtherOrganisation => "other_organisation",
            Self::Organ => "organ",
            Self::Institution => "institution",
            Self::HongKong => "hong_kong",
            Self::Macau => "macau",
            Self::Taiwan => "taiwan",
            Self::OverseasBody => "overseas_body",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// The type that it belongs to.
    pub const fn of(self) -> SubjectType {
        match self {
            Self::Person => SubjectType::Individual,
            Self::Company | Self::SoleTrader | Self::OtherOrganisation => SubjectType::Enterprise,
            Self::Organ | Self::Institution => SubjectType::Government,
            Self::HongKong | Self::Macau | Self::Taiwan => SubjectType::HkMoTw,
            Self::OverseasBody => SubjectType::Overseas,
        }
    }

    /// The sub-types of a type.
    pub fn all_of(kind: SubjectType) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |s| s.of() == kind)
    }

    /// The sub-type of a type that is meant where none is named.
    pub const fn default_of(kind: SubjectType) -> Self {
        match kind {
            SubjectType::Individual => Self::Person,
            SubjectType::Enterprise => Self::Company,
            SubjectType::Government => Self::Organ,
            SubjectType::HkMoTw => Self::HongKong,
            SubjectType::Overseas => Self::OverseasBody,
        }
    }

    /// The sub-type that a name means within a type; the default if the name is of another.
    pub fn within(kind: SubjectType, name: &str) -> Self {
        Self::parse(name).filter(|s| s.of() == kind).unwrap_or(Self::default_of(kind))
    }

    /// The official Chinese term and its English name.
    pub fn label(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Person => ("自然人", "Natural person"),
            Self::Company => ("企业", "Company"),
            Self::SoleTrader => ("个体工商户", "Individual business"),
            Self::OtherOrganisation => ("其他组织", "Other organisation"),
            Self::Organ => ("政府机关", "Government organ"),
            Self::Institution => ("事业单位", "Public institution"),
            Self::HongKong => ("香港机构", "Hong Kong body"),
            Self::Macau => ("澳门机构", "Macau body"),
            Self::Taiwan => ("台湾机构", "Taiwan body"),
            Self::OverseasBody => ("海外机构", "Overseas body"),
        };
        bi(zh, en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_its_sub_types_the_default_first() {
        for kind in SubjectType::ALL {
            assert_eq!(Subtype::all_of(kind).next(), Some(Subtype::default_of(kind)), "{kind:?}");
        }
        assert!(Subtype::ALL.into_iter().all(|s| Subtype::parse(s.as_str()) == Some(s)));
        assert_eq!(Subtype::within(SubjectType::Enterprise, "institution"), Subtype::Company);
        assert_eq!(Subtype::within(SubjectType::Government, "institution"), Subtype::Institution);
    }
}
