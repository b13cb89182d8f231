//! `cargo xtask bench names`: the index of names, in memory and in a file, beside PostgreSQL's trigrams, the crate `symspell` and an
//! edit distance over every name, in turn on the same names (`docs/names.md` has the measures).

use anyhow::Result;

use crate::{command, postgres::Postgres};

/// More are built and asked in a file only, without the peers.
const MOST_IN_MEMORY: usize = 2_000_000;

/// Builds the measuring program and runs it with a PostgreSQL of its own.
pub(crate) fn run(count: usize) -> Result<()> {
    let server = Postgres::start()?;
    let names = count.to_string();
    let url = server.url();
    let mut options = vec!["--names", &names, "--postgres", &url, "--exhaustive", "60"];
    if count > MOST_IN_MEMORY {
        options.push("--disk");
    }
    command::run(&mut command::example("tongguan-rule-subject", "bench_names", &options))
}
