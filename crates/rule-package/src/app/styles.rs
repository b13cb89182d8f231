//! Which style sheets are used, and what they name.

use std::{collections::BTreeSet, ops::Range};

use super::{App, Doc, folder, resolve};

impl<'a> App<'a> {
    /// Style sheets that pages and components use, with what those import, in order of their paths.
    pub(crate) fn styles(&self) -> Vec<&Doc<'a>> {
        let mut queue: Vec<String> = self.units.iter().map(|u| format!("{}.wxss", u.base)).collect();
        queue.push("app.wxss".into());
        let mut used = BTreeSet::new();
        while let Some(path) = queue.pop() {
            let Some(doc) = self.doc(&path).filter(|d| used.insert(d.path)) else { continue };
            for import in imports(doc.text) {
                let target = resolve(folder(doc.path), import);
                queue.extend(target.map(|t| if t.ends_with(".wxss") { t } else { format!("{t}.wxss") }));
            }
        }
        used.into_iter().filter_map(|p| self.doc(p)).collect()
    }
}

/// Files that `@import` names.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    text.split("@import").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().trim_start_matches("url(").trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    })
}

/// What `url(…)` names outside comments, with its bytes.
pub(crate) fn urls(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < text.len() {
        let Some(n) = text[i..].find(['u', '/']) else { break };
        let at = i + n;
        let rest = &text[at..];
        if let Some(body) = rest.strip_prefix("/*") {
            i = at + 2 + body.find("*/").map_or(body.len(), |n| n + 2);
        } else if let Some(body) = rest.strip_prefix("url(") {
            let Some(end) = body.find(')') else { break };
            let inner = body[..end].trim().trim_matches(['"', '\'']);
            let start = at + 4 + body[..end].find(inner).unwrap_or(0);
            out.push((inner, start..start + inner.len()));
            i = at + 4 + end;
        } else {
            i = at + 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_and_urls_are_found_outside_comments() {
        let text = ".a{background:url( 'a.png' )} /* url(b.png) */ @font-face{src:url(/f.ttf?x#y)} u";
        let found: Vec<_> = urls(text).into_iter().map(|(u, at)| (u, &text[at])).collect();
        assert_eq!(found, [("a.png", "a.png"), ("/f.ttf?x#y", "/f.ttf?x#y")]);
        urls(&"url(".repeat(100_000));
        let found: Vec<_> = imports("@import 'a.wxss'; @import \"/b\"; @import url('c')").collect();
        assert_eq!(found, ["a.wxss", "/b", "c"]);
    }
}
