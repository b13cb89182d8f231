//! Whether a script nests deeper than a recursive parser can bear.
//!
//! The parser descends once for every bracket, and also for chains without brackets (`!!!x`, `a => b => c`,
//! `a ? b : c ? d : e`, `a + b + c`). So this counts open brackets, and tokens since the last place where such a chain must
//! end. It knows strings, comments, templates and regular expressions exactly: where a text can be read in two ways, it
//! refuses, so that nothing can be hidden from it.

use tongguan_model::text::{Bilingual, bi};

/// Deepest nesting of brackets.
const BRACKETS: usize = 400;
/// Most tokens in open chains, over all open brackets.
const CHAIN: usize = 8000;

#[derive(Clone, Copy, PartialEq)]
enum Last {
    /// A regular expression may follow.
    Operator,
    /// A division may follow.
    Operand,
    /// `}`: cannot be told without a parser.
    Brace,
    /// A word that is a keyword in some places only.
    Unclear,
}

struct Level {
    open: u8,
    /// Its byte.
    at: usize,
    /// Tokens since the last end of a chain.
    chain: usize,
    /// `(` after `if`, `for`, `while` or `with`.
    control: bool,
    /// `{` with statements in it.
    statements: bool,
    /// `{` that is a statement itself; `(` behind which such a one stands.
    block: bool,
}

struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    levels: Vec<Level>,
    total: usize,
    last: Last,
    control: bool,
    after_dot: bool,
    /// A `}` or `;` ended a chain, unless `else` or an operator goes on with it.
    pending: bool,
    /// A statement begins here.
    start: bool,
    /// `{` is a statement here: behind `else`, or the condition of an `if`.
    body: bool,
    /// The token before was `)`.
    closed: bool,
    /// The next `(` belongs to the head of a statement.
    head: bool,
    /// The next word is the name of a function that is declared.
    named: bool,
    /// What closes the wrong bracket, and that bracket: the script goes on as if it did not stand there.
    stray: Option<(usize, usize)>,
}

/// The byte at which a script is too deep or cannot be read safely, and why.
pub(crate) fn refuse(text: &str) -> Option<(usize, &'static str)> {
    let mut scan = Scan {
        text,
        bytes: text.as_bytes(),
        at: 0,
        levels: vec![Level { open: b'{', at: 0, chain: 0, control: false, statements: true, block: false }],
        total: 0,
        last: Last::Operator,
        control: false,
        after_dot: false,
        pending: false,
        start: true,
        body: false,
        closed: false,
        head: false,
        named: false,
        stray: None,
    };
    if text.starts_with("#!") {
        scan.at = text.find('\n').unwrap_or(text.len());
    }
    while scan.at < text.len() {
        if let Err(why) = scan.step() {
            return Some(scan.stray.map_or((scan.at, why), |(_, inner)| (inner, MISMATCH)));
        }
    }
    // Where all is well without it, it is one too many; else the bracket before it was left open.
    scan.stray.map(|(at, inner)| (if scan.levels.len() == 1 { at } else { inner }, MISMATCH))
}

const MISMATCH: &str = "brackets do not match";

/// The reason in both languages.
pub(crate) fn reason(why: &str) -> Bilingual {
    let zh = match why {
        "nests too deep" => "嵌套过深",
        "comment without end" => "注释没有结尾",
        "brackets do not match" => "括号不匹配",
        "string without end" => "字符串没有结尾",
        "template without end" => "模板字符串没有结尾",
        "regular expression without end" => "正则表达式没有结尾",
        _ => "存在歧义，无法安全解析",
    };
    bi(zh, why)
}

type Step = Result<(), &'static str>;

impl Scan<'_> {
    fn token(&mut self, goes_on: bool) -> Step {
        if self.pending && !goes_on {
            self.end_chain();
        }
        self.pending = false;
        if let Some(level) = self.levels.last_mut() {
            level.chain += 1;
        }
        self.total += 1;
        if self.total > CHAIN { Err("nests too deep") } else { Ok(()) }
    }

    fn end_chain(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            self.total -= level.chain;
            level.chain = 0;
        }
    }

    fn step(&mut self) -> Step {
        let rest = &self.bytes[self.at..];
        let b = rest[0];
        if b.is_ascii_whitespace() {
            self.at += 1;
            return Ok(());
        }
        if rest.starts_with(b"//") {
            let n = self.text[self.at..].find(['\n', '\r', '\u{2028}', '\u{2029}']);
            self.at = n.map_or(self.text.len(), |n| self.at + n);
            return Ok(());
        }
        if rest.starts_with(b"/*") {
            let n = self.text[self.at + 2..].find("*/").ok_or("comment without end")?;
            self.at += n + 4;
            return Ok(());
        }
        if rest.starts_with(b"<!--") || b == b'\\' {
            return Err("cannot be read safely");
        }
        if b.is_ascii_alphanumeric() || b == b'_' || b == b'$' || b == b'#' || b >= 0x80 {
            return self.word();
        }
        let dot = std::mem::take(&mut self.after_dot);
        let control = std::mem::take(&mut self.control);
        if !matches!(b, b'(' | b'{' | b'*') {
            self.head = false;
        }
        if b != b'{' {
            (self.start, self.body, self.closed) = (false, false, false);
        }
        match b {
            b'"' | b'\'' => {
                self.token(false)?;
                self.string(b)?;
                self.last = Last::Operand;
            }
            b'`' => {
                self.token(false)?;
                self.at += 1;
                self.template()?;
            }
            b'/' => return self.slash(),
            b'(' | b'[' | b'{' => {
                self.token(b != b'{')?;
                self.open(b, control && !dot)?;
                self.at += 1;
                self.last = Last::Operator;
                (self.body, self.closed) = (false, false);
                self.start = self.levels.last().is_some_and(|l| l.statements);
            }
            b')' | b']' | b'}' => return self.close(b),
            b';' | b',' => {
                self.at += 1;
                self.pending = b == b';';
                self.start = b == b';' && self.levels.last().is_some_and(|l| l.statements);
                if b == b',' {
                    self.end_chain();
                }
                self.last = Last::Operator;
            }
            _ => self.operator(b)?,
        }
        Ok(())
    }

    fn operator(&mut self, b: u8) -> Step {
        let rest = &self.bytes[self.at..];
        let twice = rest.starts_with(b"++") || rest.starts_with(b"--");
        self.token(!matches!(b, b'!' | b'~' | b'@'))?;
        self.at += if twice { 2 } else { 1 };
        self.after_dot = b == b'.' && !rest.starts_with(b"...");
        if !twice {
            self.last = Last::Operator;
        } else if self.last != Last::Operator {
            self.last = Last::Operand;
        }
        Ok(())
    }

    fn open(&mut self, open: u8, control: bool) -> Step {
        let (mut statements, mut block) = (false, false);
        match open {
            b'(' => block = std::mem::take(&mut self.head),
            b'{' => {
                block = self.start || self.body;
                let arrow = || self.text[..self.at].trim_end().ends_with("=>");
                statements = block || self.closed || arrow();
            }
            _ => {}
        }
        self.levels.push(Level { open, at: self.at, chain: 0, control, statements, block });
        if self.levels.len() > BRACKETS { Err("nests too deep") } else { Ok(()) }
    }

    fn close(&mut self, b: u8) -> Step {
        let open = match b {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        self.end_chain();
        self.pending = false;
        let template = self.levels.last().is_some_and(|l| l.open == b'`');
        if b == b'}' && template {
            self.levels.pop();
            self.at += 1;
            return self.template();
        }
        if self.levels.len() < 2 || self.levels.last().is_none_or(|l| l.open != open) {
            // What closes a bracket further out may show which one was left open; else it closes nothing itself.
            let outer = self.levels.iter().skip(1).rev().skip(1).any(|l| l.open == open);
            if let Some(inner) = self.levels.last().filter(|_| outer && self.stray.is_none()) {
                self.stray = Some((self.at, inner.at));
                self.at += 1;
                return Ok(());
            }
            return Err(MISMATCH);
        }
        let (control, block) = self.levels.pop().map_or((false, false), |l| (l.control, l.block));
        self.at += 1;
        (self.start, self.body, self.closed) = (b == b'}' && block, b == b')' && block, b == b')');
        self.last = match b {
            // What follows a statement is none of its operators.
            b'}' if block => Last::Operator,
            b'}' => Last::Brace,
            b')' if control => Last::Operator,
            _ => Last::Operand,
        };
        self.pending = b == b'}';
        Ok(())
    }

    /// `else` goes on with a chain after `}` or `;`.
    fn word(&mut self) -> Step {
        let n = self.bytes[self.at..]
            .iter()
            .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'#') || *b >= 0x80))
            .unwrap_or(self.bytes.len() - self.at);
        let word = &self.text[self.at..self.at + n];
        let dot = std::mem::take(&mut self.after_dot);
        self.token(matches!(word, "else" | "instanceof" | "in" | "of" | "while" | "as" | "satisfies"))?;
        self.at += n;
        self.control = !dot && matches!(word, "if" | "for" | "while" | "with" | "await");
        let start = std::mem::take(&mut self.start);
        // The name of a function stands between `function` and its parameters.
        self.head = !dot
            && (matches!(word, "if" | "for" | "while" | "with" | "switch" | "catch")
                || (word == "function" && start)
                || (self.head && self.named));
        self.named = word == "function" && start;
        self.body = !dot && matches!(word, "else" | "do" | "try" | "finally");
        self.closed = false;
        self.last = match word {
            _ if dot => Last::Operand,
            "return" | "typeof" | "case" | "in" | "delete" | "void" | "throw" | "new" | "instanceof"
            | "else" | "do" => Last::Operator,
            "await" | "yield" | "of" | "as" | "satisfies" | "async" | "get" | "set" | "static" => {
                Last::Unclear
            }
            _ => Last::Operand,
        };
        Ok(())
    }

    fn string(&mut self, quote: u8) -> Step {
        let mut i = self.at + 1;
        while let Some(b) = self.bytes.get(i) {
            match b {
                b'\\' => i += 1 + usize::from(self.bytes[i + 1..].starts_with(b"\r\n")),
                b'\n' | b'\r' => return Err("string without end"),
                b if *b == quote => {
                    self.at = i + 1;
                    return Ok(());
                }
                _ => {}
            }
            i += 1;
        }
        Err("string without end")
    }

    fn template(&mut self) -> Step {
        let mut i = self.at;
        while let Some(b) = self.bytes.get(i) {
            match b {
                b'\\' => i += 1,
                b'`' => {
                    self.at = i + 1;
                    self.last = Last::Operand;
                    return Ok(());
                }
                b'$' if self.bytes.get(i + 1) == Some(&b'{') => {
                    self.at = i + 2;
                    self.last = Last::Operator;
                    return self.open(b'`', false);
                }
                _ => {}
            }
            i += 1;
        }
        Err("template without end")
    }

    fn slash(&mut self) -> Step {
        match self.last {
            Last::Brace | Last::Unclear => return Err("cannot be read safely"),
            Last::Operand => {
                self.token(true)?;
                self.at += 1;
                self.last = Last::Operator;
                return Ok(());
            }
            Last::Operator => {}
        }
        self.token(false)?;
        let mut class = false;
        let mut i = self.at + 1;
        while let Some(b) = self.bytes.get(i) {
            match b {
                b'\\' => i += 1,
                b'\n' | b'\r' => break,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    self.at = i + 1;
                    self.last = Last::Operand;
                    return Ok(());
                }
                _ => {}
            }
            i += 1;
        }
        Err("regular expression without end")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_scripts_are_let_through() {
        for text in [
            "Page({ data: { a: 1 / 2, b: /x\\/[/]\"/.test(c) } });",
            "if (a) /\"/.test(b); else if (c) { d } else { e }",
            "const t = `a ${b / c} \" ${`${d}`}`; f(t) / 2; x++ / 2; a[0] / 3 / 4",
            "// it's\n/* \" */ return_ = 'it\\'s' + \"\\\n\"; s.replace(/'/g, \"\\\"\")",
            "if (a) {b} /\"/.test(c); function f(d) { return d }/\"/.test(e); try {} catch (g) {}/'/.test(h)",
            "for (;;) {}/\"/.test(a); !function () { ;{}/'/.test(b); if (c) d; else {} /\"/.test(e) }()",
            "#!/usr/bin/env node\nvar a = x => y => ({ ...z }), b = c.if(d) / 2;",
        ] {
            assert_eq!(refuse(text), None, "{text}");
        }
        let long =
            "var a = [1, 2, 3];\nfunction f() { return g(h, i) + j; }\nif (x) { y } else if (z) { w }\n";
        assert_eq!(refuse(&long.repeat(5000)), None);
        assert_eq!(refuse(&format!("var a = [{}]", "{ b: 'c' }, ".repeat(50_000))), None);
    }

    #[test]
    fn what_nests_too_deep_or_can_be_read_in_two_ways_is_refused() {
        for (one, n) in [
            ("(", 500),
            ("[", 500),
            ("{", 500),
            ("!", 9000),
            ("a=>", 9000),
            ("a?b:", 9000),
            ("a+", 9000),
            ("if(a);else ", 9000),
            ("if(a){}else ", 9000),
            ("`${", 500),
            ("typeof ", 9000),
            ("x={}?{}:", 9000),
            ("for(;;)", 9000),
        ] {
            assert!(refuse(&one.repeat(n)).is_some(), "{one}");
        }
        for text in [
            "a.if(b){}/\"/",
            "for(;;{}/\"/)",
            "x=>({}/\"/)",
            "a=function(){}/\"/",
            "({}/\"/;a;\"/)",
            "a <!-- b",
            "\\u0069f(a)/\"/",
            "await /\"/",
            "'a\nb'",
            "`a",
            "/a\n/",
            ")",
        ] {
            assert!(refuse(text).is_some(), "{text}");
        }
    }
}
