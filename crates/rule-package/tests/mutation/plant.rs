//! One defect: what is changed, and where it must be found.

use crate::base::PAGES;

/// Stands right before what is to be found; it is taken out again.
pub(crate) const MARK: char = '⟦';

/// A defect.
#[derive(Debug, Clone)]
pub(crate) struct Plant {
    /// Rule that must find it.
    pub(crate) rule: &'static str,
    /// Facts to add, or to use instead where they begin with `=`.
    pub(crate) facts: String,
    /// Rules that may find it too, at its line.
    pub(crate) also: &'static [&'static str],
    edits: Vec<(String, String, String)>,
}

impl Plant {
    pub(crate) fn new(rule: &'static str) -> Self {
        Self { rule, facts: String::new(), also: &[], edits: Vec::new() }
    }

    /// Replaces a text of a file; an empty one stands for a whole new file.
    pub(crate) fn edit(mut self, path: impl Into<String>, find: &str, put: impl Into<String>) -> Self {
        self.edits.push((path.into(), find.to_owned(), put.into()));
        self
    }

    /// Adds to the template of page `i`.
    pub(crate) fn template(self, i: usize, put: impl Into<String>) -> Self {
        self.edit(page(i, "wxml"), "<!-- here -->", put)
    }

    /// Data of page `i` that its template shows.
    pub(crate) fn data(self, i: usize, text: &str) -> Self {
        self.edit(page(i, "js"), "'今天也写一页'", format!("{MARK}'{text}'"))
    }

    /// A statement after a tap.
    pub(crate) fn later(self, i: usize, code: impl Into<String>) -> Self {
        self.edit(page(i, "js"), "// later", code)
    }

    /// A statement when the page opens.
    pub(crate) fn first(self, i: usize, code: impl Into<String>) -> Self {
        self.edit(page(i, "js"), "// first", code)
    }

    /// A statement at the beginning of the script.
    pub(crate) fn top(self, i: usize, code: impl Into<String>) -> Self {
        self.edit(page(i, "js"), "// top", code)
    }

    /// An entry of `app.json`.
    pub(crate) fn manifest(self, find: &str, put: impl Into<String>) -> Self {
        self.edit("app.json", find, put)
    }

    pub(crate) fn facts(mut self, facts: impl Into<String>) -> Self {
        self.facts = facts.into();
        self
    }

    pub(crate) fn also(mut self, rules: &'static [&'static str]) -> Self {
        self.also = rules;
        self
    }

    /// The program with the defect, and the place: of the mark, else the first line of `app.json`.
    pub(crate) fn apply(&self, mut files: Vec<(String, String)>) -> (Vec<(String, String)>, (String, u32)) {
        for (path, find, put) in &self.edits {
            if find.is_empty() {
                files.retain(|(p, _)| p != path);
                files.push((path.clone(), put.clone()));
                continue;
            }
            let file = files.iter_mut().find(|(p, _)| p == path).expect("a file of the clean program");
            assert!(file.1.contains(find), "{path} has no {find}");
            file.1 = file.1.replacen(find, put, 1);
        }
        let mut place = ("app.json".to_owned(), 1);
        for (path, text) in &mut files {
            if let Some(at) = text.find(MARK) {
                place = (path.clone(), u32::try_from(text[..at].matches('\n').count()).unwrap() + 1);
                *text = text.replacen(MARK, "", 1);
            }
        }
        (files, place)
    }
}

/// A file of page `i`.
pub(crate) fn page(i: usize, ending: &str) -> String {
    let page = PAGES[i % PAGES.len()];
    format!("pages/{page}/{page}.{ending}")
}
