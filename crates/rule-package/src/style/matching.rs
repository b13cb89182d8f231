//! Whether a selector matches an element: yes, no, or it depends on what only a run decides.

use std::borrow::Cow;

use super::selector::{Combinator, Compound, Selector, Test};

/// What a selector sees of an element. Parent and sisters are elements of the same scope.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen<'a> {
    pub(crate) tag: &'a str,
    pub(crate) id: Option<&'a str>,
    /// Classes it has.
    pub(crate) classes: Vec<Cow<'a, str>>,
    /// It may have others: a class is computed.
    pub(crate) more: bool,
    /// Attributes that are written out; the value is `None` where it is computed.
    pub(crate) attrs: Vec<(&'a str, Option<&'a str>)>,
    pub(crate) parent: Option<usize>,
    /// The sister before it.
    pub(crate) previous: Option<usize>,
    /// Shown under a condition.
    pub(crate) optional: bool,
    /// Shown many times, or not once.
    pub(crate) repeated: bool,
    /// Its number among its sisters, from 1, if that is certain.
    pub(crate) first: Option<usize>,
    /// The same counted from the end.
    pub(crate) last: Option<usize>,
    /// Least number that it can have, from the front and from the end.
    pub(crate) least: (usize, usize),
}

/// Comparisons of classes that are one step.
const COMPARISONS: usize = 16;

/// Takes steps away; whether any are left.
fn burn(fuel: &mut u64, steps: u64) -> bool {
    *fuel = fuel.saturating_sub(steps);
    *fuel > 0
}

/// `None` if either is no, yes only if both are.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    Some(a? & b?)
}

impl Compound<'_> {
    /// Steps that a look at an element may take.
    fn cost(&self, seen: &Seen<'_>) -> u64 {
        let pairs = self.classes.len().saturating_mul(seen.classes.len());
        1 + u64::try_from(pairs / COMPARISONS + self.tests.len()).unwrap_or(u64::MAX - 1)
    }

    /// Whether it matches an element; `Some(false)`: it may.
    fn matches(&self, all: &[&Seen<'_>], i: usize, fuel: &mut u64) -> Option<bool> {
        let seen = all[i];
        if !burn(fuel, self.cost(seen))
            || self.tag.is_some_and(|t| t != seen.tag)
            || self.id.as_deref().is_some_and(|i| seen.id != Some(i))
        {
            return None;
        }
        let mut sure = true;
        for class in &self.classes {
            if !seen.classes.iter().any(|c| c == class) {
                if !seen.more {
                    return None;
                }
                sure = false;
            }
        }
        for test in &self.tests {
            sure &= test.holds(all, i, fuel)?;
        }
        Some(sure)
    }
}

impl Test<'_> {
    fn holds(&self, all: &[&Seen<'_>], i: usize, fuel: &mut u64) -> Option<bool> {
        let seen = all[i];
        match self {
            Self::Unsure => Some(false),
            Self::Attribute { name, operator, value } => {
                let (_, there) = seen.attrs.iter().find(|(n, _)| n == name)?;
                // How a control looks while it cannot be used is not judged: it is looked at while it can.
                if *name == "disabled" && there.is_none() {
                    return None;
                }
                let (Some(operator), Some(there)) = (operator, there) else {
                    return Some(operator.is_none());
                };
                let yes = match operator {
                    b'~' => there.split_whitespace().any(|w| w == *value),
                    b'|' => there == value || there.strip_prefix(value).is_some_and(|r| r.starts_with('-')),
                    b'^' => there.starts_with(value),
                    b'$' => there.ends_with(value),
                    b'*' => there.contains(value),
                    _ => there == value,
                };
                yes.then_some(true)
            }
            Self::Nth { a, b, last } => {
                let (number, least) =
                    if *last { (seen.last, seen.least.1) } else { (seen.first, seen.least.0) };
                match number {
                    Some(n) => fits(*a, *b, n).then_some(true),
                    // The first of many: an exact place below what it can have is out of reach.
                    None if *a == 0 && i32::try_from(least).is_ok_and(|l| *b < l) => None,
                    None => Some(false),
                }
            }
            Self::Not(list) => match any(list, all, i, fuel) {
                None => Some(true),
                Some(true) => None,
                Some(false) => Some(false),
            },
            Self::Is(list) => any(list, all, i, fuel),
        }
    }
}

/// Whether any selector of a list matches.
fn any(list: &[Selector<'_>], all: &[&Seen<'_>], i: usize, fuel: &mut u64) -> Option<bool> {
    let mut found = None;
    for selector in list {
        match selector.matches(all, i, fuel) {
            Some(true) => return Some(true),
            Some(false) => found = Some(false),
            None => {}
        }
    }
    found
}

fn fits(a: i32, b: i32, n: usize) -> bool {
    let Ok(n) = i32::try_from(n) else { return false };
    let rest = n.saturating_sub(b);
    if a == 0 { rest == 0 } else { rest % a == 0 && rest / a >= 0 }
}

impl Selector<'_> {
    /// Whether it matches element `i`; `Some(false)`: it may. `fuel` bounds the work on hostile input; it is 0 where the
    /// work ended before the answer.
    pub(crate) fn matches(&self, all: &[&Seen<'_>], i: usize, fuel: &mut u64) -> Option<bool> {
        let (last, before) = self.parts.split_last()?;
        let mut sure = last.1.matches(all, i, fuel)?;
        let mut at = i;
        let mut combinator = last.0;
        for (next, compound) in before.iter().rev() {
            let (found, certain) = step(combinator, compound, all, at, fuel)?;
            sure &= certain;
            at = found;
            combinator = *next;
        }
        Some(sure)
    }
}

/// The nearest element that stands so and matches; one that surely does goes before one that may.
fn step(
    combinator: Combinator,
    compound: &Compound<'_>,
    all: &[&Seen<'_>],
    from: usize,
    fuel: &mut u64,
) -> Option<(usize, bool)> {
    let mut at = from;
    let mut maybe = None;
    match combinator {
        Combinator::Child => {
            at = all[at].parent?;
            compound.matches(all, at, fuel).map(|sure| (at, sure))
        }
        Combinator::Descendant => {
            while let Some(up) = all[at].parent {
                at = up;
                match compound.matches(all, at, fuel) {
                    Some(true) => return Some((at, true)),
                    Some(false) => maybe = maybe.or(Some((at, false))),
                    None => {}
                }
                if *fuel == 0 {
                    return None;
                }
            }
            maybe
        }
        Combinator::Next | Combinator::Later => {
            // One that is repeated follows itself, but for the first time.
            if all[at].repeated
                && let Some(sure) = both(compound.matches(all, at, fuel), Some(false))
            {
                maybe = Some((at, sure));
            }
            while let Some(left) = all[at].previous {
                at = left;
                let certain = !all[at].optional && !all[at].repeated;
                if let Some(sure) = compound.matches(all, at, fuel) {
                    if sure && certain && maybe.is_none() {
                        return Some((at, true));
                    }
                    maybe = maybe.or(Some((at, false)));
                }
                if *fuel == 0 || (combinator == Combinator::Next && certain) {
                    break;
                }
            }
            maybe
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::selector::parse_list, *};

    fn seen<'a>(tag: &'a str, classes: &[&'a str], parent: Option<usize>) -> Seen<'a> {
        Seen { tag, classes: classes.iter().map(|c| Cow::Borrowed(*c)).collect(), parent, ..Seen::default() }
    }

    #[test]
    fn selectors_match_what_they_say() {
        let mut text = seen("text", &["t", "u"], Some(2));
        text.attrs = vec![("data-kind", Some("big-one")), ("size", None)];
        (text.first, text.last, text.previous) = (Some(2), Some(1), Some(4));
        let mut on = seen("view", &["card"], Some(0));
        on.more = true;
        let mut sister = seen("view", &["s"], Some(2));
        (sister.first, sister.last) = (Some(1), Some(2));
        let all = [seen("page", &[], None), on, seen("view", &[], Some(1)), text, sister];
        let all: Vec<&Seen<'_>> = all.iter().collect();
        let of = |text: &str| {
            let list = parse_list(text);
            list.first().and_then(|s| s.matches(&all, 3, &mut 1000))
        };
        for yes in [
            "text",
            ".t",
            ".t.u",
            "*",
            ".card text",
            "page .card view > .t",
            "view > text",
            ".card .t",
            ".s + .t",
            ".s ~ .t",
            "view + text",
            ".t:last-child",
            ".t:nth-child(2)",
            ".t:nth-child(even)",
            ".t:not(.x)",
            ".t:not(:first-child)",
            ".t:is(.x, .u)",
            "[data-kind]",
            "[data-kind^=big]",
            "text[data-kind|='big']",
            "[size]",
        ] {
            assert_eq!(of(yes), Some(true), "{yes}");
        }
        for no in [
            ".card > text",
            "view.t",
            ".x",
            "#t",
            ".t:active",
            ".card:hover .t",
            ".t:first-child",
            ".t:nth-child(odd)",
            ".t:not(.u)",
            ".t + .t",
            "[data-x]",
            "[data-kind=big]",
            ".t:only-child",
        ] {
            assert_eq!(of(no), None, "{no}");
        }
        for maybe in [".on .t", ".t .u", ".t:empty", "[size=big]", ".card.on .t", ".t:not([size=big])"] {
            assert_eq!(of(maybe), Some(false), "{maybe}");
        }
    }

    #[test]
    fn what_is_repeated_or_optional_has_no_certain_place() {
        let mut first = seen("view", &["a"], Some(0));
        (first.optional, first.first) = (true, Some(1));
        let mut row = seen("view", &["row"], Some(0));
        (row.repeated, row.previous, row.least) = (true, Some(1), (1, 1));
        let all = [seen("page", &[], None), first, row];
        let all: Vec<&Seen<'_>> = all.iter().collect();
        let of = |text: &str| parse_list(text)[0].matches(&all, 2, &mut 1000);
        for maybe in
            [".row:first-child", ".row + .row", ".a + .row", ".row:nth-child(3)", ".row:not(:last-child)"]
        {
            assert_eq!(of(maybe), Some(false), "{maybe}");
        }
        assert_eq!(of(".b + .row"), None);
    }
}
