//! Expressions of templates, as far as their text can be told: literals, choices, joins, lists.

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expr<'a> {
    Text(&'a str),
    /// `condition ? yes : no`, `condition && yes`.
    Choice {
        condition: Condition,
        yes: Box<Expr<'a>>,
        no: Box<Expr<'a>>,
    },
    /// `a + b`.
    Join(Vec<Expr<'a>>),
    /// `[a, b]`: words.
    List(Vec<Expr<'a>>),
    /// `a.b[0]`: what data holds.
    Path(&'a str),
    Opaque,
}

/// What a choice asks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Condition {
    /// Without spaces and without `!` before it.
    pub(crate) text: String,
    pub(crate) negated: bool,
    /// That it does not hold is only how data begins: something else is put there later.
    pub(crate) start: bool,
}

impl Condition {
    pub(crate) fn parse(text: &str) -> Self {
        let mut text = trim(text);
        let mut negated = false;
        while let Some(rest) = text.strip_prefix('!').filter(|r| !r.starts_with('=')) {
            let whole = rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$'))
                || (rest.starts_with('(') && trim(rest).len() < rest.len());
            if !whole {
                break;
            }
            negated = !negated;
            text = trim(rest);
        }
        Self { text: text.split_whitespace().collect(), negated, start: false }
    }
}

/// Deepest nesting that is followed.
const DEPTH: usize = 12;

/// Without spaces, and without brackets around the whole.
fn trim(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..DEPTH {
        let whole = text.starts_with('(') && first(text, 1, |b, _| b == b')') == Some(text.len() - 1);
        if !whole {
            break;
        }
        text = text[1..text.len() - 1].trim();
    }
    text
}

/// The first byte from `at` on, outside strings and inner brackets, that `is` says; brackets that close `at`'s own too.
fn first(text: &str, at: usize, is: impl Fn(u8, &[u8]) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut i = at;
    while i < bytes.len() {
        let b = bytes[i];
        match b {
            b'"' | b'\'' => i += 1 + bytes[i + 1..].iter().position(|c| *c == b)?,
            _ if depth == 0 && is(b, &bytes[i..]) => return Some(i),
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        i += 1;
    }
    None
}

/// Parts at a separator outside strings and brackets.
fn split(text: &str, separator: u8) -> Vec<&str> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(i) = first(text, at, |b, _| b == separator) {
        out.push(&text[at..i]);
        at = i + 1;
    }
    out.push(&text[at..]);
    out
}

pub(crate) fn parse(text: &str) -> Expr<'_> {
    at_depth(text, 0)
}

fn at_depth(text: &str, depth: usize) -> Expr<'_> {
    let text = trim(text);
    if depth > DEPTH || text.is_empty() {
        return Expr::Opaque;
    }
    let asks = |b: u8, rest: &[u8]| b == b'?' && !matches!(rest.get(1), Some(b'.' | b'?'));
    if let Some(question) = first(text, 0, asks) {
        // The `:` of this question, past those of questions inside.
        let mut open = 0_usize;
        let mut at = question + 1;
        while let Some(i) = first(text, at, |b, rest| b == b':' || asks(b, rest)) {
            if text.as_bytes()[i] == b'?' {
                open += 1;
            } else if open == 0 {
                return Expr::Choice {
                    condition: Condition::parse(&text[..question]),
                    yes: Box::new(at_depth(&text[question + 1..i], depth + 1)),
                    no: Box::new(at_depth(&text[i + 1..], depth + 1)),
                };
            } else {
                open -= 1;
            }
            at = i + 1;
        }
        return Expr::Opaque;
    }
    if first(text, 0, |_, rest| rest.starts_with(b"||") || rest.starts_with(b"??")).is_some() {
        return Expr::Opaque;
    }
    let mut and = None;
    while let Some(i) = first(text, and.map_or(0, |i| i + 2), |_, rest| rest.starts_with(b"&&")) {
        and = Some(i);
    }
    if let Some(i) = and {
        let yes = at_depth(&text[i + 2..], depth + 1);
        if yes == Expr::Opaque {
            return Expr::Opaque;
        }
        let condition = Condition::parse(&text[..i]);
        return Expr::Choice { condition, yes: Box::new(yes), no: Box::new(Expr::Text("")) };
    }
    if text.starts_with('[') && first(text, 1, |b, _| b == b']') == Some(text.len() - 1) {
        let inner = &text[1..text.len() - 1];
        return Expr::List(split(inner, b',').into_iter().map(|p| at_depth(p, depth + 1)).collect());
    }
    let quoted = |q: char| {
        let inner = text.strip_prefix(q)?.strip_suffix(q)?;
        (!inner.contains([q, '\\'])).then_some(inner)
    };
    if let Some(inner) = quoted('\'').or_else(|| quoted('"')).filter(|_| text.len() > 1) {
        return Expr::Text(inner);
    }
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return Expr::Text(text);
    }
    let parts = split(text, b'+');
    if parts.len() > 1 {
        return Expr::Join(parts.into_iter().map(|p| at_depth(p, depth + 1)).collect());
    }
    let named = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.' | b'[' | b']');
    if text.bytes().all(named) && !text.starts_with('[') { Expr::Path(text) } else { Expr::Opaque }
}

/// What data may hold at a path.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words<'a> {
    pub(crate) words: Vec<&'a str>,
    /// Some of them only later, while the program runs.
    pub(crate) later: bool,
}

/// Stands for what is not known in a text.
pub(crate) const UNKNOWN: char = '\u{1}';

impl<'a> Expr<'a> {
    /// Its text where conditions hold as `holds` says; [`UNKNOWN`] stands for what cannot be told.
    pub(crate) fn write(&self, holds: &impl Fn(&Condition) -> bool, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Opaque | Self::Path(_) => out.push(UNKNOWN),
            Self::Choice { condition, yes, no } => {
                if holds(condition) { yes } else { no }.write(holds, out);
            }
            Self::Join(parts) => parts.iter().for_each(|p| p.write(holds, out)),
            Self::List(parts) => {
                for part in parts {
                    out.push(' ');
                    part.write(holds, out);
                }
            }
        }
    }

    /// The conditions that it asks.
    pub(crate) fn conditions<'b>(&'b self, out: &mut Vec<&'b Condition>) {
        match self {
            Self::Choice { condition, yes, no } => {
                out.push(condition);
                yes.conditions(out);
                no.conditions(out);
            }
            Self::Join(parts) | Self::List(parts) => parts.iter().for_each(|p| p.conditions(out)),
            Self::Text(_) | Self::Path(_) | Self::Opaque => {}
        }
    }

    /// Whether it reads a path.
    fn reads(&self, path: &str) -> bool {
        match self {
            Self::Path(p) => *p == path,
            Self::Choice { yes, no, .. } => yes.reads(path) || no.reads(path),
            Self::Join(parts) | Self::List(parts) => parts.iter().any(|p| p.reads(path)),
            Self::Text(_) | Self::Opaque => false,
        }
    }

    /// Puts what data may hold in: a choice among the words that `words` knows for a path.
    pub(crate) fn fill(self, words: &impl Fn(&str) -> Words<'a>) -> Self {
        let all = |parts: Vec<Self>| parts.into_iter().map(|p| p.fill(words)).collect();
        match self {
            Self::Path(path) => {
                let Words { words: known, later } = words(path);
                let rest = if known.contains(&"") { "" } else { known.last().copied().unwrap_or("") };
                if known.is_empty() {
                    return Self::Path(path);
                }
                known.iter().filter(|w| **w != rest).fold(Self::Text(rest), |no, word| Self::Choice {
                    condition: Condition {
                        text: format!("{path}=='{word}'"),
                        negated: false,
                        start: later && rest.is_empty(),
                    },
                    yes: Box::new(Self::Text(word)),
                    no: Box::new(no),
                })
            }
            Self::Choice { mut condition, yes, no } => {
                // `{{picture ? 'background: url(' + picture + ')' : ''}}`, and nobody knows which.
                condition.start |= yes.reads(&condition.text) && words(&condition.text).words.is_empty();
                Self::Choice { condition, yes: Box::new(yes.fill(words)), no: Box::new(no.fill(words)) }
            }
            Self::Join(parts) => Self::Join(all(parts)),
            Self::List(parts) => Self::List(all(parts)),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(expression: &str, yes: &[&str]) -> String {
        let mut out = String::new();
        parse(expression).write(&|c: &Condition| yes.contains(&c.text.as_str()) != c.negated, &mut out);
        out.replace(UNKNOWN, "?")
    }

    #[test]
    fn choices_joins_and_lists_are_told() {
        assert_eq!(text("on ? 'a' : \"b\"", &["on"]), "a");
        assert_eq!(text("!on ? 'a' : 'b'", &["on"]), "b");
        assert_eq!(text("i == 1 ? 'a' : i == 2 ? 'b' : 'c'", &["i==2"]), "b");
        assert_eq!(text("(on ? 'a' : '') + '-x'", &["on"]), "a-x");
        assert_eq!(text("on && 'a'", &[]), "");
        assert_eq!(text("['tab', cur == i ? 'on' : '', item.cls]", &["cur==i"]), " tab on ?");
        assert_eq!(text("name || 'a'", &[]), "?");
        assert_eq!(text("a.b", &[]), "?");
        assert_eq!(text("12 + 'px'", &[]), "12px");
        assert_eq!(text("a ? b ? 'x' : 'y' : 'z'", &["a"]), "y");
        assert_eq!(text("a?.b ? '1' : '2'", &[]), "2");
    }

    #[test]
    fn hostile_expressions_end() {
        for one in ["a?", "(", "[", "'", "a&&", "!", "a?b:", "+", "((", "])"] {
            let text = one.repeat(20_000);
            parse(&text).write(&|_: &Condition| true, &mut String::new());
            Condition::parse(&text);
        }
    }
}
