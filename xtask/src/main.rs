//! Developer tasks: `cargo xtask setup | test | pg | bench`.

mod bench;
mod command;
mod image_calibration;
mod pg;
mod postgres;
mod redis;
mod rules;
mod server;
mod setup;
mod test;

use anyhow::Result;
use clap::Parser;

/// Developer tasks of Tongguan.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Install what the tests need (as root on Debian), or print the command that does.
    Setup,
    /// Everything that gates a landing: setup, format, lints, tests on both databases, browser.
    Test(test::Args),
    /// Start a PostgreSQL for tests and print its address as shell exports.
    Pg(pg::Args),
    /// Measures of the release build: the server, the check beside its peers, the text engine.
    Bench(bench::Args),
    /// Write `docs/rules/` anew from the doc comments of the rules.
    RulesDocs,
    /// Draw licences with every defect, measure them, and write the tables of `docs/images.md`.
    ImageCalibration(image_calibration::Args),
    /// Make the file, the registry line and the fixtures of a new rule.
    NewRule(rules::NewRule),
}

fn main() -> Result<()> {
    match Task::parse() {
        Task::Setup => setup::run(),
        Task::Test(args) => test::run(&args),
        Task::Pg(args) => pg::run(&args),
        Task::Bench(args) => bench::run(&args),
        Task::RulesDocs => rules::docs(),
        Task::ImageCalibration(args) => image_calibration::run(&args),
        Task::NewRule(args) => rules::new(&args),
    }
}
