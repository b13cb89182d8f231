//! `tongguan admission`: which materials, what is closed, how long and how much (PRE-6).

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::json;
use tongguan_model::{
    material::MaterialKind,
    subject::{SubjectType, Subtype},
};
use tongguan_policy::{Admission, Industry};

use super::{Common, Subject};

/// What to look up.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Subject type.
    #[arg(long)]
    subject: Subject,
    /// Sub-type, whose materials may be others, e.g. `sole_trader`; without it the type's first is meant.
    #[arg(long)]
    subtype: Option<String>,
    /// Key of the industry; `list` shows the catalogue.
    #[arg(long)]
    industry: String,
    #[command(flatten)]
    common: Common,
}

pub(crate) fn main(args: &Args) -> Result<ExitCode> {
    let policy = super::policy(&args.common.pack)?;
    let lang = args.common.lang;
    if args.industry == "list" {
        for row in &policy.industries.rows {
            println!("{:<16} {}", row.key, lang.t(&row.zh, &row.en));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let subject = SubjectType::from(args.subject);
    let subtype = match args.subtype.as_deref() {
        None => Subtype::default_of(subject),
        Some(name) => Subtype::parse(name).filter(|s| s.of() == subject).with_context(|| {
            let all: Vec<_> = Subtype::all_of(subject).map(Subtype::as_str).collect();
            format!("{} has no sub-type {name:?}; there are {}", subject.as_str(), all.join(", "))
        })?,
    };
    let (Some(found), Some(row)) =
        (policy.admission_of(subtype, &args.industry), policy.industries.find(&args.industry))
    else {
        let keys: Vec<_> = policy.industries.rows.iter().map(|r| r.key.as_str()).collect();
        bail!("unknown industry {:?}; there are {}", args.industry, keys.join(", "));
    };
    if args.common.json {
        println!("{:#}", as_json(args, subtype, row, &found));
    } else {
        print(args, subtype, row, &found);
    }
    Ok(if found.refused.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn material(args: &Args, kind: &str) -> String {
    MaterialKind::parse(kind).map_or_else(|| kind.to_owned(), |k| k.label().get(args.common.lang).to_owned())
}

fn as_json(args: &Args, subtype: Subtype, row: &Industry, found: &Admission) -> serde_json::Value {
    let lang = args.common.lang;
    let closed: Vec<_> =
        found.closed.iter().map(|(name, rule)| json!({ "name": name.get(lang), "rule": rule })).collect();
    json!({
        "subject": subtype.of().as_str(), "subtype": subtype.as_str(),
        "industry": row.key, "admitted": found.refused.is_none(),
        "refused": found.refused.as_ref().map(|r| r.get(lang)), "materials": found.materials,
        "qualifications": found.qualifications, "closed": closed, "days_min": found.days[0],
        "days_max": found.days[1], "fee_cents": found.fee_cents, "steps": found.steps,
    })
}

fn print(args: &Args, subtype: Subtype, row: &Industry, found: &Admission) {
    let lang = args.common.lang;
    println!("{} · {}", subtype.label().get(lang), lang.t(&row.zh, &row.en));
    match &found.refused {
        Some(reason) => println!("✗ PRE-5 {}", reason.get(lang)),
        None => println!("✓ {}", lang.t("可以进入此类目。", "This industry is open to it.")),
    }
    println!("{}", lang.t("材料：", "Materials:"));
    for kind in &found.materials {
        println!("  · {}", material(args, kind));
    }
    let alternatives: Vec<_> = found.qualifications.iter().map(|all| all.join(" + ")).collect();
    if !alternatives.is_empty() {
        let or = lang.t(" 或 ", " or ");
        println!("{}{}", lang.t("行业资质：", "Qualifications: "), alternatives.join(or));
    }
    for (name, rule) in &found.closed {
        println!("{}{} ({rule})", lang.t("不开放：", "Never open: "), name.get(lang));
    }
    println!(
        "{}{}–{}",
        lang.t("主体审核（工作日）：", "Subject review, working days: "),
        found.days[0],
        found.days[1]
    );
    match found.fee_cents {
        Some(cents) => println!(
            "{}{}.{:02} {}",
            lang.t("年认证费：", "Certification fee a year: "),
            cents / 100,
            cents % 100,
            lang.t("元", "CNY")
        ),
        None => println!("{}", lang.t("无须认证费。", "No certification fee.")),
    }
}
