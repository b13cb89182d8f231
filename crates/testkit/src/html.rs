//! What every page of the console must keep, checked on the bytes that a browser gets.

use std::collections::{BTreeMap, BTreeSet};

const VOID: [&str; 12] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"];
/// State classes of the stylesheet.
const STATES: [&str; 12] = [
    "is-pass",
    "is-fail",
    "is-warn",
    "is-person",
    "is-info",
    "is-wait",
    "is-turn",
    "is-none",
    "is-shut",
    "is-on",
    "is-halt",
    "is-bad",
];

/// One opening tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Name in small letters.
    pub name: String,
    /// Attributes, entities resolved.
    pub attrs: BTreeMap<String, String>,
}

impl Tag {
    /// An attribute, empty if missing.
    pub fn get(&self, name: &str) -> &str {
        self.attrs.get(name).map_or("", String::as_str)
    }
}

enum Piece {
    Open(Tag, bool),
    Close(String),
    Text(String),
}

/// Resolves the entities that askama writes.
pub fn unescape(text: &str) -> String {
    let mut out = text.to_owned();
    for (entity, c) in [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&nbsp;", " "),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        out = out.replace(entity, c);
    }
    out
}

fn attributes(mut rest: &str) -> Result<BTreeMap<String, String>, String> {
    let mut attrs = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(attrs);
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'');
            let Some(quote) = quote else { return Err(format!("attribute {name} is not quoted")) };
            let Some(close) = after[1..].find(quote) else {
                return Err(format!("attribute {name} does not end"));
            };
            value = unescape(&after[1..=close]);
            rest = &after[close + 2..];
        }
        if attrs.insert(name.clone(), value).is_some() {
            return Err(format!("attribute {name} twice"));
        }
    }
}

/// The end of a tag, outside quotes.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (i, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(i),
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            _ => {}
        }
    }
    None
}

fn pieces(html: &str) -> Result<Vec<Piece>, String> {
    let (mut out, mut rest) = (Vec::new(), html);
    while let Some(start) = rest.find('<') {
        out.push(Piece::Text(rest[..start].to_owned()));
        rest = &rest[start..];
        if rest.starts_with("<!--") {
            let end = rest.find("-->").ok_or("a comment does not end")?;
            rest = &rest[end + 3..];
            continue;
        }
        let end = tag_end(rest).ok_or_else(|| format!("a tag does not end: {:.40}", rest))?;
        let body = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(name) = body.strip_prefix('/') {
            out.push(Piece::Close(name.trim().to_ascii_lowercase()));
        } else if !body.starts_with('!') {
            let closed = body.ends_with('/');
            let body = body.strip_suffix('/').unwrap_or(body);
            let (name, attrs) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
            let tag = Tag { name: name.to_ascii_lowercase(), attrs: attributes(attrs)? };
            out.push(Piece::Open(tag, closed));
        }
    }
    out.push(Piece::Text(rest.to_owned()));
    Ok(out)
}

/// All opening tags of a page.
pub fn tags(html: &str) -> Vec<Tag> {
    let pieces = pieces(html).unwrap_or_default();
    pieces.into_iter().filter_map(|p| if let Piece::Open(tag, _) = p { Some(tag) } else { None }).collect()
}

fn chinese(text: &str) -> bool {
    text.chars().any(|c| {
        ('\u{3000}'..='\u{303f}').contains(&c)
            || ('\u{4e00}'..='\u{9fff}').contains(&c)
            || ('\u{ff01}'..='\u{ff5e}').contains(&c)
    })
}

/// The words of a page without markup, for assertions.
pub fn text(html: &str) -> String {
    let mut out = String::new();
    for piece in pieces(html).unwrap_or_default() {
        if let Piece::Text(t) = piece {
            let t = unescape(&t);
            let words: Vec<_> = t.split_whitespace().collect();
            if !words.is_empty() {
                out.push_str(&words.join(" "));
                out.push('\n');
            }
        }
    }
    out
}

#[derive(Default)]
struct Page {
    faults: Vec<String>,
    open: Vec<Tag>,
    ids: BTreeSet<String>,
    wanted: Vec<(String, String)>,
    h1: usize,
    lang: String,
}

impl Page {
    fn fault(&mut self, text: String) {
        self.faults.push(text);
    }

    /// Whether text here is the user's own, or said to be Chinese.
    fn exempt(&self) -> bool {
        self.open.iter().any(|t| {
            matches!(t.name.as_str(), "bdi" | "title" | "textarea" | "script")
                || (t.name != "html" && t.get("lang").starts_with("zh"))
        })
    }

    fn open(&mut self, tag: &Tag) {
        for (name, value) in &tag.attrs {
            if name == "style" || (name.starts_with("on") && name.len() > 2) {
                self.fault(format!("<{}> has {name}", tag.name));
            }
            let spoken = matches!(name.as_str(), "aria-label" | "alt" | "placeholder" | "title");
            if spoken
                && self.lang == "en"
                && chinese(value)
                && !self.exempt()
                && !tag.get("lang").starts_with("zh")
            {
                self.fault(format!("Chinese in {name} of an English page: {value}"));
            }
        }
        for class in tag.get("class").split_whitespace().filter(|c| c.starts_with("is-")) {
            if !STATES.contains(&class) {
                self.fault(format!("unknown state {class}"));
            }
        }
        let id = tag.get("id");
        if !id.is_empty() && !self.ids.insert(id.to_owned()) {
            self.fault(format!("id {id} twice"));
        }
        match tag.name.as_str() {
            "html" => self.lang = tag.get("lang").to_owned(),
            "h1" => self.h1 += 1,
            "style" => self.fault("a <style> element".into()),
            "script" if tag.get("src").is_empty() => self.fault("an inline script".into()),
            "img" if !tag.attrs.contains_key("alt") => self.fault("<img> without alt".into()),
            "label" if !tag.get("for").is_empty() => {
                self.wanted.push(("label for".into(), tag.get("for").to_owned()))
            }
            "use" => self.wanted.push(("use".into(), tag.get("href").trim_start_matches('#').to_owned())),
            _ => {}
        }
        for name in ["aria-describedby", "aria-labelledby"] {
            for id in tag.get(name).split_whitespace() {
                self.wanted.push((name.into(), id.to_owned()));
            }
        }
        if tag.name == "a" && tag.get("href").starts_with('#') && tag.get("href").len() > 1 {
            self.wanted.push(("link".into(), tag.get("href")[1..].to_owned()));
        }
        let control = matches!(tag.name.as_str(), "input" | "select" | "textarea")
            && !matches!(tag.get("type"), "hidden" | "submit");
        if control
            && id.is_empty()
            && tag.get("aria-label").is_empty()
            && tag.get("aria-labelledby").is_empty()
            && !self.open.iter().any(|t| t.name == "label")
        {
            self.fault(format!("control {} without a label", tag.get("name")));
        }
    }
}

/// What is wrong with a page; nothing if all is well.
pub fn faults(html: &str) -> Vec<String> {
    let pieces = match pieces(html) {
        Ok(pieces) => pieces,
        Err(fault) => return vec![fault],
    };
    let mut page = Page::default();
    let (mut forms, mut tokens) = (0_usize, 0_usize);
    for piece in pieces {
        match piece {
            Piece::Open(tag, closed) => {
                page.open(&tag);
                if tag.name == "form" && tag.get("method").eq_ignore_ascii_case("post") {
                    forms += 1;
                }
                tokens += usize::from(tag.get("name") == "_token" && tag.get("value").len() == 64);
                if !closed && !VOID.contains(&tag.name.as_str()) {
                    page.open.push(tag);
                }
            }
            Piece::Close(name) => match page.open.pop() {
                Some(tag) if tag.name == name => {}
                Some(tag) => {
                    let ids = tag.get("class").to_owned();
                    page.fault(format!("</{name}> closes <{} class={ids}>", tag.name));
                    break;
                }
                None => page.fault(format!("</{name}> closes nothing")),
            },
            Piece::Text(text) => {
                if page.lang == "en" && chinese(&unescape(&text)) && !page.exempt() {
                    page.fault(format!("Chinese on an English page: {}", text.trim()));
                }
            }
        }
    }
    if forms != tokens {
        page.fault(format!("{forms} posting forms, {tokens} form tokens"));
    }
    if let Some(tag) = page.open.pop() {
        page.fault(format!("<{}> is not closed", tag.name));
    }
    if page.h1 != 1 {
        page.fault(format!("{} h1 elements", page.h1));
    }
    if page.lang != "en" && page.lang != "zh-CN" {
        page.fault(format!("lang is {:?}", page.lang));
    }
    for (what, id) in std::mem::take(&mut page.wanted) {
        if !page.ids.contains(&id) {
            page.fault(format!("{what} names #{id}, which is not there"));
        }
    }
    page.faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lang: &str, body: &str) -> Vec<String> {
        faults(&format!("<!doctype html><html lang=\"{lang}\"><body><h1>x</h1>{body}</body></html>"))
    }

    #[test]
    fn a_good_page_has_no_faults_and_each_fault_is_seen() {
        assert!(
            page(
                "en",
                "<p>Fine <bdi>青槐</bdi> <a lang=\"zh-CN\">中文</a></p><input type=\"hidden\" name=\"x\">"
            )
            .is_empty()
        );
        for (body, fault) in [
            ("<p>中文</p>", "Chinese on an English page"),
            ("<p aria-label=\"中\">x</p>", "Chinese in aria-label"),
            ("<p style=\"a\">x</p>", "<p> has style"),
            ("<p onclick=\"a\">x</p>", "<p> has onclick"),
            ("<h1>y</h1>", "2 h1"),
            ("<div><p></div>", "</div> closes <p"),
            ("<i class=\"is-odd\"></i>", "unknown state is-odd"),
            ("<label for=\"a\">x</label>", "label for names #a"),
            ("<svg><use href=\"#a\"/></svg>", "use names #a"),
            ("<input name=\"q\">", "control q without a label"),
            ("<form method=\"post\"></form>", "1 posting forms, 0 form tokens"),
            ("<script>1</script>", "an inline script"),
            ("<i id=\"a\"></i><i id=\"a\"></i>", "id a twice"),
            ("<div>", "closes <div"),
        ] {
            let found = page("en", body);
            assert!(found.iter().any(|f| f.contains(fault)), "{body}: {found:?}");
        }
        assert!(page("zh-CN", "<p>中文</p>").is_empty());
    }
}
