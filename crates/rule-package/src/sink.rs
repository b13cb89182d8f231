//! Where rules report to.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::{Evidence, Finding, NotChecked, Related, RuleMeta, Severity};

use crate::app::{App, Doc};

/// Collects findings, fills in line, column and snippet, and honours the pack's switches.
pub(crate) struct Sink<'a> {
    app: &'a App<'a>,
    findings: Vec<Finding>,
    not_checked: Vec<NotChecked>,
    seen: BTreeSet<(&'static str, String, usize)>,
    /// Findings of a rule in a file.
    counts: BTreeMap<(&'static str, String), u64>,
    most: u64,
    /// Secrets that no report may show.
    masks: BTreeSet<String>,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(app: &'a App<'a>) -> Self {
        Self {
            app,
            findings: Vec::new(),
            not_checked: Vec::new(),
            seen: BTreeSet::new(),
            counts: BTreeMap::new(),
            most: u64::try_from(*app.input.policy.package.findings_per_file).unwrap_or(1).max(1),
            masks: BTreeSet::new(),
        }
    }

    /// Takes over what another rule reported.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.not_checked.extend(other.not_checked);
        self.seen.extend(other.seen);
        self.counts.extend(other.counts);
        self.masks.extend(other.masks);
    }

    /// A finding at bytes of a document. The same rule reports a place once: a component is used on many pages.
    pub(crate) fn report(
        &mut self,
        meta: &'static RuleMeta,
        doc: &Doc<'_>,
        bytes: Range<usize>,
        message: Bilingual,
        fix: Bilingual,
    ) -> Draft<'_> {
        let mut fresh = self.seen.insert((meta.slug, doc.path.to_owned(), bytes.start));
        if fresh {
            let count = self.counts.entry((meta.slug, doc.path.to_owned())).or_default();
            *count += 1;
            fresh = *count <= self.most;
        }
        if !fresh {
            return Draft { finding: None };
        }
        let span = doc.span(&bytes);
        let finding = Finding {
            rule: meta.slug.into(),
            code: meta.code.into(),
            severity: meta.severity,
            path: doc.path.to_owned(),
            line: span.line,
            column: span.column,
            end_line: span.end_line,
            end_column: span.end_column,
            message,
            snippet: doc.snippet(bytes.start),
            measured: None,
            limit: None,
            clause: meta.requirement.into(),
            fix,
            related: Vec::new(),
            evidence: None,
        };
        self.findings.push(finding);
        Draft { finding: self.findings.last_mut() }
    }

    /// A finding about the package as a whole, or about a file that has no text: at the first line of `path`.
    pub(crate) fn report_file(
        &mut self,
        meta: &'static RuleMeta,
        path: &str,
        message: Bilingual,
        fix: Bilingual,
    ) -> Draft<'_> {
        let doc = self.app.doc(path).cloned().unwrap_or_else(|| Doc::new(path, ""));
        self.report(meta, &doc, 0..0, message, fix)
    }

    /// A rule cannot be judged, or not for this file.
    pub(crate) fn not_checked(&mut self, meta: &'static RuleMeta, path: Option<&str>, why: Bilingual) {
        self.not_checked.push(NotChecked { rule: meta.slug.into(), path: path.map(str::to_owned), why });
    }

    /// No finding of any rule shows this text whole.
    pub(crate) fn mask(&mut self, secret: &str) {
        if secret.len() > MASKED {
            self.masks.insert(secret.to_owned());
        }
    }

    /// Gives the findings so far the weights of the pack and of the project. Returns the rules that the project makes lighter
    /// than the pack. Secrets are hidden from here on.
    pub(crate) fn weigh(&mut self) -> Vec<String> {
        self.conceal();
        let input = self.app.input;
        let switches = &input.policy.review.switches;
        let mut lightened = BTreeSet::new();
        for finding in &mut self.findings {
            if finding.severity == Severity::Error && switches.not_enforced.contains(&finding.rule) {
                finding.severity = Severity::Warning;
            }
            if switches.required.contains(&finding.rule) {
                continue;
            }
            let asked = input.facts.settings.rules.get(&finding.rule).and_then(|s| s.severity);
            // What a machine cannot tell is no error, whatever a project asks.
            let Some(asked) =
                asked.filter(|a| finding.severity != Severity::NeedsPerson || *a == Severity::Info)
            else {
                continue;
            };
            if finding.severity == Severity::Error && asked != Severity::Error {
                lightened.insert(finding.rule.clone());
            }
            finding.severity = asked;
        }
        // A rule that is off might have found an error.
        for meta in crate::rules().filter(|m| m.severity == Severity::Error) {
            let off = |slug: &str| switches.disabled.iter().chain(&switches.not_enforced).any(|d| d == slug);
            if !crate::registry::runs(input, meta.slug) && !off(meta.slug) {
                lightened.insert(meta.slug.to_owned());
            }
        }
        lightened.into_iter().collect()
    }

    /// Takes all findings out.
    pub(crate) fn take(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }

    /// Puts findings back.
    pub(crate) fn put(&mut self, findings: Vec<Finding>) {
        self.findings.extend(findings);
    }

    /// Whether a rule could not be judged for a file.
    pub(crate) fn open(&self, rule: &str, path: &str) -> bool {
        self.not_checked.iter().any(|n| n.rule == rule && n.path.as_deref().is_none_or(|p| p == path))
    }

    fn conceal(&mut self) {
        for finding in &mut self.findings {
            for secret in &self.masks {
                hide(secret, finding);
            }
        }
    }

    pub(crate) fn finish(mut self) -> (Vec<Finding>, Vec<NotChecked>) {
        self.conceal();
        for ((rule, path), count) in self.counts {
            let more = count.saturating_sub(self.most);
            if more > 0 {
                let why = bi(format!("另有 {more} 处未列出。"), format!("{more} more are not listed."));
                self.not_checked.push(NotChecked { rule: rule.into(), path: Some(path), why });
            }
        }
        (self.findings, self.not_checked)
    }
}

/// Shorter texts stand for too much else to be hidden.
const MASKED: usize = 8;

/// Puts stars in a secret's place: the snippet may have cut it off, so its beginning is enough to know it by.
fn hide(secret: &str, finding: &mut Finding) {
    let known: String = secret.chars().take(MASKED).collect();
    let stars: String = secret.chars().take(MASKED / 2).chain("****".chars()).collect();
    let mut texts = vec![&mut finding.snippet, &mut finding.message.zh, &mut finding.message.en];
    texts.extend(finding.measured.as_mut());
    texts.extend(finding.related.iter_mut().map(|r| &mut r.note));
    for text in texts {
        let mut from = 0;
        while let Some(at) = text[from..].find(&known).map(|n| from + n) {
            let rest = &text[at..];
            let same = rest
                .chars()
                .zip(secret.chars())
                .take_while(|(a, b)| a == b)
                .map(|(a, _)| a.len_utf8())
                .sum::<usize>();
            text.replace_range(at..at + same, &stars);
            from = at + stars.len();
        }
    }
}

/// A finding that was just reported and can still be added to; nothing, if it was there already.
pub(crate) struct Draft<'s> {
    finding: Option<&'s mut Finding>,
}

impl Draft<'_> {
    fn edit(mut self, edit: impl FnOnce(&mut Finding)) -> Self {
        if let Some(finding) = self.finding.as_deref_mut() {
            edit(finding);
        }
        self
    }

    pub(crate) fn measured(self, measured: impl ToString, limit: impl ToString) -> Self {
        self.edit(|f| {
            f.measured = Some(measured.to_string());
            f.limit = Some(limit.to_string());
        })
    }

    /// The measure as data, for pages that draw it.
    pub(crate) fn evidence(self, evidence: Evidence) -> Self {
        self.edit(|f| f.evidence = Some(evidence))
    }

    pub(crate) fn severity(self, severity: Severity) -> Self {
        self.edit(|f| f.severity = severity)
    }

    pub(crate) fn related(self, doc: &Doc<'_>, at: usize, note: impl Into<String>) -> Self {
        let related =
            Related { path: doc.path.to_owned(), line: doc.span(&(at..at)).line, note: note.into() };
        self.edit(|f| f.related.push(related))
    }
}
