//! Which declaration holds.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use super::{
    Sheets,
    css::{CssRule, Sheet},
    matching::Seen,
    selector::Selector,
    tree::{Element, Tree},
};

/// A declaration that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held<'a> {
    pub(crate) value: Cow<'a, str>,
    /// `None` for an inline style.
    pub(crate) from: Option<(&'a str, usize)>,
    /// It may hold, or another may.
    pub(crate) unsure: bool,
    /// It is as strong as the platform's own rule of a large button: inline, important, or of a weighty selector.
    pub(crate) strong: bool,
}

/// Weight of `button:not([size=mini])`, by which the platform gives a large button its width.
const PLATFORM: (u32, u32, u32) = (0, 1, 1);

/// Where a declaration stands.
const LAYER: u8 = 0;
const SHEET: u8 = 1;
const INLINE: u8 = 2;

/// Everything declared for one element, by property.
#[derive(Debug, Clone, Default)]
pub(crate) struct Declared<'a> {
    own: BTreeMap<Cow<'a, str>, Held<'a>>,
    /// A box before or after its content that is laid over or under it.
    pub(crate) cover: Option<Cover>,
    /// A box before or after its content that has content of its own: an icon.
    pub(crate) inserts: bool,
}

/// What a `::before` or `::after` that is out of the flow does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cover {
    /// It paints something as large as the element may be.
    pub(crate) paints: bool,
}

impl<'a> Declared<'a> {
    pub(crate) fn get(&self, name: &str) -> Option<&Held<'a>> {
        self.own.get(name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Held<'a>)> {
        self.own.iter().map(|(name, held)| (name.as_ref(), held))
    }
}

/// Order of a declaration: important; in a layer, a sheet or inline; weight of its selector; sheet; place.
type Rank = (bool, u8, (u32, u32, u32), usize, usize);

/// What holds by property, with its rank.
type Best<'a> = BTreeMap<Cow<'a, str>, (Rank, Held<'a>)>;

/// Selectors of a sheet by kind and name of their last part; one that stands in many rules is here once.
#[derive(Debug, Default)]
pub(crate) struct Index<'a> {
    entries: Vec<Entry<'a>>,
    by_key: [HashMap<Cow<'a, str>, Vec<usize>>; KINDS],
    /// A selector asks after sisters.
    sisters: bool,
}

/// Kinds of keys.
const KINDS: usize = 4;

/// A selector and the declarations under it that are not overruled by a later one there.
#[derive(Debug)]
struct Entry<'a> {
    selector: Selector<'a>,
    /// Elements only: it reaches into components.
    plain: bool,
    held: BTreeMap<Cow<'a, str>, (bool, usize, Held<'a>)>,
}

/// Steps that one declaration costs where it is kept: it takes memory too.
const KEEP: u64 = 4;

/// Properties that rules look at; others are not kept.
fn looked_at(name: &str) -> bool {
    let name = name.strip_prefix("-webkit-").unwrap_or(name);
    name.starts_with("--")
        || [
            "background",
            "padding",
            "margin",
            "border",
            "min-",
            "max-",
            "flex",
            "align-",
            "font",
            "overflow",
            "grid",
        ]
        .iter()
        .any(|p| name.starts_with(p))
        || matches!(
            name,
            "color"
                | "opacity"
                | "display"
                | "visibility"
                | "position"
                | "width"
                | "height"
                | "box-sizing"
                | "line-height"
                | "text-fill-color"
                | "filter"
                | "transform"
                | "zoom"
                | "top"
                | "left"
                | "right"
                | "bottom"
                | "inset"
                | "z-index"
                | "text-indent"
                | "mix-blend-mode"
                | "content"
                | "float"
                | "clip"
                | "clip-path"
                | "white-space"
                | "pointer-events"
                | "justify-content"
                | "letter-spacing"
                | "text-stroke"
                | "mask"
                | "mask-image"
                | "border-radius"
        )
}

impl<'a> Index<'a> {
    pub(crate) fn new(path: &'a str, sheet: &Sheet<'a>) -> Self {
        let mut index = Self::default();
        let mut known: HashMap<Selector<'a>, usize> = HashMap::new();
        // 0 is the place of what is inline.
        let mut first = 1;
        for rule in &sheet.rules {
            if !rule.declarations.iter().any(|d| looked_at(&d.name)) {
                continue;
            }
            for selector in &rule.selectors {
                let at = *known.entry(selector.clone()).or_insert_with(|| {
                    let (kind, name) = key(selector);
                    index.by_key[kind].entry(name).or_default().push(index.entries.len());
                    index.sisters |= asks_sisters(selector);
                    let plain = selector.parts.iter().all(|(_, c)| c.id.is_none() && c.classes.is_empty());
                    index.entries.push(Entry { selector: selector.clone(), plain, held: BTreeMap::new() });
                    index.entries.len() - 1
                });
                index.entries[at].add(path, rule, first);
            }
            first += rule.declarations.len();
        }
        index
    }
}

impl<'a> Entry<'a> {
    fn add(&mut self, path: &'a str, rule: &CssRule<'a>, first: usize) {
        for (i, d) in rule.declarations.iter().enumerate().filter(|(_, d)| looked_at(&d.name)) {
            let overruled = self.held.get(&d.name).is_some_and(|(important, ..)| *important && !d.important);
            if !overruled {
                let strong = d.important || self.selector.weight >= PLATFORM;
                let held = Held { value: d.value.clone(), from: Some((path, d.at)), unsure: false, strong };
                self.held.insert(d.name.clone(), (d.important, first + i, held));
            }
        }
    }

    /// Puts what stands under the selector in.
    fn hold(&self, layer: usize, best: &mut Best<'a>, unsure: bool, fuel: &mut u64) -> Option<()> {
        for (name, (important, place, held)) in &self.held {
            *fuel = fuel.saturating_sub(KEEP);
            if *fuel == 0 {
                return None;
            }
            let level = if self.selector.layered { LAYER } else { SHEET };
            let rank = (*important, level, self.selector.weight, layer, *place);
            put(best, name.clone(), rank, Held { unsure, ..held.clone() });
        }
        Some(())
    }
}

/// Puts a declaration in, if it is not overruled by one that is there.
fn put<'a>(best: &mut Best<'a>, name: Cow<'a, str>, rank: Rank, mut held: Held<'a>) {
    match best.get(&name) {
        Some((r, _)) if *r > rank => return,
        // The same declaration by another selector of its rule: one sure match is enough.
        Some((r, there)) if *r == rank && rank.4 > 0 => held.unsure &= there.unsure,
        // One that only may hold, and says the same as one that surely does.
        Some((_, there)) if held.unsure && !there.unsure && there.value == held.value => return,
        _ => {}
    }
    best.insert(name, (rank, held));
}

/// Where a selector is looked up: by the id, class or element of its last part.
fn key<'a>(selector: &Selector<'a>) -> (usize, Cow<'a, str>) {
    let Some((_, last)) = selector.parts.last() else { return (0, Cow::Borrowed("")) };
    match (&last.id, last.classes.first(), last.tag) {
        (Some(id), ..) => (2, id.clone()),
        (_, Some(class), _) => (3, class.clone()),
        (_, _, Some(tag)) => (1, Cow::Borrowed(tag)),
        _ => (0, Cow::Borrowed("")),
    }
}

fn asks_sisters(selector: &Selector<'_>) -> bool {
    use super::selector::Combinator::{Later, Next};
    selector.parts.iter().any(|(c, _)| matches!(c, Next | Later))
}

/// The cascade over one page, with the steps that it may still take.
pub(crate) struct Cascade<'s, 'a> {
    sheets: &'s Sheets<'a>,
    /// Steps that are left: hostile styles end, they do not hang.
    pub(crate) fuel: u64,
    /// Declarations that are kept at once: they take memory.
    kept: usize,
}

/// Most declarations that are kept for one page.
const KEPT: usize = 400_000;

impl<'s, 'a> Cascade<'s, 'a> {
    pub(crate) fn new(sheets: &'s Sheets<'a>, fuel: u64) -> Self {
        Self { sheets, fuel, kept: 0 }
    }

    /// Whether a scope's styles ask after sisters, so that one element's classes change another's looks.
    pub(crate) fn asks_sisters(&self, tree: &Tree<'a>, scope: usize) -> bool {
        tree.scopes[scope]
            .layers
            .iter()
            .any(|(path, _)| self.sheets.indices.get(path).is_some_and(|i| i.sisters))
    }

    /// What holds at each of some elements, in their order; `None` if there is too much style to tell.
    pub(crate) fn declared(
        &mut self,
        tree: &Tree<'a>,
        elements: &[Element<'a>],
        which: impl Iterator<Item = usize>,
    ) -> Option<Vec<(usize, Rc<Declared<'a>>)>> {
        let all: Vec<&Seen<'a>> = elements.iter().map(|e| &e.seen).collect();
        self.kept = 0;
        which.map(|i| Some((i, Rc::new(self.of(tree, elements, &all, i)?)))).collect()
    }

    fn of(
        &mut self,
        tree: &Tree<'a>,
        elements: &[Element<'a>],
        all: &[&Seen<'a>],
        i: usize,
    ) -> Option<Declared<'a>> {
        let element = &elements[i];
        let mut inner = Inner::default();
        let mut best = self.matched(tree, element.scope, all, i, &mut inner)?;
        if !element.external.is_empty() {
            self.hand_in(tree, elements, all, i, &mut best)?;
        }
        for d in &element.inline {
            let held = Held { value: d.value.clone(), from: None, unsure: d.unsure, strong: true };
            let level = if d.weak { LAYER } else { INLINE };
            put(&mut best, d.name.clone(), (d.important, level, (0, 0, 0), 0, 0), held);
        }
        let own = shorthands(best);
        self.kept += own.len();
        if self.kept > KEPT {
            self.fuel = 0;
            return None;
        }
        Some(Declared { own, cover: inner.cover, inserts: inner.inserts })
    }

    fn matched(
        &mut self,
        tree: &Tree<'a>,
        scope: usize,
        all: &[&Seen<'a>],
        i: usize,
        inner: &mut Inner,
    ) -> Option<Best<'a>> {
        let mut best = Best::new();
        let seen = all[i];
        let mut keys: Vec<(usize, &str)> = vec![(0, ""), (1, seen.tag)];
        keys.extend(seen.id.map(|id| (2, id)));
        keys.extend(seen.classes.iter().map(|c| (3, c.as_ref())));
        keys.sort_unstable();
        keys.dedup();
        for (layer, (path, plain)) in tree.scopes[scope].layers.iter().enumerate() {
            let Some(index) = self.sheets.indices.get(path) else { continue };
            self.fuel = self.fuel.saturating_sub(u64::try_from(keys.len()).unwrap_or(u64::MAX));
            for at in keys.iter().filter_map(|(k, name)| index.by_key[*k].get(*name)).flatten() {
                let entry = &index.entries[*at];
                if *plain && !entry.plain {
                    continue;
                }
                let matched = entry.selector.matches(all, i, &mut self.fuel);
                if self.fuel == 0 {
                    return None;
                }
                let Some(sure) = matched else { continue };
                if entry.selector.inner {
                    inner.cover = covers(entry).or(inner.cover);
                    inner.inserts |= inserts(entry);
                } else {
                    entry.hold(layer, &mut best, !sure, &mut self.fuel)?;
                }
            }
        }
        Some(best)
    }

    /// Classes handed in from outside: between them and the component's own, order is not defined.
    fn hand_in(
        &mut self,
        tree: &Tree<'a>,
        elements: &[Element<'a>],
        all: &[&Seen<'a>],
        i: usize,
        best: &mut Best<'a>,
    ) -> Option<()> {
        let host = elements[i].external[0].0;
        let seen = Seen {
            classes: elements[i].external.iter().map(|(_, c)| Cow::Borrowed(*c)).collect(),
            parent: all[host].parent,
            ..Seen::default()
        };
        // A copy of so many is no small step.
        self.fuel = self.fuel.saturating_sub(u64::try_from(all.len() / 16).unwrap_or(u64::MAX));
        let mut seen_by = all.to_vec();
        seen_by[i] = &seen;
        let outside = self.matched(tree, elements[host].scope, &seen_by, i, &mut Inner::default())?;
        for (name, (rank, held)) in outside {
            match best.get_mut(&name) {
                Some((r, there)) if !rank.0 => there.unsure |= !r.0,
                _ => {
                    best.insert(name, (rank, held));
                }
            }
        }
        Some(())
    }
}

/// Longhand and shorthand are one question: the later of them answers it.
fn shorthands<'a>(mut best: Best<'a>) -> BTreeMap<Cow<'a, str>, Held<'a>> {
    for (short, long) in [
        ("background", "background-color"),
        ("background", "background-image"),
        ("font", "font-size"),
        ("font", "font-weight"),
        ("font", "line-height"),
        ("padding", "padding-top"),
        ("padding", "padding-bottom"),
        ("padding", "padding-left"),
        ("padding", "padding-right"),
        ("border", "border-width"),
        ("overflow", "overflow-x"),
    ] {
        let Some((b, held)) = best.get(short) else { continue };
        if best.get(long).is_none_or(|(a, _)| b > a) {
            let all = (*b, held.clone());
            best.insert(Cow::Borrowed(long), all);
        }
    }
    best.into_iter().map(|(name, (_, held))| (name, held)).collect()
}

/// What stands before and after the content.
#[derive(Default)]
struct Inner {
    cover: Option<Cover>,
    inserts: bool,
}

/// Whether a box before or after the content has content.
fn inserts(entry: &Entry<'_>) -> bool {
    let content = entry.held.get("content").map(|(_, _, h)| h.value.trim());
    content.is_some_and(|c| !matches!(c, "''" | "\"\"" | "none" | "normal" | "' '" | "\" \""))
}

/// Whether a box before or after the content is out of the flow, and paints.
fn covers(entry: &Entry<'_>) -> Option<Cover> {
    let value = |name: &str| entry.held.get(name).map(|(_, _, h)| h.value.as_ref());
    if !matches!(value("position"), Some("absolute" | "fixed")) {
        return None;
    }
    // A stroke, a dot: a few px or rpx one way.
    let small = |name: &str| {
        value(name).is_some_and(|v| {
            let digits = v.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            !v.ends_with('%') && digits.parse::<f64>().is_ok_and(|n| n.abs() <= 24.0)
        })
    };
    let fill = |v: &str| !matches!(v, "none" | "transparent" | "initial" | "unset" | "inherit");
    let painted =
        ["background", "background-color", "background-image"].iter().filter_map(|n| value(n)).any(fill);
    Some(Cover { paints: painted && !small("width") && !small("height") })
}
