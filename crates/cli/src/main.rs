//! The `tongguan` command.

mod ask;
mod check;
mod clock;
mod rules;
#[cfg(feature = "server")]
mod serve;
mod terminal;
#[cfg(feature = "server")]
mod tour;
#[cfg(feature = "verify")]
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tongguan 通关: the open, self-hosted mini-program platform.
#[derive(Debug, Parser)]
#[command(name = "tongguan", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the platform.
    #[cfg(feature = "server")]
    Serve(serve::Args),
    /// Drive the whole path against a server, from e-mail to delivery, by the public API only.
    #[cfg(feature = "server")]
    Tour(tour::Args),
    /// Check a mini program before it is submitted (VER-3).
    Check(check::Args),
    /// Make a report again, compare the bytes, and check who signed it.
    #[cfg(feature = "verify")]
    Verify(verify::Args),
    /// List the rules of the check, or explain one.
    Rules(rules::Args),
    /// What registration takes for a subject type in an industry (PRE-6).
    Admission(ask::admission::Args),
    /// Judge a mini-program name: length, characters, banned words (NAM-1, NAM-3).
    Name(ask::name::Args),
    /// Tell what a number is, part by part, and why it fails: codes, IDs, permits, banks, mobiles, filings, mail (SUB-1 … SUB-6).
    Id(ask::id::Args),
    /// Measure a picture of a licence, or try the measures on real scans (SUB-2, SUB-5).
    #[cfg(feature = "image")]
    Image(ask::image::Args),
    /// Find the words of the pack's lists in a text, and how each is hidden (REV-1).
    Text(ask::text::Args),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        #[cfg(feature = "server")]
        Command::Serve(args) => serve::main(args),
        #[cfg(feature = "server")]
        Command::Tour(args) => tour::main(args),
        Command::Check(args) => check::main(&args),
        #[cfg(feature = "verify")]
        Command::Verify(args) => verify::main(&args),
        Command::Rules(args) => rules::main(&args),
        Command::Admission(args) => ask::admission::main(&args),
        Command::Name(args) => ask::name::main(&args),
        Command::Id(args) => ask::id::main(&args),
        #[cfg(feature = "image")]
        Command::Image(args) => ask::image::main(&args),
        Command::Text(args) => ask::text::main(&args),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("tongguan: {error:#}");
        ExitCode::from(2)
    })
}
