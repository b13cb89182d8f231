//! WXSS as rules, read as a browser reads CSS: what is broken is dropped, the rest holds. Never recurses, never looks back.

use std::{borrow::Cow, ops::Range};

use tongguan_model::text::bi;

use super::selector::{Selector, parse_list};
use crate::app::json::Problem;

/// A style sheet.
#[derive(Debug, Default)]
pub(crate) struct Sheet<'a> {
    pub(crate) imports: Vec<(&'a str, Range<usize>)>,
    pub(crate) rules: Vec<CssRule<'a>>,
    pub(crate) problems: Vec<Problem>,
    /// It has rules within rules, or blocks whose time or place is not known: those were not read.
    pub(crate) unread: bool,
}

/// A rule of a style sheet.
#[derive(Debug)]
pub(crate) struct CssRule<'a> {
    pub(crate) selectors: Vec<Selector<'a>>,
    pub(crate) declarations: Vec<Declaration<'a>>,
}

/// `name: value`, in small letters without comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declaration<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) value: Cow<'a, str>,
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

/// A screen that style sheets are read for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Screen {
    /// Width in px; it is upright.
    pub(crate) width: f64,
    /// In its dark colours.
    pub(crate) dark: bool,
}

/// Whether the rules of a block hold on a screen; other blocks than `@media`, `@supports` and `@layer` are no rules of
/// elements.
fn applies(header: &str, screen: Screen) -> bool {
    let header = header.trim().to_ascii_lowercase();
    if header.starts_with("@supports") {
        return !header.contains("not ");
    }
    if header.starts_with("@layer") {
        return true;
    }
    let scheme = if screen.dark { "dark" } else { "light" };
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
                ("min-width", _, Some(px)) => px <= screen.width,
                ("max-width", _, Some(px)) => px >= screen.width,
                ("prefers-color-scheme", value, _) => value == scheme,
                ("orientation", "portrait", _) => true,
                _ => false,
            }
        })
    })
}

/// Whether a block of rules holds only where something is so that is not looked at.
fn is_elsewhere(header: &str) -> bool {
    let header = header.trim_start();
    ["@container", "@scope", "@starting-style"]
        .iter()
        .any(|w| header.get(..w.len()).is_some_and(|h| h.eq_ignore_ascii_case(w)))
}

/// Reads a style sheet for a screen.
pub(crate) fn parse(text: &str, screen: Screen) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    let mut at = 0;
    // Blocks of `@media` that are open around this place, and whether each is, or stands in, a layer.
    let mut around: Vec<(usize, bool)> = Vec::new();
    loop {
        at = skip(text, at);
        if at >= text.len() {
            break;
        }
        if text.as_bytes()[at] == b'}' && around.pop().is_some() {
            at += 1;
            continue;
        }
        let start = at;
        let rule = text.as_bytes()[at] == b'@';
        let open = find(text, at, if rule { b"{};" } else { b"{}" });
        let layered = around.last().is_some_and(|a| a.1);
        match text.as_bytes().get(open) {
            Some(b'{') => {
                let header = &text[start..open];
                if rule && applies(header, screen) {
                    let layer = header.get(..6).is_some_and(|h| h.eq_ignore_ascii_case("@layer"));
                    around.push((open, layered || layer));
                    at = open + 1;
                    continue;
                }
                let Some(end) = block_end(text, open) else {
                    around.push((open, false));
                    break;
                };
                if rule {
                    sheet.unread |= is_elsewhere(header);
                } else {
                    let mut selectors = parse_list(header);
                    selectors.iter_mut().for_each(|s| s.layered = layered);
                    let (declarations, nested) = read(&text[open + 1..end - 1], open + 1);
                    sheet.unread |= nested;
                    sheet.rules.push(CssRule { selectors, declarations });
                }
                at = end;
            }
            Some(b';') => {
                import(text, start..open, &mut sheet);
                at = open + 1;
            }
            Some(_) => {
                let what = bi("} 没有对应的 {", "} closes nothing");
                // Inside `@media`, it ends that block: the mistake is what stands before it.
                if around.is_empty() {
                    sheet.problems.push(Problem { bytes: open..open + 1, what });
                    at = open + 1;
                } else {
                    at = open;
                }
            }
            None => {
                import(text, start..open, &mut sheet);
                if !rule {
                    let what = bi("选择器没有花括号", "selector without block");
                    sheet.problems.push(Problem { bytes: start..start, what });
                }
                break;
            }
        }
    }
    if let Some((open, _)) = around.first() {
        let what = bi("花括号没有结尾", "block without end");
        sheet.problems.push(Problem { bytes: *open..*open + 1, what });
    }
    sheet
}

fn import<'a>(text: &'a str, range: Range<usize>, sheet: &mut Sheet<'a>) {
    let Some(rest) = text[range.clone()].strip_prefix("@import") else { return };
    let Some(open) = rest.find(['"', '\'']) else { return };
    let quote = char::from(rest.as_bytes()[open]);
    let Some(close) = rest[open + 1..].find(quote) else { return };
    let start = range.start + "@import".len() + open + 1;
    sheet.imports.push((&text[start..start + close], start..start + close));
}

/// Declarations of a `style` attribute that starts at byte `base`.
pub(crate) fn declarations(text: &str, base: usize) -> Vec<Declaration<'_>> {
    read(text, base).0
}

/// Declarations of a block, and whether other rules stand in it: those are not of this element.
fn read(text: &str, base: usize) -> (Vec<Declaration<'_>>, bool) {
    let mut out = Vec::new();
    let mut nested = false;
    let mut at = 0;
    loop {
        at = skip(text, at);
        if at >= text.len() {
            return (out, nested);
        }
        let end = find(text, at, b";{");
        if text.as_bytes().get(end) == Some(&b'{') {
            nested = true;
            at = block_end(text, end).unwrap_or(text.len());
            continue;
        }
        if let Some((name, value)) = text[at..end].split_once(':') {
            let name = plain(name);
            let custom = name.starts_with("--");
            let (value, important) = match value.rsplit_once('!') {
                Some((v, i)) if plain(i).eq_ignore_ascii_case("important") => (v, true),
                _ => (value, false),
            };
            let name = if custom { name } else { small(name) };
            // A name of a file or of a variable, and what stands in quotes, keep their letters.
            let keeps =
                custom || value.contains(['"', '\'']) || value.contains("url(") || value.contains("--");
            let value = if keeps { plain(value) } else { small(plain(value)) };
            out.push(Declaration { name, value, important, at: base + at });
        }
        at = end + 1;
    }
}

/// Without comments and the spaces around: a comment is a blank.
fn plain(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains("/*") {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(n) = rest.find(['/', '"', '\'']) {
        out.push_str(&rest[..n]);
        rest = &rest[n..];
        let after = match rest.as_bytes() {
            [b'/', b'*', ..] => {
                out.push(' ');
                rest = rest[2..].find("*/").map_or("", |n| &rest[n + 4..]);
                continue;
            }
            [b'"' | b'\'', ..] => string_end(rest.as_bytes(), 0),
            _ => 1,
        };
        out.push_str(&rest[..after]);
        rest = &rest[after..];
    }
    out.push_str(rest);
    Cow::Owned(out.trim().to_owned())
}

/// In small letters.
fn small(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.bytes().any(|b| b.is_ascii_uppercase()) {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIGHT: Screen = Screen { width: 375.0, dark: false };

    #[test]
    fn rules_imports_and_mistakes() {
        let sheet = parse(
            "@import \"/a.wxss\"; /* .x{} */ .a, .b > text { color: #fff; background: url(\"a;b}.png\") }\n@media (x) { .c { color: red } }\n.d { color:red !important; font-size: 12px /* why */ } }",
            LIGHT,
        );
        assert_eq!(sheet.imports[0].0, "/a.wxss");
        assert_eq!(sheet.rules.len(), 2);
        assert_eq!(sheet.rules[0].selectors.len(), 2);
        let names: Vec<_> = sheet
            .rules
            .iter()
            .flat_map(|r| &r.declarations)
            .map(|d| (d.name.as_ref(), d.value.as_ref(), d.important))
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
        assert_eq!(parse(".a { color: red", LIGHT).problems.len(), 1);
        assert!(parse("", LIGHT).rules.is_empty());
    }

    #[test]
    fn media_blocks_hold_where_the_screen_fits() {
        let found = |header: &str| {
            let text = format!("{header} {{ .a {{ color: red }} .b {{}} }} .c {{}}");
            let sheet = parse(&text, LIGHT);
            assert!(sheet.problems.is_empty());
            sheet.rules.len() == 3
        };
        for yes in [
            "@media screen",
            "@media (min-width: 320px) and (max-width: 400px)",
            "@supports (gap: 1px)",
            "@media (min-width: 900px), (orientation: portrait)",
            "@media (prefers-color-scheme: light)",
            "@layer base",
            "@MEDIA SCREEN",
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

    /// Letters are small or capital, a comment is a blank.
    #[test]
    fn letters_and_comments_do_not_matter() {
        let of = |text: &str| -> Vec<(String, String, bool)> {
            let all = declarations(text, 0).into_iter();
            all.map(|d| (d.name.into_owned(), d.value.into_owned(), d.important)).collect()
        };
        let one = |name: &str, value: &str, important| vec![(name.into(), value.into(), important)];
        assert_eq!(of("COLOR:#DDD"), one("color", "#ddd", false));
        assert_eq!(of("Color/*a*/: /*;x*/#ddd/* y */ /*z*/!/**/IMPORTANT"), one("color", "#ddd", true));
        assert_eq!(of("padding: 1PX/**/2RPX"), one("padding", "1px 2rpx", false));
        assert_eq!(of("background:URL(a.png)"), one("background", "url(a.png)", false));
        assert_eq!(of("background:url(A/*b.png)"), one("background", "url(A", false));
        assert_eq!(of("--Ink: #DDD"), one("--Ink", "#DDD", false));
        assert_eq!(of("content: '/*A*/' /*b*/"), one("content", "'/*A*/'", false));
    }

    /// However deep, blocks that hold are read; rules within rules are not, and it is said.
    #[test]
    fn deep_blocks_are_read_or_named() {
        for n in [1, 5, 50_000] {
            let text = format!("{}.a{{color:red}}{}", "@media screen{".repeat(n), "}".repeat(n));
            let sheet = parse(&text, LIGHT);
            assert_eq!((sheet.rules.len(), sheet.problems.len(), sheet.unread), (1, 0, false));
        }
        for text in [".a{.b{color:red}}", "@container (min-width: 1px){.a{color:red}}"] {
            assert!(parse(text, LIGHT).unread, "{text}");
        }
        let sheet = parse("@layer x{.a{color:red}} .b{}", LIGHT);
        assert_eq!([sheet.rules[0].selectors[0].layered, sheet.rules[1].selectors[0].layered], [true, false]);
        assert_eq!(parse("@media screen{.a{} .b}.c{}", LIGHT).rules.len(), 2);
        let dark = "@media (prefers-color-scheme: dark){.a{}}";
        assert_eq!(parse(dark, Screen { dark: true, ..LIGHT }).rules.len(), 1);
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
            parse(&text, LIGHT);
            declarations(&text, 0);
        }
        parse(&format!(".a{{{}}}", "a{".repeat(100_000)), LIGHT);
    }
}
