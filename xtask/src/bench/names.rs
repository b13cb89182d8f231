//! `cargo xtask bench names`: the index of names, in memory and in a file, beside PostgreSQL's trigrams and an edit distance over
//! every name, in turn on the same names (`docs/names.md` has the measures).

use anyhow::Result;

use crate::{command, postgres::Postgres};

/// Builds the measuring program and runs it with a PostgreSQL of its own.
pub(crate) fn run(names: usize) -> Result<()> {
    let server = Postgres::start()?;
    let names = names.to_string();
    let url = server.url();
    let options = ["--names", &names, "--file", "--postgres", &url];
    command::run(&mut command::example("tongguan-rule-subject", "bench_names", &options))
}
