//! Clocks and memory of this process.

use std::{io::Read, time::Instant};

use tongguan_rule_subject::name::{
    Words,
    index::{Index, Shelf},
};

fn status(key: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(key)).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0) / 1024
}

/// Megabytes that this process holds.
pub(crate) fn resident() -> u64 {
    status("VmRSS:")
}

/// By how many megabytes the process grew at most while it worked.
pub(crate) fn grown(work: impl FnOnce()) -> u64 {
    let before = resident();
    // Forgets the highest so far.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    work();
    status("VmHWM:").saturating_sub(before)
}

/// Seconds of a processor that this process used: on a busy machine the clock measures the neighbours too.
pub(crate) fn used() -> f64 {
    let mut stat = String::new();
    let read = std::fs::File::open("/proc/self/stat").and_then(|mut f| f.read_to_string(&mut stat));
    if read.is_err() {
        return 0.0;
    }
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// Times of many searches, in nanoseconds.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<u64>);

impl Times {
    pub(crate) fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let out = work();
        self.0.push(u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX));
        out
    }
}

pub(crate) fn line(label: &str, times: &mut Times) {
    let times = &mut times.0;
    if times.is_empty() {
        return;
    }
    times.sort_unstable();
    let at = |q: f64| times[((times.len() - 1) as f64 * q) as usize] as f64 / 1000.0;
    let each = times.iter().sum::<u64>() as f64 / times.len() as f64;
    println!(
        "{label}: {:.0} searches/s; p50 {:.0} us, p90 {:.0} us, p99 {:.0} us, p99.9 {:.0} us, worst {:.0} us ({} searches)",
        1e9 / each,
        at(0.5),
        at(0.9),
        at(0.99),
        at(0.999),
        at(1.0),
        times.len()
    );
}

/// Puts all searches twice: as they come, and right again, where waiting for a core seldom strikes the same search.
pub(crate) fn measure<S: Shelf>(index: &Index<S>, asked: &[String], words: &Words, label: &str) {
    let (mut first, mut again, mut hits) = (Times::default(), Times::default(), 0);
    let before = used();
    for name in asked {
        let search = || index.search(name, words, words.conflict_from(), 20).expect("searched");
        hits += usize::from(!first.time(search).is_empty());
        again.time(search);
    }
    let each = (used() - before) * 1e6 / asked.len() as f64 / 2.0;
    let mut less = Times(again.0.iter().zip(&first.0).map(|(a, b)| *a.min(b)).collect());
    let mut slowest: Vec<_> = less.0.iter().copied().zip(asked).collect();
    slowest.sort();
    let slowest: Vec<_> = slowest.iter().rev().take(8).map(|(t, n)| format!("{n} {} us", t / 1000)).collect();
    line(label, &mut first);
    line("  the less of two", &mut less);
    println!("  {each:.0} us of a processor each; {hits} of {} have a conflict", asked.len());
    println!("  slowest: {}", slowest.join(", "));
}
