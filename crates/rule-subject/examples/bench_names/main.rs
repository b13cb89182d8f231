//! Measures the index of names: how fast it is built and asked, and how large it is. `cargo xtask bench names` runs it.
//!
//! Arguments: `--names N` (1000000), `--searches N` (20000), `--file` for the index in a file too, `--postgres URL` for its
//! trigrams. Every hundredth search is put to the peers as well, in turn with the index.

mod generate;
mod peers;

use std::{
    io::{BufWriter, Read},
    time::Instant,
};

use generate::{Dice, Names};
use tongguan_policy::Policy;
use tongguan_rule_subject::name::{
    Words,
    index::{Builder, Filed, Index, Shelf},
};

/// Searches for one that is put to the peers.
const PEERS_EVERY: usize = 100;

fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0) / 1024
}

/// Seconds of a processor that this process used: on a busy machine the clock measures the neighbours too.
fn used() -> f64 {
    let mut stat = String::new();
    let read = std::fs::File::open("/proc/self/stat").and_then(|mut f| f.read_to_string(&mut stat));
    if read.is_err() {
        return 0.0;
    }
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn line(label: &str, times: &mut [u64]) {
    if times.is_empty() {
        return;
    }
    times.sort_unstable();
    let at = |q: f64| times[((times.len() - 1) as f64 * q) as usize] as f64 / 1000.0;
    let each = times.iter().sum::<u64>() as f64 / times.len() as f64;
    println!(
        "{label}: {:.0} searches/s; p50 {:.0} us, p90 {:.0} us, p99 {:.0} us, worst {:.0} us ({} searches)",
        1e9 / each,
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
        times.len()
    );
}

fn timed<T>(times: &mut Vec<u64>, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let out = work();
    times.push(u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX));
    out
}

fn measure<S: Shelf>(index: &Index<S>, asked: &[String], words: &Words, label: &str) {
    let (mut times, mut hits) = (Vec::with_capacity(asked.len()), 0);
    let before = used();
    for name in asked {
        let found =
            timed(&mut times, || index.search(name, words, words.conflict_from(), 20).expect("searched"));
        hits += usize::from(!found.is_empty());
    }
    let each = (used() - before) * 1e6 / asked.len() as f64;
    line(label, &mut times);
    println!("  {each:.0} us of a processor each; {hits} of {} have a conflict", asked.len());
}

struct Options {
    names: usize,
    searches: usize,
    file: bool,
    postgres: Option<String>,
}

fn options() -> Options {
    let mut out = Options { names: 1_000_000, searches: 20_000, file: false, postgres: None };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--file" => out.file = true,
            "--postgres" => out.postgres = args.next(),
            "--names" => out.names = args.next().and_then(|n| n.parse().ok()).unwrap_or(out.names),
            "--searches" => out.searches = args.next().and_then(|n| n.parse().ok()).unwrap_or(out.searches),
            _ => {}
        }
    }
    out
}

fn main() {
    let options = options();
    let count = options.names;
    let policy = Policy::builtin("default").expect("the pack").naming;
    let words = Words::new(&policy);
    let mut names = Names::new(&policy, 1);
    let mut seen = std::collections::HashSet::with_capacity(count);
    let mut all: Vec<String> = Vec::with_capacity(count);
    while all.len() < count {
        let name = names.next();
        if seen.insert(name.clone()) {
            all.push(name);
        }
    }
    drop(seen);
    let mut dice = Dice::new(7);
    let asked: Vec<String> = (0..options.searches)
        .map(|i| {
            if i % 2 == 0 {
                return names.next();
            }
            let name = all[dice.below(all.len())].clone();
            names.like(&name)
        })
        .collect();
    let (before, used_before, start) = (memory(), used(), Instant::now());
    let mut builder = Builder::new(&words, count);
    all.iter().for_each(|n| builder.push(n));
    let index = builder.finish();
    println!(
        "{count} names: built in {:.1} s ({:.1} s of a processor), {} MB, {:.1} keys a name; the process grew by {} MB",
        start.elapsed().as_secs_f64(),
        used() - used_before,
        index.shelf().bytes() / 1_000_000,
        index.shelf().keys() as f64 / count as f64,
        memory().saturating_sub(before)
    );
    beside(&index, &words, &all, &asked, options.postgres.as_deref());
    measure(&index, &asked, &words, "index in memory");
    if options.file {
        filed(index, all, &asked, &words);
    }
}

/// The index and its peers, in turn on the same names.
fn beside<S: Shelf>(index: &Index<S>, words: &Words, all: &[String], asked: &[String], url: Option<&str>) {
    let mut trigrams = url.map(|url| {
        let (loaded, said) = peers::Trigrams::load(url, all).expect("PostgreSQL");
        println!("pg_trgm: {said}");
        loaded
    });
    let (mut own, mut edits, mut grams) = (Vec::new(), Vec::new(), Vec::new());
    for name in asked.iter().step_by(PEERS_EVERY) {
        timed(&mut own, || index.search(name, words, words.conflict_from(), 20).expect("searched").len());
        timed(&mut edits, || peers::scan(all, name));
        if let Some(trigrams) = &mut trigrams {
            timed(&mut grams, || trigrams.search(name).expect("searched"));
        }
    }
    println!("in turn:");
    line("  index", &mut own);
    line("  strsim, every name", &mut edits);
    line("  PostgreSQL pg_trgm (gin)", &mut grams);
}

/// The same in a file.
fn filed(
    index: Index<tongguan_rule_subject::name::index::Memory>,
    all: Vec<String>,
    asked: &[String],
    words: &Words,
) {
    let path = std::env::temp_dir().join(format!("names-{}.index", std::process::id()));
    let start = Instant::now();
    let mut file = BufWriter::new(std::fs::File::create(&path).expect("a file"));
    index.shelf().write(&mut file, 1).expect("written");
    drop(file);
    let size = std::fs::metadata(&path).map_or(0, |m| m.len()) / 1_000_000;
    println!("written in {:.1} s: {size} MB", start.elapsed().as_secs_f64());
    drop((index, all));
    let start = Instant::now();
    let shelf = Filed::open(std::fs::File::open(&path).expect("the file"), 1).expect("an index");
    println!("opened in {:.2} s: {} MB in memory", start.elapsed().as_secs_f64(), shelf.bytes() / 1_000_000);
    measure(&Index::over(shelf), asked, words, "index in a file");
    let _ = std::fs::remove_file(path);
}
