//! Measures the index of names: how fast it is built and asked, and how large it is. `cargo xtask bench names` runs it.
//!
//! Arguments: how many names (1000000), how many searches (20000), `file` for the index in a file.

mod generate;

use std::{io::BufWriter, time::Instant};

use generate::{Dice, Names};
use tongguan_policy::Policy;
use tongguan_rule_subject::name::{
    Words,
    index::{Builder, Filed, Index, Shelf},
};

fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0) / 1024
}

/// Seconds of the processor that this process used.
fn used() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn measure<S: Shelf>(index: &Index<S>, asked: &[String], words: &Words, label: &str) {
    let mut times = Vec::with_capacity(asked.len());
    let mut hits = 0;
    let (begin, used_before) = (Instant::now(), used());
    for name in asked {
        let start = Instant::now();
        let found = index.search(name, words, words.conflict_from(), 20).expect("searched");
        times.push(start.elapsed().as_nanos() as u64);
        hits += usize::from(!found.is_empty());
    }
    let all = begin.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |q: f64| times[((times.len() - 1) as f64 * q) as usize] as f64 / 1000.0;
    println!(
        "{label}: {:.0} searches/s, p50 {:.0} us, p90 {:.0} us, p99 {:.0} us, worst {:.0} us, processor {:.0} us each; {hits} of {} have a conflict",
        asked.len() as f64 / all,
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
        (used() - used_before) * 1e6 / asked.len() as f64,
        asked.len()
    );
}

fn main() {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().and_then(|a| a.parse().ok()).unwrap_or(1_000_000);
    let searches: usize = args.next().and_then(|a| a.parse().ok()).unwrap_or(20_000);
    let filed = args.next().is_some_and(|a| a == "file");
    let policy = Policy::builtin("default").expect("the pack").naming;
    let words = Words::new(&policy);
    let mut names = Names::new(&policy, 1);
    let start = Instant::now();
    let mut seen = std::collections::HashSet::with_capacity(count);
    let mut all: Vec<String> = Vec::with_capacity(count);
    while all.len() < count {
        let name = names.next();
        if seen.insert(name.clone()) {
            all.push(name);
        }
    }
    drop(seen);
    println!("{count} names made in {:.1} s", start.elapsed().as_secs_f64());
    let mut dice = Dice::new(7);
    let asked: Vec<String> = (0..searches)
        .map(|i| {
            if i % 2 == 0 {
                names.next()
            } else {
                let n = all[dice.below(all.len())].clone();
                names.like(&n)
            }
        })
        .collect();
    let before = memory();
    let start = Instant::now();
    let mut builder = Builder::new(&words, count);
    all.iter().for_each(|n| builder.push(n));
    let pushed = start.elapsed().as_secs_f64();
    let index = builder.finish();
    println!(
        "built in {:.1} s ({pushed:.1} s keys, the rest sorting): {} MB, {:.1} keys a name; process grew by {} MB",
        start.elapsed().as_secs_f64(),
        index.shelf().bytes() / 1_000_000,
        index.shelf().keys() as f64 / count as f64,
        memory().saturating_sub(before)
    );
    measure(&index, &asked, &words, "in memory");
    if filed {
        let path = std::env::temp_dir().join(format!("names-{}.index", std::process::id()));
        let mut file = BufWriter::new(std::fs::File::create(&path).expect("a file"));
        let start = Instant::now();
        index.shelf().write(&mut file, 1).expect("written");
        drop(file);
        println!(
            "written in {:.1} s: {} MB",
            start.elapsed().as_secs_f64(),
            std::fs::metadata(&path).map_or(0, |m| m.len()) / 1_000_000
        );
        drop((index, all));
        let start = Instant::now();
        let shelf = Filed::open(std::fs::File::open(&path).expect("the file"), 1).expect("an index");
        println!(
            "opened in {:.2} s: {} MB in memory",
            start.elapsed().as_secs_f64(),
            shelf.bytes() / 1_000_000
        );
        let index = Index::over(shelf);
        measure(&index, &asked, &words, "in a file");
        let _ = std::fs::remove_file(path);
    }
}
