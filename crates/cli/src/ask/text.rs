//! `tongguan text`: words of the pack's lists in a text, and how each was hidden (REV-1).

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tongguan_rule::Lexicons;
use tongguan_text::{Class, Hit, Level, Lexicon, Word, printable};

use super::Common;

/// What to read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A text file; `-` for standard input.
    #[arg(value_name = "FILE|-")]
    text: PathBuf,
    /// Further words, one a line: `word<TAB>class<TAB>level`. May be given more than once.
    #[arg(long, value_name = "FILE")]
    words: Vec<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// A hit with its place: line and column in characters, from 1.
struct Placed<'l> {
    word: &'l Word,
    hit: Hit,
    level: Level,
    line: usize,
    column: usize,
}

pub(crate) fn main(args: &Args) -> Result<ExitCode> {
    let policy = super::policy(&args.common.pack)?;
    let most = u64::try_from(*policy.package.file_max_bytes).unwrap_or(0);
    let text = read(&args.text, most)?;
    let lexicons = Lexicons::new(&policy, &words(&args.words)?);
    let mut placed = Vec::new();
    for lexicon in [&lexicons.banned, &lexicons.sensitive] {
        placed.extend(place(lexicon, &text));
    }
    placed.sort_by_key(|p| (p.line, p.column));
    if args.common.json {
        print_json(args, &text, &placed);
    } else {
        print(args, &text, &placed);
    }
    let refused = placed.iter().any(|p| p.level == Level::Error);
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Words of text files; a line that cannot be read is refused with its place.
pub(crate) fn words(files: &[PathBuf]) -> Result<Vec<Word>> {
    let mut all = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let words = Word::parse_list(&text, Class::Other);
        all.extend(words.map_err(|e| anyhow::anyhow!("{}:{e}", file.display()))?);
    }
    Ok(all)
}

fn read(file: &Path, most: u64) -> Result<String> {
    let name = file.display();
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().take(most + 1).read_to_end(&mut bytes).context("cannot read standard input")?;
    } else {
        let open = fs::File::open(file).with_context(|| format!("cannot read {name}"))?;
        open.take(most + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
    }
    if bytes.len() as u64 > most {
        bail!("{name} is longer than {most} bytes");
    }
    String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))
}

fn place<'l>(lexicon: &'l Lexicon, text: &str) -> Vec<Placed<'l>> {
    let (mut line, mut start, mut counted, mut column) = (1, 0, 0, 1);
    let mut out = Vec::new();
    for hit in lexicon.find(text) {
        // Hits are in order, so the text is walked once.
        let skipped = &text[counted..hit.bytes.start];
        match skipped.rfind('\n') {
            Some(at) => {
                line += skipped.matches('\n').count();
                start = counted + at + 1;
                column = text[start..hit.bytes.start].chars().count() + 1;
            }
            None => column += skipped.chars().count(),
        }
        counted = hit.bytes.start;
        debug_assert!(start <= counted);
        let level = lexicon.level(&hit);
        out.push(Placed { word: &lexicon.words()[hit.word], hit, level, line, column });
    }
    out
}

fn print(args: &Args, text: &str, placed: &[Placed<'_>]) {
    let lang = args.common.lang;
    for p in placed {
        let (mark, level) = match p.level {
            Level::Error => ('✗', lang.t("错误", "error")),
            Level::Warning => ('!', lang.t("警告", "warning")),
            Level::Person => ('?', lang.t("待人工", "needs a person")),
        };
        let class = p.word.class.names();
        let shown = printable(&text[p.hit.bytes.clone()]);
        println!(
            "{mark} {}:{}:{} {level} {} · {}",
            args.text.display(),
            p.line,
            p.column,
            p.word.text,
            lang.t(class.0, class.1)
        );
        let ways: Vec<_> = p.hit.disguises.iter().map(|d| lang.t(d.names().0, d.names().1)).collect();
        if !ways.is_empty() {
            println!("  {}{shown} ({})", lang.t("写作：", "written as "), ways.join(lang.t("、", ", ")));
        }
    }
    if placed.is_empty() {
        println!("✓ {}", lang.t("没有词库中的词。", "No word of the lists is in it."));
    }
}

fn print_json(args: &Args, text: &str, placed: &[Placed<'_>]) {
    let hits: Vec<_> = placed
        .iter()
        .map(|p| {
            json!({
                "line": p.line, "column": p.column, "word": p.word.text, "class": p.word.class.code(),
                "level": p.level.code(), "text": text[p.hit.bytes.clone()],
                "hidden_by": p.hit.disguises.iter().map(|d| d.code()).collect::<Vec<_>>(),
            })
        })
        .collect();
    println!("{:#}", json!({ "file": args.text.display().to_string(), "hits": hits }));
}
