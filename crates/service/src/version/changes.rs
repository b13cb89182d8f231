//! What a version changes against the one that is live: the material of the desk.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use tongguan_model::{
    ids::VersionId,
    package::{Package, object},
    release::ReleaseState,
    review::Case,
};
use tongguan_source::Source;
use tongguan_store::{package as packages, release as releases, version as versions};

use super::diff::{Line, hunks};
use crate::{Ctx, Error, Result, preflight, revision};

/// Files whose lines are compared, and differing lines shown of all together: a page that a person reads.
const FILES: usize = 40;
const LINES: usize = 2_000;
/// Same lines around a difference.
const CONTEXT: usize = 3;

/// A file that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Changed {
    path: String,
    /// `added`, `removed`, `modified`.
    kind: &'static str,
    /// Bytes before and after.
    before: usize,
    after: usize,
    plus: usize,
    minus: usize,
    /// Differing lines; empty for what is no text, too long, or not shown.
    hunks: Vec<Vec<Line>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Changes {
    /// Number of the version that is live.
    against: Option<String>,
    /// Files of the package.
    files: usize,
    /// Files that are as they were.
    same: usize,
    /// Bytes of all files, before and after.
    before: u64,
    after: u64,
    list: Vec<Changed>,
}

/// Compares the version of a case with what is live. `lines` shows the code itself: for the reviewer who holds the case.
pub(crate) async fn changes(ctx: &Ctx, case: &Case, lines: bool) -> Result<Value> {
    let mut tx = ctx.store().read().await?;
    let id = VersionId::from_trusted(case.target.clone());
    let version = versions::find(&mut tx, &id).await?.ok_or(Error::NotFound("version"))?;
    let package = packages::find(&mut tx, &version.package).await?.ok_or(Error::NotFound("package"))?;
    let live = releases::of_app(&mut tx, &case.app).await?;
    let live = live.into_iter().find(|r| r.state == ReleaseState::Live && r.target != id);
    let live = match live {
        Some(release) => versions::find(&mut tx, &release.target).await?,
        None => None,
    };
    let before = match &live {
        Some(version) => packages::find(&mut tx, &version.package).await?,
        None => None,
    };
    let limits = preflight::limits(&revision::load(ctx, &mut tx, case.policy_revision).await?);
    drop(tx);
    let new = ctx.objects().get(&object(&package.sha256)).await?;
    let old = match &before {
        Some(Package { sha256, .. }) => Some(ctx.objects().get(&object(sha256)).await?),
        None => None,
    };
    let compare = move || {
        let new = Source::from_zip(&new, &limits)?;
        let old = match old {
            Some(zip) => Source::from_zip(&zip, &limits)?,
            None => Source::default(),
        };
        Ok::<_, tongguan_source::SourceError>(compare(&old, &new, live.map(|v| v.number), lines))
    };
    let changes = ctx.heavy().checks.run(compare).await?.map_err(Error::internal)?;
    serde_json::to_value(changes).map_err(Error::internal)
}

fn compare(old: &Source, new: &Source, against: Option<String>, lines: bool) -> Changes {
    let paths: BTreeSet<&str> = old.iter().chain(new.iter()).map(|(p, _)| p).collect();
    let (mut list, mut same, mut shown) = (Vec::new(), 0, 0);
    for path in paths {
        let (a, b) = (old.get(path), new.get(path));
        if a == b {
            same += 1;
            continue;
        }
        let kind = match (a, b) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "modified",
        };
        // Without a version to compare with every line is new: the package itself is there to be read.
        let wanted = lines && against.is_some() && list.len() < FILES && shown < LINES;
        let text = |side: Option<&[u8]>, source: &Source| match side {
            None => Some(String::new()),
            Some(_) => source.text(path).map(ToOwned::to_owned),
        };
        let found = match (wanted, text(a, old), text(b, new)) {
            (true, Some(a), Some(b)) => hunks(&a, &b, CONTEXT),
            _ => None,
        };
        let hunks = found.unwrap_or_default();
        shown += hunks.iter().map(Vec::len).sum::<usize>();
        let count = |of: fn(&Line) -> bool| hunks.iter().flatten().filter(|l| of(l)).count();
        list.push(Changed {
            path: path.to_owned(),
            kind,
            before: a.map_or(0, <[u8]>::len),
            after: b.map_or(0, <[u8]>::len),
            plus: count(|l| l.old.is_none()),
            minus: count(|l| l.new.is_none()),
            hunks,
        });
    }
    Changes { against, files: new.len(), same, before: old.bytes(), after: new.bytes(), list }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_removed_and_modified_files_are_told_apart() {
        let old = Source::from_files([("a.js", "1\n2\n"), ("b.js", "x\n"), ("c.js", "same\n")]);
        let new = Source::from_files([("a.js", "1\n3\n"), ("c.js", "same\n"), ("d.js", "new\n")]);
        let found = compare(&old, &new, Some("1.0.0".into()), true);
        assert_eq!((found.files, found.same), (3, 1));
        let kinds: Vec<_> = found.list.iter().map(|c| (c.path.as_str(), c.kind, c.plus, c.minus)).collect();
        assert_eq!(kinds, [("a.js", "modified", 1, 1), ("b.js", "removed", 0, 1), ("d.js", "added", 1, 0)]);
    }

    #[test]
    fn code_is_shown_only_where_it_is_asked_for_and_never_of_what_is_no_text() {
        let old = Source::from_files([("a.png", vec![0xff_u8, 0xfe]), ("b.js", b"1\n".to_vec())]);
        let new = Source::from_files([("a.png", vec![0xff_u8, 0xfd]), ("b.js", b"2\n".to_vec())]);
        let names = compare(&old, &new, Some("1.0.0".into()), false);
        assert!(names.list.len() == 2 && names.list.iter().all(|c| c.hunks.is_empty()));
        let lines = compare(&old, &new, Some("1.0.0".into()), true);
        assert_eq!(lines.list.iter().map(|c| c.hunks.len()).collect::<Vec<_>>(), [0, 1]);
        assert!(compare(&Source::default(), &new, None, true).list.iter().all(|c| c.hunks.is_empty()));
    }
}
