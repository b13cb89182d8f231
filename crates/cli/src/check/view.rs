//! A report with what it takes to show it.

use std::collections::BTreeSet;

use tongguan_model::text::Lang;
use tongguan_policy::Policy;
use tongguan_rule::{Finding, Report, RuleMeta, Severity};
use tongguan_source::Source;

/// What every format is made from.
#[derive(Debug)]
pub(super) struct View<'a> {
    /// The report.
    pub(super) report: &'a Report,
    /// The package, for lines around a place.
    pub(super) source: &'a Source,
    /// The pack that judged it.
    pub(super) policy: &'a Policy,
    /// Language of the sentences.
    pub(super) lang: Lang,
    /// Findings as heavy as this, or heavier, fail the check.
    pub(super) fail_on: Severity,
    /// Name of the project.
    pub(super) name: &'a str,
    /// The app root as seen from the working folder, with its slash: CI shows findings by paths of the repository.
    pub(super) prefix: &'a str,
    /// Where pages of rules are, without the slug.
    pub(super) docs_url: Option<&'a str>,
    /// Whether colours are wanted.
    pub(super) styled: bool,
    /// Lines that are not shown as they are.
    pub(super) masked: Masked,
}

/// Lines with a secret: their findings have stars in its place, and no format may show the line itself.
#[derive(Debug, Default)]
pub(super) struct Masked(BTreeSet<(String, u32)>);

impl Masked {
    /// Lines whose snippet is not what the file says.
    pub(super) fn of(report: &Report, source: &Source) -> Self {
        let known = report.suppressed.iter().map(|s| &s.finding);
        let differs = |f: &&Finding| {
            line_of(source, &f.path, f.line).is_some_and(|l| !l.contains(f.snippet.trim_matches('…')))
        };
        Self(report.findings.iter().chain(known).filter(differs).map(|f| (f.path.clone(), f.line)).collect())
    }

    /// Whether a file has such a line: then lines beside a place are not shown either, a key may go on there.
    pub(super) fn in_file(&self, path: &str) -> bool {
        self.0.iter().any(|(p, _)| p == path)
    }
}

fn line_of<'s>(source: &'s Source, path: &str, number: u32) -> Option<&'s str> {
    let line = source.text(path)?.split('\n').nth(number.checked_sub(1)? as usize)?;
    Some(line.strip_suffix('\r').unwrap_or(line))
}

impl View<'_> {
    /// Whether the check fails.
    pub(super) fn fails(&self) -> bool {
        self.report.findings.iter().any(|f| self.counts(f))
    }

    /// Whether a finding fails the check.
    pub(super) fn counts(&self, finding: &Finding) -> bool {
        finding.severity <= self.fail_on
    }

    /// A line of a file, from 1; not one with a secret.
    pub(super) fn line(&self, path: &str, number: u32) -> Option<&str> {
        let masked = self.masked.0.contains(&(path.to_owned(), number));
        line_of(self.source, path, number).filter(|_| !masked)
    }

    /// Path of a file as seen from the working folder.
    pub(super) fn located(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// Address of a rule's page.
    pub(super) fn help(&self, slug: &str) -> Option<String> {
        self.docs_url.map(|url| format!("{}/{slug}", url.trim_end_matches('/')))
    }

    /// Rules that ran.
    pub(super) fn rules(&self) -> impl Iterator<Item = &'static RuleMeta> {
        let disabled = &self.policy.review.switches.disabled;
        tongguan_rule_package::rules().filter(move |m| !disabled.iter().any(|d| d == m.slug))
    }

    /// Rules that ran and neither found anything nor lacked what they need.
    pub(super) fn clean(&self) -> impl Iterator<Item = &'static RuleMeta> {
        self.rules().filter(|m| {
            !self.report.findings.iter().any(|f| f.rule == m.slug)
                && !self.report.not_checked.iter().any(|n| n.rule == m.slug && n.path.is_none())
        })
    }
}

/// Numbers of measured value and limit, and the clause: `实测 2.36:1 · 限值 4.5:1 · 依据 REV-3`.
pub(super) fn facts(finding: &Finding, lang: Lang) -> String {
    let mut facts = Vec::new();
    if let Some(measured) = &finding.measured {
        facts.push(format!("{} {measured}", lang.t("实测", "measured")));
    }
    if let Some(limit) = &finding.limit {
        facts.push(format!("{} {limit}", lang.t("限值", "limit")));
    }
    facts.push(format!("{} {}", lang.t("依据", "clause"), finding.clause));
    facts.join(" · ")
}
