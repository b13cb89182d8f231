//! `tongguan name`: what can be said of a name before review (NAM-1 … NAM-3), and whether two names are taken for each other.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use clap::ValueEnum;
use serde_json::{Value, json};
use tongguan_model::{
    refusal::FieldError,
    text::{Lang, bi},
};
use tongguan_rule_subject::name::{
    self, Likeness, Words, compare,
    index::{Builder, Match},
};

use super::{Common, Subject};

/// What to judge.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    ask: Ask,
}

/// What is asked of a name.
#[derive(Debug, clap::Subcommand)]
enum Ask {
    /// Judge one name: length, characters, words, and, with --against, other names.
    Check(Check),
    /// Compare two names: prints `conflict` or `free` first, then the reasons.
    Compare(Compare),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines for people.
    Text,
    /// JSON.
    Json,
}

#[derive(Debug, clap::Args)]
struct Check {
    /// The name.
    name: String,
    /// Subject type it is for.
    #[arg(long, default_value = "enterprise")]
    subject: Subject,
    /// Names that exist already, one a line.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, clap::Args)]
struct Compare {
    /// One name.
    a: String,
    /// The other.
    b: String,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    common: Common,
}

pub(crate) fn main(args: &Args) -> Result<ExitCode> {
    match &args.ask {
        Ask::Check(args) => check(args),
        Ask::Compare(args) => compare_two(args),
    }
}

fn code(ok: bool) -> ExitCode {
    if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn word(conflict: bool) -> &'static str {
    if conflict { "conflict" } else { "free" }
}

fn reasons(likeness: &Likeness, lang: Lang) -> Vec<Value> {
    let one = |h: &name::Hit| json!({ "reason": h.reason.code(), "title": h.reason.title().get(lang), "score": rounded(h.score) });
    likeness.hits.iter().map(one).collect()
}

fn rounded(score: f64) -> f64 {
    (score * 100.0).round() / 100.0
}

fn print_reasons(likeness: &Likeness, lang: Lang) {
    for hit in &likeness.hits {
        println!("  {:.2} {} ({})", hit.score, hit.reason.title().get(lang), hit.reason.code());
    }
}

fn compare_two(args: &Compare) -> Result<ExitCode> {
    let policy = super::policy(&args.common.pack)?;
    let lang = args.common.lang;
    let words = Words::new(&policy.naming);
    let likeness = compare(&args.a, &args.b, &words);
    let conflict = likeness.score() >= words.conflict_from();
    if args.common.json || args.format == Format::Json {
        let out = json!({
            "verdict": word(conflict), "a": args.a, "b": args.b, "score": rounded(likeness.score()),
            "threshold": words.conflict_from(), "reasons": reasons(&likeness, lang),
        });
        println!("{out:#}");
    } else {
        println!("{}", word(conflict));
        print_reasons(&likeness, lang);
        if likeness.hits.is_empty() {
            println!("  {}", lang.t("没有可混淆之处", "Nothing to take one for the other"));
        }
    }
    Ok(code(!conflict))
}

/// The names of a file that are like one.
fn against(args: &Check, words: &Words, most: usize) -> Result<Option<Vec<Match>>> {
    let Some(file) = &args.against else { return Ok(None) };
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let names: Vec<&str> =
        text.lines().map(str::trim).filter(|n| !n.is_empty() && !n.starts_with('#')).collect();
    let mut builder = Builder::new(words, names.len());
    names.iter().for_each(|n| builder.push(n));
    Ok(Some(builder.finish().search(&args.name, words, words.mention_from(), most)?))
}

fn check(args: &Check) -> Result<ExitCode> {
    let policy = super::policy(&args.common.pack)?;
    let lang = args.common.lang;
    let words = Words::new(&policy.naming);
    let verdict = name::check("name", &args.name, args.subject.into(), &policy.naming);
    let most = usize::try_from(*policy.naming.most_hits).unwrap_or(20);
    let likes = against(args, &words, most)?;
    let conflicts = |m: &Match| m.likeness.score() >= words.conflict_from();
    let conflict = likes.iter().flatten().any(conflicts);
    let ok = verdict.refused.is_empty() && !conflict;
    let (state, title) = match (ok, verdict.needs_proof.is_empty()) {
        (false, _) => ("refused", bi("会被驳回", "it would be refused")),
        (true, false) => ("needs_proof", bi("需要证明", "it needs a proof")),
        (true, true) => ("free", bi("规则未拒绝此名称", "no rule refuses it")),
    };
    if args.common.json || args.format == Format::Json {
        print_json(args, &verdict, likes.as_deref(), &words, state);
        return Ok(code(ok));
    }
    println!("{} {state} {}", if ok { "✓" } else { "✗" }, title.get(lang));
    for error in verdict.refused.iter().chain(&verdict.needs_proof).chain(&verdict.advice) {
        super::print_error(error, lang);
    }
    for found in likes.iter().flatten() {
        let which = if conflicts(found) { lang.t("混淆", "conflict") } else { lang.t("近似", "alike") };
        println!("- {which} {} {:.2}", found.name, found.likeness.score());
        print_reasons(&found.likeness, lang);
    }
    let note = if likes.is_some() {
        lang.t(
            "已与文件中的名称比较；平台上的其他名称未核验。",
            "Compared with the file's names; other names of a platform were not.",
        )
    } else {
        lang.t(
            "未核验：是否与他人重名或混淆（--against 文件，或由平台核验）。",
            "Not checked: whether others hold it or one like it (--against FILE, or a platform).",
        )
    };
    println!("- {note}");
    Ok(code(ok))
}

fn print_json(args: &Check, verdict: &name::Verdict, likes: Option<&[Match]>, words: &Words, state: &str) {
    let lang = args.common.lang;
    let list = |errors: &[FieldError]| errors.iter().map(|e| super::error_json(e, lang)).collect::<Vec<_>>();
    let like = |m: &Match| {
        json!({
            "name": m.name, "verdict": word(m.likeness.score() >= words.conflict_from()),
            "score": rounded(m.likeness.score()), "reasons": reasons(&m.likeness, lang),
        })
    };
    println!(
        "{:#}",
        json!({
            "name": args.name, "verdict": state, "refused": list(&verdict.refused),
            "needs_proof": list(&verdict.needs_proof), "advice": list(&verdict.advice),
            "likes": likes.map(|l| l.iter().map(like).collect::<Vec<_>>()),
            "uniqueness": if likes.is_some() { "against the file" } else { "not checked" },
        })
    );
}
