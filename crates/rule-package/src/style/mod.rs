//! A narrow but real cascade: which declaration holds at each element that a page or component shows.
//!
//! Elements stand in one list, parents before their children; templates and includes are put in where they are used, each
//! once for a page. What an expression or a sibling decides is *unknown*, never guessed.

mod css;
mod element;
mod selector;
pub(crate) mod value;

pub(crate) use css::parse;
pub(crate) use element::{Element, elements};

use std::collections::{BTreeMap, BTreeSet, HashMap};

use css::Sheet;
use selector::{Seen, Selector};

use crate::app::{App, Unit, folder, resolve};

/// A declaration that holds.
#[derive(Debug, Clone)]
pub(crate) struct Held<'a> {
    pub(crate) value: &'a str,
    /// `None` for an inline style.
    pub(crate) from: Option<(&'a str, usize)>,
    /// It may hold, or another may.
    pub(crate) unsure: bool,
}

/// Everything declared for one element, by property.
pub(crate) type Declared<'a> = BTreeMap<&'a str, Held<'a>>;

/// Order of a declaration: important, inline, weight of its selector, place.
type Rank = (bool, bool, (u32, u32, u32), usize);

/// Style sheets, parsed once.
pub(crate) struct Sheets<'a> {
    sheets: BTreeMap<&'a str, Sheet<'a>>,
    /// Steps that are left for matching: hostile styles end, they do not hang.
    fuel: std::cell::Cell<u64>,
}

/// Where selectors are found: by kind and name of their last part; order of the rule, file, rule, selector.
type Index<'a, 'k> = HashMap<(u8, &'k str), Vec<(usize, &'a str, usize, usize)>>;

/// Steps of matching for a whole package.
const FUEL: u64 = 60_000_000;

impl<'a> Sheets<'a> {
    pub(crate) fn read(styles: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let sheets = styles.map(|(path, text)| (path, parse(text))).collect();
        Self { sheets, fuel: std::cell::Cell::new(FUEL) }
    }

    /// Whether matching ended before everything was looked at.
    pub(crate) fn exhausted(&self) -> bool {
        self.fuel.get() == 0
    }

    /// A sheet after what it imports, each once.
    fn with_imports(&self, path: &str, seen: &mut BTreeSet<&'a str>, out: &mut Vec<&'a str>, depth: usize) {
        let Some((path, sheet)) = self.sheets.get_key_value(path) else { return };
        if depth > 16 || !seen.insert(path) {
            return;
        }
        for (named, _) in &sheet.imports {
            if let Some(target) = resolve(folder(path), named) {
                self.with_imports(&target, seen, out, depth + 1);
            }
        }
        out.push(path);
    }

    /// Imported files that are not there.
    pub(crate) fn missing_imports<'b>(
        &'b self,
        app: &'b App<'_>,
    ) -> impl Iterator<Item = (&'a str, &'b std::ops::Range<usize>, &'a str)> {
        self.sheets.iter().flat_map(move |(path, sheet)| {
            let absent = move |named: &str| resolve(folder(path), named).is_none_or(|t| !app.has(&t));
            sheet.imports.iter().filter(move |(n, _)| absent(n)).map(move |(n, bytes)| (*path, bytes, *n))
        })
    }

    /// Style files with a mistake.
    pub(crate) fn problems(&self) -> impl Iterator<Item = (&'a str, &crate::app::json::Problem)> {
        self.sheets.iter().flat_map(|(path, sheet)| sheet.problems.iter().map(move |p| (*path, p)))
    }

    /// What holds at each element of a unit.
    pub(crate) fn declared(&self, unit: &Unit, elements: &[Element<'a>]) -> Vec<Declared<'a>> {
        let mut files = Vec::new();
        let mut seen = BTreeSet::new();
        // A component has styles of its own only; a page has the program's before its own.
        if !unit.component {
            self.with_imports("app.wxss", &mut seen, &mut files, 0);
        }
        self.with_imports(&format!("{}.wxss", unit.base), &mut seen, &mut files, 0);
        let mut index: Index<'a, '_> = HashMap::new();
        let mut order = 0;
        for path in &files {
            for (r, rule) in self.sheets[path].rules.iter().enumerate() {
                order += 1;
                for (s, selector) in rule.selectors.iter().enumerate() {
                    index.entry(key(selector)).or_default().push((order, path, r, s));
                }
            }
        }
        let all: Vec<Seen<'a>> = elements.iter().map(|e| e.seen.clone()).collect();
        let mut fuel = self.fuel.get();
        let out = (0..elements.len()).map(|i| self.of(&index, elements, &all, i, &mut fuel)).collect();
        self.fuel.set(fuel);
        out
    }

    fn of(
        &self,
        index: &Index<'a, '_>,
        elements: &[Element<'a>],
        all: &[Seen<'a>],
        i: usize,
        fuel: &mut u64,
    ) -> Declared<'a> {
        let mut best: BTreeMap<&'a str, (Rank, Held<'a>)> = BTreeMap::new();
        let mut put = |name: &'a str, rank: Rank, held: Held<'a>| match best.get(name) {
            Some((r, _)) if *r > rank => {}
            _ => {
                best.insert(name, (rank, held));
            }
        };
        let seen = &all[i];
        let mut keys: Vec<(u8, &str)> = vec![(0, ""), (1, seen.tag)];
        keys.extend(seen.id.map(|id| (2, id)));
        keys.extend(seen.classes.iter().chain(&seen.maybe).map(|c| (3, *c)));
        keys.dedup();
        for (order, path, r, s) in keys.iter().filter_map(|k| index.get(k)).flatten() {
            if *fuel == 0 {
                break;
            }
            *fuel -= 1;
            let rule = &self.sheets[path].rules[*r];
            let selector = &rule.selectors[*s];
            let Some(sure) = selector.matches(all, i, fuel) else { continue };
            for d in &rule.declarations {
                let held = Held { value: d.value, from: Some((path, d.at)), unsure: !sure };
                put(d.name, (d.important, false, selector.weight, *order), held);
            }
        }
        for d in &elements[i].inline {
            let unsure = d.value.contains("{{") || d.name.contains("{{");
            put(d.name, (d.important, true, (0, 0, 0), 0), Held { value: d.value, from: None, unsure });
        }
        // Longhand and shorthand are one question: the later of them answers it.
        for (long, short) in [
            ("background-color", "background"),
            ("background-image", "background"),
            ("font-size", "font"),
            ("font-weight", "font"),
        ] {
            if let (Some((a, _)), Some((b, held))) = (best.get(long), best.get(short))
                && b > a
            {
                let held = held.clone();
                let rank = *b;
                best.insert(long, (rank, held));
            }
        }
        best.into_iter().map(|(name, (_, held))| (name, held)).collect()
    }
}

/// Where a selector is looked up: by the id, class or element of its last part.
fn key<'a>(selector: &Selector<'a>) -> (u8, &'a str) {
    let Some((_, last)) = selector.parts.last() else { return (0, "") };
    match (last.id, last.classes.first(), last.tag) {
        (Some(id), ..) => (2, id),
        (_, Some(class), _) => (3, class),
        (_, _, Some(tag)) => (1, tag),
        _ => (0, ""),
    }
}
