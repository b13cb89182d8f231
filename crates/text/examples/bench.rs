//! Speed of the text engine beside daachorse, interleaved: 20,000 words, 20 MB of text. `cargo xtask bench text` runs it.
//!
//! With a folder as argument it runs beside other filters too, in turn with ours: those that are installed there
//! (`npm i mint-filter sensitive-word-tool`, `python3 -m venv v && v/bin/pip install ahocorasick_rs`).

use std::{
    env, fs,
    hint::black_box,
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Instant,
};

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

/// One run over a text: how long it took, and hits.
type Run<'r> = (&'r str, Box<dyn FnMut(&str) -> (f64, usize) + 'r>);

/// A run of ours, timed.
fn timed<'r>(label: &'r str, find: impl Fn(&str) -> usize + 'r) -> Run<'r> {
    let run = move |text: &str| {
        let start = Instant::now();
        let hits = black_box(find(black_box(text)));
        (start.elapsed().as_secs_f64(), hits)
    };
    (label, Box::new(run))
}

/// Another filter, in a process of its own that waits for its turn.
struct Peer {
    child: Child,
    stdin: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Peer {
    /// `None` if it is not installed in the folder.
    fn start(folder: &Path, package: &str, name: &str) -> Option<Self> {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/peers");
        let python = folder.join("v/bin/python");
        let mut command = match package {
            "ahocorasick_rs" if python.exists() => Command::new(python),
            _ if folder.join("node_modules").join(package).exists() => Command::new("node"),
            _ => return None,
        };
        let script = if package == "ahocorasick_rs" { "peer.py" } else { "peer.cjs" };
        command.arg(scripts.join(script)).arg(package).current_dir(folder);
        command.arg(format!("{name}-words.txt")).arg(format!("{name}.txt"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let (stdin, stdout) = (child.stdin.take()?, child.stdout.take()?);
        let mut answers = BufReader::new(stdout).lines();
        assert_eq!(answers.next()?.ok()?, "ready", "{package}");
        Some(Self { child, stdin, answers })
    }

    fn run(&mut self) -> (f64, usize) {
        self.stdin.write_all(b"\n").expect("it waits");
        let answer = self.answers.next().expect("an answer").expect("text");
        let (seconds, hits) = answer.split_once(' ').expect("two numbers");
        (seconds.parse().expect("seconds"), hits.parse().expect("hits"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn measure(name: &str, text: &str, runs: &mut [Run<'_>]) {
    let mut best = vec![f64::MAX; runs.len()];
    let mut hits = vec![0; runs.len()];
    for _ in 0..ROUNDS {
        for (i, (_, run)) in runs.iter_mut().enumerate() {
            let (seconds, found) = run(text);
            (best[i], hits[i]) = (best[i].min(seconds), found);
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
    let folder = env::args().nth(1).map(|f| fs::canonicalize(f).expect("a folder"));
    if let Some(folder) = &folder {
        for (name, text, words) in &texts {
            fs::write(folder.join(format!("{name}.txt")), text).expect("written");
            fs::write(folder.join(format!("{name}-words.txt")), words.join("\n")).expect("written");
        }
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
        let mut runs: Vec<Run<'_>> = vec![
            timed("daachorse charwise, overlapping", |t| overlapping.find_overlapping_iter(t).count()),
            timed("daachorse charwise, leftmost longest", |t| longest.leftmost_find_iter(t).count()),
            timed("ours, folding off", |t| {
                let mut n = 0;
                plain.each(t, |_, _| n += 1);
                n
            }),
            timed("ours, one table of foldings", |t| folds.find(t).len()),
            timed("ours, and characters apart, signs, masks", |t| respelled.find(t).len()),
            timed("ours, and sounds", |t| sounds.find(t).len()),
            timed("ours, and backwards", |t| reversed.find(t).len()),
            timed("ours, everything", |t| all.find(t).len()),
        ];
        for package in ["ahocorasick_rs", "mint-filter", "sensitive-word-tool"] {
            match folder.as_ref().map(|folder| Peer::start(folder, package, name)) {
                Some(Some(mut peer)) => runs.push((package, Box::new(move |_| peer.run()))),
                Some(None) => println!("{package} is not installed"),
                None => {}
            }
        }
        measure(name, text, &mut runs);
    }
}
