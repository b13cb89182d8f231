//! WXSS as rules, read as a browser reads CSS: what is broken is dropped, the rest holds. Never recurses, never looks back.

use std::ops::Range;

use tongguan_model::text::bi;

use super::selector::{Selector, parse_list};
use crate::app::json::Problem;

/// A style sheet.
#[derive(Debug, Default)]
pub(crate) struct Sheet<'a> {
    pub(crate) imports: Vec<(&'a str, Range<usize>)>,
    pub(crate) rules: Vec<CssRule<'a>>,
    pub(crate) problems: Vec<Problem>,
}

/// A rule of a style sheet.
#[derive(Debug)]
pub(crate) struct CssRule<'a> {
    pub(crate) selectors: Vec<Selector<'a>>,
    pub(crate) declarations: Vec<Declaration<'a>>,
}

/// `name: value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Declaration<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    pub(crate) important: bool,
    /// Byte of the name.
    pub(crate) at: usize,
}

/// The first of `stops` at or after `at`, outside strings, comments and brackets; the end if there is none.
fn find(text: &str, mut at: usize, stops: &[u8]) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    while let Some(b) = bytes.get(at) {
        match b {
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = text[at + 2..].find("*/").map_or(text.len(), |n| at + n + 4);
                continue;
            }
            b'"' | b'\'' => {
                at = string_end(bytes, at);
                continue;
            }
            b'\\' => at += 1,
            b if depth == 0 && stops.contains(b) => return at,
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            // A brace ends what a bracket left open.
            b'{' | b'}' if stops.contains(b) => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

fn string_end(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let mut i = at + 1;
    while let Some(b) = bytes.get(i) {
        match b {
            b'\\' => i += 1,
            b'\n' => return i,
            b if *b == quote => return i + 1,
            _ => {}
        }
        i += 1;
    }
    bytes.len()
}

/// One past the `}` of a block whose `{` is at `open`; `None` if it never ends.
fn block_end(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = open;
    loop {
        at = find(text, at, b"{}");
        match text.as_bytes().get(at)? {
            b'{' => depth += 1,
            _ => depth -= 1,
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

/// Skips spaces and comments.
fn skip(text: &str, mut at: usize) -> usize {
    loop {
        let Some(rest) = text.get(at..) else { return text.len() };
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        if !trimmed.starts_with("/*") {
            return at;
        }
        at = trimmed[2..].find("*/").map_or(text.len(), |n| at + n + 4);
    }
}

/// Deepest nesting of `@media` blocks that is followed.
const NESTING: usize = 4;

/// Whether the rules of an `@media` or `@supports` hold on an upright screen of a width in px, in its light colours; other
/// blocks are no rules of elements.
fn applies(header: &str, width: f64) -> bool {
    let header = header.trim().to_ascii_lowercase();
    if header.starts_with("@supports") {
        return !header.contains("not ");
    }
    let Some(query) = header.strip_prefix("@media") else { return false };
    query.split(',').any(|query| {
        query.split("and").all(|part| {
            let part = part.trim().trim_start_matches("only ").trim();
            let Some(feature) = part.strip_prefix('(').and_then(|p| p.split(')').next()) else {
                return matches!(part, "screen" | "all" | "");
            };
            let (name, value) = feature.split_once(':').map_or((feature, ""), |(n, v)| (n.trim(), v.trim()));
            let px = value.strip_suffix("px").and_then(|v| v.trim().parse::<f64>().ok());
            match (name, value, px) {
                ("min-width", _, Some(px)) => px <= width,
                ("max-width", _, Some(px)) => px >= width,
                ("orientation", "portrait", _) | ("prefers-color-scheme", "light", _) => true,
                _ => false,
            }
        })
    })
}

/// Reads a style sheet for a screen of a width in px.
pub(crate) fn parse(text: &str, width: f64) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    let mut at = 0;
    // Blocks of `@media` that are open around this place.
    let mut around = 0_usize;
    loop {
        at = skip(text, at);
        if at >= text.len() {
            return sheet;
        }
        if around > 0 && text.as_bytes()[at] == b'}' {
            around -= 1;
            at += 1;
            continue;
        }
        let start = at;
        let rule = text.as_bytes()[at] == b'@';
        let open = find(text, at, if rule { b"{};" } else { b"{}" });
        match text.as_bytes().get(open) {
            Some(b'{') => {
                if rule
                    && around < NESTING
                    && block_end(text, open).is_some()
                    && applies(&text[start..open], width)
                {
                    around += 1;
                    at = open + 1;
                    continue;
                }
                let Some(end) = block_end(text, open) else {
                    let what = bi("花括号没有结尾", "block without end");
                    sheet.problems.push(Problem { bytes: open..open + 1, what });
                    return sheet;
                };
                if !rule {
                    let selectors = parse_list(&text[start..open]);
                    let declarations = declarations(&text[open + 1..end - 1], open + 1);
                    sheet.rules.push(CssRule { selectors, declarations });
                }
                at = end;
            }
            Some(b';') => {
                import(text, start..open, &mut sheet);
                at = open + 1;
            }
            Some(_) => {
                sheet
                    .problems
                    .push(Problem {
                        bytes: open..open + 1, what: bi("} 没有对应的 {", "} closes nothing")
                    });
                at = open + 1;
            }
            None => {
                import(text, start..open, &mut sheet);
                if !rule {
                    let what = bi("选择器没有花括号", "selector without block");
                    sheet.problems.push(Problem { bytes: start..start, what });
                }
                return sheet;
            }
        }
    }
}

fn import<'a>(text: &'a str, range: Range<usize>, sheet: &mut Sheet<'a>) {
    let Some(rest) = text[range.clone()].strip_prefix("@import") else { return };
    let Some(open) = rest.find(['"', '\'']) else { return };
    let quote = char::from(rest.as_bytes()[open]);
    let Some(close) = rest[open + 1..].find(quote) else { return };
    let start = range.start + "@import".len() + open + 1;
    sheet.imports.push((&text[start..start + close], start..start + close));
}

/// Declarations of a block or of a `style` attribute that starts at byte `base`.
pub(crate) fn declarations(text: &str, base: usize) -> Vec<Declaration<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        at = skip(text, at);
        if at >= text.len() {
            return out;
        }
        let end = find(text, at, b";{");
        if text.as_bytes().get(end) == Some(&b'{') {
            // A nested rule: not of this element.
            at = block_end(text, end).unwrap_or(text.len());
            continue;
        }
        if let Some((name, value)) = text[at..end].split_once(':') {
            let (value, important) = match value.rsplit_once('!') {
                Some((v, i)) if i.trim().eq_ignore_ascii_case("important") => (v, true),
                _ => (value, false),
            };
            let value = value.split("/*").next().unwrap_or("").trim();
            out.push(Declaration { name: name.trim(), value, important, at: base + at });
        }
        at = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_imports_and_mistakes() {
        let sheet = parse(
            "@import \"/a.wxss\"; /* .x{} */ .a, .b > text { color: #fff; background: url(\"a;b}.png\") }\n@media (x) { .c { color: red } }\n.d { color:red !important; font-size: 12px /* why */ } }",
            375.0,
        );
        assert_eq!(sheet.imports[0].0, "/a.wxss");
        assert_eq!(sheet.rules.len(), 2);
        assert_eq!(sheet.rules[0].selectors.len(), 2);
        let names: Vec<_> = sheet
            .rules
            .iter()
            .flat_map(|r| &r.declarations)
            .map(|d| (d.name, d.value, d.important))
            .collect();
        assert_eq!(
            names,
            [
                ("color", "#fff", false),
                ("background", "url(\"a;b}.png\")", false),
                ("color", "red", true),
                ("font-size", "12px", false),
            ]
        );
        assert_eq!(sheet.problems.len(), 1);
        assert_eq!(parse(".a { color: red", 375.0).problems.len(), 1);
        assert!(parse("", 375.0).rules.is_empty());
    }

    #[test]
    fn media_blocks_hold_where_the_screen_fits() {
        let found = |header: &str| {
            let text = format!("{header} {{ .a {{ color: red }} .b {{}} }} .c {{}}");
            let sheet = parse(&text, 375.0);
            assert!(sheet.problems.is_empty());
            sheet.rules.len() == 3
        };
        for yes in [
            "@media screen",
            "@media (min-width: 320px) and (max-width: 400px)",
            "@supports (gap: 1px)",
            "@media (min-width: 900px), (orientation: portrait)",
            "@media (prefers-color-scheme: light)",
        ] {
            assert!(found(yes), "{yes}");
        }
        for no in [
            "@media (prefers-color-scheme: dark)",
            "@media print",
            "@media (min-width: 768px)",
            "@keyframes x",
            "@supports not (gap: 1px)",
            "@media (min-width: 20em)",
        ] {
            assert!(!found(no), "{no}");
        }
    }

    #[test]
    fn hostile_styles_take_linear_time() {
        for text in [
            ".a{".repeat(200_000),
            "@import".repeat(200_000),
            "/*".repeat(300_000),
            "}".repeat(200_000),
            "a:b;".repeat(200_000),
            "\"".repeat(300_000),
            "(".repeat(300_000),
            "@media screen{".repeat(100_000),
            "@media screen{}".repeat(100_000),
        ] {
            parse(&text, 375.0);
            declarations(&text, 0);
        }
        parse(&format!(".a{{{}}}", "a{".repeat(100_000)), 375.0);
    }
}
