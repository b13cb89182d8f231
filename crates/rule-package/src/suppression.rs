//! `suppression`: findings that a project knows of, by comments beside them or by `tongguan.toml`.
//!
//! A suppression never hides a finding: the report lists it with the reason. Whether review counts it is the pack's word.

use std::collections::{BTreeSet, HashMap};

use tongguan_model::text::bi;
use tongguan_rule::{Finding, Severity, Suppressed, declare_rule};

use crate::{
    app::{App, Doc},
    registry::{self, runs},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Reads the comments `tongguan-ignore RULE: reason` and `tongguan-ignore-next-line RULE: reason`, and the `[rules]` and
    /// `[[suppress]]` of `tongguan.toml`. It warns of one that has no reason, names no rule there is, or names a rule that the
    /// pack requires; and it tells of one that suppresses nothing any more.
    ///
    /// A comment covers its own line and the next; with `-next-line`, the next only. It is `<!-- … -->` in WXML,
    /// `/* … */` or `// …` elsewhere.
    ///
    /// ## Why
    /// VER-3: what a developer knows of stays in sight with its reason, and a reason that has lost its finding goes.
    ///
    /// ## Fail example
    /// `<!-- tongguan-ignore contrast -->`: no reason.
    ///
    /// ## Pass example
    /// `<!-- tongguan-ignore contrast: the logo's own colours -->`
    ///
    /// ## References
    /// VER-3.
    pub(crate) static META = {
        slug: "suppression", code: "QUA010", group: Quality, severity: Warning, requirement: "VER-3", since: "0.2.0",
    };
}

/// The word that begins a suppression.
const WORD: &str = "tongguan-ignore";
const NEXT: &str = "-next-line";

/// A comment that suppresses.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Comment {
    path: String,
    /// Byte of the word.
    at: usize,
    /// First and last line of the comment, from 1.
    lines: (u32, u32),
    /// Only the line after it.
    next: bool,
    rules: Vec<String>,
    reason: String,
}

impl Comment {
    /// Lines it covers. A comment of many lines covers the first, the last and the one after.
    fn covered(&self) -> BTreeSet<u32> {
        let (first, last) = self.lines;
        if self.next { BTreeSet::from([last + 1]) } else { BTreeSet::from([first, last, last + 1]) }
    }
}

/// The comments of all texts, in order.
fn comments(app: &App<'_>) -> Vec<Comment> {
    let mut out = Vec::new();
    for (path, bytes) in app.input.source.iter() {
        // Most files have none; the text is only looked at if the word is there.
        let Some(text) = app.input.source.text(path).filter(|_| !bytes.is_empty()) else { continue };
        let mut doc = None;
        // A comment that is not closed goes to the end of the file: what stands in one is not read again.
        let mut past = 0;
        for (at, _) in text.match_indices(WORD) {
            if at < past {
                continue;
            }
            let Some((next, rules, reason, end)) = directive(text, at) else { continue };
            past = end;
            let doc = doc.get_or_insert_with(|| Doc::new(path, text));
            let lines = (doc.span(&(at..at)).line, doc.span(&(end..end)).line);
            out.push(Comment { path: path.to_owned(), at, lines, next, rules, reason });
        }
    }
    out
}

/// Reads a suppression whose word is at a byte; `None` if that is no comment.
fn directive(text: &str, at: usize) -> Option<(bool, Vec<String>, String, usize)> {
    let before = text[..at].trim_end_matches([' ', '\t']);
    let end = if before.ends_with("<!--") {
        Some("-->")
    } else if before.ends_with("/*") || before.ends_with("/**") {
        Some("*/")
    } else if before.ends_with("//") {
        None
    } else {
        return None;
    };
    let rest = &text[at + WORD.len()..];
    let closed = |text: &str| end.is_some_and(|end| text.starts_with(end));
    let after = if closed(rest) { rest } else { rest.strip_prefix(NEXT).unwrap_or(rest) };
    if !closed(after) && after.starts_with(|c: char| !c.is_whitespace() && c != ':' && c != '：') {
        return None;
    }
    let length = end.map_or_else(|| rest.find('\n'), |end| rest.find(end)).unwrap_or(rest.len());
    let body = &rest[..length];
    let (next, body) = body.strip_prefix(NEXT).map_or((false, body), |b| (true, b));
    let (names, reason) = body.split_once([':', '：']).unwrap_or((body, ""));
    let rules = names.split([',', '，', ' ', '\t', '\n', '\r']).filter(|r| !r.is_empty()).map(str::to_owned);
    Some((next, rules.collect(), reason.trim().to_owned(), at + WORD.len() + length))
}

/// The files of comments, which come in order: each is laid out once.
struct Docs<'a> {
    app: &'a App<'a>,
    last: Option<Doc<'a>>,
}

impl<'a> Docs<'a> {
    fn of(&mut self, path: &'a str) -> Option<&Doc<'a>> {
        if self.last.as_ref().is_none_or(|doc| doc.path != path) {
            self.last = Some(Doc::new(path, self.app.input.source.text(path)?));
        }
        self.last.as_ref()
    }
}

fn required(app: &App<'_>, rule: &str) -> bool {
    app.input.policy.review.switches.required.iter().any(|r| r == rule)
}

/// Whether a suppression of this rule can do anything; if not, why.
fn fault(app: &App<'_>, rule: &str) -> Option<tongguan_model::text::Bilingual> {
    if !registry::rules().any(|m| m.slug == rule) {
        return Some(bi(
            format!("没有规则「{rule}」，此处忽略无效。"),
            format!("There is no rule {rule:?}: this suppresses nothing."),
        ));
    }
    required(app, rule).then(|| {
        let pack = &app.input.policy.name;
        bi(
            format!("规则包 {pack} 规定 {rule} 不得忽略或减轻，此处无效。"),
            format!(
                "Pack {pack} requires {rule}: it cannot be suppressed or made lighter, this has no effect."
            ),
        )
    })
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let fix = || {
        bi(
            "写成 tongguan-ignore 规则: 原因，规则名见 tongguan rules；或删去此处。",
            "Write tongguan-ignore RULE: reason, with a rule of `tongguan rules`; or take it out.",
        )
    };
    let comments = comments(app);
    let mut docs = Docs { app, last: None };
    for c in &comments {
        let Some(doc) = docs.of(&c.path) else { continue };
        let place = c.at..c.at + WORD.len();
        if c.reason.is_empty() || c.rules.is_empty() {
            let message = bi(
                "忽略须写明规则与原因，此处无效。",
                "A suppression names its rule and its reason; this one has no effect.",
            );
            sink.report(&META, doc, place, message, fix());
        } else if let Some(message) = c.rules.iter().find_map(|r| fault(app, r)) {
            sink.report(&META, doc, place, message, fix());
        }
    }
    let settings = &app.input.facts.settings;
    let rules = settings.rules.iter().map(|(slug, s)| (slug, s.line));
    for (rule, line) in rules.chain(settings.suppress.iter().map(|s| (&s.rule, s.line))) {
        if let Some(message) = fault(app, rule) {
            in_toml(sink, line, message, Severity::Warning);
        }
    }
}

fn in_toml(sink: &mut Sink<'_>, line: u32, message: tongguan_model::text::Bilingual, severity: Severity) {
    // The file may lie outside the package; only its line is known.
    let blank = "\n".repeat(line as usize);
    let at = line.saturating_sub(1) as usize;
    let fix = bi("改正或删去 tongguan.toml 的这一项。", "Mend this entry of tongguan.toml, or take it out.");
    sink.report(&META, &Doc::new("tongguan.toml", &blank), at..at, message, fix).severity(severity);
}

/// Takes what is suppressed out of the findings, and reports suppressions that suppress nothing.
pub(crate) fn apply(app: &App<'_>, sink: &mut Sink<'_>) -> Vec<Suppressed> {
    let comments: Vec<_> = comments(app).into_iter().filter(|c| !c.reason.is_empty()).collect();
    let mut at: HashMap<(&str, u32, &str), usize> = HashMap::new();
    for (i, c) in comments.iter().enumerate() {
        for rule in c.rules.iter().filter(|r| !required(app, r)) {
            for line in c.covered() {
                at.entry((&c.path, line, rule)).or_insert(i);
            }
        }
    }
    let listed = &app.input.facts.settings.suppress;
    let mut used: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut used_listed = BTreeSet::new();
    let mut suppressed = Vec::new();
    let mut left = Vec::new();
    for finding in sink.take() {
        let known = by_comment(&finding, &at).map(|i| {
            used.insert((i, finding.rule.clone()));
            (comments[i].reason.clone(), format!("{}:{}", finding.path, comments[i].lines.0))
        });
        let known = known.or_else(|| {
            let of_rule = |s: &&tongguan_rule::Suppression| s.rule == finding.rule && s.covers(&finding.path);
            let s = listed.iter().find(of_rule).filter(|s| !required(app, &s.rule))?;
            used_listed.insert(s.line);
            Some((s.reason.clone(), format!("tongguan.toml:{}", s.line)))
        });
        match known {
            Some((reason, by)) => suppressed.push(Suppressed { finding, reason, by }),
            None => left.push(finding),
        }
    }
    sink.put(left);
    if runs(app.input, META.slug) {
        let real = |rule: &str| {
            registry::rules().any(|m| m.slug == rule) && !required(app, rule) && runs(app.input, rule)
        };
        let mut docs = Docs { app, last: None };
        for (i, c) in comments.iter().enumerate() {
            let idle: Vec<_> = c
                .rules
                .iter()
                .filter(|r| real(r) && !used.contains(&(i, (*r).clone())) && !sink.open(r, &c.path))
                .map(String::as_str)
                .collect();
            if idle.is_empty() {
                continue;
            }
            if let Some(doc) = docs.of(&c.path) {
                let fix = bi("删去此注释。", "Take the comment out.");
                sink.report(&META, doc, c.at..c.at + WORD.len(), unused(&idle.join(", ")), fix)
                    .severity(Severity::Info);
            }
        }
        for s in listed.iter().filter(|s| real(&s.rule) && !used_listed.contains(&s.line)) {
            in_toml(sink, s.line, unused(&s.rule), Severity::Info);
        }
    }
    suppressed
}

fn unused(rules: &str) -> tongguan_model::text::Bilingual {
    bi(
        format!("此处忽略 {rules}，但已没有这样的发现。"),
        format!("This suppresses {rules}, of which nothing is found any more."),
    )
}

fn by_comment(f: &Finding, at: &HashMap<(&str, u32, &str), usize>) -> Option<usize> {
    at.get(&(f.path.as_str(), f.line, f.rule.as_str())).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(bool, Vec<String>, String)> {
        let at = text.find(WORD).unwrap();
        directive(text, at).map(|(next, rules, reason, _)| (next, rules, reason))
    }

    #[test]
    fn comments_of_every_language_are_read() {
        let yes = |rules: &[&str], reason: &str, next| {
            Some((next, rules.iter().map(|r| (*r).to_owned()).collect::<Vec<_>>(), reason.to_owned()))
        };
        for (text, expected) in [
            ("<!-- tongguan-ignore contrast: logo -->", yes(&["contrast"], "logo", false)),
            ("<!--tongguan-ignore a, b：原因：如此 --><x>", yes(&["a", "b"], "原因：如此", false)),
            ("/* tongguan-ignore-next-line a: r */ x", yes(&["a"], "r", true)),
            ("x(); // tongguan-ignore a: r\ny()", yes(&["a"], "r", false)),
            ("// tongguan-ignore a", yes(&["a"], "", false)),
            ("// tongguan-ignore: why", yes(&[], "why", false)),
            ("// tongguan-ignored a: r", None),
            ("x = 'tongguan-ignore a: r'", None),
            ("<!-- see tongguan-ignore a: r -->", None),
            ("<!--tongguan-ignore-->", yes(&[], "", false)),
            ("/*tongguan-ignore-next-line*/", yes(&[], "", true)),
            ("/* tongguan-ignore-next-lines a: r */", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
