//! `tongguan check`: what review would reject, before review does (VER-3). The same engine decides on the server.
//!
//! Exit code 0: nothing would be rejected; 1: something would; 2: the check could not run.

mod text;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use time::Date;
use tongguan_model::text::Lang;
use tongguan_policy::Policy;
use tongguan_rule::{CheckInput, Facts, Lexicons};
use tongguan_source::{Limits, Source};

/// How the report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What to check.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A project folder, or a zip of one.
    #[arg(value_name = "DIR|ZIP")]
    package: PathBuf,
    /// Policy pack: `default`, `weixin-2026`, or an overlay file (TOML) over `default`.
    #[arg(long, default_value = "default", value_name = "NAME|FILE")]
    pack: String,
    /// How the report is written.
    #[arg(long, default_value = "text")]
    format: Format,
    /// Language of the report: zh or en.
    #[arg(long, default_value = "zh", value_parser = crate::ask::parse_lang)]
    lang: Lang,
    /// Facts that are not in the package; `tongguan.toml` of the project folder by default.
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// The day of the check, YYYY-MM-DD; today by default.
    #[arg(long, value_parser = crate::ask::day)]
    today: Option<Date>,
}

pub(crate) fn main(args: &Args) -> Result<ExitCode> {
    let policy = crate::ask::policy(&args.pack)?;
    let source = read(&args.package, &limits(&policy))?;
    let facts = facts(args)?;
    let lexicons = Lexicons::from_policy(&policy);
    let today = match args.today {
        Some(day) => day,
        None => crate::clock::today(),
    };
    let report = tongguan_rule_package::check(&CheckInput {
        source: &source,
        facts: &facts,
        policy: &policy,
        lexicons: &lexicons,
        today,
    });
    match args.format {
        Format::Text => print!("{}", text::render(&report, args.lang)),
        Format::Json => print!("{}", report.to_json(args.lang)),
    }
    Ok(if report.blocks() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn limits(policy: &Policy) -> Limits {
    let bytes = |value: i64| u64::try_from(value).unwrap_or(0);
    Limits {
        max_files: bytes(*policy.package.max_files),
        max_file_bytes: bytes(*policy.package.file_max_bytes),
        max_total_bytes: bytes(*policy.package.unpacked_max_bytes),
    }
}

fn read(path: &Path, limits: &Limits) -> Result<Source> {
    let name = path.display();
    if path.is_dir() {
        return Source::from_dir(path, limits).with_context(|| format!("cannot check {name}"));
    }
    let size = fs::metadata(path).with_context(|| format!("cannot read {name}"))?.len();
    if size > limits.max_total_bytes {
        bail!("{name} has {size} bytes; at most {} are read", limits.max_total_bytes);
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read {name}"))?;
    Source::from_zip(&bytes, limits).with_context(|| format!("cannot check {name}"))
}

fn facts(args: &Args) -> Result<Facts> {
    let file = match &args.facts {
        Some(file) => file.clone(),
        None => args.package.join("tongguan.toml"),
    };
    if args.facts.is_none() && !file.is_file() {
        return Ok(Facts::default());
    }
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Facts::from_toml(&text).map_err(|e| anyhow::anyhow!("{}:{e}", file.display()))
}
