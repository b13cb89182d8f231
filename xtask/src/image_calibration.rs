//! `cargo xtask image-calibration`: draws sets of licences, measures them, and writes their tables into `docs/images.md`.

use std::fs;

use anyhow::{Context, Result};

use crate::command::{self, output};

/// How much to draw.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Licences of each set; each is drawn with every defect.
    #[arg(long, default_value_t = 200)]
    count: u32,
    /// Sets to draw; the tables of the others stay as they are.
    #[arg(long, value_delimiter = ',', default_value = "first,second,third")]
    sets: Vec<String>,
}

fn example(args: &[&str]) -> Result<String> {
    output(&mut command::gently(&command::example("tongguan-image", "calibration", args)))
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let count = args.count.to_string();
    let path = command::root().join("docs/images.md");
    for set in &args.sets {
        println!("{set} set: {count} licences with every defect");
        let file = dir.path().join(set).display().to_string();
        fs::write(&file, example(&["values", set, &count])?)?;
        let table = example(&["table", &file])?;
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        fs::write(&path, placed(&text, set, table.trim())?)?;
        println!("docs/images.md has its table");
    }
    Ok(())
}

/// A text with a set's table between its marks.
fn placed(text: &str, set: &str, table: &str) -> Result<String> {
    let (start, end) = (format!("<!-- {set} set: cargo xtask image-calibration -->"), "<!-- end -->");
    let (before, rest) =
        text.split_once(&start).with_context(|| format!("docs/images.md has no place for the {set} set"))?;
    let (_, after) = rest.split_once(end).context("the place for a table has no end")?;
    Ok(format!("{before}{start}\n\n{table}\n\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_its_own_place() {
        let mark = |set: &str| format!("<!-- {set} set: cargo xtask image-calibration -->");
        let text =
            format!("a\n{}\nold\n<!-- end -->\nb\n{}\nkept\n<!-- end -->\nc", mark("first"), mark("third"));
        let new = placed(&text, "first", "| new |").unwrap();
        assert!(new.contains("| new |") && new.contains("kept") && !new.contains("old"), "{new}");
        assert!(placed(&text, "second", "x").is_err());
    }
}
