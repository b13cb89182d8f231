//! `tongguan rules`: what is looked for, and the page of each rule.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Subcommand, ValueEnum};
use serde_json::json;
use tongguan_model::text::Lang;
use tongguan_policy::Policy;
use tongguan_rule::{Group, RuleMeta, Severity};

/// Rules, by family.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Policy pack whose switches are shown: `default`, `weixin-2026`, or an overlay file.
    #[arg(long, default_value = "default", value_name = "NAME|FILE", global = true)]
    pack: String,
    /// Form of the list.
    #[arg(long, default_value = "text")]
    format: Format,
    /// Language, zh or en; by the locale if it is not given.
    #[arg(long, value_parser = crate::ask::parse_lang, global = true)]
    lang: Option<Lang>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the page of a rule.
    Explain {
        /// Its name, e.g. `contrast`, or its code.
        #[arg(value_name = "RULE")]
        slug: String,
    },
}

pub(crate) fn main(args: &Args) -> Result<ExitCode> {
    let policy = crate::ask::policy(&args.pack)?;
    let lang = args.lang.unwrap_or_else(crate::terminal::lang);
    let text = match &args.command {
        Some(Command::Explain { slug }) => explain(find(slug)?, &policy, lang),
        None => match args.format {
            Format::Text => list(&policy, lang),
            Format::Json => format!("{:#}\n", table(&policy)),
        },
    };
    crate::terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// A rule by its name or code.
fn find(asked: &str) -> Result<&'static RuleMeta> {
    let same = |r: &&RuleMeta| r.slug == asked || r.code.eq_ignore_ascii_case(asked);
    if let Some(rule) = tongguan_rule_package::rules().find(same) {
        return Ok(rule);
    }
    let near: Vec<_> = tongguan_rule_package::rules()
        .map(|r| r.slug)
        .filter(|slug| {
            asked.split('-').any(|word| word.len() > 2 && slug.split('-').any(|w| w.starts_with(word)))
        })
        .collect();
    match near.as_slice() {
        [] => bail!("there is no rule {asked:?}; `tongguan rules` lists them"),
        near => bail!("there is no rule {asked:?}; near it: {}", near.join(", ")),
    }
}

/// What the pack makes of a rule.
#[derive(Debug, PartialEq, Eq)]
struct Switched {
    enabled: bool,
    enforced: bool,
    required: bool,
    severity: Severity,
}

fn switched(rule: &RuleMeta, policy: &Policy) -> Switched {
    let switches = &policy.review.switches;
    let has = |list: &[String]| list.iter().any(|s| s == rule.slug);
    let enforced = !has(&switches.not_enforced);
    let severity =
        if rule.severity == Severity::Error && !enforced { Severity::Warning } else { rule.severity };
    Switched { enabled: !has(&switches.disabled), enforced, required: has(&switches.required), severity }
}

fn words(rule: &RuleMeta, policy: &Policy, l: Lang) -> String {
    let s = switched(rule, policy);
    if !s.enabled {
        return l.t("停用", "off").to_owned();
    }
    let mut out = s.severity.word(l).to_owned();
    if s.required {
        out += l.t("，不得忽略", ", required");
    }
    if !s.enforced && rule.severity == Severity::Error {
        out += l.t("，不强制", ", not enforced");
    }
    out
}

fn list(policy: &Policy, l: Lang) -> String {
    let widest = tongguan_rule_package::rules().map(|r| r.slug.len()).max().unwrap_or(0);
    let mut out = String::new();
    for group in Group::ALL {
        let rules: Vec<_> = tongguan_rule_package::rules().filter(|r| r.group == group).collect();
        if rules.is_empty() {
            continue;
        }
        out += &format!("{}\n", group.word(l));
        for r in rules {
            let (slug, code, clause) = (r.slug, r.code, r.requirement);
            out += &format!("  {slug:widest$}  {code}  {clause:6}  {}\n", words(r, policy, l));
        }
        out.push('\n');
    }
    let n = tongguan_rule_package::rules().count();
    out + &match l {
        Lang::Zh => format!("{n} 条规则，规则包 {}。tongguan rules explain 规则名 显示说明。\n", policy.name),
        Lang::En => format!("{n} rules, pack {}. `tongguan rules explain RULE` shows a page.\n", policy.name),
    }
}

fn table(policy: &Policy) -> serde_json::Value {
    let row = |r: &RuleMeta| {
        let s = switched(r, policy);
        json!({
            "rule": r.slug, "code": r.code, "group": r.group.as_str(), "severity": s.severity.wire(),
            "enabled": s.enabled, "enforced": s.enforced, "required": s.required, "clause": r.requirement,
            "since": r.since,
        })
    };
    tongguan_rule_package::rules().map(row).collect()
}

fn explain(rule: &RuleMeta, policy: &Policy, l: Lang) -> String {
    let head = format!(
        "{} ({}) · {} · {} · {} {} · {} {}\n",
        rule.slug,
        rule.code,
        rule.group.word(l),
        words(rule, policy, l),
        l.t("依据", "clause"),
        rule.requirement,
        l.t("自版本", "since"),
        rule.since
    );
    let body: Vec<_> = rule.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let known = match l {
        Lang::Zh => format!(
            "忽略一处：在它之前一行写注释 tongguan-ignore {}: 原因（WXML 用 <!-- -->）。见 docs/check.md。\n",
            rule.slug
        ),
        Lang::En => format!(
            "To suppress a finding, write tongguan-ignore {}: reason in a comment on the line before. See docs/check.md.\n",
            rule.slug
        ),
    };
    let known = if switched(rule, policy).required { String::new() } else { format!("\n{known}") };
    format!("{head}\n{}\n{known}", body.join("\n").trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_found_by_name_and_code_and_near_names_are_named() {
        assert_eq!(find("contrast").unwrap().code, "INT001");
        assert_eq!(find("int001").unwrap().slug, "contrast");
        let error = find("missing-pages").unwrap_err().to_string();
        assert!(error.contains("missing-page"), "{error}");
        assert!(find("zzz").unwrap_err().to_string().contains("tongguan rules"));
    }

    #[test]
    fn switches_of_the_pack_are_shown() {
        let policy = Policy::builtin("default").unwrap();
        let all = table(&policy);
        let row = |slug: &str| all.as_array().unwrap().iter().find(|r| r["rule"] == slug).unwrap().clone();
        assert_eq!(
            (&row("button-size")["severity"], &row("button-size")["enforced"]),
            (&json!("warning"), &json!(false))
        );
        assert_eq!(row("sensitive-text")["required"], true);
        assert!(list(&policy, Lang::Zh).contains("sensitive-text"));
        let page = explain(find("contrast").unwrap(), &policy, Lang::En);
        assert!(page.contains("## Why") && page.contains("tongguan-ignore contrast: reason"), "{page}");
    }
}
