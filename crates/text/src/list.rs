//! Word lists as operators write them: one word a line, `word<TAB>class<TAB>level`, `#` for comments.

/// What a word is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Superlatives that advertising law forbids.
    Superlative,
    /// Pornography.
    Pornography,
    /// Gambling.
    Gambling,
    /// Drugs.
    Drugs,
    /// Forged papers, false invoices.
    Forgery,
    /// Leading users away from the platform.
    Contact,
    /// Anything else.
    Other,
    /// A context in which words are fine.
    Allow,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Superlative,
        Self::Pornography,
        Self::Gambling,
        Self::Drugs,
        Self::Forgery,
        Self::Contact,
        Self::Other,
        Self::Allow,
    ];

    /// As it is written in a list.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Superlative => "superlative",
            Self::Pornography => "pornography",
            Self::Gambling => "gambling",
            Self::Drugs => "drugs",
            Self::Forgery => "forgery",
            Self::Contact => "contact",
            Self::Other => "other",
            Self::Allow => "allow",
        }
    }

    /// Name for people, Chinese and English.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Superlative => ("绝对化用语", "superlative"),
            Self::Pornography => ("色情", "pornography"),
            Self::Gambling => ("赌博", "gambling"),
            Self::Drugs => ("毒品", "drugs"),
            Self::Forgery => ("假证假票", "forgery"),
            Self::Contact => ("导流", "contact diversion"),
            Self::Other => ("违禁", "forbidden"),
            Self::Allow => ("允许", "allowed"),
        }
    }
}

/// What a hit of the word weighs at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Somebody looks.
    Person,
    /// It ought to be mended.
    Warning,
    /// It is refused.
    Error,
}

impl Level {
    /// As it is written in a list.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A word of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub text: String,
    /// What it is about.
    pub class: Class,
    /// What a hit weighs.
    pub level: Level,
}

/// A line that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Why.
    pub reason: String,
}

impl std::fmt::Display for ListError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.reason)
    }
}

impl std::error::Error for ListError {}

/// Letters of the longest word.
pub const MOST: usize = 32;

impl Word {
    /// Reads one line; `None` for a comment or an empty one. `class` is that of words that name none.
    pub fn parse(line: &str, class: Class) -> Result<Option<Self>, (usize, String)> {
        let line = line.trim_end_matches(['\r', '\n', ' ']);
        if line.starts_with('#') || line.trim().is_empty() {
            return Ok(None);
        }
        let mut fields = line.split('\t');
        let text = fields.next().unwrap_or("");
        let mut word = Self { text: text.trim().to_owned(), class, level: Level::Error };
        let letters = crate::pattern::letters(&word.text);
        if letters == 0 {
            return Err((1, "a word has at least one letter, digit or Chinese character".into()));
        }
        if letters > MOST {
            return Err((1, format!("a word has at most {MOST} letters, this one has {letters}")));
        }
        let mut column = text.chars().count() + 2;
        if let Some(name) = fields.next() {
            let known = Class::ALL.into_iter().find(|c| c.code() == name);
            word.class = known.ok_or_else(|| {
                let all: Vec<_> = Class::ALL.iter().map(|c| c.code()).collect();
                (column, format!("unknown class {name:?}; there are {}", all.join(", ")))
            })?;
            column += name.chars().count() + 1;
        }
        if let Some(name) = fields.next() {
            let known = [Level::Error, Level::Warning, Level::Person].into_iter().find(|l| l.code() == name);
            word.level = known.ok_or_else(|| {
                (column, format!("unknown level {name:?}; there are error, warning, person"))
            })?;
            column += name.chars().count() + 1;
        }
        if fields.next().is_some() {
            return Err((column, "a line has a word, a class and a level, and nothing more".into()));
        }
        Ok(Some(word))
    }

    /// The lines of a list that hold words, each of which can be read.
    pub fn lines(text: &str, class: Class) -> Result<Vec<&str>, ListError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self::parse_lines(text.lines(), class)?;
        Ok(text.lines().filter(|line| matches!(Self::parse(line, class), Ok(Some(_)))).collect())
    }

    /// Reads a list.
    pub fn parse_list(text: &str, class: Class) -> Result<Vec<Self>, ListError> {
        Self::parse_lines(text.strip_prefix('\u{feff}').unwrap_or(text).lines(), class)
    }

    /// Reads lines.
    pub fn parse_lines<'t>(
        lines: impl IntoIterator<Item = &'t str>,
        class: Class,
    ) -> Result<Vec<Self>, ListError> {
        let mut words = Vec::new();
        for (i, line) in lines.into_iter().enumerate() {
            match Self::parse(line, class) {
                Ok(word) => words.extend(word),
                Err((column, reason)) => return Err(ListError { line: i + 1, column, reason }),
            }
        }
        Ok(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_and_what_is_wrong_is_named_with_its_place() {
        let words = Word::parse_list(
            "\u{feff}# ours\n\n国家级\n加微信\tcontact\twarning\r\n国家级别\tallow\n100%有效\n",
            Class::Superlative,
        )
        .unwrap();
        let all: Vec<_> = words.iter().map(|w| (w.text.as_str(), w.class.code(), w.level.code())).collect();
        assert_eq!(
            all,
            [
                ("国家级", "superlative", "error"),
                ("加微信", "contact", "warning"),
                ("国家级别", "allow", "error"),
                ("100%有效", "superlative", "error"),
            ]
        );
        for (text, line, column, reason) in [
            ("a\n国家级\tsuperb", 2, 5, "unknown class \"superb\"; there are superlative, pornography, "),
            ("国家级\tother\thigh", 1, 11, "unknown level \"high\"; there are error, warning, person"),
            ("国家级\tother\terror\t1", 1, 17, "a line has a word, a class and a level, and nothing more"),
            ("，。", 1, 1, "a word has at least one letter, digit or Chinese character"),
            (&"长".repeat(33), 1, 1, "a word has at most 32 letters, this one has 33"),
        ] {
            let error = Word::parse_list(text, Class::Other).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text}");
            assert!(error.reason.starts_with(reason), "{error}");
        }
    }
}
