//! The labelled pairs: what the comparison finds, and how often it is right.

use tongguan_policy::Policy;
use tongguan_rule_subject::name::{Words, compare};

struct Pair {
    a: String,
    b: String,
    conflict: bool,
}

fn pairs(file: &str) -> Vec<Pair> {
    let path = format!("{}/tests/data/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .filter(|l| !l.starts_with('#') && !l.trim().is_empty())
        .map(|l| {
            let mut f = l.split('\t');
            let (a, b, label) = (f.next().unwrap(), f.next().unwrap(), f.next().unwrap());
            assert!(matches!(label, "conflict" | "free"), "{l}");
            Pair { a: a.into(), b: b.into(), conflict: label == "conflict" }
        })
        .collect()
}

/// Precision and recall of "conflict"; prints what is wrong.
fn measure(file: &str) -> (f64, f64) {
    let words = Words::new(&Policy::builtin("default").unwrap().naming);
    let (mut right, mut found, mut there) = (0.0, 0.0, 0.0);
    let all = pairs(file);
    for p in &all {
        let likeness = compare(&p.a, &p.b, &words);
        let back = compare(&p.b, &p.a, &words);
        assert!((likeness.score() - back.score()).abs() < 1e-9, "{} {} has a direction", p.a, p.b);
        let conflict = likeness.score() >= words.conflict_from();
        found += f64::from(u8::from(conflict));
        there += f64::from(u8::from(p.conflict));
        right += f64::from(u8::from(conflict && p.conflict));
        if conflict != p.conflict {
            let why: Vec<_> =
                likeness.hits.iter().map(|h| format!("{} {:.2}", h.reason.code(), h.score)).collect();
            println!(
                "  {} {} is {}: {}",
                p.a,
                p.b,
                if p.conflict { "conflict" } else { "free" },
                why.join(", ")
            );
        }
    }
    let (precision, recall) = (right / found, right / there);
    println!("{file}: {} pairs, precision {precision:.3}, recall {recall:.3}", all.len());
    (precision, recall)
}

#[test]
fn the_pairs_that_the_weights_were_tuned_on() {
    let (precision, recall) = measure("name-pairs-tuned.tsv");
    assert!(precision >= 0.97 && recall >= 0.97, "{precision} {recall}");
}

/// Written after tuning, before the engine had seen them: how it does on names it was not tuned for.
#[test]
fn the_pairs_that_were_never_tuned_on() {
    let (precision, recall) = measure("name-pairs-fresh.tsv");
    assert!(precision >= 0.9 && recall >= 0.9, "{precision} {recall}");
}

/// Written later, without a look at the lists of words.
#[test]
fn the_pairs_that_were_written_blind() {
    let (precision, recall) = measure("name-pairs-blind.tsv");
    assert!(precision >= 0.8 && recall >= 0.8, "{precision} {recall}");
}
