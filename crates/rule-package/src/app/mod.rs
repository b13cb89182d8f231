//! The package as a program: what is a page, what is a component, what uses what.

mod doc;
pub(crate) mod json;
mod manifest;

pub(crate) use doc::Doc;
pub(crate) use manifest::{Page, Subpackage};

use std::collections::BTreeMap;

use jsonc_parser::ast;
use tongguan_rule::CheckInput;

/// A package, read once.
pub(crate) struct App<'a> {
    pub(crate) input: &'a CheckInput<'a>,
    docs: BTreeMap<&'a str, Doc<'a>>,
    /// `app.json`.
    pub(crate) manifest: Option<ast::Object<'a>>,
    /// Registered pages, the first page of the program first.
    pub(crate) pages: Vec<Page>,
    /// Subpackages.
    pub(crate) subpackages: Vec<Subpackage>,
}

/// Files whose text rules look at.
const TEXT: [&str; 6] = [".wxml", ".wxss", ".wxs", ".js", ".ts", ".json"];

impl<'a> App<'a> {
    pub(crate) fn read(input: &'a CheckInput<'a>) -> Self {
        let docs: BTreeMap<_, _> = input
            .source
            .iter()
            .filter(|(path, _)| TEXT.iter().any(|t| path.ends_with(t)))
            .filter_map(|(path, _)| Some((path, Doc::new(path, input.source.text(path)?))))
            .collect();
        let manifest = docs.get("app.json").and_then(|d| match json::parse(d.text) {
            Ok(ast::Value::Object(object)) => Some(object),
            _ => None,
        });
        let (pages, subpackages) = manifest.as_ref().map(manifest::read).unwrap_or_default();
        Self { input, docs, manifest, pages, subpackages }
    }

    /// A text file.
    pub(crate) fn doc(&self, path: &str) -> Option<&Doc<'a>> {
        self.docs.get(path)
    }

    /// Whether the package has this file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.input.source.get(path).is_some()
    }
}
