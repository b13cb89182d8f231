//! Running other programs.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// Root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The environment, for the few things a tool must take from it.
pub(crate) fn env(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "a developer's tool, not the product")]
    std::env::var(name).ok()
}

/// A command in the root of the repository.
pub(crate) fn command(program: impl AsRef<OsStr>, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    command
}

/// `cargo`, the one that runs this.
pub(crate) fn cargo(args: &[&str]) -> Command {
    command(env("CARGO").unwrap_or_else(|| "cargo".into()), args)
}

/// An example of a crate, optimised.
pub(crate) fn example(package: &str, name: &str, args: &[&str]) -> Command {
    let mut run = cargo(&["run", "--release", "--quiet", "--package", package, "--example", name, "--"]);
    run.args(args);
    run
}

/// The same command, behind everything else that this machine does.
pub(crate) fn gently(of: &Command) -> Command {
    let mut run = command("nice", &["-n", "10"]);
    run.arg(of.get_program()).args(of.get_args());
    run
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Runs it; anything but success is an error that names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let words = shown(command);
    println!("\n$ {words}");
    let status = command.status().with_context(|| format!("cannot start {words}"))?;
    if !status.success() {
        bail!("{words}: {status}");
    }
    Ok(())
}

/// Runs it and shows what it says line by line, and gives that back with whether it succeeded.
pub(crate) fn run_and_read(command: &mut Command) -> Result<(bool, String)> {
    let words = shown(command);
    println!("\n$ {words}");
    let mut child = command
        .stderr(Stdio::inherit())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {words}"))?;
    let mut text = String::new();
    for line in BufReader::new(child.stdout.take().context("no output")?).lines() {
        let line = line?;
        println!("{line}");
        text += &line;
        text.push('\n');
    }
    Ok((child.wait()?.success(), text))
}

/// Runs it quietly and gives back what it says.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let words = shown(command);
    let out = command.output().with_context(|| format!("cannot start {words}"))?;
    if !out.status.success() {
        bail!("{words}: {}\n{}", out.status, String::from_utf8_lossy(&out.stderr));
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// The full path of a program on `PATH`.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|p| p.is_file())
}

/// Whether this runs as root.
pub(crate) fn is_root() -> bool {
    output(&mut command("id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}
