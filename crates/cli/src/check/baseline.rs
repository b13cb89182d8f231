//! A baseline: the findings that an old project has when it begins to be checked. Only what is new fails then.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use tongguan_rule::Report;

use super::{fingerprint, view::View};

/// What a suppression by the baseline names as its place.
pub(super) const BASELINE: &str = "baseline";
/// Form of the file.
const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    /// In order of their fingerprints.
    findings: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fingerprint: String,
    rule: String,
    path: String,
    /// Findings of the rule on equal lines of the file.
    count: u32,
}

/// Writes what is found now.
pub(super) fn write(view: &View<'_>, to: &Path) -> Result<usize> {
    let mut all: BTreeMap<String, Entry> = BTreeMap::new();
    for f in &view.report.findings {
        let print = fingerprint::of(view, f);
        let entry =
            Entry { fingerprint: print.clone(), rule: f.rule.clone(), path: f.path.clone(), count: 0 };
        all.entry(print).or_insert(entry).count += 1;
    }
    let file = File { version: VERSION, findings: all.into_values().collect() };
    let text = serde_json::to_string_pretty(&file)? + "\n";
    fs::write(to, text).with_context(|| format!("cannot write {}", to.display()))?;
    Ok(view.report.findings.len())
}

/// Entries that nothing matches any more.
pub(super) type Stale = Vec<(String, String, u32)>;

/// The report without what the baseline knows, and the entries of the baseline that have lost their findings.
pub(super) fn apply(view: &View<'_>, from: &Path) -> Result<(Report, Stale)> {
    let name = from.display();
    let text = fs::read_to_string(from)
        .with_context(|| format!("cannot read the baseline {name}; --write-baseline makes one"))?;
    let file: File = serde_json::from_str(&text).with_context(|| format!("{name} is no baseline"))?;
    if file.version != VERSION {
        bail!("{name} is a baseline of version {}, this program reads {VERSION}", file.version);
    }
    let mut left: BTreeMap<_, _> = file.findings.into_iter().map(|e| (e.fingerprint.clone(), e)).collect();
    let mut report = view.report.clone();
    report.suppress(|f| {
        let entry = left.get_mut(&fingerprint::of(view, f)).filter(|e| e.count > 0)?;
        entry.count -= 1;
        Some(("in the baseline".to_owned(), BASELINE.to_owned()))
    });
    let stale = left.into_values().filter(|e| e.count > 0).map(|e| (e.rule, e.path, e.count));
    let mut stale: Vec<_> = stale.collect();
    stale.sort();
    Ok((report, stale))
}
