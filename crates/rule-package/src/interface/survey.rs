//! One look at every page for all rules of this group: it costs most of a check, so pages are looked at side by side.

use std::{cell::Cell, collections::BTreeSet, ops::Range};

use super::{
    contrast::{self, Low},
    look::Painter,
    size::Boxes,
    touch_target,
};
use crate::{
    app::{App, Unit},
    each,
    sink::Draft,
    style::{Cascade, Element, Sheets, Tree, dress, put_on, tree},
};

/// What is to be said of a place in a template.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub(crate) path: String,
    pub(crate) bytes: Range<usize>,
}

impl Place {
    pub(super) fn key(&self) -> (&str, usize) {
        (&self.path, self.bytes.start)
    }
}

/// A declaration that explains it: file, byte, note.
pub(crate) type Because = (String, usize, String);

/// Names in a finding the declarations that explain it.
pub(super) fn because(app: &App<'_>, mut draft: Draft<'_>, found: &[Because]) {
    for (path, at, note) in found {
        if let Some(doc) = app.doc(path) {
            draft = draft.related(doc, *at, note.as_str());
        }
    }
}

/// A control that is too small.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Small {
    pub(crate) place: Place,
    pub(crate) width: Option<f64>,
    pub(crate) height: Option<f64>,
    pub(crate) because: Vec<Because>,
}

/// What was seen.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub(crate) lows: Vec<Low>,
    pub(crate) buttons: Vec<Small>,
    pub(crate) targets: Vec<Small>,
    /// There was too much style to look at every page.
    pub(crate) exhausted: bool,
}

/// What was seen on one page.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) lows: Vec<Low>,
    pub(super) buttons: Vec<Small>,
    pub(super) targets: Vec<Small>,
    put_in: BTreeSet<String>,
    left: u64,
    exhausted: bool,
}

/// Looks at every page, then at components that no page shows.
pub(crate) fn survey(app: &App<'_>) -> Survey {
    let mut out = Survey::default();
    let mut fuel = u64::try_from(*app.input.policy.package.style_work_max).unwrap_or_default();
    let mut put_in = BTreeSet::new();
    for component in [false, true] {
        // What is not compiled to WXSS is not known, so that nothing can be said of how it looks.
        let known = |u: &&Unit| app.raw_style("app").is_none() && app.raw_style(&u.base).is_none();
        let all = app.units.iter().filter(|u| u.component == component && !put_in.contains(&u.base));
        let units: Vec<&Unit> = all.filter(known).collect();
        // Every page has the same share; what is left over goes to those that need more, in order.
        let share = fuel / u64::try_from(units.len().max(1)).unwrap_or(u64::MAX);
        let mut seen = each(&units, |unit| look(app, unit, &app.sheets, false, share));
        fuel -= share * u64::try_from(units.len()).unwrap_or(0);
        fuel += seen.iter().map(|s| s.left).sum::<u64>();
        for (unit, seen) in units.iter().zip(&mut seen) {
            if seen.exhausted {
                *seen = look(app, unit, &app.sheets, false, fuel);
                fuel = seen.left;
            }
        }
        for mut seen in seen {
            out.lows.append(&mut seen.lows);
            out.buttons.append(&mut seen.buttons);
            out.targets.append(&mut seen.targets);
            out.exhausted |= seen.exhausted;
            put_in.append(&mut seen.put_in);
        }
    }
    if let Some(sheets) = app.dark_sheets() {
        out.lows.extend(in_the_dark(app, &sheets, fuel, &out.lows));
    }
    out
}

/// What is low in dark colours and not in light ones.
fn in_the_dark<'a>(app: &'a App<'a>, sheets: &Sheets<'a>, fuel: u64, light: &[Low]) -> Vec<Low> {
    let known = |u: &&Unit| app.raw_style("app").is_none() && app.raw_style(&u.base).is_none();
    let pages: Vec<&Unit> = app.units.iter().filter(|u| !u.component).filter(known).collect();
    let share = fuel / u64::try_from(pages.len().max(1)).unwrap_or(u64::MAX);
    let seen = each(&pages, |unit| look(app, unit, sheets, true, share));
    let there: BTreeSet<_> = light.iter().map(|l| l.place.key()).collect();
    let dark = seen.into_iter().flat_map(|s| s.lows).filter(|l| !there.contains(&l.place.key()));
    dark.map(Low::in_the_dark).collect()
}

/// Most choices of one page that are looked at both ways.
const CHOICES: usize = 60;

fn look<'a>(app: &'a App<'a>, unit: &'a Unit, sheets: &Sheets<'a>, dark: bool, fuel: u64) -> Seen {
    let tree = tree(app, unit);
    let mut seen = Seen { put_in: tree.put_in.iter().map(|b| (*b).to_owned()).collect(), ..Seen::default() };
    let mut cascade = Cascade::new(sheets, fuel);
    let rpx = *app.input.policy.review.reference_width_px / 750.0;
    let copied = Cell::default();
    let painter = Painter { app, component: unit.component, v2: app.is_v2(), dark, rpx, copied };
    if states(app, &tree, &mut cascade, &painter, &mut seen).is_none() {
        return Seen { exhausted: true, put_in: seen.put_in, ..Seen::default() };
    }
    seen.left = cascade.fuel;
    seen
}

/// The page at rest, and with one choice at a time answered yes; `None` if there is too much style.
fn states<'a>(
    app: &'a App<'a>,
    tree: &Tree<'a>,
    cascade: &mut Cascade<'_, 'a>,
    painter: &Painter<'a>,
    seen: &mut Seen,
) -> Option<()> {
    let all: BTreeSet<usize> = (0..tree.elements.len()).collect();
    let mut declared: Vec<_> =
        cascade.declared(tree, &tree.elements, all.iter().copied())?.into_iter().map(|(_, d)| d).collect();
    let mut looks = Vec::with_capacity(tree.elements.len());
    painter.looks(&tree.elements, &declared, &all, &mut looks);
    let mut asked = BTreeSet::new();
    let no = BTreeSet::new();
    let first = seen.lows.len();
    contrast::judge(app, &tree.elements, &looks, &all, &|e| shown(e, &no), &mut asked, None, seen);
    let mut at_rest = first..seen.lows.len();
    let boxes = Boxes::new(painter, &tree.elements, &declared, &looks);
    touch_target::measure(app, &boxes, &all, &|e| shown(e, &no), seen);
    for ((scope, text), condition) in tree.conditions.iter().take(CHOICES) {
        let yes = BTreeSet::from([*condition]);
        let mut elements = tree.elements.clone();
        let mut changed = BTreeSet::new();
        let sisters = cascade.asks_sisters(tree, *scope);
        let mut under = BTreeSet::new();
        for (i, element) in elements.iter_mut().enumerate() {
            let asks = element.asks.contains(condition);
            if asks && let Some(worn) = dress(app, tree, element, &yes) {
                put_on(element, worn);
                under.extend(element.seen.parent.filter(|_| sisters));
            }
            let above = [element.above, element.seen.parent];
            let touched = above.iter().flatten().any(|a| changed.contains(a) || under.contains(a));
            if asks || touched {
                changed.insert(i);
            }
        }
        let (before, looked) = (declared.clone(), looks.clone());
        for (i, d) in cascade.declared(tree, &elements, changed.iter().copied())? {
            declared[i] = d;
        }
        painter.looks(&elements, &declared, &changed, &mut looks);
        // What is shown only now is looked at too.
        for (i, element) in elements.iter().enumerate() {
            let now = element.shown.is_some_and(|(c, _)| c == *condition);
            if now || element.above.is_some_and(|a| changed.contains(&a)) {
                changed.insert(i);
            }
        }
        let now = seen.lows.len();
        contrast::judge(app, &elements, &looks, &changed, &|e| shown(e, &yes), &mut asked, Some(text), seen);
        if tree.starts.contains(condition) {
            contrast::settle(&mut at_rest, now, &changed, &looks, &mut asked, &mut seen.lows);
        }
        let boxes = Boxes::new(painter, &elements, &declared, &looks);
        touch_target::measure(app, &boxes, &changed, &|e| shown(e, &yes), seen);
        (declared, looks) = (before, looked);
    }
    Some(())
}

/// Whether an element's own condition lets it be shown.
fn shown(element: &Element<'_>, yes: &BTreeSet<usize>) -> bool {
    element.shown.is_none_or(|(condition, sense)| yes.contains(&condition) == sense)
}
