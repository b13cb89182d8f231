//! `cargo xtask bench text`: the text engine beside daachorse, interleaved in one run (`docs/text.md` has the measures).

use anyhow::Result;

use crate::command::{self, cargo};

/// Builds the measuring program and runs it.
pub(crate) fn run() -> Result<()> {
    command::run(&mut cargo(&["run", "--release", "--package", "tongguan-text", "--example", "bench"]))
}
