//! What a project asks of the check: weights of rules, and findings it knows of. From `tongguan.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Severity;

/// Settings of a project. They are part of the facts: their digest is in the report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// Weights by slug.
    pub rules: BTreeMap<String, RuleSetting>,
    /// Findings that are known and stay.
    pub suppress: Vec<Suppression>,
}

/// What a project says of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSetting {
    /// Weight of its findings; `None` switches it off.
    pub severity: Option<Severity>,
    /// Where the file says so.
    pub line: u32,
}

/// Findings that a project knows of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Slug of the rule.
    pub rule: String,
    /// Paths, with `*`, `**` and `?`; a folder means everything in it.
    pub path: String,
    /// Why they stay.
    pub reason: String,
    /// Where the file says so.
    pub line: u32,
}

impl Settings {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.suppress.is_empty()
    }
}

impl Suppression {
    /// Whether it means a path.
    pub fn covers(&self, path: &str) -> bool {
        let glob = self.path.trim_start_matches("./").trim_end_matches('/');
        matches(glob, path) || path.match_indices('/').any(|(i, _)| matches(glob, &path[..i]))
    }
}

/// Whether a path matches: `?` is a character and `*` any number of them but `/`; `**` is any number of folders. One table of
/// pattern by path, so that no pattern is slow.
fn matches(glob: &str, path: &str) -> bool {
    let glob: Vec<char> = glob.chars().collect();
    let path: Vec<char> = path.chars().collect();
    // `row[j]`: the pattern so far matches the first `j` characters.
    let mut row = vec![false; path.len() + 1];
    row[0] = true;
    let mut i = 0;
    while i < glob.len() {
        let mut next = vec![false; path.len() + 1];
        if glob[i] == '*' && glob.get(i + 1) == Some(&'*') {
            i += 2;
            // `**/` is also no folder at all.
            let slash = glob.get(i) == Some(&'/');
            i += usize::from(slash);
            let mut reached = false;
            for j in 0..=path.len() {
                next[j] = row[j] || reached && (!slash || path[j - 1] == '/');
                reached |= row[j];
            }
        } else {
            match glob[i] {
                '*' => {
                    for j in 0..=path.len() {
                        next[j] = row[j] || j > 0 && next[j - 1] && path[j - 1] != '/';
                    }
                }
                c => {
                    for j in 1..=path.len() {
                        let same = if c == '?' { path[j - 1] != '/' } else { path[j - 1] == c };
                        next[j] = row[j - 1] && same;
                    }
                }
            }
            i += 1;
        }
        row = next;
    }
    row[path.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_mean_files_folders_and_everything_below() {
        let yes = [
            ("pages/a/a.wxml", "pages/a/a.wxml"),
            ("pages/*/a.wxml", "pages/a/a.wxml"),
            ("pages/**", "pages/a/b/c.js"),
            ("pages/", "pages/a/b/c.js"),
            ("pages/*", "pages/a/b/c.js"),
            ("**/c.js", "c.js"),
            ("**/c.js", "pages/a/c.js"),
            ("**/*.js", "pages/a/c.js"),
            ("a/**/z.js", "a/z.js"),
            ("a/**/z.js", "a/b/c/z.js"),
            ("./app.jso?", "app.json"),
            ("**", "x"),
            ("页*.wxml", "页面.wxml"),
        ];
        let no = [
            ("pages/a", "pages/ab/x.js"),
            ("*.js", "pages/a.ts"),
            ("page", "pages/a.js"),
            ("**/c.js", "xc.js"),
            ("a?b", "a/b"),
            ("a/*.js", "a/b/c.js"),
            ("", "a"),
        ];
        let covers = |glob: &str, path: &str| {
            Suppression { rule: String::new(), path: glob.into(), reason: String::new(), line: 1 }
                .covers(path)
        };
        for (glob, path) in yes {
            assert!(covers(glob, path), "{glob} {path}");
        }
        for (glob, path) in no {
            assert!(!covers(glob, path), "{glob} {path}");
        }
        assert!(!matches(&"*a".repeat(40), &"a".repeat(39)));
    }
}
