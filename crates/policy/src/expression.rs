//! Expressions of qualifications: `A | B & C`, where `&` binds tighter and brackets group. What cannot be read is refused with its place.

use std::iter::Peekable;

/// Deepest brackets.
const DEEPEST: usize = 16;
/// Most alternatives that an expression may come to.
const MOST: usize = 64;

/// What is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// A document by its name.
    Document(String),
    /// All of them.
    All(Vec<Expression>),
    /// Any of them.
    Any(Vec<Expression>),
}

/// Why an expression cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("character {at}: {reason}")]
pub struct ExpressionError {
    /// Character, from 1.
    pub at: usize,
    /// Why.
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Or,
    And,
    Open,
    Close,
    Name(String),
}

fn tokens(text: &str) -> Vec<(usize, Token)> {
    let mut out: Vec<(usize, Token)> = Vec::new();
    let mut name = (0, String::new());
    let flush = |name: &mut (usize, String), out: &mut Vec<(usize, Token)>| {
        let text = std::mem::take(&mut name.1);
        if !text.trim().is_empty() {
            out.push((name.0, Token::Name(text.trim().to_owned())));
        }
    };
    for (i, c) in text.chars().enumerate() {
        let token = match c {
            '|' | '｜' => Token::Or,
            '&' | '＆' => Token::And,
            '(' | '（' => Token::Open,
            ')' | '）' => Token::Close,
            other => {
                if name.1.is_empty() && other.is_whitespace() {
                    continue;
                }
                if name.1.is_empty() {
                    name.0 = i + 1;
                }
                name.1.push(other);
                continue;
            }
        };
        flush(&mut name, &mut out);
        out.push((i + 1, token));
    }
    flush(&mut name, &mut out);
    out
}

struct Parser<I: Iterator<Item = (usize, Token)>> {
    tokens: Peekable<I>,
    end: usize,
}

impl<I: Iterator<Item = (usize, Token)>> Parser<I> {
    fn wrong<T>(at: usize, reason: &str) -> Result<T, ExpressionError> {
        Err(ExpressionError { at, reason: reason.into() })
    }

    fn takes(&mut self, wanted: &Token) -> bool {
        self.tokens.next_if(|(_, t)| t == wanted).is_some()
    }

    fn any(&mut self, depth: usize) -> Result<Expression, ExpressionError> {
        let mut all = vec![self.all(depth)?];
        while self.takes(&Token::Or) {
            all.push(self.all(depth)?);
        }
        Ok(if all.len() == 1 { all.swap_remove(0) } else { Expression::Any(all) })
    }

    fn all(&mut self, depth: usize) -> Result<Expression, ExpressionError> {
        let mut all = vec![self.one(depth)?];
        while self.takes(&Token::And) {
            all.push(self.one(depth)?);
        }
        Ok(if all.len() == 1 { all.swap_remove(0) } else { Expression::All(all) })
    }

    fn one(&mut self, depth: usize) -> Result<Expression, ExpressionError> {
        match self.tokens.next() {
            Some((_, Token::Name(name))) => Ok(Expression::Document(name)),
            Some((at, Token::Open)) if depth < DEEPEST => {
                let inner = self.any(depth + 1)?;
                if self.takes(&Token::Close) {
                    Ok(inner)
                } else {
                    Self::wrong(at, "this bracket is not closed")
                }
            }
            Some((at, Token::Open)) => Self::wrong(at, "the brackets are too deep"),
            Some((at, _)) => Self::wrong(at, "a document's name belongs here"),
            None => Self::wrong(self.end, "a document's name is missing at the end"),
        }
    }
}

impl Expression {
    /// Reads an expression; `None` for an empty one, which needs nothing.
    pub fn parse(text: &str) -> Result<Option<Self>, ExpressionError> {
        let all = tokens(text);
        if all.is_empty() {
            return Ok(None);
        }
        let mut parser = Parser { tokens: all.into_iter().peekable(), end: text.chars().count() + 1 };
        let found = parser.any(0)?;
        if let Some((at, token)) = parser.tokens.next() {
            let reason = match token {
                Token::Close => "this bracket was not opened",
                _ => "an `|` or `&` belongs before this",
            };
            return Parser::<std::vec::IntoIter<(usize, Token)>>::wrong(at, reason);
        }
        if found.count() > MOST {
            return Err(ExpressionError { at: 1, reason: format!("it has more than {MOST} alternatives") });
        }
        Ok(Some(found))
    }

    /// How many alternatives it comes to.
    fn count(&self) -> usize {
        match self {
            Self::Document(_) => 1,
            Self::Any(all) => all.iter().fold(0, |n, e| n.saturating_add(e.count())),
            Self::All(all) => all.iter().fold(1, |n, e| n.saturating_mul(e.count())),
        }
    }

    /// The alternatives, each a list of documents that are all needed.
    pub fn alternatives(&self) -> Vec<Vec<String>> {
        match self {
            Self::Document(name) => vec![vec![name.clone()]],
            Self::Any(all) => all.iter().flat_map(Self::alternatives).collect(),
            Self::All(all) => all.iter().fold(vec![vec![]], |so_far, e| {
                let more = e.alternatives();
                so_far
                    .iter()
                    .flat_map(|a| more.iter().map(|b| a.iter().chain(b).cloned().collect()))
                    .collect()
            }),
        }
    }

    /// Whether the documents that `has` knows will do.
    pub fn is_met(&self, has: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::Document(name) => has(name),
            Self::All(all) => all.iter().all(|e| e.is_met(has)),
            Self::Any(all) => all.iter().any(|e| e.is_met(has)),
        }
    }

    /// What is missing of the alternative that needs the least.
    pub fn missing(&self, has: &dyn Fn(&str) -> bool) -> Vec<String> {
        let gaps = self
            .alternatives()
            .into_iter()
            .map(|all| all.into_iter().filter(|d| !has(d)).collect::<Vec<_>>());
        gaps.min_by_key(Vec::len).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alternatives(text: &str) -> Vec<Vec<String>> {
        Expression::parse(text).unwrap().map(|e| e.alternatives()).unwrap_or_default()
    }

    /// PRE-5: and binds tighter than or; brackets group.
    #[test]
    fn and_binds_tighter_than_or() {
        assert_eq!(alternatives("A | B & C"), [vec!["A"], vec!["B", "C"]]);
        assert_eq!(alternatives("(A | B) & C"), [vec!["A", "C"], vec!["B", "C"]]);
        assert_eq!(alternatives("（甲｜乙）＆丙 许可证"), [vec!["甲", "丙 许可证"], vec!["乙", "丙 许可证"]]);
        assert!(alternatives("  ").is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_place() {
        for (text, at) in [
            ("A |", 4),
            ("| A", 1),
            ("A & | B", 5),
            ("(A | B", 1),
            ("A | B)", 6),
            ("A (B)", 3),
            ("()", 2),
            (&"(".repeat(40), 17),
        ] {
            assert_eq!(Expression::parse(text).unwrap_err().at, at, "{text}");
        }
        let wide = ["(a|b)"; 12].join("&");
        assert_eq!(Expression::parse(&wide).unwrap_err().at, 1);
    }

    #[test]
    fn the_nearest_alternative_says_what_is_missing() {
        let e = Expression::parse("A & B & C | D & E").unwrap().unwrap();
        let has = |name: &str| name == "D";
        assert!(!e.is_met(&has));
        assert_eq!(e.missing(&has), ["E"]);
        assert!(e.is_met(&|n| n == "D" || n == "E"));
        assert!(e.missing(&|_| true).is_empty());
    }
}
