//! Speed of the text engine beside daachorse, interleaved: 20,000 words, 20 MB of text. `cargo xtask bench text` runs it.
//!
//! With a folder as argument the words and the text are written there first, for peers to read (`words.txt`, `sparse.txt`,
//! `dense.txt`), and nothing is measured.

use std::{env, fs, hint::black_box, path::Path, time::Instant};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use tongguan_text::{Class, Lexicon, Options, Plain, Word};

const WORDS: usize = 20_000;
const BYTES: usize = 20_000_000;
const ROUNDS: usize = 5;

/// A generator of its own, so that every run has the same data.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Below `n`, small numbers far more often, as in language.
    fn rank(&mut self, n: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((n as f64).powf(unit) - 1.0) as usize
    }
}

/// A vocabulary of words of two to four characters, the first the most frequent.
fn vocabulary(dice: &mut Dice) -> Vec<String> {
    let common: Vec<char> = include_str!("../data/opencc/TSCharacters.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t')?.1.chars().next())
        .collect();
    let mut seen = std::collections::HashSet::new();
    let mut words = Vec::new();
    while words.len() < 4 * WORDS {
        let length = 2 + (dice.next() % 5).min(2) as usize;
        let word: String = (0..length).map(|_| common[(dice.next() % 3000) as usize]).collect();
        if seen.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

fn text(dice: &mut Dice, vocabulary: &[String]) -> String {
    let mut text = String::with_capacity(BYTES + 64);
    while text.len() < BYTES {
        text += &vocabulary[dice.rank(vocabulary.len())];
        match dice.next() % 24 {
            0 => text += "，",
            1 => text += "。\n",
            2 => text += "的",
            3 => text += " 2026 ",
            _ => {}
        }
    }
    text
}

fn raw(words: &[String], kind: MatchKind) -> CharwiseDoubleArrayAhoCorasick<u32> {
    let all = words.iter().zip(0..);
    CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(kind)
        .build_with_values(all)
        .expect("an automaton")
}

fn folded(words: &[String], options: Options) -> Lexicon {
    let parse = |w: &String| Word::parse(w, Class::Other).expect("a word").expect("a word");
    Lexicon::with(words.iter().map(parse).collect(), options)
}

type Run<'r> = (&'r str, Box<dyn Fn(&str) -> usize + 'r>);

fn measure(name: &str, text: &str, runs: &[Run<'_>]) {
    let mut best = vec![f64::MAX; runs.len()];
    let mut hits = vec![0; runs.len()];
    for _ in 0..ROUNDS {
        for (i, (_, run)) in runs.iter().enumerate() {
            let start = Instant::now();
            hits[i] = black_box(run(black_box(text)));
            best[i] = best[i].min(start.elapsed().as_secs_f64());
        }
    }
    println!("{name}");
    for (i, (label, _)) in runs.iter().enumerate() {
        let speed = text.len() as f64 / best[i] / 1e6;
        println!("  {label:<44} {speed:8.1} MB/s  {:5.2}  {:9} hits", best[0] / best[i], hits[i]);
    }
}

fn main() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let vocabulary = vocabulary(&mut dice);
    // Dense: every fourth word of the language is on the list. Sparse: none of it is, but by chance.
    let dense: Vec<String> = vocabulary.iter().step_by(4).cloned().collect();
    let (spoken, sparse) = vocabulary.split_at(3 * WORDS);
    let sparse = sparse[..WORDS].to_vec();
    let texts = [("dense", text(&mut dice, &vocabulary), dense), ("sparse", text(&mut dice, spoken), sparse)];
    if let Some(folder) = env::args().nth(1) {
        for (name, text, words) in &texts {
            fs::write(Path::new(&folder).join(format!("{name}.txt")), text).expect("written");
            fs::write(Path::new(&folder).join(format!("{name}-words.txt")), words.join("\n"))
                .expect("written");
        }
        return;
    }
    for (name, text, words) in &texts {
        let overlapping = raw(words, MatchKind::Standard);
        let longest = raw(words, MatchKind::LeftmostLongest);
        let plain = Plain::new(words);
        let none = Options { respelled: false, sounds: false, reversed: false };
        let start = Instant::now();
        let folds = folded(words, none);
        println!("built in {:.0} ms, {} KB", start.elapsed().as_secs_f64() * 1e3, folds.bytes() / 1024);
        let respelled = folded(words, Options { respelled: true, ..none });
        let sounds = folded(words, Options { sounds: true, ..none });
        let reversed = folded(words, Options { reversed: true, ..none });
        let start = Instant::now();
        let all = folded(words, Options::default());
        println!("built in {:.0} ms with everything", start.elapsed().as_secs_f64() * 1e3);
        let runs: Vec<Run<'_>> = vec![
            ("daachorse charwise, overlapping", Box::new(|t| overlapping.find_overlapping_iter(t).count())),
            ("daachorse charwise, leftmost longest", Box::new(|t| longest.leftmost_find_iter(t).count())),
            (
                "ours, folding off",
                Box::new(|t| {
                    let mut n = 0;
                    plain.each(t, |_, _| n += 1);
                    n
                }),
            ),
            ("ours, one table of foldings", Box::new(|t| folds.find(t).len())),
            ("ours, and characters apart, signs, masks", Box::new(|t| respelled.find(t).len())),
            ("ours, and sounds", Box::new(|t| sounds.find(t).len())),
            ("ours, and backwards", Box::new(|t| reversed.find(t).len())),
            ("ours, everything", Box::new(|t| all.find(t).len())),
        ];
        measure(name, text, &runs);
    }
}
