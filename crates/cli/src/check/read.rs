//! What a check reads from disk.

use std::{
    fs,
    path::{Component, Path},
};

use anyhow::{Context, Result, bail};
use tongguan_model::text::Lang;
use tongguan_policy::Policy;
use tongguan_rule::Facts;
use tongguan_source::{Limits, Note, Source};
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

/// What was decided for the author, in words.
pub(super) fn note(note: &Note, package: &Path, lang: Lang) -> String {
    let at = |folder: &str| package.join(folder.trim_end_matches('/')).display().to_string();
    match note {
        Note::Root(root) => {
            lang.t(&format!("检查的是 {}", at(root)), &format!("checked is {}", at(root))).to_owned()
        }
        Note::Others(roots) => {
            let names: Vec<_> = roots.iter().map(|r| at(r)).collect();
            lang.t(
                &format!("此处还有其他小程序，未检查：{}；请分别检查", names.join("、")),
                &format!(
                    "other mini programs are here and were not checked: {}; check each",
                    names.join(", ")
                ),
            )
            .to_owned()
        }
        Note::Plugin(folder) => lang
            .t(
                &format!("插件是单独的代码包，请运行 tongguan check {}", at(folder)),
                &format!("the plugin is a package of its own: tongguan check {}", at(folder)),
            )
            .to_owned(),
        Note::Absent(folder) => lang
            .t(
                &format!("project.config.json 指定的目录 {folder} 不存在或其中没有小程序，未采用"),
                &format!(
                    "project.config.json names the folder {folder}, where no mini program is; it was not used"
                ),
            )
            .to_owned(),
        Note::Config(path) => lang
            .t(
                &format!("{path} 无法解析，其中的设置（miniprogramRoot、packOptions）未采用"),
                &format!("{path} cannot be read; its settings (miniprogramRoot, packOptions) were not used"),
            )
            .to_owned(),
    }
}

/// That there is no mini program at all.
pub(super) fn no_program(package: &Path, lang: Lang) -> String {
    let name = package.display();
    lang.t(
        &format!("{name} 中没有小程序：既没有 app.json，也没有任何 .wxml 文件。请指定小程序所在的目录"),
        &format!("there is no mini program in {name}: neither an app.json nor any .wxml file. Name the folder of the program"),
    )
    .to_owned()
}

/// Name of the project, for titles.
pub(super) fn name(package: &Path) -> String {
    let full = fs::canonicalize(package).unwrap_or_else(|_| package.to_path_buf());
    full.file_name().unwrap_or(full.as_os_str()).to_string_lossy().into_owned()
}
