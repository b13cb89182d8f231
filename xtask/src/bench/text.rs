//! `cargo xtask bench text`: the text engine beside daachorse and other filters, interleaved in one run (`docs/text.md` has the
//! measures).

use std::fs;

use anyhow::Result;

use crate::command::{self, command, root};

/// Filters from npm and from PyPI.
const NPM: [&str; 2] = ["mint-filter@4.0.3", "sensitive-word-tool@1.1.10"];
const PYPI: &str = "ahocorasick_rs==1.0.3";

/// Builds the measuring program and runs it. A filter that cannot be installed is named and left out.
pub(crate) fn run() -> Result<()> {
    let folder = root().join("target/text-peers");
    fs::create_dir_all(&folder)?;
    let at = folder.to_string_lossy();
    let venv = format!("{at}/v");
    let python = format!("{venv}/bin/python");
    let mut npm = vec!["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", &at];
    npm.extend(NPM);
    for mut install in [
        command("npm", &npm),
        command("python3", &["-m", "venv", &venv]),
        command(&python, &["-m", "pip", "install", "--quiet", PYPI]),
    ] {
        if let Err(error) = command::run(&mut install) {
            println!("NOT MEASURED: {error:#}");
        }
    }
    command::run(&mut command::example("tongguan-text", "bench", &[&at]))
}
