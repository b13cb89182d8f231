//! `tongguan id`: what a number is, part by part, and why it fails (PRE-1, SUB-1, SUB-2, SUB-3, SUB-6, DEV-4, ACC-2).
//!
//! Personal data is masked unless `--reveal` asks for it: a terminal is looked at by more than one person.

use std::{ops::Range, process::ExitCode};

use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};
use time::Date;
use tongguan_model::text::Lang;
use tongguan_rule_subject::{
    identity::{Kind, Problem, Reading, identify, read_as},
    uscc,
};

use super::{Common, Subject};

/// How the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What to read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The number.
    number: String,
    /// What it is meant to be: `auto`, or a kind as JSON names it (`social_credit_code`, `resident_id`, `mobile`, …).
    #[arg(long, default_value = "auto", value_parser = kind)]
    kind: Asked,
    /// Subject type that a social credit code is for.
    #[arg(long)]
    subject: Option<Subject>,
    /// Show personal data as it is.
    #[arg(long)]
    reveal: bool,
    /// How the answer is written.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// The day that bounds dates of birth, YYYY-MM-DD; today by default.
    #[arg(long, value_parser = super::day)]
    today: Option<Date>,
    #[command(flatten)]
    common: Common,
}

/// The kind asked for; `None` is any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asked(Option<Kind>);

fn kind(text: &str) -> Result<Asked, String> {
    let key = match text {
        "auto" => return Ok(Asked(None)),
        "uscc" => "social_credit_code",
        "resident" => "resident_id",
        other => other,
    };
    let found = Kind::ALL.into_iter().find(|k| k.key() == key.replace('-', "_"));
    found.map(|k| Asked(Some(k))).ok_or_else(|| {
        let all: Vec<_> = Kind::ALL.into_iter().map(Kind::key).collect();
        format!("there are auto, {}", all.join(", "))
    })
}

pub(crate) fn main(args: &Args) -> Result<ExitCode> {
    let policy = super::policy(&args.common.pack)?;
    let today = args.today.unwrap_or_else(crate::clock::today);
    let mut found: Vec<Reading> = match args.kind.0 {
        Some(kind) => read_as(kind, &args.number, &policy, today).into_iter().collect(),
        None => identify(&args.number, &policy, today),
    };
    if let Some(subject) = args.subject {
        found
            .iter_mut()
            .filter(|r| r.kind == Kind::SocialCreditCode && r.ok())
            .for_each(|r| fits(r, subject));
    }
    // What may be a person's number is masked in every reading.
    let hide = !args.reveal && found.iter().any(|r| r.kind.personal() && (r.ok() || r.fit >= found[0].fit));
    let lang = args.common.lang;
    if args.common.json || args.format == Some(Format::Json) {
        let readings: Vec<_> = found.iter().map(|r| reading_json(r, hide, lang)).collect();
        let ok = found.first().is_some_and(Reading::ok);
        println!(
            "{:#}",
            json!({ "well_formed": ok, "readings": readings, "masked": hide, "existence": "not checked" })
        );
    } else if found.is_empty() {
        println!("✗ {}", lang.t("不是认识的号码。", "This is no number of a known kind."));
    } else {
        for (i, reading) in found.iter().enumerate() {
            print(reading, i == 0, hide, lang);
        }
        println!("- {}", lang.t("未核验：此号码是否真实存在。", "Not checked: whether the number exists."));
    }
    Ok(if found.first().is_some_and(Reading::ok) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Warns where the authority of a code is not one of the subject type's (PRE-1).
fn fits(reading: &mut Reading, subject: Subject) {
    let code = uscc::check("number", &reading.canonical, Some(subject.into()));
    if code.is_ok_and(|c| c.type_mismatch) {
        let (zh, en) = ("登记机关与主体类型不符。", "Its authority does not fit the subject type.");
        reading.warnings.push(Problem::new("uscc-subject-type", zh, en).at(0..2));
    }
}

/// The number as it may be shown.
fn shown(reading: &Reading, hide: bool) -> String {
    match (hide, reading.kind.personal()) {
        (false, _) => reading.canonical.clone(),
        (true, true) => reading.masked.clone(),
        (true, false) => {
            let n = reading.canonical.chars().count();
            let star = |(i, c)| if i < 2 || i + 4 >= n { c } else { '*' };
            reading.canonical.chars().enumerate().map(star).collect()
        }
    }
}

fn place(at: &Range<usize>, lang: Lang) -> String {
    match at.end.saturating_sub(at.start) {
        0 | 1 => format!("{}", at.start + 1),
        _ => format!("{}{}{}", at.start + 1, lang.t("–", "-"), at.end),
    }
}

fn print(reading: &Reading, best: bool, hide: bool, lang: Lang) {
    let mark = if reading.ok() { '✓' } else { '✗' };
    let label = reading.kind.label();
    let also = if best { "" } else { lang.t("（也可能是）", "(perhaps) ") };
    println!("{mark} {also}{} {}", label.get(lang), shown(reading, hide));
    for part in &reading.parts {
        let meaning = if hide && part.personal { "***" } else { part.meaning.get(lang) };
        println!("  {} {}: {meaning}", place(&part.span, lang), part.label.get(lang));
    }
    for problem in &reading.problems {
        println!("  ✗ {}", problem.message.get(lang));
        offer(problem, hide, lang);
    }
    for warning in &reading.warnings {
        println!("  ! {}", warning.message.get(lang));
    }
}

fn offer(problem: &Problem, hide: bool, lang: Lang) {
    for s in &problem.suggestions {
        let words = s.words();
        let text = if hide { String::new() } else { format!("{} ", s.text) };
        println!("    → {}{text}({})", lang.t("是否为 ", "did you mean "), words.get(lang));
    }
}

fn reading_json(reading: &Reading, hide: bool, lang: Lang) -> Value {
    let parts: Vec<_> = reading
        .parts
        .iter()
        .map(|p| {
            let meaning = (!hide || !p.personal).then(|| p.meaning.get(lang));
            json!({
                "from": p.span.start + 1, "to": p.span.end, "label": p.label.get(lang), "meaning": meaning,
                "personal": p.personal,
            })
        })
        .collect();
    let problems = |all: &[Problem]| -> Vec<Value> {
        all.iter()
            .map(|p| {
                let near: Vec<_> = p
                    .suggestions
                    .iter()
                    .map(|s| json!({ "number": (!hide).then_some(&s.text), "change": s.words().get(lang) }))
                    .collect();
                json!({
                    "code": p.code, "from": p.at.as_ref().map(|a| a.start + 1), "to": p.at.as_ref().map(|a| a.end),
                    "expected": p.expected, "message": p.message.get(lang), "did_you_mean": near,
                })
            })
            .collect()
    };
    json!({
        "kind": reading.kind.key(), "label": reading.kind.label().get(lang), "well_formed": reading.ok(),
        "number": shown(reading, hide), "parts": parts, "problems": problems(&reading.problems),
        "warnings": problems(&reading.warnings),
    })
}
