//! What words of a name tell: places, functions, brands, noise. The lists are policy; this is their index.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxHashMap;
use tongguan_policy::{NameWeights, NamingPolicy};

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// A place.
    pub place: bool,
    /// A kind of institution.
    pub institution: bool,
    /// Tells nothing.
    pub noise: bool,
    /// Tells little.
    pub tail: bool,
    /// A form of companies.
    pub form: bool,
    /// A common word.
    pub common: bool,
    /// What it does: words of one number mean the same.
    pub function: Option<u16>,
    /// A well-known name, whatever its spelling.
    pub brand: Option<u16>,
}

/// The lists of a policy, ready to be asked. Building costs some milliseconds; build once for many names.
#[derive(Debug, Clone)]
pub struct Words {
    /// From a node and a character to the next node.
    steps: FxHashMap<u64, u32>,
    /// The word that ends at a node, from 1.
    ends: Vec<u32>,
    known: Vec<Known>,
    contrasts: HashMap<String, Vec<u16>>,
    soft: HashSet<char>,
    brands: Vec<String>,
    reserved: Vec<String>,
    /// What differences cost and relations weigh.
    pub(crate) weights: NameWeights,
    /// Two names conflict from here.
    pub(crate) conflict_from: f64,
    /// A reviewer is shown what is above this.
    pub(crate) mention_from: f64,
}

fn step(node: u32, c: char) -> u64 {
    u64::from(node) << 32 | u64::from(u32::from(c))
}

fn each(lines: &[String]) -> impl Iterator<Item = &str> {
    lines.iter().flat_map(|l| l.split_whitespace())
}

impl Words {
    /// Indexes the lists of a policy.
    pub fn new(policy: &NamingPolicy) -> Self {
        let mut this = Self {
            steps: FxHashMap::default(),
            ends: vec![0],
            known: Vec::new(),
            contrasts: HashMap::new(),
            soft: each(&policy.soft).flat_map(str::chars).collect(),
            brands: Vec::new(),
            reserved: policy.reserved.iter().map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect(),
            weights: *policy.weights,
            conflict_from: *policy.conflict_from,
            mention_from: *policy.mention_from,
        };
        for word in each(&policy.places) {
            this.at(word).place = true;
        }
        for (line, group) in policy.functions.iter().zip(0_u16..) {
            for word in line.split_whitespace() {
                let known = this.at(word);
                known.function = known.function.or(Some(group));
            }
        }
        for word in each(&policy.institutions) {
            this.at(word).institution = true;
        }
        for word in each(&policy.noise) {
            this.at(word).noise = true;
        }
        for word in each(&policy.tails) {
            this.at(word).tail = true;
        }
        for word in each(&policy.forms) {
            this.at(word).form = true;
        }
        for word in each(&policy.common) {
            this.at(word).common = true;
        }
        for (line, number) in policy.brands.iter().zip(0_u16..) {
            for word in line.split_whitespace() {
                this.at(word).brand = Some(number);
            }
            this.brands.push(line.split_whitespace().next().unwrap_or("").to_owned());
        }
        for (line, set) in policy.contrasts.iter().zip(0_u16..) {
            for word in line.split_whitespace() {
                this.contrasts.entry(tongguan_text::fold(word)).or_default().push(set);
            }
        }
        this
    }

    fn at(&mut self, word: &str) -> &mut Known {
        let mut node = 0_u32;
        for c in tongguan_text::fold(word).chars() {
            let next = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
            let known = *self.steps.entry(step(node, c)).or_insert(next);
            if known == next {
                self.ends.push(0);
            }
            node = known;
        }
        let end = &mut self.ends[node as usize];
        if *end == 0 {
            self.known.push(Known::default());
            *end = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        }
        &mut self.known[*end as usize - 1]
    }

    /// The words that begin at the start of a text: how many characters, and what they are.
    pub(crate) fn at_start(&self, text: &[char], mut found: impl FnMut(usize, Known)) {
        let mut node = 0;
        for (i, c) in text.iter().enumerate() {
            match self.steps.get(&step(node, *c)) {
                Some(next) => node = *next,
                None => return,
            }
            if let Some(word) = (self.ends[node as usize] as usize).checked_sub(1) {
                found(i + 1, self.known[word]);
            }
        }
    }

    /// Whether two words are alternatives of each other.
    pub(crate) fn contrast(&self, a: &str, b: &str) -> bool {
        match (self.contrasts.get(a), self.contrasts.get(b)) {
            (Some(x), Some(y)) => x.iter().any(|set| y.contains(set)),
            _ => false,
        }
    }

    /// Whether a word has alternatives: 苹果 is a fruit too.
    pub(crate) fn has_contrast(&self, word: &str) -> bool {
        self.contrasts.contains_key(word)
    }

    /// Whether a character may be added without making another name.
    pub(crate) fn is_soft(&self, c: char) -> bool {
        self.soft.contains(&c)
    }

    /// The usual spelling of a brand.
    pub(crate) fn brand(&self, number: u16) -> &str {
        self.brands.get(usize::from(number)).map_or("", String::as_str)
    }

    /// Names that nobody may take without a proof: the operator's own and the brands.
    pub fn reserved(&self) -> impl Iterator<Item = &str> {
        self.reserved.iter().map(String::as_str)
    }

    /// From which score on a reviewer is shown a likeness.
    pub fn mention_from(&self) -> f64 {
        self.mention_from
    }

    /// From which score on two names conflict.
    pub fn conflict_from(&self) -> f64 {
        self.conflict_from
    }
}
