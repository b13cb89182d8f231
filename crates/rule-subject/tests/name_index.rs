//! What the index of names finds, beside a comparison with every name.

#[path = "../examples/bench_names/generate.rs"]
mod generate;

use std::collections::HashSet;

use generate::{Dice, Names};
use tongguan_policy::Policy;
use tongguan_rule_subject::name::{Reading, Words, compare_readings, index::Builder};

/// `cargo xtask bench names` compares with a million.
const NAMES: usize = 4_000;
const SEARCHES: usize = 20;

/// Of 4,000 names, some of whose own parts hundreds share, the likest is the likest of all.
#[test]
fn the_likest_of_all_names_is_found() {
    let policy = Policy::builtin("default").unwrap().naming;
    let words = Words::new(&policy);
    let (mut names, mut dice) = (Names::new(&policy, 3), Dice::new(9));
    let mut all: HashSet<String> = HashSet::new();
    while all.len() < NAMES {
        all.insert(names.next());
    }
    let mut all: Vec<String> = all.into_iter().collect();
    all.sort_unstable();
    let mut builder = Builder::new(&words, all.len());
    all.iter().for_each(|n| builder.push(n));
    let index = builder.finish();
    let readings: Vec<Reading> = all.iter().map(|n| Reading::new(n, &words)).collect();
    let mut lost = Vec::new();
    for i in 0..SEARCHES {
        let asked = if i % 2 == 0 { names.next() } else { names.like(&all[dice.below(NAMES)]) };
        let reading = Reading::new(&asked, &words);
        let every = readings.iter().map(|r| compare_readings(&reading, r, &words).score());
        let (best, name) = every.zip(&all).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        let found = index.search(&asked, &words, words.conflict_from(), 20).unwrap();
        let score = found.first().map_or(0.0, |m| m.likeness.score());
        if best >= words.conflict_from() && score < best - 1e-9 {
            lost.push(format!("{asked} {name} {best:.2}, found {score:.2}"));
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}
