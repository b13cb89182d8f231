//! Selectors: what a style sheet may ask of an element.

use std::borrow::Cow;

/// One selector.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Selector<'a> {
    /// From the left to the right; each with how it stands to the one before.
    pub(crate) parts: Vec<(Combinator, Compound<'a>)>,
    /// Ids; classes, attributes and states; elements.
    pub(crate) weight: (u32, u32, u32),
    /// `::before` or `::after`: a box inside the element, not the element itself.
    pub(crate) inner: bool,
    /// In a layer: weaker than those that stand outside.
    pub(crate) layered: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Combinator {
    Descendant,
    Child,
    Next,
    Later,
}

/// What stands without space: `text.a#b:first-child`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Compound<'a> {
    pub(crate) tag: Option<&'a str>,
    pub(crate) id: Option<Cow<'a, str>>,
    pub(crate) classes: Vec<Cow<'a, str>>,
    pub(crate) tests: Vec<Test<'a>>,
}

/// A condition besides element, id and class.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Test<'a> {
    /// `[name]`, `[name=value]`; the operator is the byte before `=`, or `=` itself.
    Attribute { name: &'a str, operator: Option<u8>, value: &'a str },
    /// `:nth-child(an+b)` and its kin.
    Nth { a: i32, b: i32, last: bool },
    /// `:not(…)`.
    Not(Vec<Selector<'a>>),
    /// `:is(…)`, `:where(…)`.
    Is(Vec<Selector<'a>>),
    /// `:checked`, `:empty`, `:nth-of-type(…)`: may or may not hold.
    Unsure,
}

/// Deepest nesting of `:not(…)` and `:is(…)`.
const NESTING: usize = 3;

/// Selectors of a list; those that never match an element at rest (`:active`, `::placeholder`) are left out.
pub(crate) fn parse_list(text: &str) -> Vec<Selector<'_>> {
    list(text, 0)
}

fn list(text: &str, nesting: usize) -> Vec<Selector<'_>> {
    let mut out = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (i, b) in text.bytes().enumerate() {
        match b {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                out.extend(parse(&text[start..i], nesting));
                start = i + 1;
            }
            _ => {}
        }
    }
    out.extend(parse(&text[start..], nesting));
    out
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

fn name(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c| !is_name(c)).unwrap_or(text.len()))
}

/// A name that may have escapes, and what follows it.
fn escaped(text: &str) -> (Cow<'_, str>, &str) {
    let (plain, mut rest) = name(text);
    if !rest.starts_with('\\') {
        return (Cow::Borrowed(plain), rest);
    }
    let mut out = plain.to_owned();
    while let Some(after) = rest.strip_prefix('\\') {
        let n = after.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        let sign = u32::from_str_radix(&after[..n], 16).ok();
        rest = match sign {
            // One blank ends the number.
            Some(sign) => {
                out.push(char::from_u32(sign).unwrap_or('\u{fffd}'));
                let after = &after[n..];
                after.strip_prefix([' ', '\t', '\n']).unwrap_or(after)
            }
            None => {
                let mut signs = after.chars();
                out.extend(signs.next());
                signs.as_str()
            }
        };
        let (plain, after) = name(rest);
        out.push_str(plain);
        rest = after;
    }
    (Cow::Owned(out), rest)
}

/// What stands in the bracket that a text begins with, and what follows it.
fn bracket(text: &str) -> (&str, &str) {
    let mut depth = 0_usize;
    for (i, b) in text.bytes().enumerate() {
        match b {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return (&text[1..i], &text[i + 1..]);
                }
            }
            _ => {}
        }
    }
    (text.get(1..).unwrap_or(""), "")
}

fn parse(text: &str, nesting: usize) -> Option<Selector<'_>> {
    let mut rest = text.trim();
    let mut selector = Selector { parts: Vec::new(), weight: (0, 0, 0), inner: false, layered: false };
    let mut current = Compound::default();
    let mut combinator = Combinator::Descendant;
    let mut filled = false;
    while let Some(c) = rest.chars().next() {
        match c {
            '.' => {
                let (class, after) = escaped(&rest[1..]);
                if class.is_empty() {
                    return None;
                }
                current.classes.push(class);
                selector.weight.1 += 1;
                (rest, filled) = (after, true);
            }
            '#' => {
                let (id, after) = escaped(&rest[1..]);
                current.id = Some(id);
                selector.weight.0 += 1;
                (rest, filled) = (after, true);
            }
            '*' => (rest, filled) = (&rest[1..], true),
            ':' => {
                rest = pseudo(rest, &mut current, &mut selector, nesting)?;
                filled = true;
            }
            '[' => {
                let end = rest.find(']').unwrap_or(rest.len());
                current.tests.push(attribute(&rest[1..end.max(1)]));
                selector.weight.1 += 1;
                rest = rest.get(end + 1..).unwrap_or("");
                filled = true;
            }
            '/' if rest.starts_with("/*") => rest = rest[2..].find("*/").map_or("", |n| &rest[n + 4..]),
            c if c.is_whitespace() || matches!(c, '>' | '+' | '~') => {
                let joins = |c: char| c.is_whitespace() || matches!(c, '>' | '+' | '~');
                let after = rest.trim_start_matches(joins);
                let between = &rest[..rest.len() - after.len()];
                if filled {
                    selector.parts.push((combinator, std::mem::take(&mut current)));
                    filled = false;
                }
                combinator = match between.trim().chars().next() {
                    Some('>') => Combinator::Child,
                    Some('+') => Combinator::Next,
                    Some('~') => Combinator::Later,
                    _ => Combinator::Descendant,
                };
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

/// Reads `:pseudo(…)`; what follows it, or `None` if it never holds for an element at rest.
fn pseudo<'a>(
    text: &'a str,
    current: &mut Compound<'a>,
    selector: &mut Selector<'a>,
    nesting: usize,
) -> Option<&'a str> {
    let (pseudo, after) = name(text.trim_start_matches(':'));
    let (inner, after) = if after.starts_with('(') { bracket(after) } else { ("", after) };
    let mut nth = |formula: Option<(i32, i32)>, last: bool| {
        current.tests.push(formula.map_or(Test::Unsure, |(a, b)| Test::Nth { a, b, last }));
    };
    match pseudo {
        "before" | "after" => {
            selector.inner = true;
            selector.weight.2 += 1;
            return Some(after);
        }
        "root" => current.tag = Some("page"),
        "host" => current.tag = Some(":host"),
        "first-child" => nth(Some((0, 1)), false),
        "last-child" => nth(Some((0, 1)), true),
        "nth-child" => nth(formula(inner), false),
        "nth-last-child" => nth(formula(inner), true),
        "only-child" => {
            nth(Some((0, 1)), false);
            nth(Some((0, 1)), true);
        }
        "not" | "is" | "where" | "matches" if nesting < NESTING => {
            let inner = list(inner, nesting + 1);
            let weight = inner.iter().map(|s| s.weight).max().unwrap_or_default();
            let (a, b, c) = if pseudo == "where" { (0, 0, 0) } else { weight };
            let sum = &mut selector.weight;
            (sum.0, sum.1, sum.2) = (sum.0 + a, sum.1 + b, sum.2 + c);
            current.tests.push(if pseudo == "not" { Test::Not(inner) } else { Test::Is(inner) });
            return Some(after);
        }
        "nth-of-type" | "first-of-type" | "last-of-type" | "only-of-type" | "nth-last-of-type" | "empty"
        | "checked" => current.tests.push(Test::Unsure),
        _ => return None,
    }
    selector.weight.1 += 1;
    Some(after)
}

fn attribute(text: &str) -> Test<'_> {
    let Some((left, value)) = text.split_once('=') else {
        return Test::Attribute { name: text.trim(), operator: None, value: "" };
    };
    let left = left.trim_end();
    let operator = left.bytes().last().filter(|b| b"~|^$*".contains(b));
    let name = if operator.is_some() { &left[..left.len() - 1] } else { left }.trim();
    let value = value.trim().trim_matches(['"', '\'']);
    Test::Attribute { name, operator: Some(operator.unwrap_or(b'=')), value }
}

/// `an+b` as its two numbers.
fn formula(text: &str) -> Option<(i32, i32)> {
    let text = text.trim().to_ascii_lowercase();
    match text.as_str() {
        "odd" => return Some((2, 1)),
        "even" => return Some((2, 0)),
        _ => {}
    }
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((a, b)) = plain.split_once('n') else { return Some((0, plain.parse().ok()?)) };
    let a = match a {
        "" | "+" => 1,
        "-" => -1,
        a => a.parse().ok()?,
    };
    Some((a, if b.is_empty() { 0 } else { b.trim_start_matches('+').parse().ok()? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_weights_and_formulas() {
        assert_eq!(parse_list(".a, .b:is(.c, .d), e").len(), 3);
        assert_eq!(parse_list("#a .b text")[0].weight, (1, 1, 1));
        assert_eq!(parse_list(".a:not(#b)::after")[0].weight, (1, 1, 1));
        assert!(parse_list(".a::after")[0].inner);
        assert!(parse_list(".a:active, .b::placeholder, .c:hover .d, ., ").is_empty());
        for (text, two) in
            [("2n+1", (2, 1)), ("odd", (2, 1)), ("-n + 3", (-1, 3)), ("4", (0, 4)), ("n", (1, 0))]
        {
            assert_eq!(formula(text), Some(two), "{text}");
        }
        assert_eq!(formula("x"), None);
        let class = |text: &str| parse_list(text).pop().map(|s| s.parts[0].1.classes[0].to_string());
        assert_eq!(class(r".\70").as_deref(), Some("p"));
        assert_eq!(class(r".w-1\/2").as_deref(), Some("w-1/2"));
        assert_eq!(class(r".\000070 x").as_deref(), Some("px"));
    }

    #[test]
    fn hostile_selectors_take_linear_time() {
        for one in [":not(", "(", "[", ".a ", "> ", ".a:not(.b)", "::", ",", ":nth-child(", "/*", ".a+"] {
            parse_list(&one.repeat(100_000));
        }
    }
}
