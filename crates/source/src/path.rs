//! Paths inside a package.

use crate::{Limits, SourceError};

/// A plain relative path with `/` between names, or why not. Zip entries name paths in many ways to get out.
pub(crate) fn safe(raw: &str) -> Result<String, SourceError> {
    let bad = || SourceError::UnsafePath(raw.chars().take(200).collect());
    if raw.is_empty()
        || raw.len() > Limits::PATH_BYTES
        || raw.contains(['\\', '\0', ':'])
        || raw.starts_with('/')
    {
        return Err(bad());
    }
    let mut parts = Vec::new();
    for part in raw.split('/') {
        match part {
            "." => {}
            "" | ".." => return Err(bad()),
            part if part.chars().any(char::is_control) => return Err(bad()),
            part => parts.push(part),
        }
    }
    if parts.is_empty() || parts.len() > Limits::DEPTH {
        return Err(bad());
    }
    Ok(parts.join("/"))
}

/// Not part of a program: version control, packaging rubbish of operating systems, installed modules before their build, a
/// developer's own settings.
pub(crate) fn ignored(path: &str) -> bool {
    path.split('/').any(|part| {
        matches!(
            part,
            ".git"
                | ".svn"
                | ".hg"
                | "__MACOSX"
                | "node_modules"
                | ".DS_Store"
                | "project.private.config.json"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_package() {
        for bad in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a\\b", "C:/x", "a/\u{7}", "x\0", "a/"] {
            assert!(safe(bad).is_err(), "{bad:?}");
        }
        assert_eq!(safe("./pages/./index.js").unwrap(), "pages/index.js");
        assert!(safe(&"d/".repeat(40)).is_err());
    }
}
