//! A real cascade: which declaration holds at each element that a page shows, also inside the components it uses.
//!
//! Elements stand in one list, parents before their children. What a choice in a class decides is looked at both ways, one
//! choice at a time; what an opaque expression or a place among repeated sisters decides is *unknown*, never guessed.

mod cascade;
mod css;
mod dress;
mod expr;
mod matching;
mod selector;
mod tree;
pub(crate) mod value;

pub(crate) use cascade::{Cascade, Declared};
pub(crate) use css::{Screen, Sheet, parse};
pub(crate) use dress::{dress, put_on};
pub(crate) use expr::UNKNOWN;
pub(crate) use tree::{Element, Tree, tree};

use std::collections::{BTreeMap, BTreeSet};

use cascade::Index;

use crate::{
    app::{App, folder, resolve},
    each,
};

/// Style sheets, parsed once.
pub(crate) struct Sheets<'a> {
    sheets: BTreeMap<&'a str, Sheet<'a>>,
    indices: BTreeMap<&'a str, Index<'a>>,
}

/// Longest chain of imports.
const IMPORTS: usize = 16;

impl<'a> Sheets<'a> {
    /// Takes parsed style files.
    pub(crate) fn new(sheets: BTreeMap<&'a str, Sheet<'a>>) -> Self {
        let list: Vec<_> = sheets.iter().collect();
        let indices = each(&list, |(path, sheet)| (**path, Index::new(path, sheet))).into_iter().collect();
        Self { sheets, indices }
    }

    /// A sheet after what it imports, each once.
    pub(crate) fn with_imports(&self, path: &str) -> Vec<&'a str> {
        let mut out = Vec::new();
        self.imports(path, &mut BTreeSet::new(), &mut out, 0);
        out
    }

    fn imports(&self, path: &str, seen: &mut BTreeSet<&'a str>, out: &mut Vec<&'a str>, depth: usize) {
        let Some((path, sheet)) = self.sheets.get_key_value(path) else { return };
        if depth > IMPORTS || !seen.insert(path) {
            return;
        }
        for (named, _) in &sheet.imports {
            if let Some(target) = resolve(folder(path), named) {
                self.imports(&target, seen, out, depth + 1);
            }
        }
        out.push(path);
    }

    /// Imported files that are not there.
    pub(crate) fn missing_imports<'b>(
        &'b self,
        app: &'b App<'_>,
    ) -> impl Iterator<Item = (&'a str, &'b std::ops::Range<usize>, &'a str)> {
        self.sheets.iter().flat_map(move |(path, sheet)| {
            let absent = move |named: &str| resolve(folder(path), named).is_none_or(|t| !app.has(&t));
            sheet.imports.iter().filter(move |(n, _)| absent(n)).map(move |(n, bytes)| (*path, bytes, *n))
        })
    }

    /// Style files of which a part was not read.
    pub(crate) fn unread(&self) -> impl Iterator<Item = &'a str> {
        self.sheets.iter().filter(|(_, sheet)| sheet.unread).map(|(path, _)| *path)
    }

    /// Declarations of a property, with their files, in whatever rule.
    pub(crate) fn declared<'b>(
        &'b self,
        name: &'b str,
    ) -> impl Iterator<Item = (&'a str, &'b css::Declaration<'a>)> {
        let rules = self.sheets.iter().flat_map(|(path, sheet)| sheet.rules.iter().map(move |r| (*path, r)));
        rules.flat_map(move |(path, rule)| {
            rule.declarations.iter().filter(move |d| d.name == name).map(move |d| (path, d))
        })
    }

    /// Style files with a mistake.
    pub(crate) fn problems(&self) -> impl Iterator<Item = (&'a str, &crate::app::json::Problem)> {
        self.sheets.iter().flat_map(|(path, sheet)| sheet.problems.iter().map(move |p| (*path, p)))
    }
}
