//! Lists of words (REV-1): lines in a policy, or a text file that an entry names instead of a value.

use toml_edit::{Array, DocumentMut, Item, TableLike};
use tongguan_text::{Class, Word};

use crate::{
    Entry, PolicyError, ReviewPolicy,
    load::{at, parse},
};

/// The lists, and the class of their words that name none.
const LISTS: [(&str, Class); 4] = [
    ("banned_words", Class::Superlative),
    ("sensitive_words", Class::Other),
    ("allowed_words", Class::Allow),
    ("own_words", Class::Other),
];

/// Lists of what words of a name tell: words between spaces, no class.
const NAMES: [&str; 15] = [
    "prohibited",
    "allowed",
    "protected",
    "individual_commercial",
    "places",
    "functions",
    "institutions",
    "noise",
    "tails",
    "forms",
    "common",
    "contrasts",
    "soft",
    "brands",
    "reserved",
];

impl ReviewPolicy {
    /// Every word of the lists. A line that an older revision holds and nothing can be made of is left out.
    pub fn words(&self) -> impl Iterator<Item = Word> {
        let list = |name: &str| -> &Entry<Vec<String>> {
            match name {
                "banned_words" => &self.banned_words,
                "sensitive_words" => &self.sensitive_words,
                "allowed_words" => &self.allowed_words,
                _ => &self.own_words,
            }
        };
        LISTS.iter().flat_map(move |(name, class)| {
            list(name).value.iter().filter_map(|line| Word::parse(line, *class).ok().flatten())
        })
    }
}

/// Refuses lines that nothing can be made of.
pub(crate) fn check(file: &str, text: &str) -> Result<(), PolicyError> {
    let document = parse(file, text)?;
    let Some(review) = document.get("review").and_then(Item::as_table_like) else { return Ok(()) };
    for (name, class) in LISTS {
        let entry = review.get(name).and_then(Item::as_table_like);
        let lines = entry.and_then(|e| e.get("value")).and_then(Item::as_array);
        for line in lines.into_iter().flatten() {
            let offset = line.span().map_or(0, |s| s.start);
            if let Some(Err((column, reason))) = line.as_str().map(|l| Word::parse(l, class)) {
                let reason = format!("`{name}`, column {column} of the word's line: {reason}");
                return Err(at(file, text, offset, reason));
            }
        }
    }
    Ok(())
}

/// Puts the lines of text files in the place of `file = "…"`; `read` knows the files.
pub(crate) fn inline(
    file: &str,
    text: &str,
    read: &dyn Fn(&str) -> Result<String, String>,
) -> Result<String, PolicyError> {
    let document = parse(file, text)?;
    let mut changed: Option<DocumentMut> = None;
    let matched = LISTS.iter().map(|(name, class)| ("review", *name, Some(*class)));
    for (section, name, class) in matched.chain(NAMES.iter().map(|name| ("naming", *name, None))) {
        let table = document.get(section).and_then(Item::as_table_like);
        let named = table.and_then(|t| t.get(name)).and_then(Item::as_table_like).and_then(|e| e.get("file"));
        let Some(named) = named else { continue };
        let offset = named.span().map_or(0, |s| s.start);
        let path =
            named.as_str().ok_or_else(|| at(file, text, offset, format!("`{name}.file` must be text")))?;
        let list = read(path).map_err(|reason| at(file, text, offset, format!("{path}: {reason}")))?;
        let wrong = |e: tongguan_text::ListError| PolicyError {
            file: path.into(),
            line: e.line,
            column: e.column,
            reason: e.reason,
        };
        let lines = match class {
            Some(class) => Word::lines(&list, class).map_err(wrong)?,
            None => list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')).collect(),
        };
        let document = match &mut changed {
            Some(document) => document,
            None => changed.insert(text.parse().map_err(|e: toml_edit::TomlError| {
                at(file, text, e.span().map_or(0, |s| s.start), e.message())
            })?),
        };
        if let Some(entry) = document[section][name].as_table_like_mut() {
            set(entry, lines.into_iter().collect());
        }
    }
    Ok(changed.map_or_else(|| text.into(), |d| d.to_string()))
}

fn set(entry: &mut dyn TableLike, lines: Array) {
    entry.remove("file");
    entry.insert("value", Item::Value(lines.into()));
}

#[cfg(test)]
mod tests {
    use crate::Policy;

    fn read(name: &str) -> Result<String, String> {
        match name {
            "ours.txt" => Ok("# ours\n刷单\tforgery\n\n国家级别\tallow\n".into()),
            "bad.txt" => Ok("刷单\n刷单\tbad\n".into()),
            _ => Err("no such file".into()),
        }
    }

    #[test]
    fn an_entry_names_a_file_of_words() {
        let base = Policy::builtin("default").unwrap();
        let overlay = |text: &str| {
            let text = Policy::inline_words("o.toml", text, &read)?;
            base.overlay("o.toml", &text)
        };
        let policy = overlay("[review]\nown_words = { file = \"ours.txt\", source = \"us\" }\n").unwrap();
        assert_eq!(policy.review.own_words.value, ["刷单\tforgery", "国家级别\tallow"]);
        assert_eq!(policy.review.own_words.source, "us");
        assert_eq!(policy.review.words().count(), base.review.words().count() + 2);
        assert_eq!(Policy::from_json(&policy.to_json()).unwrap(), policy);
        for (text, said) in [
            ("own_words = { file = \"bad.txt\" }", "bad.txt:2:4: unknown class \"bad\""),
            ("own_words = { file = \"none.txt\" }", "o.toml:2:22: none.txt: no such file"),
            ("own_words = { file = 7 }", "o.toml:2:22: `own_words.file` must be text"),
            ("own_words = { value = [\"刷单\", \"，\"] }", "o.toml:2:30: `own_words`, column 1"),
        ] {
            let error = overlay(&format!("[review]\n{text}\n")).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
    }

    /// Both packs' own lists: no word twice, every line of use.
    #[test]
    fn the_shipped_lists_hold_no_word_twice() {
        let policy = Policy::builtin("default").unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for word in policy.review.words() {
            assert!(seen.insert(word.text.clone()), "{} stands twice", word.text);
        }
        assert!(seen.len() > 200, "{}", seen.len());
    }
}
