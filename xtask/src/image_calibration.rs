//! `cargo xtask image-calibration`: draws both sets of licences, measures them, and writes the tables of `docs/images.md`.

use std::fs;

use anyhow::{Context, Result};

use crate::command::{self, output};

const START: &str = "<!-- tables: cargo xtask image-calibration -->";
const END: &str = "<!-- end of tables -->";

/// How much to draw.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Licences of each set; each is drawn with every defect.
    #[arg(long, default_value_t = 200)]
    count: u32,
}

fn example(args: &[&str]) -> Result<String> {
    output(&mut command::example("tongguan-image", "calibration", args))
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let count = args.count.to_string();
    let mut files = Vec::new();
    for set in ["first", "second"] {
        println!("{set} set: {count} licences with every defect");
        let file = dir.path().join(set);
        fs::write(&file, example(&["values", set, &count])?)?;
        files.push(file.display().to_string());
    }
    let tables = example(&["tables", &files[0], &files[1]])?;
    let path = command::root().join("docs/images.md");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let (before, rest) = text.split_once(START).context("docs/images.md has no place for its tables")?;
    let (_, after) = rest.split_once(END).context("the place for the tables has no end")?;
    fs::write(&path, format!("{before}{START}\n\n{}\n\n{END}{after}", tables.trim()))?;
    println!("docs/images.md is written");
    Ok(())
}
