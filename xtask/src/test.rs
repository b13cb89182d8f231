//! `cargo xtask test`: what gates a landing. Every part must run; nothing is skipped because a component is
//! missing.

use anyhow::{Context, Result, bail};

use crate::{
    command::{self, cargo, command},
    postgres::Postgres,
    redis::Redis,
    setup,
};

/// Options of `test`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leave format and lints out (they run in the gate).
    #[arg(long)]
    only_tests: bool,
}

/// The number after which `word` stands: `12 tests run` for `tests run`.
fn number_before(text: &str, word: &str) -> Option<u64> {
    let at = text.find(word)?;
    text[..at].split_whitespace().next_back()?.trim_start_matches('(').parse().ok()
}

fn sum_of(text: &str, mark: &str, word: &str) -> u64 {
    text.lines().filter(|l| l.starts_with(mark)).filter_map(|l| number_before(l, word)).sum()
}

fn rust(postgres: &Postgres, redis: &Redis) -> Result<u64> {
    let mut nextest = cargo(&["nextest", "run", "--workspace", "--color=never", "--no-tests=fail"]);
    nextest.env("TEST_PG_URL", postgres.url()).env("TEST_REDIS_URL", redis.url()).env("REQUIRE_PG", "1");
    // nextest reports on standard error.
    let report = tempfile::NamedTempFile::new()?;
    let script = r#"set -o pipefail; report=$1; shift; "$@" 2>&1 | tee "$report""#;
    let mut teed = command("bash", &["-c", script, "report"]);
    teed.arg(report.path()).arg(nextest.get_program()).args(nextest.get_args());
    for (name, value) in nextest.get_envs() {
        if let Some(value) = value {
            teed.env(name, value);
        }
    }
    command::run(&mut teed).context("tests failed")?;
    let text = std::fs::read_to_string(report.path())?;
    let summary = text.lines().rev().find(|l| l.trim_start().starts_with("Summary")).unwrap_or_default();
    let ran = number_before(summary, " tests run").or_else(|| number_before(summary, " test run"));
    ran.filter(|n| *n > 0).context("cargo nextest did not say how many tests ran")
}

fn doc() -> Result<u64> {
    let (ok, text) = command::run_and_read(&mut cargo(&["test", "--workspace", "--doc"]))?;
    if !ok {
        bail!("documentation tests failed");
    }
    Ok(sum_of(&text, "test result:", " passed"))
}

/// The platform in a real Chromium, driven by Playwright.
fn browser(postgres: &Postgres) -> Result<u64> {
    // With the tests among the targets the features are those of the run before, and nothing is built a second time.
    command::run(&mut cargo(&["build", "--workspace", "--bins", "--tests"]))?;
    let mut node = command("npm", &["test", "--silent"]);
    node.current_dir(setup::browser_dir()).env("TEST_PG_URL", postgres.url());
    let (ok, text) = command::run_and_read(&mut node)?;
    if !ok {
        bail!("browser tests failed");
    }
    let count = |name: &str| -> u64 {
        let line = text.lines().rev().find_map(|l| l.strip_prefix(name));
        line.and_then(|n| n.trim().parse().ok()).unwrap_or(0)
    };
    let (passed, skipped) = (count("# pass "), count("# skipped ") + count("# todo "));
    if passed == 0 || skipped > 0 {
        bail!("browser tests: {passed} passed, {skipped} skipped; all must run");
    }
    Ok(passed)
}

/// Runs everything.
pub(crate) fn run(args: &Args) -> Result<()> {
    setup::run()?;
    if !args.only_tests {
        command::run(&mut cargo(&["fmt", "--all", "--check"]))?;
        command::run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    }
    let postgres = Postgres::start()?;
    let redis = Redis::start()?;
    let rust = rust(&postgres, &redis)?;
    let doc = doc()?;
    let browser = browser(&postgres)?;
    let all = rust + doc + browser;
    println!("\n{all} tests ran: {rust} Rust, {doc} documentation, {browser} browser");
    println!("{all} passed, 0 failed");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_the_runners_own_words() {
        let line = "     Summary [   0.013s] 412 tests run: 412 passed (2 slow), 0 skipped";
        assert_eq!(number_before(line, " tests run"), Some(412));
        let doc = "test result: ok. 3 passed; 0 failed\n\ntest result: ok. 4 passed; 0 failed\n";
        assert_eq!(sum_of(doc, "test result:", " passed"), 7);
        assert_eq!(number_before("nothing", " tests run"), None);
    }
}
