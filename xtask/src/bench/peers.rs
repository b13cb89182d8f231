//! The checkers that `tongguan check` is measured beside, from the lock file in `tests/bench`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{command::root, setup};

/// A project as the checkers need it.
#[derive(Debug)]
pub(crate) struct Project {
    /// Where `project.config.json` is.
    pub folder: PathBuf,
    /// Where `app.json` is.
    pub app: PathBuf,
}

/// A program that is measured.
pub(crate) struct Program {
    pub name: &'static str,
    /// A cold process that writes its report to its standard output, or, like stylelint, to the other one.
    pub command: Box<dyn Fn(&Project) -> Command>,
    /// Exit codes of a run that came to its end.
    pub ends: &'static [i32],
    /// What a report says: whether the program did its work, and how much it found.
    pub read: fn(&str) -> Result<String>,
}

/// Installs what the lock file names.
pub(crate) fn install() -> Result<()> {
    setup::npm(&dir()).context("the peers of the bench could not be installed")
}

fn dir() -> PathBuf {
    root().join("tests/bench")
}

fn node(script: &str, args: &[&str], at: &Path) -> Command {
    let mut command = Command::new("node");
    command.arg(dir().join(script)).args(args).current_dir(at);
    command
}

/// All of them.
pub(crate) fn all() -> Vec<Program> {
    let linter =
        |name, script: &'static str, format: &'static str, config: &'static str, files, ends| Program {
            name,
            command: Box::new(move |project| {
                let config = dir().join(config);
                node(script, &["--config", &config.to_string_lossy(), format, "json", files], &project.app)
            }),
            ends,
            read: linted,
        };
    let (eslint, stylelint) =
        ("node_modules/eslint/bin/eslint.js", "node_modules/stylelint/bin/stylelint.mjs");
    let wxml = "eslint + eslint-plugin-wxml";
    vec![
        linter(wxml, eslint, "--format", "eslint.wxml.config.mjs", "**/*.wxml", &[0, 1]),
        linter("eslint, JS", eslint, "--format", "eslint.js.config.mjs", "**/*.js", &[0, 1]),
        linter("stylelint", stylelint, "--formatter", "stylelint.config.mjs", "**/*.wxss", &[0, 2]),
        Program {
            name: "miniprogram-ci checkCodeQuality",
            command: Box::new(|project| {
                node("code-quality.mjs", &[&project.folder.to_string_lossy()], &project.folder)
            }),
            ends: &[0],
            read: |text| {
                let line = text.lines().find(|l| l.starts_with('[') && l.ends_with(']'));
                let items: Vec<Value> = serde_json::from_str(line.context("it printed no list")?)?;
                ensure!(items.len() >= 10, "only {} checks ran", items.len());
                let failed = items.iter().filter(|i| i["success"] == false).count();
                Ok(format!("{} checks, {failed} failed", items.len()))
            },
        },
    ]
}

/// The JSON of eslint or stylelint: an entry a file, each with its findings.
fn linted(text: &str) -> Result<String> {
    let files: Vec<Value> = serde_json::from_str(text)?;
    ensure!(!files.is_empty(), "it read no file");
    let found: usize = files
        .iter()
        .flat_map(|f| [&f["messages"], &f["warnings"]])
        .filter_map(|v| v.as_array().map(Vec::len))
        .sum();
    Ok(format!("{} files, {found} findings", files.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A report that says nothing is no measure.
    #[test]
    fn reports_are_counted_and_empty_ones_refused() {
        let eslint = r#"[{"filePath":"a.js","messages":[{},{}]},{"filePath":"b.js","messages":[]}]"#;
        assert_eq!(linted(eslint).unwrap(), "2 files, 2 findings");
        assert_eq!(linted(r#"[{"source":"a.wxss","warnings":[{}]}]"#).unwrap(), "1 files, 1 findings");
        assert!(linted("[]").is_err());
        assert!(linted("Oops").is_err());
        let quality = all().pop().unwrap();
        assert!((quality.read)("Initial scan\n[{\"success\":false}]\n").is_err());
        let ten = format!("[miniprogram-builder] x\n[{}]\n", [r#"{"success":true}"#; 10].join(","));
        assert_eq!((quality.read)(&ten).unwrap(), "10 checks, 0 failed");
    }
}
