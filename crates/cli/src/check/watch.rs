//! `--watch`: checks again when a file is saved, and says only what is different.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use anyhow::Result;

use super::{Args, Checked, fingerprint::Numbered, text};
use crate::terminal;

/// Time between two looks at the files. A change is taken once two looks are equal: editors write in several steps.
const PAUSE: Duration = Duration::from_millis(250);
/// Deepest folder that is looked at; the loader refuses deeper ones.
const DEPTH: usize = 33;

/// Findings by what they are known by, with how they are shown.
type Known = BTreeMap<String, (String, String)>;

/// Runs until it is interrupted.
pub(super) fn run(args: &Args) -> Result<()> {
    let mut known: Option<Known> = None;
    let mut seen = look(args);
    loop {
        match super::once(args) {
            Ok(checked) => known = Some(show(args, &checked, known.as_ref())?),
            // A file that is half written, a setting that is wrong: the next save may mend it.
            Err(error) => terminal::print(&format!("tongguan: {error:#}\n"))?,
        }
        let l = args.language();
        terminal::print(&format!(
            "{}\n\n",
            l.t("等待保存……按 Ctrl-C 结束。", "Waiting for a save. Ctrl-C ends.")
        ))?;
        seen = changed(args, seen);
    }
}

/// Waits until the files are others than they were, and then until they rest.
fn changed(args: &Args, before: Files) -> Files {
    let mut last = look(args);
    loop {
        pause();
        let now = look(args);
        if now == last && now != before {
            return now;
        }
        last = now;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a watcher waits for the clock; nothing else tells it of a save"
)]
fn pause() {
    std::thread::sleep(PAUSE);
}

/// Shows everything the first time, and then what came and what went.
fn show(args: &Args, checked: &Checked, before: Option<&Known>) -> Result<Known> {
    let view = checked.view(args);
    let mut prints = Numbered::default();
    let known: Known = checked
        .report
        .findings
        .iter()
        .map(|f| {
            let line = format!("{} {}:{}:{}", f.rule, f.path, f.line, f.column);
            (prints.of(&view, f), (line, text::block(&view, f)))
        })
        .collect();
    let mut out = String::new();
    match before {
        None => out += &text::render(&view),
        Some(before) => {
            let l = view.lang;
            for (_, (line, _)) in before.iter().filter(|(print, _)| !known.contains_key(*print)) {
                out += &format!("{} {line}\n", l.t("✓ 已改好", "✓ mended"));
            }
            for (_, (_, block)) in known.iter().filter(|(print, _)| !before.contains_key(*print)) {
                out += &format!("{block}\n\n");
            }
            if out.is_empty() {
                out += l.t("没有变化。", "No difference. ");
            }
            out += &format!("{}\n", checked.report.sentence().get(l));
        }
    }
    terminal::print(&out)?;
    Ok(known)
}

/// Files with what tells that they changed.
type Files = BTreeSet<(PathBuf, Option<SystemTime>, u64)>;

fn look(args: &Args) -> Files {
    let mut out = Files::new();
    walk(&args.package, 0, &mut out);
    let pack = Path::new(&args.pack);
    for file in [args.facts.as_deref(), args.baseline.as_deref(), Some(pack)].into_iter().flatten() {
        note(file, &mut out);
    }
    out
}

fn note(path: &Path, out: &mut Files) {
    if let Ok(meta) = fs::metadata(path) {
        out.insert((path.to_owned(), meta.modified().ok(), meta.len()));
    }
}

fn walk(path: &Path, depth: usize, out: &mut Files) {
    let Ok(meta) = fs::symlink_metadata(path) else { return };
    if meta.is_file() {
        out.insert((path.to_owned(), meta.modified().ok(), meta.len()));
    } else if depth < DEPTH && (meta.is_dir() || depth == 0) {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if !matches!(name.to_str(), Some("node_modules" | ".git" | ".svn" | ".hg")) {
                walk(&entry.path(), depth + 1, out);
            }
        }
    }
}
