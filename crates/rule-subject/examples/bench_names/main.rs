//! Measures the index of names: how fast it is built and asked, and how large it is. `cargo xtask bench names` runs it.
//!
//! Arguments: `--names N` (1000000), `--searches N` (20000), `--disk` to build in a file only (more names than memory),
//! `--exhaustive N` to compare N searches with every name, `--postgres URL` for its trigrams. Every hundredth search is put
//! to the peers as well, in turn with the index. Names come from a file, so that their making is not measured.

mod generate;
mod measure;
mod peers;

use std::{
    collections::HashSet,
    fs::File,
    hash::{BuildHasher, RandomState},
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use generate::{Dice, Names};
use measure::{Times, grown, line, measure, used};
use tongguan_policy::Policy;
use tongguan_rule_subject::name::{
    Reading, Words, compare_readings,
    index::{Builder, FileBuilder, Filed, Index, Shelf, Stamp},
};

/// Searches for one that is put to the peers.
const PEERS_EVERY: usize = 100;
/// Longer than this an edit distance over every name is not waited for.
const MOST_SCANNED: usize = 2_000_000;

struct Options {
    names: usize,
    searches: usize,
    disk: bool,
    exhaustive: usize,
    postgres: Option<String>,
}

fn options() -> Options {
    let mut out = Options { names: 1_000_000, searches: 20_000, disk: false, exhaustive: 0, postgres: None };
    let mut args = std::env::args().skip(1);
    let number = |n: Option<String>, or: usize| n.and_then(|n| n.parse().ok()).unwrap_or(or);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--disk" => out.disk = true,
            "--postgres" => out.postgres = args.next(),
            "--names" => out.names = number(args.next(), out.names),
            "--searches" => out.searches = number(args.next(), out.searches),
            "--exhaustive" => out.exhaustive = number(args.next(), 0),
            _ => {}
        }
    }
    out
}

/// Writes so many different names into a file, one a line; gives what will be asked: new names and imitations of these.
fn make(to: &Path, count: usize, searches: usize, names: &mut Names) -> Vec<String> {
    let state = RandomState::new();
    let mut file = BufWriter::new(File::create(to).expect("a file"));
    let mut seen = HashSet::with_capacity(count);
    let mut dice = Dice::new(7);
    let mut sample: Vec<String> = Vec::new();
    while seen.len() < count {
        let name = names.next();
        if seen.insert(state.hash_one(&name)) {
            writeln!(file, "{name}").expect("written");
            // A fair sample of what passes by.
            if sample.len() < searches / 2 {
                sample.push(name);
            } else {
                let at = dice.below(seen.len());
                if let Some(place) = sample.get_mut(at) {
                    *place = name;
                }
            }
        }
    }
    file.flush().expect("written");
    sample.iter().flat_map(|name| [names.next(), names.like(name)]).collect()
}

fn lines(of: &Path) -> impl Iterator<Item = String> {
    BufReader::new(File::open(of).expect("the names")).lines().map(|l| l.expect("a name"))
}

fn main() {
    let options = options();
    let policy = Policy::builtin("default").expect("the pack").naming;
    let words = Words::new(&policy);
    let folder = Folder::new();
    let list = folder.0.join("names.txt");
    let asked = make(&list, options.names, options.searches, &mut Names::new(&policy, 1));
    if !options.disk {
        let all: Vec<String> = lines(&list).collect();
        in_memory(&all, &asked, &words, &options);
    }
    on_disk(&folder.0, &list, &asked, &words, options.names);
}

/// A folder of our own, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("bench-names-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn in_memory(all: &[String], asked: &[String], words: &Words, options: &Options) {
    let (used_before, start) = (used(), Instant::now());
    let mut index = None;
    let grown = grown(|| {
        let mut builder = Builder::new(words, all.len());
        all.iter().for_each(|n| builder.push(n));
        index = Some(builder.finish());
    });
    let index = index.expect("built");
    println!(
        "{} names in memory: built in {:.1} s ({:.1} s of a processor), {} MB, {:.1} keys a name; at most {grown} MB while building",
        all.len(),
        start.elapsed().as_secs_f64(),
        used() - used_before,
        index.shelf().bytes() / 1_000_000,
        index.shelf().keys() as f64 / all.len() as f64,
    );
    measure(&index, asked, words, "index in memory");
    exhaustive(&index, all, &asked[..options.exhaustive.min(asked.len())], words);
    beside(&index, words, all, asked, options.postgres.as_deref());
}

/// What comparing with every name finds and the index does not.
fn exhaustive<S: Shelf>(index: &Index<S>, all: &[String], asked: &[String], words: &Words) {
    if asked.is_empty() {
        return;
    }
    let readings: Vec<Reading> = all.iter().map(|n| Reading::new(n, words)).collect();
    let (mut best, mut there, mut found, mut ours) = (0, 0, 0, Times::default());
    let (mut worst, mut full, mut lost) = (Times::default(), 0, Vec::new());
    for name in asked {
        let reading = Reading::new(name, words);
        let mut every: Vec<(f64, &String)> = worst.time(|| {
            readings
                .iter()
                .map(|r| compare_readings(&reading, r, words).score())
                .zip(all)
                .filter(|(score, _)| *score >= words.conflict_from())
                .collect()
        });
        every.sort_by(|a, b| b.0.total_cmp(&a.0));
        // As many as a case shows; of equal scores any will do.
        every.truncate(20);
        let matches = ours.time(|| index.search(name, words, words.conflict_from(), 20).expect("searched"));
        let Some((top, like)) = every.first() else { continue };
        there += every.len();
        full += 1;
        let as_good = matches.iter().zip(&every).filter(|(m, e)| m.likeness.score() >= e.0 - 1e-9).count();
        found += as_good;
        if matches.first().is_some_and(|m| m.likeness.score() >= top - 1e-9) {
            best += 1;
        } else if lost.len() < 30 {
            let reason = compare_readings(&reading, &Reading::new(like, words), words);
            let reason = reason.hits.first().map_or("", |h| h.reason.code());
            lost.push(format!("{name} {like} {reason} {top:.2}"));
        }
    }
    line("every name compared", &mut worst);
    println!(
        "  of {} searches {full} have a conflict; the likest is found for {best}; of the twenty likest {found} of {there}",
        asked.len()
    );
    lost.iter().for_each(|l| println!("  not found: {l}"));
}

/// The index and its peers, in turn on the same names.
fn beside<S: Shelf>(index: &Index<S>, words: &Words, all: &[String], asked: &[String], url: Option<&str>) {
    let Some(url) = url else { return };
    let (mut trigrams, said) = peers::Trigrams::load(url, all).expect("PostgreSQL");
    println!("pg_trgm: {said}");
    let (used_before, mut symspell) = (used(), None);
    let grown = grown(|| symspell = Some(peers::Symmetric::load(all)));
    let symspell = symspell.expect("loaded");
    println!("symspell: loaded in {:.1} s of a processor, {grown} MB", used() - used_before);
    let (mut own, mut edits) = (Times::default(), Times::default());
    let (mut grams, mut symmetric) = (Times::default(), Times::default());
    let mut finds = [0; 4];
    for name in asked.iter().step_by(PEERS_EVERY) {
        let mine = own.time(|| index.search(name, words, words.conflict_from(), 20).expect("searched"));
        let theirs = symmetric.time(|| symspell.search(name));
        let with_trigrams = grams.time(|| trigrams.search(name).expect("searched"));
        finds[0] += usize::from(!mine.is_empty());
        finds[1] += usize::from(theirs > 0);
        finds[2] += usize::from(with_trigrams > 0);
        if all.len() <= MOST_SCANNED {
            finds[3] += usize::from(edits.time(|| peers::scan(all, name)) > 0);
        }
    }
    println!("in turn, {} searches:", asked.len().div_ceil(PEERS_EVERY));
    line("  index", &mut own);
    line("  symspell (two edits)", &mut symmetric);
    line("  PostgreSQL pg_trgm (gin, 0.4)", &mut grams);
    line("  strsim, every name (two edits)", &mut edits);
    println!("  searches that find something: {finds:?}");
}

/// Built in a file, and asked there.
fn on_disk(folder: &Path, list: &Path, asked: &[String], words: &Words, names: usize) {
    let path = folder.join("names.index");
    let (used_before, start) = (used(), Instant::now());
    let built = grown(|| {
        let mut builder = FileBuilder::new(words, folder).expect("a builder");
        lines(list).for_each(|n| builder.push(&n).expect("kept"));
        builder.finish(&path, &Stamp { mark: 1, position: String::new() }).expect("written");
    });
    let size = std::fs::metadata(&path).map_or(0, |m| m.len()) / 1_000_000;
    println!(
        "{names} names in a file: built in {:.1} s ({:.1} s of a processor), {size} MB; at most {built} MB of memory while building",
        start.elapsed().as_secs_f64(),
        used() - used_before,
    );
    let start = Instant::now();
    let mut shelf = None;
    let grown = grown(|| shelf = Some(Filed::open(&path, 1).expect("an index")));
    println!("opened and proven in {:.2} s, {grown} MB of memory", start.elapsed().as_secs_f64());
    let index = Index::over(shelf.expect("opened"));
    measure(&index, asked, words, "index in a file");
    println!("  the process holds {} MB", measure::resident());
}
