//! `cargo xtask bench check`: the check-only release build beside the checkers that exist (`docs/bench.md`).

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::{
    app::App,
    peers::{self, Program, Project},
};
use crate::{
    command::{self, cargo, root},
    server::{pause, peak},
};

/// Builds, generates, installs, measures.
pub(crate) fn run(rounds: u32, real: Option<&Path>) -> Result<()> {
    command::run(&mut cargo(&["build", "--release", "--package", "tongguan", "--no-default-features"]))?;
    // Where the next build of the platform does not overwrite it.
    let binary = root().join("target/bench/tongguan");
    fs::create_dir_all(root().join("target/bench"))?;
    fs::copy(root().join("target/release/tongguan"), &binary)?;
    let app = App::generate()?;
    let folder = root().join("target/bench/app");
    app.write(&folder)?;
    let mut others = Vec::new();
    match peers::install() {
        Ok(()) => others = peers::all(),
        Err(error) => println!("\nNO PEER IS MEASURED: {error:#}"),
    }
    let made = Project { app: folder.join("miniprogram"), folder };
    println!("\nGenerated app, {} pages: {}", app.pages, sizes(&made.app)?);
    let pack = made.folder.join("pack.toml");
    let ours = ours(&binary, Some(pack));
    let report = once(&ours, &made)?.1;
    let found = every_defect(&app, &report)?;
    println!("planted defects: {found} of {found} found at their lines; no rule was left out");
    measure(&ours, &others, &made, rounds)?;
    if let Some(folder) = real {
        let folder = fs::canonicalize(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let real = Project { app: app_root(&folder)?, folder };
        println!("\n{}: {}", real.folder.file_name().unwrap_or_default().display(), sizes(&real.app)?);
        measure(&self::ours(&binary, None), &others, &real, rounds)?;
    }
    Ok(())
}

fn ours(binary: &Path, pack: Option<PathBuf>) -> Program {
    let binary = binary.to_owned();
    Program {
        name: "tongguan check",
        command: Box::new(move |project| {
            let mut command = Command::new(&binary);
            command.arg("check").arg(&project.folder).args(["--format", "json"]);
            if let Some(pack) = &pack {
                command.arg("--pack").arg(pack);
            }
            command
        }),
        ends: &[0, 1],
        read: |text| {
            let report: Value = serde_json::from_str(text)?;
            let found = report["findings"].as_array().context("it printed no findings")?.len();
            Ok(format!("{found} findings"))
        },
    }
}

/// Where `app.json` of a project is.
fn app_root(folder: &Path) -> Result<PathBuf> {
    let config = fs::read_to_string(folder.join("project.config.json")).unwrap_or_else(|_| "{}".into());
    let config: Value = serde_json::from_str(&config).context("cannot read project.config.json")?;
    let app = folder.join(config["miniprogramRoot"].as_str().unwrap_or("."));
    ensure!(app.join("app.json").is_file(), "there is no app.json in {}", app.display());
    Ok(app)
}

/// Files and bytes by kind.
fn sizes(app: &Path) -> Result<String> {
    let mut kinds: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut folders = vec![app.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
                continue;
            }
            let path = entry.path();
            let end = path.extension().unwrap_or_default().to_string_lossy();
            let kind = if ["wxml", "wxss", "js", "json"].contains(&&*end) { &*end } else { "other" };
            let sum = kinds.entry(kind.to_owned()).or_default();
            *sum = (sum.0 + 1, sum.1 + entry.metadata()?.len());
        }
    }
    let shown = kinds.iter().map(|(kind, (n, bytes))| format!("{n} {kind} ({} KiB)", bytes / 1024));
    Ok(shown.collect::<Vec<_>>().join(", "))
}

/// Whether the report names every planted defect at its line, and no rule stayed away.
fn every_defect(app: &App, report: &str) -> Result<usize> {
    let report: Value = serde_json::from_str(report)?;
    let silent = report["not_checked"].as_array().context("a report lists what was not checked")?;
    ensure!(silent.is_empty(), "not all was checked: {silent:?}");
    let findings = report["findings"].as_array().context("a report lists its findings")?;
    for planted in &app.planted {
        let here = |f: &Value| {
            let at = |place: &Value| place["path"] == planted.path && place["line"] == planted.line;
            let related = f["related"].as_array().is_some_and(|r| r.iter().any(at));
            f["rule"] == planted.rule && (at(f) || related)
        };
        ensure!(findings.iter().any(here), "not found: {planted:?}");
    }
    Ok(app.planted.len())
}

/// One cold run: how long, and the report.
fn once(program: &Program, project: &Project) -> Result<(Duration, String)> {
    let dir = tempfile::tempdir()?;
    let (out, error) = (dir.path().join("out"), dir.path().join("error"));
    let mut command = (program.command)(project);
    command.stdin(Stdio::null()).stdout(File::create(&out)?).stderr(File::create(&error)?);
    let start = Instant::now();
    let status = command.status().with_context(|| format!("{} cannot start", program.name))?;
    let took = start.elapsed();
    let read = |file: &Path| Ok::<_, std::io::Error>(String::from_utf8_lossy(&fs::read(file)?).into_owned());
    if !status.code().is_some_and(|code| program.ends.contains(&code)) {
        bail!("{status}: {}", read(&error)?.chars().take(400).collect::<String>());
    }
    let report = read(&out)?;
    Ok((took, if report.is_empty() { read(&error)? } else { report }))
}

/// Peak memory in KiB: the mark is read until the process is gone.
fn memory(program: &Program, project: &Project) -> Result<u64> {
    let mut child = (program.command)(project).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut highest = 0;
    while child.try_wait()?.is_none() {
        highest = highest.max(peak(child.id()).unwrap_or(0));
        pause();
    }
    Ok(highest)
}

/// All programs in turn, `rounds` times, each a cold process.
fn measure(ours: &Program, others: &[Program], project: &Project, rounds: u32) -> Result<()> {
    let mut programs = vec![ours];
    let mut said = Vec::new();
    // Once before it counts: the files are in memory then, and a program that does not work is left out.
    for program in std::iter::once(ours).chain(others) {
        match once(program, project).and_then(|(_, report)| (program.read)(&report)) {
            Ok(text) => {
                said.push(text);
                if !std::ptr::eq(program, ours) {
                    programs.push(program);
                }
            }
            Err(error) if std::ptr::eq(program, ours) => return Err(error.context("tongguan check failed")),
            Err(error) => println!("NOT MEASURED: {}: {error:#}", program.name),
        }
    }
    let mut times = vec![Vec::new(); programs.len()];
    for round in 0..rounds as usize {
        for i in 0..programs.len() {
            let i = (i + round) % programs.len();
            times[i].push(once(programs[i], project)?.0.as_secs_f64());
        }
    }
    let mut medians = Vec::new();
    for ((program, times), said) in programs.iter().zip(&mut times).zip(said) {
        let (least, middle, most) = spread(times);
        println!("{:<32} {middle:>7.3} s  ({least:.3} to {most:.3}; {said})", program.name);
        medians.push(middle);
    }
    if let [mine, theirs @ ..] = &medians[..]
        && !theirs.is_empty()
    {
        let sum: f64 = theirs.iter().sum();
        println!("{:<32} {sum:>7.3} s", format!("sum of the {} peers", theirs.len()));
        println!("{:<32} {:>6.1} times", "their sum to ours", sum / mine);
    }
    println!("{:<32} {:>7.1} MiB", "peak memory, ours", memory(ours, project)? as f64 / 1024.0);
    Ok(())
}

/// Least, median, most.
fn spread(times: &mut [f64]) -> (f64, f64, f64) {
    times.sort_by(f64::total_cmp);
    let middle = times.len() / 2;
    let median =
        if times.len() % 2 == 1 { times[middle] } else { f64::midpoint(times[middle - 1], times[middle]) };
    (times[0], median, times[times.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(spread(&mut [3.0, 1.0, 9.0]), (1.0, 3.0, 9.0));
        assert_eq!(spread(&mut [4.0, 1.0, 9.0, 2.0]), (1.0, 3.0, 9.0));
    }

    /// A report that misses a planted defect, or left a rule out, is not measured.
    #[test]
    fn a_missed_defect_stops_the_bench() {
        let app = App::generate().unwrap();
        let findings: Vec<_> = app
            .planted
            .iter()
            .map(|p| serde_json::json!({ "rule": p.rule, "path": p.path, "line": p.line }))
            .collect();
        let report = |findings: &[Value], silent: Value| {
            serde_json::json!({ "findings": findings, "not_checked": silent }).to_string()
        };
        let none = serde_json::json!([]);
        assert_eq!(every_defect(&app, &report(&findings, none.clone())).unwrap(), app.planted.len());
        assert!(every_defect(&app, &report(&findings[1..], none)).is_err());
        assert!(every_defect(&app, &report(&findings, serde_json::json!([{ "rule": "contrast" }]))).is_err());
    }
}
