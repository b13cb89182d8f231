//! WXML as a flat list of nodes in document order, each with its bytes.
//!
//! Reading never recurses and never looks back, so that no nesting and no length can hurt it. A parent always stands
//! before its children, which lets styles be inherited in one pass over the list.

use std::{collections::HashMap, ops::Range};

use tongguan_model::text::{Bilingual, bi};

use super::json::Problem;

/// A template.
#[derive(Debug, Default)]
pub(crate) struct Wxml<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    pub(crate) problems: Vec<Problem>,
    /// Deepest nesting of elements.
    pub(crate) depth: usize,
}

/// One node.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) parent: Option<usize>,
    pub(crate) kind: Kind<'a>,
    pub(crate) bytes: Range<usize>,
    /// One past the last node below this one.
    pub(crate) end: usize,
}

#[derive(Debug)]
pub(crate) enum Kind<'a> {
    Element { name: &'a str, attrs: Vec<Attr<'a>> },
    Text(&'a str),
}

/// An attribute. `bytes` are those of the value, or of the name where there is none.
#[derive(Debug, Clone)]
pub(crate) struct Attr<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: Option<&'a str>,
    pub(crate) bytes: Range<usize>,
    /// Byte of its name.
    pub(crate) at: usize,
}

impl Attr<'_> {
    /// Bytes of the name.
    pub(crate) fn name_bytes(&self) -> Range<usize> {
        self.at..self.at + self.name.len()
    }
}

/// A part of a text or of an attribute: as written, or an expression between `{{` and `}}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Literal(&'a str, usize),
    Expression(&'a str, usize),
}

impl<'a> Node<'a> {
    pub(crate) fn name(&self) -> Option<&'a str> {
        match &self.kind {
            Kind::Element { name, .. } => Some(name),
            Kind::Text(_) => None,
        }
    }

    pub(crate) fn attrs(&self) -> &[Attr<'a>] {
        match &self.kind {
            Kind::Element { attrs, .. } => attrs,
            Kind::Text(_) => &[],
        }
    }

    pub(crate) fn attr(&self, name: &str) -> Option<&Attr<'a>> {
        self.attrs().iter().find(|a| a.name == name)
    }

    /// The value of an attribute, if it is written out.
    pub(crate) fn value(&self, name: &str) -> Option<&'a str> {
        self.attr(name).and_then(|a| a.value)
    }
}

/// Deepest nesting that is told apart: `wxml-syntax` refuses a deeper template, and what looks up from an element to those
/// around it stays quick. Deeper elements stand side by side.
pub(crate) const DEPTH: usize = 256;
/// Elements that are often left open; their content is nothing.
const VOID: [&str; 8] = ["image", "input", "import", "include", "icon", "progress", "slider", "switch"];

struct Reader<'a> {
    text: &'a str,
    at: usize,
    out: Wxml<'a>,
    open: Vec<usize>,
    counts: HashMap<&'a str, usize>,
    /// Elements that are open below the deepest level.
    deeper: usize,
    /// No `}}` follows any more.
    closed: bool,
    /// No `}}` follows before this byte.
    broken: usize,
}

pub(crate) fn parse(text: &str) -> Wxml<'_> {
    let mut reader = Reader {
        text,
        at: 0,
        out: Wxml::default(),
        open: Vec::new(),
        counts: HashMap::new(),
        deeper: 0,
        closed: false,
        broken: 0,
    };
    while reader.at < text.len() {
        reader.step();
    }
    while let Some(top) = reader.pop() {
        reader.unclosed(top);
    }
    reader.out
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn problem(&mut self, bytes: Range<usize>, what: Bilingual) {
        self.out.problems.push(Problem { bytes, what });
    }

    fn step(&mut self) {
        let rest = self.rest();
        if let Some(body) = rest.strip_prefix("<!--") {
            if let Some(n) = body.find("-->") {
                self.at += n + 7;
            } else {
                self.problem(self.at..self.at + 4, bi("注释没有结尾", "comment without end"));
                self.at = self.text.len();
            }
        } else if rest.starts_with("</") {
            self.end_tag();
        } else if rest.as_bytes()[0] == b'<' && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.start_tag();
        } else {
            self.text_node();
        }
    }

    fn text_node(&mut self) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut i = start + 1;
        if bytes[start..].starts_with(b"{{") {
            i = self.expression_end(start);
        }
        while i < bytes.len() && bytes[i] != b'<' {
            i = if bytes[i..].starts_with(b"{{") { self.expression_end(i) } else { i + 1 };
        }
        self.at = i;
        self.push(Kind::Text(&self.text[start..i]), start..i);
    }

    /// One past the `}}` of an expression that starts here, or past its `{{` if it never ends.
    fn expression_end(&mut self, at: usize) -> usize {
        if self.closed || at < self.broken {
            return at + 2;
        }
        // Another `{{` before the `}}`: this one never ended, and the elements between are elements.
        let bytes = self.text.as_bytes();
        let mut i = at + 2;
        let mut tag = None;
        while i + 1 < bytes.len() {
            match &bytes[i..i + 2] {
                b"}}" => return i + 2,
                b"{{" if tag.is_some() => break,
                b"</" => tag = tag.or(Some(i)),
                _ => {}
            }
            i += 1;
        }
        self.broken = tag.unwrap_or(at);
        self.closed = i + 1 >= bytes.len();
        self.problem(at..at + 2, bi("{{ 没有对应的 }}", "{{ without }}"));
        at + 2
    }

    fn push(&mut self, kind: Kind<'a>, bytes: Range<usize>) -> usize {
        let i = self.out.nodes.len();
        self.out.nodes.push(Node { parent: self.open.last().copied(), kind, bytes, end: i + 1 });
        i
    }

    fn pop(&mut self) -> Option<usize> {
        let top = self.open.pop()?;
        let end = self.out.nodes.len();
        self.out.nodes[top].end = end;
        if let Some(count) = self.out.nodes[top].name().and_then(|n| self.counts.get_mut(n)) {
            *count -= 1;
        }
        Some(top)
    }

    fn unclosed(&mut self, top: usize) {
        let name = self.out.nodes[top].name().unwrap_or("");
        if !VOID.contains(&name) {
            let start = self.out.nodes[top].bytes.start;
            self.problem(
                start..start + 1 + name.len(),
                bi(format!("<{name}> 没有关闭"), format!("<{name}> is not closed")),
            );
        }
    }

    fn end_tag(&mut self) {
        let start = self.at;
        let rest = &self.text[start + 2..];
        let n = rest.find(['>', '<']).unwrap_or(rest.len());
        let name = rest[..n].trim();
        self.at = start + 2 + n + usize::from(rest[n..].starts_with('>'));
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        if self.counts.get(name).copied().unwrap_or(0) == 0 {
            self.problem(
                start..self.at,
                bi(format!("</{name}> 没有对应的开始标签"), format!("</{name}> closes nothing")),
            );
            return;
        }
        while let Some(top) = self.pop() {
            if self.out.nodes[top].name() == Some(name) {
                self.out.nodes[top].bytes.end = self.at;
                break;
            }
            self.unclosed(top);
        }
    }

    fn start_tag(&mut self) {
        let start = self.at;
        let name_end = self.rest()[1..]
            .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<' | '='))
            .map_or(self.text.len(), |n| start + 1 + n);
        let name = &self.text[start + 1..name_end];
        self.at = name_end;
        let mut attrs = Vec::new();
        let closed = loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            let rest = self.rest();
            if rest.is_empty() || rest.starts_with('<') {
                self.problem(start..name_end, bi(format!("<{name} 缺少 >"), format!("<{name} has no >")));
                break false;
            }
            if rest.starts_with("/>") {
                self.at += 2;
                break true;
            }
            if rest.starts_with('>') {
                self.at += 1;
                break false;
            }
            attrs.push(self.attr());
        };
        let i = self.push(Kind::Element { name, attrs }, start..self.at);
        if closed {
            return;
        }
        if name == "wxs" {
            // Its content is a script.
            let n = self.rest().find("</wxs");
            self.at = n.map_or(self.text.len(), |n| self.at + n);
        }
        if self.open.len() >= DEPTH {
            self.deeper += 1;
            self.out.depth = self.out.depth.max(DEPTH + self.deeper);
            return;
        }
        self.open.push(i);
        *self.counts.entry(name).or_default() += 1;
        self.out.depth = self.out.depth.max(self.open.len());
    }

    fn attr(&mut self) -> Attr<'a> {
        let start = self.at;
        let rest = self.rest();
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let n = rest[first..]
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '<'))
            .map_or(rest.len(), |n| n + first);
        let name = &rest[..n];
        self.at += n;
        let after = self.rest().trim_start();
        if !after.starts_with('=') || name == "=" {
            return Attr { name, value: None, bytes: start..start + n, at: start };
        }
        let value = after[1..].trim_start();
        let from = self.text.len() - value.len();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (range, next) = if let Some(quote) = quote {
            if let Some(n) = value[1..].find(quote) {
                (from + 1..from + 1 + n, from + n + 2)
            } else {
                self.problem(from..from + 1, bi("属性值缺少右引号", "attribute value without closing quote"));
                (from + 1..self.text.len(), self.text.len())
            }
        } else {
            let n = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
            (from..from + n, from + n)
        };
        self.at = next;
        Attr { name, value: Some(&self.text[range.clone()]), bytes: range, at: start }
    }
}

/// Splits a text that starts at byte `at` into what is written and what is computed.
pub(crate) fn pieces(text: &str, at: usize) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < text.len() {
        let Some(open) = text[i..].find("{{").map(|n| i + n) else { break };
        let Some(close) = text[open + 2..].find("}}").map(|n| open + 2 + n) else { break };
        if open > i {
            out.push(Piece::Literal(&text[i..open], at + i));
        }
        out.push(Piece::Expression(&text[open + 2..close], at + open + 2));
        i = close + 2;
    }
    if i < text.len() {
        out.push(Piece::Literal(&text[i..], at + i));
    }
    out
}

/// Bytes of white space before a value.
pub(crate) fn lead(value: &str) -> usize {
    value.len() - value.trim_start().len()
}

/// The strings in quotes of an expression, with their bytes.
pub(crate) fn quoted(expression: &str, at: usize) -> Vec<(&str, usize)> {
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(open) = expression[i..].find(['"', '\'']).map(|n| i + n) {
        let quote = char::from(expression.as_bytes()[open]);
        let Some(close) = expression[open + 1..].find(quote).map(|n| open + 1 + n) else { break };
        out.push((&expression[open + 1..close], at + open + 1));
        i = close + 1;
    }
    out
}

/// The strings in quotes that an expression may yield: none that it only compares with, looks for or takes as a key.
pub(crate) fn yielded(expression: &str, at: usize) -> Vec<(&str, usize)> {
    let mut all = quoted(expression, at);
    all.retain(|(text, from)| {
        let (before, after) = (&expression[..from - at - 1], &expression[from - at + text.len() + 1..]);
        let (before, after) = (before.trim_end(), after.trim_start());
        let compared = before.ends_with("==") || before.ends_with("!=");
        let compares = after.starts_with("==") || after.starts_with("!=");
        let looked = before.ends_with("indexOf(") || before.ends_with("includes(");
        let key = after.starts_with(']')
            && before
                .strip_suffix('[')
                .and_then(|b| b.chars().next_back())
                .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | ']' | ')'));
        !(compared || compares || looked || key)
    });
    all
}

/// The names that an expression reads: identifiers that stand before no dot and in no quotes.
pub(crate) fn names(expression: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let bytes = expression.as_bytes();
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'$' || b >= 0x80;
    let mut i = 0;
    let mut previous = b' ';
    while i < bytes.len() {
        let b = bytes[i];
        if b == b'"' || b == b'\'' {
            i += 1 + expression[i + 1..].find(char::from(b)).unwrap_or(bytes.len()) + 1;
            previous = b;
        } else if word(b) {
            let n = bytes[i..].iter().position(|b| !word(*b)).unwrap_or(bytes.len() - i);
            // `...name` reads a name; `a.name` reads a property.
            if (previous != b'.' || expression[..i].trim_end().ends_with("...")) && !b.is_ascii_digit() {
                out.push(&expression[i..i + n]);
            }
            i += n;
            previous = b;
        } else {
            if !b.is_ascii_whitespace() {
                previous = b;
            }
            i += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        let wxml = parse(text);
        let mut out = String::new();
        for node in &wxml.nodes {
            let parent = node.parent.map_or("-".into(), |p| p.to_string());
            match &node.kind {
                Kind::Element { name, attrs } => {
                    let attrs: Vec<_> =
                        attrs.iter().map(|a| format!("{}={}", a.name, a.value.unwrap_or("∅"))).collect();
                    out += &format!("{parent}<{name} {}>..{} ", attrs.join(","), node.end);
                }
                Kind::Text(t) => out += &format!("{parent}[{}] ", t.trim()),
            }
        }
        for p in &wxml.problems {
            out += &format!("! {} ", p.what.en);
        }
        out.trim_end().to_owned()
    }

    #[test]
    fn elements_texts_and_expressions_are_read() {
        assert_eq!(
            shape("<view class=\"a {{b}}\" hidden>x {{a < b ? '<' : 1}}<image src='u'/><!-- <b> --></view>"),
            "-<view class=a {{b}},hidden=∅>..3 0[x {{a < b ? '<' : 1}}] 0<image src=u>..3"
        );
        assert_eq!(shape("<wxs module=\"m\">if (a < b) {}</wxs><view/>"), "-<wxs module=m>..1 -<view >..2");
    }

    #[test]
    fn mistakes_are_named_and_the_rest_is_still_read() {
        assert_eq!(
            shape("<view><text>a</view>b"),
            "-<view >..3 0<text >..3 1[a] -[b] ! <text> is not closed"
        );
        assert_eq!(shape("a</view>"), "-[a] ! </view> closes nothing");
        assert_eq!(shape("<view"), "-<view >..1 ! <view has no > ! <view> is not closed");
        assert!(shape("<view a=\"b").contains("without closing quote"));
        assert!(shape("<a =>x</a>").contains("[x]"));
        assert_eq!(
            shape("<view>{{b</view><view>{{c}}</view>"),
            "-<view >..2 0[{{b] -<view >..4 2[{{c}}] ! {{ without }}"
        );
    }

    /// Beyond the deepest level elements stand side by side, and those around them still close where they do.
    #[test]
    fn deep_elements_are_flattened() {
        let deep = DEPTH + 50;
        let text = format!("{}{}<b/>", "<view>".repeat(deep), "</view>".repeat(deep));
        let wxml = parse(&text);
        assert_eq!((wxml.depth, wxml.problems.len(), wxml.nodes.len()), (deep, 0, deep + 1));
        assert_eq!(wxml.nodes[deep].parent, None);
        assert_eq!(wxml.nodes[deep - 1].parent, Some(DEPTH - 1));
        assert_eq!(parse(&"<view>".repeat(DEPTH)).depth, DEPTH);
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for text in
            ["<view>".repeat(200_000), "{{".repeat(400_000), "</a>".repeat(200_000), "<".repeat(500_000)]
        {
            parse(&text);
        }
        parse(&format!("<view {}>", "a=\"".repeat(200_000)));
        parse(&format!("{}</a>{{{{}}}}", "{{".repeat(200_000)));
        parse(&"{{</a>".repeat(100_000));
        parse(&format!("{}{}", "<a>".repeat(100_000), "</b>".repeat(100_000)));
    }

    #[test]
    fn expressions_are_taken_apart() {
        let text = "a {{ok ? '是' : no.way}} b";
        assert_eq!(
            pieces(text, 10),
            [Piece::Literal("a ", 10), Piece::Expression("ok ? '是' : no.way", 14), Piece::Literal(" b", 35)]
        );
        assert_eq!(
            yielded("a == 'x' ? 'y' : b['k'] || 'z' === a && c.indexOf('w') > 0 ? ['u'] : ''", 0),
            [("y", 12), ("u", 63), ("", 70)]
        );
        assert_eq!(quoted("ok ? '是' : \"x\"", 0), [("是", 6), ("x", 14)]);
        assert_eq!(names("ok ? 'a' : no.way[i] + 3"), ["ok", "no", "i"]);
    }
}
