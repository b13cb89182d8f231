//! `cargo xtask bench [serve|check|text|names|image]`: measures of the release build. Not in CI.

mod app;
mod check;
mod image;
mod names;
mod peers;
mod picture;
mod serve;
mod text;

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;

/// What is measured; everything if nothing is named.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One of them only.
    what: Option<What>,
    /// check: how often every program runs.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// check: a real project beside the generated one; its folder.
    #[arg(long, value_name = "FOLDER")]
    real: Option<PathBuf>,
    /// names: how many; 10000000 needs 6 GB and some minutes.
    #[arg(long, default_value_t = 1_000_000)]
    names: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Start-up time, memory, tour steps a second on both databases.
    Serve,
    /// `tongguan check` beside eslint, stylelint and miniprogram-ci.
    Check,
    /// The text engine beside daachorse, and filters from npm and PyPI.
    Text,
    /// The index of names beside PostgreSQL's trigrams and an edit distance.
    Names,
    /// The measures of a picture beside OpenCV.
    Image,
}

/// Measures what was named.
pub(crate) fn run(args: &Args) -> Result<()> {
    let wanted = |what| args.what.is_none_or(|only| only == what);
    if wanted(What::Serve) {
        serve::run()?;
    }
    if wanted(What::Check) {
        check::run(args.rounds, args.real.as_deref())?;
    }
    if wanted(What::Text) {
        text::run()?;
    }
    if wanted(What::Names) {
        names::run(args.names)?;
    }
    if wanted(What::Image) {
        image::run()?;
    }
    Ok(())
}
