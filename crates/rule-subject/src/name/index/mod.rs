//! Names by what they may be taken for: an index of millions, and the exact comparison of what it finds.
//!
//! A name is kept under some sixteen keys (`keys.rs`), each a hash of 32 bits beside the name's number, sorted: 8 bytes a key. A
//! search looks up its own keys, weighs what stands there by how many and how weighty keys it shares, and compares the
//! weightiest [`MOST_COMPARED`] exactly, so a false match of hashes costs time and never shows. What changes after the
//! sorted part was built stands in a small map beside it.

mod file;
mod keys;
mod layout;
mod shelf;

use std::{
    collections::{HashMap, HashSet},
    hash::{Hash, Hasher},
};

pub use file::{FileBuilder, Filed, names_in};
pub use layout::Stamp;
use rustc_hash::{FxHashMap, FxHasher};
pub use shelf::{Memory, Shelf, ShelfError};
use tongguan_policy::NamingPolicy;

use super::{
    compare::{Likeness, Reading, compare_readings},
    parts::Parts,
    words::Words,
};

/// Names that one search compares exactly.
pub const MOST_COMPARED: usize = 120;
/// Names of one key that it takes.
const MOST_OF_KEY: usize = 128;
/// Names that it weighs before it compares.
const MOST_GATHERED: usize = 4_000;

/// A number for what decides the keys of names: the lists of words, the tables of characters and how keys are made. An index
/// of another number is built anew.
pub fn mark(policy: &NamingPolicy, words: &Words) -> u64 {
    let lists: [&[String]; 8] = [
        &policy.places,
        &policy.functions,
        &policy.institutions,
        &policy.noise,
        &policy.tails,
        &policy.forms,
        &policy.common,
        &policy.brands,
    ];
    let (mut sum, mut all) = (FxHasher::default(), Vec::new());
    for word in lists.into_iter().flatten().flat_map(|l| l.split_whitespace()) {
        for name in [word.to_owned(), format!("青槐{word}")] {
            keys::stored(&Parts::of(&name, words), &mut all);
            all.hash(&mut sum);
        }
    }
    sum.finish()
}

/// A name that is like the one asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The name.
    pub name: String,
    /// Why and how much.
    pub likeness: Likeness,
}

/// Gathers names for the sorted part.
#[derive(Debug)]
pub struct Builder<'w> {
    words: &'w Words,
    memory: Memory,
    keys: Vec<u32>,
}

impl<'w> Builder<'w> {
    /// Begins an index for about so many names.
    pub fn new(words: &'w Words, names: usize) -> Self {
        Self { words, memory: Memory::with_room(names), keys: Vec::new() }
    }

    /// Adds a name.
    pub fn push(&mut self, name: &str) {
        keys::stored(&Parts::of(name, self.words), &mut self.keys);
        self.memory.push(name, &self.keys);
    }

    /// Sorts; the index is ready then.
    pub fn finish(mut self) -> Index<Memory> {
        self.memory.sort();
        Index::over(self.memory)
    }
}

/// An index of names: a sorted part on a shelf, and what changed since.
#[derive(Debug)]
pub struct Index<S> {
    shelf: S,
    /// Names added since, by number behind those of the shelf.
    added: Vec<String>,
    by_key: HashMap<u32, Vec<u32>>,
    removed: HashSet<u32>,
}

impl Default for Index<Memory> {
    fn default() -> Self {
        let mut memory = Memory::with_room(0);
        memory.sort();
        Self::over(memory)
    }
}

impl<S: Shelf> Index<S> {
    /// An index over a sorted part.
    pub fn over(shelf: S) -> Self {
        Self { shelf, added: Vec::new(), by_key: HashMap::new(), removed: HashSet::new() }
    }

    /// How many names it holds.
    pub fn len(&self) -> usize {
        self.shelf.len() + self.added.len() - self.removed.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Changes beside the sorted part: when they are many, it is built anew.
    pub fn changes(&self) -> usize {
        self.added.len() + self.removed.len()
    }

    /// The sorted part.
    pub fn shelf(&self) -> &S {
        &self.shelf
    }

    /// The sorted part alone.
    pub fn into_shelf(self) -> S {
        self.shelf
    }

    /// Adds a name; one that is there stays once.
    pub fn add(&mut self, name: &str, words: &Words) -> Result<(), ShelfError> {
        let parts = Parts::of(name, words);
        if self.numbers_of(name, &parts)?.is_empty() {
            let number = u32::try_from(self.shelf.len() + self.added.len()).unwrap_or(u32::MAX);
            let mut all = Vec::new();
            keys::stored(&parts, &mut all);
            for key in all {
                self.by_key.entry(key).or_default().push(number);
            }
            self.added.push(name.to_owned());
        }
        Ok(())
    }

    /// Takes a name out.
    pub fn remove(&mut self, name: &str, words: &Words) -> Result<(), ShelfError> {
        let numbers = self.numbers_of(name, &Parts::of(name, words))?;
        self.removed.extend(numbers);
        Ok(())
    }

    /// The numbers under which exactly this name stands.
    fn numbers_of(&self, name: &str, parts: &Parts) -> Result<Vec<u32>, ShelfError> {
        let mut all = Vec::new();
        keys::stored(parts, &mut all);
        let mut found = Vec::new();
        let mut shortest: Option<Vec<u32>> = None;
        for key in all {
            let mut numbers = Vec::new();
            self.numbers(key, usize::MAX, &mut numbers)?;
            if shortest.as_ref().is_none_or(|s| numbers.len() < s.len()) {
                shortest = Some(numbers);
            }
        }
        for number in shortest.into_iter().flatten() {
            if self.name(number)? == name {
                found.push(number);
            }
        }
        Ok(found)
    }

    fn numbers(&self, key: u32, most: usize, out: &mut Vec<u32>) -> Result<(), ShelfError> {
        let before = out.len();
        if let Some(added) = self.by_key.get(&key) {
            out.extend(added.iter().rev().filter(|n| !self.removed.contains(*n)).take(most));
        }
        let room = most.saturating_sub(out.len() - before);
        self.shelf.numbers(key, room, out)?;
        if !self.removed.is_empty() {
            let mut at = 0;
            out.retain(|n| {
                at += 1;
                at <= before || !self.removed.contains(n)
            });
        }
        Ok(())
    }

    fn name(&self, number: u32) -> Result<String, ShelfError> {
        match (number as usize).checked_sub(self.shelf.len()) {
            Some(at) => Ok(self.added.get(at).cloned().unwrap_or_default()),
            None => self.shelf.name(number),
        }
    }

    /// The names that share most with one: those that have its weightiest keys, and many of them.
    fn likely(&self, asked: &Reading) -> Result<Vec<u32>, ShelfError> {
        let mut worth: FxHashMap<u32, u32> = FxHashMap::default();
        let (mut of_key, mut gathered) = (Vec::with_capacity(MOST_OF_KEY), 0);
        for (key, weight) in keys::asked(&asked.parts) {
            of_key.clear();
            self.numbers(key, MOST_OF_KEY, &mut of_key)?;
            gathered += of_key.len();
            for number in &of_key {
                *worth.entry(*number).or_default() += weight;
            }
            if gathered >= MOST_GATHERED {
                break;
            }
        }
        let mut all: Vec<(u32, u32)> = worth.into_iter().map(|(number, worth)| (worth, number)).collect();
        if all.len() > MOST_COMPARED {
            all.select_nth_unstable_by(MOST_COMPARED, |a, b| b.cmp(a));
            all.truncate(MOST_COMPARED);
        }
        Ok(all.into_iter().map(|(_, number)| number).collect())
    }

    /// The names most like one, the likest first: those from `from` on, at most `most`.
    pub fn search(
        &self,
        name: &str,
        words: &Words,
        from: f64,
        most: usize,
    ) -> Result<Vec<Match>, ShelfError> {
        let asked = Reading::new(name, words);
        let numbers = self.likely(&asked)?;
        let mut found = Vec::new();
        for number in numbers {
            let name = self.name(number)?;
            let likeness = compare_readings(&asked, &Reading::new(&name, words), words);
            if likeness.score() >= from {
                found.push(Match { name, likeness });
            }
        }
        found.sort_by(|a, b| {
            b.likeness.score().total_cmp(&a.likeness.score()).then_with(|| a.name.cmp(&b.name))
        });
        found.dedup_by(|a, b| a.name == b.name);
        found.truncate(most);
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use tongguan_policy::Policy;

    use super::*;

    fn words() -> Words {
        Words::new(&Policy::builtin("default").unwrap().naming)
    }

    fn found<S: Shelf>(index: &Index<S>, name: &str, words: &Words) -> Vec<String> {
        index.search(name, words, 0.5, 20).unwrap().into_iter().map(|m| m.name).collect()
    }

    #[test]
    fn a_name_is_found_by_whatever_it_is_taken_for() {
        let words = words();
        let kept =
            ["美团外卖", "青槐挂号", "招商银行", "康师傅", "北京大学", "starbucks", "云汀奶茶", "学习通"];
        let mut builder = Builder::new(&words, kept.len());
        kept.iter().for_each(|n| builder.push(n));
        let index = builder.finish();
        for (asked, name) in [
            ("每团外卖", "美团外卖"),
            ("meituan外卖", "美团外卖"),
            ("青愧挂号", "青槐挂号"),
            ("青槐挂号官方旗舰店", "青槐挂号"),
            ("青槐挂另", "青槐挂号"),
            ("银行招商", "招商银行"),
            ("康帅傅", "康师傅"),
            ("北京大学招生", "北京大学"),
            ("星巴克咖啡", "starbucks"),
            ("去汀奶茶", "云汀奶茶"),
            ("学习通2", "学习通"),
        ] {
            assert!(found(&index, asked, &words).contains(&name.to_owned()), "{asked}");
        }
        assert!(found(&index, "饿了么跑腿", &words).is_empty());
    }

    /// What the index finds of the labelled conflicts is all of them: it loses nothing that the comparison knows.
    #[test]
    fn every_labelled_conflict_is_found() {
        let words = words();
        let text = concat!(
            include_str!("../../../tests/data/name-pairs-tuned.tsv"),
            include_str!("../../../tests/data/name-pairs-fresh.tsv")
        );
        let rows: Vec<Vec<&str>> = text
            .lines()
            .filter(|l| !l.starts_with('#'))
            .map(|l| l.split('\t').collect())
            .filter(|r: &Vec<_>| r.len() > 2)
            .collect();
        let mut builder = Builder::new(&words, rows.len());
        rows.iter().for_each(|r| builder.push(r[1]));
        let index = builder.finish();
        let mut lost = Vec::new();
        for r in rows {
            let known = super::super::compare(r[0], r[1], &words).score() >= words.conflict_from();
            let all = index.search(r[0], &words, 0.0, 1000).unwrap();
            if known && !all.iter().any(|m| m.name == r[1]) {
                lost.push(format!("{} {}", r[0], r[1]));
            }
        }
        assert!(lost.is_empty(), "{lost:?}");
    }

    /// A file is asked as memory is, and is whole and of these words or is not taken.
    #[test]
    fn an_index_in_a_file_answers_as_one_in_memory() {
        let words = words();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("names.index");
        let kept: Vec<String> =
            (0..400).map(|n| format!("青{}挂号", char::from_u32(0x4e00 + n * 7).unwrap())).collect();
        let stamp = Stamp { mark: 7, position: "到此".into() };
        let (mut memory, mut file) =
            (Builder::new(&words, 0), FileBuilder::new(&words, folder.path()).unwrap());
        for name in &kept {
            memory.push(name);
            file.push(name).unwrap();
        }
        file.finish(&path, &stamp).unwrap();
        let (memory, filed) = (memory.finish(), Filed::open(&path, 7).unwrap());
        assert_eq!((filed.position(), filed.len(), names_in(&path, 7).unwrap()), ("到此", 400, 400));
        let filed = Index::over(filed);
        for name in kept.iter().step_by(9) {
            assert_eq!(
                filed.search(name, &words, 0.5, 20).unwrap(),
                memory.search(name, &words, 0.5, 20).unwrap()
            );
        }
        let mut written = Vec::new();
        memory.shelf().write(&mut written, &stamp).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(written == bytes, "both ways write one file");
        assert!(Memory::read(&mut bytes.as_slice(), 7).is_ok());
        assert!(Filed::open(&path, 8).is_err(), "of other words");
        for at in [3, 90, 300, bytes.len() / 2, bytes.len() - 1] {
            let mut damaged = bytes.clone();
            damaged[at] ^= 4;
            std::fs::write(&path, &damaged).unwrap();
            assert!(
                Filed::open(&path, 7).is_err() && Memory::read(&mut damaged.as_slice(), 7).is_err(),
                "{at}"
            );
        }
        std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        assert!(Filed::open(&path, 7).is_err(), "cut");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn names_come_and_go_beside_the_sorted_part() {
        let words = words();
        let mut builder = Builder::new(&words, 2);
        builder.push("青槐挂号");
        builder.push("云汀奶茶");
        let mut index = builder.finish();
        index.add("橘猫租房", &words).unwrap();
        index.add("橘猫租房", &words).unwrap();
        index.remove("青槐挂号", &words).unwrap();
        assert_eq!((index.len(), index.changes()), (2, 2));
        assert_eq!(found(&index, "橘猫租房助手", &words), ["橘猫租房"]);
        assert!(found(&index, "青槐挂号", &words).is_empty());
        index.add("青槐挂号", &words).unwrap();
        assert_eq!(found(&index, "青槐 挂号", &words), ["青槐挂号"]);
        // Through bytes and back.
        let mut bytes = Vec::new();
        index.shelf().write(&mut bytes, &Stamp { mark: 7, position: "here".into() }).unwrap();
        let (memory, position) = Memory::read(&mut bytes.as_slice(), 7).unwrap();
        assert_eq!(position, "here");
        assert_eq!(found(&Index::over(memory), "云汀奶茶官方", &words), ["云汀奶茶"]);
        assert!(Memory::read(&mut bytes.as_slice(), 8).is_err());
        assert!(Memory::read(&mut &bytes[..bytes.len() - 3], 7).is_err());
    }
}
