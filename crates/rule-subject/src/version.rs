//! Version numbers (VER-1): strictly increasing, step by step; a skipped step is a warning.

use std::{fmt, str::FromStr};

use tongguan_model::text::bi;

use crate::FieldError;

/// `major.minor.patch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32, pub u32);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl FromStr for Version {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let mut parts = s.split('.').map(|p| {
            let plain = !p.is_empty()
                && p.len() <= 6
                && p.bytes().all(|b| b.is_ascii_digit())
                && (p == "0" || !p.starts_with('0'));
            if plain { p.parse::<u32>().map_err(|_| ()) } else { Err(()) }
        });
        let mut next = || parts.next().unwrap_or(Err(()));
        let version = Self(next()?, next()?, next()?);
        if parts.next().is_some() { Err(()) } else { Ok(version) }
    }
}

impl Version {
    /// Whether `self` is one step after `last`.
    fn follows(self, last: Self) -> bool {
        self == Self(last.0, last.1, last.2 + 1)
            || self == Self(last.0, last.1 + 1, 0)
            || self == Self(last.0 + 1, 0, 0)
    }
}

/// Reads a version and compares it with the highest so far; `Ok` carries whether a step was skipped.
pub fn check(field: &str, text: &str, highest: Option<Version>) -> Result<(Version, bool), FieldError> {
    let Ok(version) = text.trim().parse::<Version>() else {
        return Err(FieldError::new(
            field,
            "version-form",
            "VER-1",
            bi(format!("「{text}」不是版本号。"), format!("\"{text}\" is no version.")),
            bi("请用三段数字，如 1.0.0。", "Use three numbers such as 1.0.0."),
        ));
    };
    match highest {
        Some(last) if version <= last => Err(FieldError::new(
            field,
            "version-not-increasing",
            "VER-1",
            bi(
                format!("版本 {version} 不高于 {last}。"),
                format!("Version {version} is not higher than {last}."),
            ),
            bi(
                format!("请用 {}.{}.{} 或更高。", last.0, last.1, last.2 + 1),
                format!("Use {}.{}.{} or higher.", last.0, last.1, last.2 + 1),
            ),
        )
        .measured(version, format!("> {last}"))),
        Some(last) => Ok((version, !version.follows(last))),
        None => Ok((version, false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn increases_strictly_and_tells_a_skipped_step() {
        let last = Some(Version(1, 0, 1));
        assert!(!check("v", "1.0.2", last).unwrap().1);
        assert!(!check("v", "1.1.0", last).unwrap().1);
        assert!(check("v", "1.0.4", last).unwrap().1);
        for (text, why) in [
            ("1.0.1", "version-not-increasing"),
            ("0.9.9", "version-not-increasing"),
            ("1.0", "version-form"),
            ("1.0.01", "version-form"),
            ("1.0.0.0", "version-form"),
            ("v1.0.0", "version-form"),
        ] {
            assert_eq!(check("v", text, last).unwrap_err().code, why, "{text}");
        }
    }
}
