//! Selectors: which elements they match, and whether that can be told from the template alone.

/// One selector.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Selector<'a> {
    /// From the left to the right; each with how it stands to the one before.
    pub(crate) parts: Vec<(Combinator, Compound<'a>)>,
    /// Ids, classes, elements.
    pub(crate) weight: (u32, u32, u32),
    /// Something in it depends on siblings, attributes or position: a match may or may not be one.
    pub(crate) unsure: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Combinator {
    Descendant,
    Child,
}

/// What stands without space: `text.a#b`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Compound<'a> {
    pub(crate) tag: Option<&'a str>,
    pub(crate) id: Option<&'a str>,
    pub(crate) classes: Vec<&'a str>,
}

/// Selectors of a list; those that never match an element at rest (states, pseudo-elements) are left out.
pub(crate) fn parse_list(text: &str) -> Vec<Selector<'_>> {
    let mut out = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (i, b) in text.bytes().enumerate() {
        match b {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                out.extend(parse(&text[start..i]));
                start = i + 1;
            }
            _ => {}
        }
    }
    out.extend(parse(&text[start..]));
    out
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

fn name(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c| !is_name(c)).unwrap_or(text.len()))
}

fn parse(text: &str) -> Option<Selector<'_>> {
    let mut rest = text.trim();
    let mut selector = Selector { parts: Vec::new(), weight: (0, 0, 0), unsure: false };
    let mut current = Compound::default();
    let mut combinator = Combinator::Descendant;
    let mut filled = false;
    while let Some(c) = rest.chars().next() {
        match c {
            '.' => {
                let (class, after) = name(&rest[1..]);
                current.classes.push(class);
                selector.weight.1 += 1;
                (rest, filled) = (after, true);
            }
            '#' => {
                let (id, after) = name(&rest[1..]);
                current.id = Some(id);
                selector.weight.0 += 1;
                (rest, filled) = (after, true);
            }
            '*' => (rest, filled) = (&rest[1..], true),
            ':' => {
                let after = rest.trim_start_matches(':');
                let (pseudo, after) = name(after);
                match pseudo {
                    "root" => current.tag = Some("page"),
                    "first-child" | "last-child" | "nth-child" | "nth-of-type" | "first-of-type"
                    | "last-of-type" | "nth-last-child" | "only-child" | "not" | "empty" => {
                        selector.unsure = true
                    }
                    _ => return None,
                }
                selector.weight.1 += 1;
                rest = match after.strip_prefix('(') {
                    Some(inner) => inner.find(')').map_or("", |n| &inner[n + 1..]),
                    None => after,
                };
                filled = true;
            }
            '[' => {
                selector.unsure = true;
                selector.weight.1 += 1;
                rest = rest.find(']').map_or("", |n| &rest[n + 1..]);
                filled = true;
            }
            '/' if rest.starts_with("/*") => rest = rest[2..].find("*/").map_or("", |n| &rest[n + 4..]),
            c if c.is_whitespace() || matches!(c, '>' | '+' | '~') => {
                let after =
                    rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '+' | '~'));
                let between = &rest[..rest.len() - after.len()];
                if filled {
                    selector.parts.push((combinator, std::mem::take(&mut current)));
                    filled = false;
                }
                if between.contains(['+', '~']) {
                    // Siblings: only what stands right of them is looked at.
                    selector.parts.clear();
                    selector.unsure = true;
                    combinator = Combinator::Descendant;
                } else {
                    combinator =
                        if between.contains('>') { Combinator::Child } else { Combinator::Descendant };
                }
                rest = after;
            }
            c if is_name(c) => {
                let (tag, after) = name(rest);
                current.tag = Some(tag);
                selector.weight.2 += 1;
                (rest, filled) = (after, true);
            }
            _ => return None,
        }
    }
    if filled {
        selector.parts.push((combinator, current));
    }
    (!selector.parts.is_empty()).then_some(selector)
}

/// What a selector sees of an element.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen<'a> {
    pub(crate) tag: &'a str,
    pub(crate) id: Option<&'a str>,
    /// Classes it has.
    pub(crate) classes: Vec<&'a str>,
    /// Classes it may have, as an expression decides.
    pub(crate) maybe: Vec<&'a str>,
    pub(crate) parent: Option<usize>,
}

/// Comparisons of classes that are one step.
const COMPARISONS: usize = 16;

impl Compound<'_> {
    /// Steps that a look at an element may take.
    fn cost(&self, seen: &Seen<'_>) -> u64 {
        let pairs = self.classes.len().saturating_mul(seen.classes.len() + seen.maybe.len());
        1 + u64::try_from(pairs / COMPARISONS).unwrap_or(u64::MAX - 1)
    }

    /// Whether it matches an element; `Some(false)`: it may.
    fn matches(&self, seen: &Seen<'_>) -> Option<bool> {
        if self.tag.is_some_and(|t| t != seen.tag) || self.id.is_some_and(|i| seen.id != Some(i)) {
            return None;
        }
        let mut sure = true;
        for class in &self.classes {
            if !seen.classes.contains(class) {
                if !seen.maybe.contains(class) {
                    return None;
                }
                sure = false;
            }
        }
        Some(sure)
    }
}

impl Selector<'_> {
    /// Whether it matches element `i`; `Some(false)`: it may. `fuel` bounds the work on hostile input; it is 0 where the
    /// work ended before the answer.
    pub(crate) fn matches(&self, all: &[Seen<'_>], i: usize, fuel: &mut u64) -> Option<bool> {
        let (last, before) = self.parts.split_last()?;
        *fuel = fuel.saturating_sub(last.1.cost(&all[i]));
        if *fuel == 0 {
            return None;
        }
        let mut sure = last.1.matches(&all[i])? && !self.unsure;
        let mut at = i;
        let mut combinator = last.0;
        for (next, compound) in before.iter().rev() {
            // The nearest ancestor that matches: exact for descendants, and for the child chains that styles have.
            loop {
                at = all[at].parent?;
                *fuel = fuel.saturating_sub(compound.cost(&all[at]));
                if *fuel == 0 {
                    return None;
                }
                if let Some(s) = compound.matches(&all[at]) {
                    sure &= s;
                    break;
                }
                if combinator == Combinator::Child {
                    return None;
                }
            }
            combinator = *next;
        }
        Some(sure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen<'a>(tag: &'a str, classes: &[&'a str], maybe: &[&'a str], parent: Option<usize>) -> Seen<'a> {
        Seen { tag, id: None, classes: classes.to_vec(), maybe: maybe.to_vec(), parent }
    }

    #[test]
    fn selectors_match_what_they_say() {
        let all = [
            seen("page", &[], &[], None),
            seen("view", &["card"], &["on"], Some(0)),
            seen("view", &[], &[], Some(1)),
            seen("text", &["t", "u"], &[], Some(2)),
        ];
        let of = |text: &str| {
            let list = parse_list(text);
            list.first().and_then(|s| s.matches(&all, 3, &mut 1000))
        };
        for yes in
            ["text", ".t", ".t.u", "*", ".card text", "page .card view > .t", "view > text", ".card .t"]
        {
            assert_eq!(of(yes), Some(true), "{yes}");
        }
        for no in [".card > text", "view.t", ".x", "#t", ".t::after", ".t:active", ".t .u", ".card:hover .t"]
        {
            assert_eq!(of(no), None, "{no}");
        }
        for maybe in [".on .t", ".t:first-child", "view + .t", ".t[disabled]", "text:not(.a)"] {
            assert_eq!(of(maybe), Some(false), "{maybe}");
        }
        assert_eq!(parse_list(".a, .b:is(.c, .d), e").len(), 2);
        assert_eq!(parse_list("#a .b text")[0].weight, (1, 1, 1));
    }
}
