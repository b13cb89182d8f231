//! `packOptions` of `project.config.json`: files that are no part of the package.

use jsonc_parser::ast;
use regex::{Regex, RegexBuilder};

/// What is left out, and what is kept in spite of that.
#[derive(Debug, Default)]
pub(crate) struct Pack {
    ignore: Vec<Pattern>,
    include: Vec<Pattern>,
}

#[derive(Debug)]
enum Pattern {
    File(String),
    /// With its slash.
    Folder(String),
    Suffix(String),
    Prefix(String),
    Expression(Box<Regex>),
}

/// Most patterns that are read.
const PATTERNS: usize = 1000;
/// Largest compiled expression.
const COMPILED: usize = 1 << 18;

impl Pack {
    pub(crate) fn read(options: &ast::Object<'_>) -> Self {
        let list = |name: &str| {
            let values = options.get_array(name).map(|a| a.elements.as_slice()).unwrap_or_default();
            values.iter().take(PATTERNS).filter_map(|v| Pattern::read(v.as_object()?)).collect()
        };
        Self { ignore: list("ignore"), include: list("include") }
    }

    /// Whether a file, by its path from the app root, is left out.
    pub(crate) fn leaves_out(&self, path: &str) -> bool {
        // What the platform itself reads is always there.
        let any = |list: &[Pattern]| list.iter().any(|p| p.matches(path));
        path != "app.json" && any(&self.ignore) && !any(&self.include)
    }
}

impl Pattern {
    fn read(object: &ast::Object<'_>) -> Option<Self> {
        let kind = object.get_string("type")?.value.to_ascii_lowercase();
        let value = object.get_string("value")?.value.to_string();
        let plain = value.trim_start_matches("./").trim_start_matches('/').to_owned();
        let expression = |text: &str| {
            let built = RegexBuilder::new(text).size_limit(COMPILED).build();
            built.ok().map(|r| Self::Expression(Box::new(r)))
        };
        match kind.as_str() {
            _ if value.is_empty() => None,
            "file" => Some(Self::File(plain)),
            "folder" => Some(Self::Folder(format!("{}/", plain.trim_end_matches('/')))),
            "suffix" => Some(Self::Suffix(value)),
            "prefix" => Some(Self::Prefix(plain)),
            "regexp" => expression(&value),
            "glob" => expression(&glob(&plain)),
            _ => None,
        }
    }

    fn matches(&self, path: &str) -> bool {
        match self {
            Self::File(file) => path == file,
            Self::Folder(folder) => path.starts_with(folder.as_str()),
            Self::Suffix(suffix) => path.ends_with(suffix.as_str()),
            Self::Prefix(prefix) => {
                path.starts_with(prefix.as_str())
                    || path.rsplit('/').next().is_some_and(|name| name.starts_with(prefix.as_str()))
            }
            Self::Expression(expression) => expression.is_match(path),
        }
    }
}

/// A glob as an expression: `*` within a folder, `**` across folders, `?`, `{a,b}`, `[a-z]`.
fn glob(text: &str) -> String {
    let mut out = String::from("^");
    let mut rest = text;
    let mut braces = 0_usize;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**/") {
            out.push_str("(?:.*/)?");
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("**") {
            out.push_str(".*");
            rest = after;
            continue;
        }
        match c {
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '{' => {
                braces += 1;
                out.push_str("(?:");
            }
            '}' if braces > 0 => {
                braces -= 1;
                out.push(')');
            }
            ',' if braces > 0 => out.push('|'),
            '[' => out.push('['),
            ']' => out.push(']'),
            '!' if out.ends_with('[') => out.push('^'),
            '-' => out.push('-'),
            c => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
        rest = &rest[c.len_utf8()..];
    }
    out.push_str(&")".repeat(braces));
    out.push('$');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(ignore: &[(&str, &str)], include: &[(&str, &str)]) -> Pack {
        let list = |all: &[(&str, &str)]| {
            let one =
                |(t, v): &(&str, &str)| format!(r#"{{"type":"{t}","value":"{}"}}"#, v.replace('\\', "\\\\"));
            all.iter().map(one).collect::<Vec<_>>().join(",")
        };
        let text = format!(r#"{{"ignore":[{}],"include":[{}]}}"#, list(ignore), list(include));
        let parsed = jsonc_parser::parse_to_ast(&text, &Default::default(), &Default::default());
        match parsed.unwrap().value {
            Some(ast::Value::Object(object)) => Pack::read(&object),
            _ => panic!("an object"),
        }
    }

    #[test]
    fn every_kind_of_pattern_leaves_out_what_it_says() {
        for (kind, value, out, kept) in [
            ("file", "/test/test.js", "test/test.js", "test/test.json"),
            ("folder", "./docs/", "docs/a/b.md", "docs2/a.md"),
            ("suffix", ".webp", "img/a.webp", "img/webp.png"),
            ("prefix", "test-", "pages/test-a.js", "pages/a-test.js"),
            ("regexp", "\\.jsx$", "a/b.jsx", "a/b.js"),
            ("glob", "test/**/*.js", "test/a/b/c.js", "test/a/b/c.ts"),
            ("glob", "**/*.{md,txt}", "readme.md", "readme.mdx"),
            ("glob", "a/?[!x].js", "a/yz.js", "a/yx.js"),
        ] {
            let pack = pack(&[(kind, value)], &[]);
            assert!(pack.leaves_out(out), "{kind} {value}: {out}");
            assert!(!pack.leaves_out(kept), "{kind} {value}: {kept}");
        }
        let both = pack(&[("folder", "docs"), ("file", "app.json")], &[("file", "docs/keep.js")]);
        assert!(
            both.leaves_out("docs/a.js") && !both.leaves_out("docs/keep.js") && !both.leaves_out("app.json")
        );
        // A broken or hostile expression leaves nothing out.
        let bad = pack(&[("regexp", "("), ("regexp", "(a{1000}){1000}"), ("what", "x"), ("glob", "[")], &[]);
        assert!(!bad.leaves_out("aaa"));
    }
}
