//! `tongguan check`: what review would reject, before review does (VER-3). The same engine decides on the server.
//!
//! Exit code 0: no finding as heavy as `--fail-on`; 1: there is one; 2: the check could not run.

mod baseline;
mod fingerprint;
mod format;
mod github;
mod html;
mod junit;
mod progress;
pub(crate) mod read;
mod sarif;
mod text;
mod view;
mod watch;

use std::{
    fs,
    io::{self, IsTerminal},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use time::Date;
use tongguan_model::text::Lang;
use tongguan_policy::Pack;
use tongguan_rule::{CheckInput, Lexicons, Report, Severity};
use tongguan_source::Source;

use format::Format;
use progress::Progress;
use view::{Masked, View};

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
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
    /// Where it is written; the terminal by default.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Language of the report, zh or en; by the locale if it is not given.
    #[arg(long, value_parser = crate::ask::parse_lang)]
    lang: Option<Lang>,
    /// Facts that are not in the package; `tongguan.toml` of the project folder by default.
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// The day of the check, YYYY-MM-DD; today by default.
    #[arg(long, value_parser = crate::ask::day)]
    today: Option<Date>,
    /// The least severity that makes the exit code 1: error, warning, needs-a-person or info.
    #[arg(long, default_value = "error", value_name = "SEVERITY", value_parser = severity)]
    fail_on: Severity,
    /// Findings that were there before: only others are reported and fail.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found as a baseline, and end with code 0.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "output"])]
    write_baseline: Option<PathBuf>,
    /// Check again when a file is saved, and say only what is different.
    #[arg(long, conflicts_with_all = ["write_baseline", "output", "format"])]
    watch: bool,
    /// Colours.
    #[arg(long, default_value = "auto")]
    color: Color,
    /// Address of the pages of rules, for reports that link to them, e.g. `https://HOST/rules` of a platform.
    #[arg(long, value_name = "URL")]
    docs_url: Option<String>,
}

fn severity(text: &str) -> Result<Severity, String> {
    Severity::from_wire(text).ok_or_else(|| "one of error, warning, needs-a-person, info".into())
}

pub(crate) fn main(args: &Args) -> Result<ExitCode> {
    if args.watch {
        watch::run(args)?;
    }
    if let Some(file) = &args.write_baseline {
        let checked = check(args)?;
        let n = baseline::write(&checked.view(args), file)?;
        eprintln!("tongguan: {n} findings are in {}", file.display());
        return Ok(ExitCode::SUCCESS);
    }
    let checked = once(args)?;
    let view = checked.view(args);
    args.write(&args.format.render(&view)?)?;
    Ok(if view.fails() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A package with its report.
#[derive(Debug)]
struct Checked {
    policy: Pack,
    source: Source,
    report: Report,
    name: String,
    prefix: String,
}

/// Files without any of which there is no mini program, not even a part of one.
const MARKS: [&str; 4] = ["app.json", "plugin.json", ".wxml", ".wxss"];

/// Checks once.
fn check(args: &Args) -> Result<Checked> {
    let policy = Pack::from(crate::ask::policy(&args.pack)?);
    let source = read::source(&args.package, &policy)?;
    for note in source.notes() {
        eprintln!("tongguan: {}", read::note(note, &args.package, args.language()));
    }
    if !source.iter().any(|(path, _)| MARKS.iter().any(|m| path.ends_with(m))) {
        bail!("{}", read::no_program(&args.package, args.language()));
    }
    let (facts, words) = read::facts(&args.package, args.facts.as_deref())?;
    let lexicons = Lexicons::new(&policy, &words);
    let today = args.today.unwrap_or_else(crate::clock::today);
    let input = CheckInput { source: &source, facts: &facts, policy: &policy, lexicons: &lexicons, today };
    let bar = Progress::new(args.language());
    let report = tongguan_rule_package::check_with(&input, &|done, all, rule| bar.at(done, all, rule));
    bar.end();
    let (name, prefix) = (read::name(&args.package), read::prefix(&args.package, &source));
    Ok(Checked { policy, source, report, name, prefix })
}

/// Checks once and leaves out what the baseline knows.
fn once(args: &Args) -> Result<Checked> {
    let checked = check(args)?;
    let Some(file) = &args.baseline else { return Ok(checked) };
    let (report, stale) = baseline::apply(&checked.view(args), file)?;
    for (rule, path, count) in stale {
        let name = file.display();
        eprintln!("tongguan: {name}: {count} × {rule} in {path} is gone; write the baseline anew");
    }
    Ok(Checked { report, ..checked })
}

impl Checked {
    fn view<'a>(&'a self, args: &'a Args) -> View<'a> {
        View {
            report: &self.report,
            source: &self.source,
            policy: &self.policy,
            lang: args.language(),
            fail_on: args.fail_on,
            name: &self.name,
            prefix: &self.prefix,
            docs_url: args.docs_url.as_deref(),
            styled: args.styled(),
            masked: Masked::of(&self.report, &self.source),
        }
    }
}

impl Args {
    fn language(&self) -> Lang {
        self.lang.unwrap_or_else(crate::terminal::lang)
    }

    fn styled(&self) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                self.output.is_none() && io::stdout().is_terminal() && !crate::terminal::no_color()
            }
        }
    }

    fn write(&self, text: &str) -> Result<()> {
        match &self.output {
            Some(file) => fs::write(file, text).with_context(|| format!("cannot write {}", file.display())),
            None => Ok(crate::terminal::print(text)?),
        }
    }
}
