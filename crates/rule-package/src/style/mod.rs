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

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use css::{CssRule, Sheet};
use selector::{Seen, Selector};

use crate::app::{App, Unit, folder, resolve};

/// A declaration that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Steps that are left for matching, over all rules and units: hostile styles end, they do not hang.
    fuel: Cell<u64>,
}

/// Steps that one declaration costs where it is kept: it takes memory too.
const KEEP: u64 = 4;

/// Selectors by kind and name of their last part; one that stands in many rules is here once.
#[derive(Default)]
struct Index<'a, 'k> {
    known: HashMap<&'k Selector<'a>, usize>,
    entries: Vec<Entry<'a, 'k>>,
    by_key: HashMap<(u8, &'k str), Vec<usize>>,
}

/// A selector and what stands under it.
struct Entry<'a, 'k> {
    selector: &'k Selector<'a>,
    /// Rules that have it: number of their first declaration, file, rule.
    rules: Vec<(usize, &'a str, &'k CssRule<'a>)>,
    /// Of many rules, the declarations that are not overruled by a later one; found when first needed.
    merged: Option<Best<'a>>,
}

/// What holds by property, with its rank.
type Best<'a> = BTreeMap<&'a str, (Rank, Held<'a>)>;

/// Takes steps away; `None` if there are not so many left.
fn spend(fuel: &mut u64, steps: usize) -> Option<()> {
    let left = fuel.checked_sub(u64::try_from(steps).unwrap_or(u64::MAX));
    *fuel = left.unwrap_or(0);
    left.map(|_| ())
}

/// Puts a declaration in, if it is not overruled by one that is there.
fn put<'a>(best: &mut Best<'a>, name: &'a str, rank: Rank, mut held: Held<'a>) {
    match best.get(name) {
        Some((r, _)) if *r > rank => return,
        // The same declaration by another selector of its rule: one sure match is enough.
        Some((r, there)) if *r == rank && rank.3 > 0 => held.unsure &= there.unsure,
        _ => {}
    }
    best.insert(name, (rank, held));
}

impl<'a> Entry<'a, '_> {
    /// Puts what stands under the selector in.
    fn hold(&mut self, best: &mut Best<'a>, unsure: bool, fuel: &mut u64) -> Option<()> {
        if let [_] = self.rules[..] {
            return Self::read(self.selector, &self.rules, best, unsure, fuel);
        }
        if self.merged.is_none() {
            let mut merged = Best::new();
            Self::read(self.selector, &self.rules, &mut merged, false, fuel)?;
            self.merged = Some(merged);
        }
        for (name, (rank, held)) in self.merged.iter().flatten() {
            spend_kept(fuel)?;
            put(best, name, *rank, Held { unsure, ..held.clone() });
        }
        Some(())
    }

    fn read(
        selector: &Selector<'a>,
        rules: &[(usize, &'a str, &CssRule<'a>)],
        best: &mut Best<'a>,
        unsure: bool,
        fuel: &mut u64,
    ) -> Option<()> {
        for (first, path, rule) in rules {
            for (i, d) in rule.declarations.iter().enumerate() {
                spend_kept(fuel)?;
                let held = Held { value: d.value, from: Some((path, d.at)), unsure };
                put(best, d.name, (d.important, false, selector.weight, first + i), held);
            }
        }
        Some(())
    }
}

fn spend_kept(fuel: &mut u64) -> Option<()> {
    *fuel = fuel.saturating_sub(KEEP);
    (*fuel > 0).then_some(())
}

impl<'a> Sheets<'a> {
    /// Reads style files; `work` bounds the steps of matching.
    pub(crate) fn read(styles: impl Iterator<Item = (&'a str, &'a str)>, work: u64) -> Self {
        let sheets = styles.map(|(path, text)| (path, parse(text))).collect();
        Self { sheets, fuel: Cell::new(work) }
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

    /// What holds at each element of a unit; `None` if there is too much style to tell.
    pub(crate) fn declared(&self, unit: &Unit, elements: &[Element<'a>]) -> Option<Vec<Declared<'a>>> {
        let mut files = Vec::new();
        let mut seen = BTreeSet::new();
        // A component has styles of its own only; a page has the program's before its own.
        if !unit.component {
            self.with_imports("app.wxss", &mut seen, &mut files, 0);
        }
        self.with_imports(&format!("{}.wxss", unit.base), &mut seen, &mut files, 0);
        let mut fuel = self.fuel.get();
        let out = self.held(&files, elements, &mut fuel);
        self.fuel.set(if out.is_some() { fuel } else { 0 });
        out
    }

    fn held(&self, files: &[&'a str], elements: &[Element<'a>], fuel: &mut u64) -> Option<Vec<Declared<'a>>> {
        let mut index = self.index(files, fuel)?;
        let all: Vec<Seen<'a>> = elements.iter().map(|e| e.seen.clone()).collect();
        (0..elements.len()).map(|i| Self::of(&mut index, elements, &all, i, fuel)).collect()
    }

    fn index(&self, files: &[&'a str], fuel: &mut u64) -> Option<Index<'a, '_>> {
        let mut index = Index::default();
        // 0 is the place of what is inline.
        let mut first = 1;
        for path in files {
            for rule in self.sheets[path].rules.iter().filter(|r| !r.declarations.is_empty()) {
                for selector in &rule.selectors {
                    spend(fuel, 1)?;
                    let at = *index.known.entry(selector).or_insert_with(|| {
                        index.by_key.entry(key(selector)).or_default().push(index.entries.len());
                        index.entries.push(Entry { selector, rules: Vec::new(), merged: None });
                        index.entries.len() - 1
                    });
                    index.entries[at].rules.push((first, path, rule));
                }
                first += rule.declarations.len();
            }
        }
        Some(index)
    }

    fn of(
        index: &mut Index<'a, '_>,
        elements: &[Element<'a>],
        all: &[Seen<'a>],
        i: usize,
        fuel: &mut u64,
    ) -> Option<Declared<'a>> {
        let mut best = Best::new();
        let seen = &all[i];
        let mut keys: Vec<(u8, &str)> = vec![(0, ""), (1, seen.tag)];
        keys.extend(seen.id.map(|id| (2, id)));
        keys.extend(seen.classes.iter().chain(&seen.maybe).map(|c| (3, *c)));
        keys.sort_unstable();
        keys.dedup();
        spend(fuel, keys.len())?;
        for at in keys.iter().filter_map(|k| index.by_key.get(k)).flatten() {
            let entry = &mut index.entries[*at];
            let matched = entry.selector.matches(all, i, fuel);
            if *fuel == 0 {
                return None;
            }
            let Some(sure) = matched else { continue };
            entry.hold(&mut best, !sure, fuel)?;
        }
        for d in &elements[i].inline {
            let unsure = d.value.contains("{{") || d.name.contains("{{");
            put(
                &mut best,
                d.name,
                (d.important, true, (0, 0, 0), 0),
                Held { value: d.value, from: None, unsure },
            );
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
        Some(best.into_iter().map(|(name, (_, held))| (name, held)).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn element<'a>(tag: &'a str, class: &'a str, parent: Option<usize>) -> Element<'a> {
        Element {
            seen: Seen { tag, classes: class.split_whitespace().collect(), parent, ..Seen::default() },
            node: None,
            inline: Vec::new(),
            computed: false,
            texts: Vec::new(),
            hidden: false,
        }
    }

    /// `n` elements of a class right in the page.
    fn flat(n: usize, class: &str) -> Vec<Element<'_>> {
        let page = element("page", "", None);
        std::iter::once(page).chain((0..n).map(|_| element("view", class, Some(0)))).collect()
    }

    /// What holds, and the steps it took.
    fn run<'a>(css: &'a str, elements: &[Element<'a>], work: u64) -> (Option<Vec<Declared<'a>>>, u64) {
        let sheets = Sheets::read([("a.wxss", css)].into_iter(), work);
        let mut fuel = work;
        let out = sheets.held(&["a.wxss"], elements, &mut fuel);
        (out, work - fuel)
    }

    #[test]
    fn the_last_of_equal_selectors_holds_and_an_important_one_before_it() {
        let css = ".a{color:red;width:1px!important}.b{color:blue}.a{color:green;color:lime;width:2px}";
        let (held, _) = run(css, &flat(2, "a"), 1000);
        let held = held.unwrap();
        for element in &held[1..] {
            assert_eq!((element["color"].value, element["width"].value), ("lime", "1px"));
        }
        assert_eq!(held[0].len(), 0);
        let (held, _) =
            run(".b{color:blue}.a{color:red}.b{color:green}.a{color:lime}", &flat(1, "a b"), 1000);
        assert_eq!(held.unwrap()[1]["color"].value, "lime");
        // One of two selectors of a rule surely matches: that is enough, whichever comes first.
        for css in [".a,.x{color:red}", ".x,.a{color:red}"] {
            let mut elements = flat(1, "a");
            elements[1].seen.maybe.push("x");
            assert!(!run(css, &elements, 1000).0.unwrap()[1]["color"].unsure);
            elements[1].seen.classes.clear();
            assert!(run(css, &elements, 1000).0.unwrap()[1]["color"].unsure);
        }
    }

    /// Equal rules cost once for each element, so twice the rules and elements are twice the steps, not four times.
    #[test]
    fn equal_rules_are_linear() {
        for rule in [".a{}", ".a{color:red}", ".b .a{color:red}"] {
            let steps = |k: usize| {
                let css = rule.repeat(k);
                let (held, steps) = run(&css, &flat(k, "a"), 1 << 40);
                assert_eq!(held.unwrap().len(), k + 1);
                steps
            };
            let (one, two) = (steps(500), steps(1000));
            assert!(two * 2 <= one * 5, "{rule}: {one}, then {two}");
        }
    }

    /// Selectors that differ and all ask after the same class cannot be told apart sooner: the steps end.
    #[test]
    fn work_ends_at_its_limit() {
        let css: String = (0..500).map(|i| format!(".a.c{i} .b{{color:red}}")).collect();
        let wide: String = (0..500).map(|i| format!("p{i}:1;")).collect();
        let wide = format!(".b{{{wide}}}");
        for css in [&css, &wide] {
            let elements = flat(500, "b");
            assert!(run(css, &elements, 1 << 40).0.is_some());
            assert_eq!(run(css, &elements, 10_000), (None, 10_000));
        }
        let classes: String = (0..300).map(|i| format!(".c{i}")).collect();
        let seen: String = (0..300).rev().map(|i| format!(" c{i}")).collect();
        assert_eq!(run(&format!("{classes}{{color:red}}"), &flat(100, &seen), 10_000), (None, 10_000));
    }
}
