//! `cargo xtask rules-docs` and `cargo xtask new-rule`.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::command::{cargo, root, run};

/// A new rule.
#[derive(Debug, clap::Args)]
pub(crate) struct NewRule {
    /// Family: a folder of `crates/rule-package/src`.
    group: String,
    /// Name in kebab-case, e.g. `missing-page`.
    slug: String,
}

/// Writes `docs/rules/` anew.
pub(crate) fn docs() -> Result<()> {
    let mut test = cargo(&["test", "--quiet", "-p", "tongguan-rule-package", "--test", "rule_docs"]);
    run(test.env("TONGGUAN_WRITE_DOCS", "1"))
}

/// Makes the file, its line in the registry and both fixtures; the fixtures fail until the rule is written.
pub(crate) fn new(rule: &NewRule) -> Result<()> {
    let made = scaffold(&root().join("crates/rule-package"), rule)?;
    for file in made {
        println!("{file}");
    }
    println!(
        "Write its page and its check, then run `cargo nextest run -p tongguan-rule-package` and `cargo xtask rules-docs`."
    );
    Ok(())
}

fn scaffold(dir: &Path, rule: &NewRule) -> Result<Vec<String>> {
    let (group, slug) = (rule.group.as_str(), rule.slug.as_str());
    let words = slug
        .split('-')
        .all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    if !words || !slug.starts_with(|c: char| c.is_ascii_lowercase()) {
        bail!("{slug:?} is no name in kebab-case");
    }
    let module = slug.replace('-', "_");
    let folder = dir.join("src").join(group);
    let list = folder.join("mod.rs");
    if !list.is_file() {
        bail!("there is no family {group:?} in {}", dir.join("src").display());
    }
    let file = folder.join(format!("{module}.rs"));
    if file.exists() {
        bail!("{} is there already", file.display());
    }
    let (prefix, number) =
        next_code(&folder).context("the family has no code yet; write its first rule by hand")?;
    let registry = dir.join("src/registry.rs");
    let with = registered(&fs::read_to_string(&registry)?, group, &module)?;
    let mods = inserted(&fs::read_to_string(&list)?, &format!("pub(crate) mod {module};"), "pub(crate) mod ");
    fs::write(&file, text(slug, group, &format!("{prefix}{number:03}")))?;
    fs::write(&list, mods)?;
    fs::write(&registry, with)?;
    let mut made = vec![file.display().to_string()];
    for kind in ["pass", "fail"] {
        let at = dir.join("fixtures").join(slug).join(kind).join("first");
        fs::create_dir_all(&at)?;
        for (name, text) in [
            ("app.json", "{ \"pages\": [\"i\"] }\n"),
            ("app.js", "App({});\n"),
            ("i.js", "Page({});\n"),
            ("i.json", "{}\n"),
            ("i.wxml", "<view></view>\n"),
        ] {
            fs::write(at.join(name), text)?;
        }
        made.push(at.display().to_string());
    }
    Ok(made)
}

/// Letters of a family's codes, and the first number that is free.
fn next_code(folder: &Path) -> Option<(String, u32)> {
    let mut last: Option<(String, u32)> = None;
    for entry in fs::read_dir(folder).ok()?.flatten() {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        for (_, rest) in text.match_indices("code: \"").map(|(i, m)| text.split_at(i + m.len())) {
            let Some(code) = rest.get(..6) else { continue };
            let (letters, digits) = code.split_at(3);
            let Ok(n) = digits.parse() else { continue };
            if last.as_ref().is_none_or(|(_, m)| n > *m) {
                last = Some((letters.to_owned(), n));
            }
        }
    }
    last.map(|(letters, n)| (letters, n + 1))
}

/// A text with a line in its place among the lines that begin the same way.
fn inserted(text: &str, line: &str, begin: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let fit = |l: &&str| l.starts_with(begin);
    let at = lines
        .iter()
        .position(|l| fit(l) && *l > line)
        .unwrap_or_else(|| lines.iter().rposition(fit).map_or(lines.len(), |i| i + 1));
    lines.insert(at, line);
    lines.join("\n") + "\n"
}

/// The registry with the rule's name among the imports and in the list.
fn registered(text: &str, group: &str, module: &str) -> Result<String> {
    let import = format!("    {group}::{{");
    let single = format!("    {group}::");
    let text = if let Some(at) = text.find(&import) {
        let names = at + import.len();
        let end = names + text[names..].find('}').context("an import without its end")?;
        let mut all: Vec<_> = text[names..end].split(',').map(str::trim).filter(|n| !n.is_empty()).collect();
        all.push(module);
        all.sort_unstable();
        format!("{}{}{}", &text[..names], all.join(", "), &text[end..])
    } else if let Some(at) = text.find(&single) {
        let name = at + single.len();
        let end = name + text[name..].find(',').context("an import without its end")?;
        let mut all = [&text[name..end], module];
        all.sort_unstable();
        format!("{}{{{}}}{}", &text[..name], all.join(", "), &text[end..])
    } else {
        bail!("the registry imports nothing of {group}");
    };
    let (head, list) = text.split_once("= rules! {\n").context("the registry has no list")?;
    let (list, tail) = list.split_once("};").context("the list has no end")?;
    let list = inserted(list, &format!("    {module}"), "    ");
    Ok(format!("{head}= rules! {{\n{list}}};{tail}"))
}

fn text(slug: &str, group: &str, code: &str) -> String {
    let mut family = group.to_owned();
    family[..1].make_ascii_uppercase();
    format!(
        r#"//! `{slug}`.

use tongguan_rule::declare_rule;

use crate::{{app::App, sink::Sink}};

declare_rule! {{
    /// ## What it does
    /// What it looks at and what it says.
    ///
    /// ## Why
    /// The clause, and whom it protects.
    ///
    /// ## Fail example
    /// `<view></view>`
    ///
    /// ## Pass example
    /// `<view></view>`
    ///
    /// ## References
    /// VER-3.
    pub(crate) static META = {{
        slug: "{slug}", code: "{code}", group: {family}, severity: Warning, requirement: "VER-3", since: "{version}",
    }};
}}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {{
    let _ = (app, sink, &META);
}}
"#,
        version = env!("CARGO_PKG_VERSION")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files that a rule needs, each in its place; run on a copy of the real crate's lists.
    #[test]
    fn a_new_rule_gets_its_file_its_lines_and_its_fixtures() {
        let real = root().join("crates/rule-package");
        let dir = tempfile::tempdir().unwrap();
        for folder in ["network", "version"] {
            fs::create_dir_all(dir.path().join("src").join(folder)).unwrap();
            for entry in fs::read_dir(real.join("src").join(folder)).unwrap().flatten() {
                fs::copy(entry.path(), dir.path().join("src").join(folder).join(entry.file_name())).unwrap();
            }
        }
        fs::copy(real.join("src/registry.rs"), dir.path().join("src/registry.rs")).unwrap();
        let rule = |group: &str, slug: &str| NewRule { group: group.into(), slug: slug.into() };
        for (group, slug) in [("network", "odd-port"), ("version", "same-build")] {
            let made = scaffold(dir.path(), &rule(group, slug)).unwrap();
            assert_eq!(made.len(), 3);
            let module = slug.replace('-', "_");
            let file = fs::read_to_string(dir.path().join(format!("src/{group}/{module}.rs"))).unwrap();
            assert!(file.contains(&format!("slug: \"{slug}\"")), "{file}");
            let mods = fs::read_to_string(dir.path().join(format!("src/{group}/mod.rs"))).unwrap();
            assert!(mods.contains(&format!("pub(crate) mod {module};")), "{mods}");
            assert!(dir.path().join(format!("fixtures/{slug}/fail/first/i.wxml")).is_file());
        }
        let registry = fs::read_to_string(dir.path().join("src/registry.rs")).unwrap();
        assert!(
            registry.contains("odd_port") && registry.contains("version::{same_build, version_increment}"),
            "{registry}"
        );
        let list = registry.split_once("= rules! {").unwrap().1.split_once('}').unwrap().0;
        let slugs: Vec<_> = list.split_whitespace().collect();
        assert!(slugs.is_sorted() && slugs.contains(&"same_build"), "{slugs:?}");
        for (group, slug) in
            [("network", "odd-port"), ("network", "Odd"), ("network", "a--b"), ("nothing", "x")]
        {
            assert!(scaffold(dir.path(), &rule(group, slug)).is_err(), "{group} {slug}");
        }
    }
}
