//! Paths inside a package.

use crate::{Limits, Source, SourceError};

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

/// Not part of a program: version control, packaging rubbish of operating systems, installed modules before their build.
pub(crate) fn ignored(path: &str) -> bool {
    path.split('/')
        .any(|part| matches!(part, ".git" | ".svn" | ".hg" | "__MACOSX" | "node_modules" | ".DS_Store"))
}

/// Prefix of the app root, with its slash; empty if the root is the app root.
pub(crate) fn app_root(source: &Source) -> String {
    if let Some(root) = configured(source, "") {
        return root;
    }
    let shortest = |name: &str| {
        let suffix = format!("/{name}");
        source
            .iter()
            .filter(|(p, _)| p.ends_with(&suffix))
            .map(|(p, _)| p[..=p.len() - suffix.len()].to_owned())
            .min_by_key(|p| (p.matches('/').count(), p.clone()))
    };
    if source.get("app.json").is_some() {
        return String::new();
    }
    // A zip of a project folder: everything below one name.
    if let Some(prefix) = shortest("project.config.json")
        && source.iter().all(|(p, _)| p.starts_with(&prefix))
    {
        return configured(source, &prefix).unwrap_or(prefix);
    }
    shortest("app.json").unwrap_or_default()
}

/// `miniprogramRoot` of the `project.config.json` below `prefix`, if its folder holds an `app.json`.
fn configured(source: &Source, prefix: &str) -> Option<String> {
    let text = source.text(&format!("{prefix}project.config.json"))?;
    // Only one string is needed; a full JSON parser is the rules' business.
    let (_, rest) = text.split_once("\"miniprogramRoot\"")?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?.split('"').next()?;
    let value = value.trim_start_matches("./").trim_matches('/');
    let root = if value.is_empty() { prefix.to_owned() } else { format!("{prefix}{value}/") };
    source.get(&format!("{root}app.json")).map(|_| root)
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

    #[test]
    fn the_app_root_is_found() {
        let root =
            |files: &[(&str, &str)]| app_root(&Source::from_files(files.iter().map(|(p, b)| (*p, *b))));
        assert_eq!(root(&[("app.json", "{}"), ("sub/app.json", "{}")]), "");
        assert_eq!(root(&[("clinic/app.json", "{}"), ("clinic/app.js", "")]), "clinic/");
        let config = r#"{ "miniprogramRoot": "./src/" }"#;
        assert_eq!(
            root(&[("project.config.json", config), ("src/app.json", "{}"), ("app.json", "{}")]),
            "src/"
        );
        assert_eq!(root(&[("p/project.config.json", config), ("p/src/app.json", "{}")]), "p/src/");
        assert_eq!(root(&[("readme.md", "")]), "");
    }
}
