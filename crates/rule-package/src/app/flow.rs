//! Where the URLs of network calls are written: from each call back through variables, properties, parameters and
//! returned values, by name. Every name is followed once.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    App, Doc,
    script::{Argument, Head, Parameter, ROUTES, Script, Text},
};

/// A written URL of a network call, or the beginning of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Url<'b> {
    pub(crate) kind: &'static str,
    pub(crate) path: &'b str,
    pub(crate) text: &'b Text,
}

/// Properties of so common a name that only those handed to the call itself count.
const COMMON: [&str; 14] = [
    "url", "src", "href", "link", "path", "data", "image", "img", "icon", "text", "value", "name", "id",
    "key",
];

/// Calls of the network.
const KINDS: [&str; 4] = ["request", "upload", "download", "socket"];

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Name<'b> {
    Variable(&'b str, &'b str),
    Property(&'b str),
    Returned(&'b str),
    Parameter(&'b Parameter),
}

/// Everything that names lead to, over all scripts.
struct Tables<'b> {
    variables: BTreeMap<(&'b str, &'b str), Vec<(&'b str, &'b Head)>>,
    properties: BTreeMap<&'b str, Vec<(&'b str, &'b Head)>>,
    returns: BTreeMap<&'b str, Vec<(&'b str, &'b Head)>>,
    calls: BTreeMap<&'b str, Vec<(&'b str, &'b [Argument])>>,
}

impl<'b> Tables<'b> {
    fn new(scripts: &[(&'b Doc<'_>, &'b Script)]) -> Self {
        let mut tables = Self {
            variables: BTreeMap::new(),
            properties: BTreeMap::new(),
            returns: BTreeMap::new(),
            calls: BTreeMap::new(),
        };
        for (doc, script) in scripts {
            let path = doc.path;
            for (name, heads) in &script.variables {
                tables.variables.entry((path, name)).or_default().extend(heads.iter().map(|h| (path, h)));
            }
            for (name, heads) in &script.properties {
                tables.properties.entry(name).or_default().extend(heads.iter().map(|h| (path, h)));
            }
            for (name, heads) in &script.returns {
                tables.returns.entry(name).or_default().extend(heads.iter().map(|h| (path, h)));
            }
            for (name, arguments) in &script.calls {
                tables.calls.entry(name).or_default().push((path, arguments));
            }
        }
        tables
    }

    fn behind(&self, name: &Name<'b>) -> Vec<(&'b str, &'b Head)> {
        match name {
            Name::Variable(path, name) => self.variables.get(&(*path, *name)).cloned().unwrap_or_default(),
            Name::Property(name) if COMMON.contains(name) => Vec::new(),
            Name::Property(name) => self.properties.get(name).cloned().unwrap_or_default(),
            Name::Returned(name) => self.returns.get(name).cloned().unwrap_or_default(),
            Name::Parameter(p) => {
                let calls = self.calls.get(p.function.as_str()).map(Vec::as_slice).unwrap_or_default();
                let of = |(path, arguments): &(&'b str, &'b [Argument])| -> Vec<(&'b str, &'b Head)> {
                    let Some(argument) = arguments.get(p.index) else { return Vec::new() };
                    let path = *path;
                    match &p.property {
                        None => argument.heads.iter().map(|h| (path, h)).collect(),
                        Some(property) => {
                            let named = argument.properties.iter().filter(|(n, _)| n == property);
                            named.flat_map(|(_, heads)| heads).map(|h| (path, h)).collect()
                        }
                    }
                };
                calls.iter().flat_map(of).collect()
            }
        }
    }
}

/// A [`Url`] that is kept.
pub(super) struct Kept {
    kind: &'static str,
    path: String,
    text: Text,
}

/// Every written URL that a network call may use; they are looked for once.
pub(crate) fn urls<'b>(app: &'b App<'_>) -> Vec<Url<'b>> {
    let mut urls = all(app);
    urls.retain(|u| KINDS.contains(&u.kind));
    urls
}

/// Every written path that a call may lead to.
pub(crate) fn paths<'b>(app: &'b App<'_>) -> Vec<Url<'b>> {
    let mut urls = all(app);
    urls.retain(|u| ROUTES.contains(&u.kind));
    urls
}

fn all<'b>(app: &'b App<'_>) -> Vec<Url<'b>> {
    let keep = |u: Url<'_>| Kept { kind: u.kind, path: u.path.to_owned(), text: u.text.clone() };
    let kept = app.urls.get_or_init(|| follow(app).into_iter().map(keep).collect());
    kept.iter().map(|k| Url { kind: k.kind, path: &k.path, text: &k.text }).collect()
}

fn follow<'b>(app: &'b App<'_>) -> Vec<Url<'b>> {
    let scripts: Vec<_> = app.scripts().collect();
    let tables = Tables::new(&scripts);
    let mut out = Vec::new();
    for kind in KINDS.into_iter().chain(ROUTES) {
        let mut queue: Vec<(&str, &Head)> = Vec::new();
        for (doc, script) in &scripts {
            let calls = script.network.iter().filter(|c| c.kind == kind);
            queue.extend(calls.flat_map(|c| &c.heads).map(|h| (doc.path, h)));
        }
        let mut seen = BTreeSet::new();
        let mut written = BTreeSet::new();
        while let Some((path, head)) = queue.pop() {
            let name = match head {
                Head::Literal(text) => {
                    if written.insert((path, text.bytes.start)) {
                        out.push(Url { kind, path, text });
                    }
                    continue;
                }
                Head::Variable(name) => Name::Variable(path, name),
                Head::Property(name) => Name::Property(name),
                Head::Returned(name) => Name::Returned(name),
                Head::Parameter(parameter) => Name::Parameter(parameter),
            };
            if seen.insert(name.clone()) {
                queue.extend(tables.behind(&name));
            }
        }
    }
    out.sort_by_key(|u| (u.path, u.text.bytes.start, u.kind));
    out
}

/// Scheme and host of a URL, in lower case; the host is empty where the text ends before it.
pub(crate) fn scheme_and_host(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.trim().split_once("://")?;
    if scheme.is_empty() || !scheme.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let host = rest.split(['/', '?', '#', '$']).next().unwrap_or("");
    let host = host.rsplit('@').next().unwrap_or("");
    Some((scheme.to_ascii_lowercase(), host.to_ascii_lowercase()))
}

/// A host without its port.
pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        let of = |u: &str| scheme_and_host(u);
        assert_eq!(of("HTTP://A.cn:80/x"), Some(("http".into(), "a.cn:80".into())));
        assert_eq!(of("http://"), Some(("http".into(), String::new())));
        assert_eq!(of("/path"), None);
        assert_eq!(of("pages/a?u=http://b"), None);
        assert_eq!(without_port("a.cn:80"), "a.cn");
    }
}
