//! What a check reads from disk.

use std::{
    fs,
    path::{Component, Path},
};

use anyhow::{Context, Result, bail};
use tongguan_policy::Policy;
use tongguan_rule::Facts;
use tongguan_source::{Limits, Source};
use tongguan_text::Word;

fn limits(policy: &Policy) -> Limits {
    let bytes = |value: i64| u64::try_from(value).unwrap_or(0);
    Limits {
        max_files: bytes(*policy.package.max_files),
        max_file_bytes: bytes(*policy.package.file_max_bytes),
        max_total_bytes: bytes(*policy.package.unpacked_max_bytes),
    }
}

/// The package: a folder or a zip.
pub(crate) fn source(path: &Path, policy: &Policy) -> Result<Source> {
    let limits = &limits(policy);
    let name = path.display();
    if path.is_dir() {
        return Source::from_dir(path, limits).with_context(|| format!("cannot check {name}"));
    }
    let size = fs::metadata(path).with_context(|| format!("cannot read {name}"))?.len();
    if size > limits.max_total_bytes {
        bail!("{name} has {size} bytes; at most {} are read", limits.max_total_bytes);
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read {name}"))?;
    Source::from_zip(&bytes, limits).with_context(|| format!("cannot check {name}"))
}

/// The facts, and further words: of the file that was named, else `tongguan.toml` of the folder, else none.
pub(crate) fn facts(package: &Path, named: Option<&Path>) -> Result<(Facts, Vec<Word>)> {
    let file = named.map_or_else(|| package.join("tongguan.toml"), Path::to_path_buf);
    if named.is_none() && !file.is_file() {
        return Ok((Facts::default(), Vec::new()));
    }
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let wrong = |e: tongguan_rule::FactsError| anyhow::anyhow!("{}:{e}", file.display());
    let beside = file.parent().unwrap_or(Path::new("."));
    let lists: Vec<_> =
        Facts::word_files(&text).map_err(wrong)?.iter().map(|name| beside.join(name)).collect();
    Ok((Facts::from_toml(&text).map_err(wrong)?, crate::ask::text::words(&lists)?))
}

/// The app root as seen from the working folder, with its slash. CI runs a check in the root of a repository and shows
/// findings at paths of the repository. A zip has no place there.
pub(super) fn prefix(package: &Path, source: &Source) -> String {
    if !package.is_dir() {
        return source.root().to_owned();
    }
    let cwd = std::env::current_dir().and_then(fs::canonicalize).ok();
    let full = fs::canonicalize(package).ok();
    let below = full.as_deref().zip(cwd.as_deref()).and_then(|(full, cwd)| full.strip_prefix(cwd).ok());
    let mut out = String::new();
    for part in below.unwrap_or(package).components() {
        match part {
            Component::RootDir => out.push('/'),
            Component::CurDir | Component::Prefix(_) => {}
            part => {
                out += &part.as_os_str().to_string_lossy();
                out.push('/');
            }
        }
    }
    out + source.root()
}

/// Name of the project, for titles.
pub(super) fn name(package: &Path) -> String {
    let full = fs::canonicalize(package).unwrap_or_else(|_| package.to_path_buf());
    full.file_name().unwrap_or(full.as_os_str()).to_string_lossy().into_owned()
}
