//! `cargo xtask bench serve`: start-up time and memory of the release binary, and the tour on both databases.

use anyhow::{Context, Result, bail};

use crate::{
    command::{self, cargo, command, root},
    postgres::Postgres,
    server::Server,
};

const STARTS: usize = 5;

/// Builds the release binary and measures it.
pub(crate) fn run() -> Result<()> {
    command::run(&mut cargo(&["build", "--release", "--package", "tongguan"]))?;
    let binary = root().join("target/release/tongguan");
    let postgres = Postgres::start()?;
    let mut lines = Vec::new();
    for store in ["SQLite", "PostgreSQL"] {
        let dir = tempfile::tempdir()?;
        let database = if store == "SQLite" { None } else { Some(postgres.database("bench")?) };
        let mut starts = Vec::new();
        let mut memory = 0;
        for _ in 0..STARTS {
            let server = Server::start(&binary, dir.path(), database.as_deref())?;
            starts.push(server.started_in.as_millis());
            memory = memory.max(server.memory()?.0);
        }
        let first = starts[0];
        let later = starts[1..].iter().max().copied().unwrap_or_default();
        lines.push(format!(
            "{store:<11} start-up: first {first} ms (empty database), later at most {later} ms; memory when ready: {:.1} MiB",
            memory as f64 / 1024.0
        ));
        let server = Server::start(&binary, dir.path(), database.as_deref())?;
        let (ok, text) = command::run_and_read(&mut command(&binary, &["tour", "--server", &server.url()]))?;
        if !ok {
            bail!("the tour failed on {store}");
        }
        let (steps, seconds) = totals(&text).context("the tour did not say how long it took")?;
        let (_, peak) = server.memory()?;
        lines.push(format!(
            "{store:<11} tour: {steps} steps in {seconds:.2} s, {:.1} steps/s; peak memory {:.1} MiB",
            steps / seconds,
            peak as f64 / 1024.0
        ));
    }
    println!();
    for line in lines {
        println!("{line}");
    }
    Ok(())
}

/// `tour: 61 steps in 4.20 s`.
fn totals(text: &str) -> Option<(f64, f64)> {
    let rest = text.lines().next_back()?.strip_prefix("tour: ")?;
    let (steps, rest) = rest.split_once(" steps in ")?;
    Some((steps.parse().ok()?, rest.strip_suffix(" s")?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_the_tour_is_read() {
        assert_eq!(totals("1 x\ntour: 61 steps in 4.20 s\n"), Some((61.0, 4.2)));
        assert_eq!(totals("1 x\n"), None);
    }
}
