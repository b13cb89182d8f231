//! Tables about numbers: segments of mobile numbers, classes of banks, provinces of filings.

use serde::{Deserialize, Serialize};

use crate::Entry;

/// What numbers are read by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityPolicy {
    /// Segments of mobile numbers (SUB-6).
    pub mobile_segments: Entry<Vec<MobileSegment>>,
    /// Classes of banks: the first three digits of a bank number (SUB-2).
    pub bank_classes: Entry<Vec<BankClass>>,
    /// Short names of provinces in filing numbers (DEV-4).
    pub filing_provinces: Entry<Vec<Province>>,
}

/// What a segment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentClass {
    /// A network operator's.
    Operator,
    /// Data cards that may carry calls.
    Data,
    /// Virtual operators (移动转售).
    Virtual,
    /// Satellite.
    Satellite,
    /// Internet of things.
    Iot,
}

impl SegmentClass {
    /// Name in both languages.
    pub const fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Operator => ("基础运营商号段", "network operator"),
            Self::Data => ("数据卡号段（可通话）", "data cards that may carry calls"),
            Self::Virtual => ("虚拟运营商号段", "virtual operator"),
            Self::Satellite => ("卫星号段", "satellite"),
            Self::Iot => ("物联网号段", "internet of things"),
        }
    }
}

/// Prefixes of one class, in the network of one operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MobileSegment {
    /// Class.
    pub class: SegmentClass,
    /// The network, Chinese.
    pub zh: String,
    /// The network, English.
    pub en: String,
    /// Digits of a number.
    pub digits: usize,
    /// Prefixes, apart by spaces; `135-139` is a range.
    pub prefixes: String,
}

impl MobileSegment {
    /// Every prefix.
    pub fn expanded(&self) -> Vec<String> {
        let range = |word: &str| -> Vec<String> {
            let Some((first, last)) = word.split_once('-') else { return vec![word.to_owned()] };
            match (first.parse::<u32>(), last.parse::<u32>()) {
                (Ok(a), Ok(b)) if a <= b && b - a < 1000 => {
                    (a..=b).map(|n| format!("{n:0width$}", width = first.len())).collect()
                }
                _ => vec![],
            }
        };
        self.prefixes.split_whitespace().flat_map(range).collect()
    }

    /// Digits of the longest prefix that a number begins with.
    pub fn longest(&self, number: &str) -> Option<usize> {
        self.prefixes
            .split_whitespace()
            .filter_map(|word| {
                let (first, last) = word.split_once('-').unwrap_or((word, word));
                let head = number.get(..first.len())?;
                (first.len() == last.len() && first <= head && head <= last).then_some(first.len())
            })
            .max()
    }
}

/// A class of banks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankClass {
    /// Three digits.
    pub code: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
}

/// A province as filing numbers name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Province {
    /// One character.
    pub short: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
}

#[cfg(test)]
mod tests {
    use crate::Policy;

    #[test]
    fn the_shipped_tables_are_whole() {
        let identity = Policy::builtin("default").unwrap().identity;
        let mut seen = std::collections::BTreeSet::new();
        for segment in identity.mobile_segments.iter() {
            let all = segment.expanded();
            assert!(!all.is_empty(), "{}", segment.prefixes);
            for prefix in all {
                assert!((3..=5).contains(&prefix.len()) && prefix.starts_with('1'), "{prefix}");
                assert_eq!(segment.longest(&prefix), Some(prefix.len()), "{prefix}");
                assert!(seen.insert((segment.digits, prefix.clone())), "{prefix} stands twice");
            }
        }
        assert!(identity.filing_provinces.iter().all(|p| p.short.chars().count() == 1));
        let shorts: String = identity.filing_provinces.iter().map(|p| p.short.as_str()).collect();
        for short in "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀黔贵滇云藏陕甘陇青宁新".chars()
        {
            assert!(shorts.contains(short), "{short}");
        }
        assert!(identity.bank_classes.iter().all(|b| b.code.len() == 3));
    }
}
