//! `app.json`: pages and subpackages; `plugin.json`: the pages of a plugin.

use std::ops::Range;

use jsonc_parser::ast;

use super::json::bytes;

/// A registered page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// Path without extension, e.g. `pages/index/index`.
    pub(crate) path: String,
    /// Where `app.json` names it.
    pub(crate) bytes: Range<usize>,
}

/// A subpackage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subpackage {
    /// Folder with its slash, e.g. `packageA/`.
    pub(crate) root: String,
    /// It runs without the main package.
    pub(crate) independent: bool,
    /// Where `app.json` names it.
    pub(crate) bytes: Range<usize>,
}

/// What a plugin's package has in the place of `app.json`.
pub(crate) const PLUGIN: &str = "plugin.json";

/// The pages of a plugin: an object of names and paths, or a list as in `app.json`.
pub(crate) fn plugin_pages(plugin: &ast::Object<'_>) -> Vec<Page> {
    let named = plugin.get_object("pages").map(|o| o.properties.as_slice()).unwrap_or_default();
    let named = named.iter().filter_map(|p| Some((p.value.as_string_lit()?.value.as_ref(), bytes(&p.value))));
    let listed = strings(plugin.get("pages").map(|p| &p.value));
    let page = |(path, bytes): (&str, Range<usize>)| Page { path: plain(path).to_owned(), bytes };
    named.chain(listed).map(page).collect()
}

/// A path from the root without what says so.
fn plain(path: &str) -> &str {
    path.trim_start_matches("./").trim_start_matches('/')
}

/// Strings of an array with their places.
pub(crate) fn strings<'b>(value: Option<&'b ast::Value<'_>>) -> Vec<(&'b str, Range<usize>)> {
    let Some(ast::Value::Array(array)) = value else { return Vec::new() };
    let text = |v: &'b ast::Value<'_>| v.as_string_lit().map(|s| (s.value.as_ref(), bytes(v)));
    array.elements.iter().filter_map(text).collect()
}

/// Pages in order, the first page first, and subpackages.
pub(crate) fn read(manifest: &ast::Object<'_>) -> (Vec<Page>, Vec<Subpackage>) {
    let page = |root: &str, (path, bytes): (&str, Range<usize>)| Page {
        path: format!("{root}{}", path.trim_start_matches('/')),
        bytes,
    };
    let mut pages: Vec<_> =
        strings(manifest.get("pages").map(|p| &p.value)).into_iter().map(|p| page("", p)).collect();
    let mut subpackages = Vec::new();
    for key in ["subpackages", "subPackages"] {
        for value in manifest.get_array(key).map(|a| a.elements.as_slice()).unwrap_or_default() {
            let Some(object) = value.as_object() else { continue };
            let Some(root) = object.get("root") else { continue };
            let Some(name) = root.value.as_string_lit() else { continue };
            let prefix = format!("{}/", name.value.trim_matches('/'));
            let listed = strings(object.get("pages").map(|p| &p.value));
            pages.extend(listed.into_iter().map(|p| page(&prefix, p)));
            let independent = object.get_boolean("independent").is_some_and(|b| b.value);
            subpackages.push(Subpackage { root: prefix, independent, bytes: bytes(&root.value) });
        }
    }
    if let Some(entry) = manifest.get_string("entryPagePath") {
        let entry = entry.value.trim_start_matches('/');
        if let Some(i) = pages.iter().position(|p| p.path == entry) {
            let first = pages.remove(i);
            pages.insert(0, first);
        }
    }
    (pages, subpackages)
}
