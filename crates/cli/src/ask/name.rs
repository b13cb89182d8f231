//! `tongguan name`: what can be said of a name before review (NAM-1, NAM-3).

use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;
use tongguan_model::refusal::FieldError;

use super::{Common, Subject};

/// What to judge.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The name.
    name: String,
    /// Subject type it is for.
    #[arg(long, default_value = "enterprise")]
    subject: Subject,
    #[command(flatten)]
    common: Common,
}

pub(crate) fn main(args: &Args) -> Result<ExitCode> {
    let policy = super::policy(&args.common.pack)?;
    let lang = args.common.lang;
    let verdict = tongguan_rule_subject::name::check("name", &args.name, args.subject.into(), &policy.naming);
    let ok = verdict.refused.is_empty();
    if args.common.json {
        let list =
            |errors: &[FieldError]| errors.iter().map(|e| super::error_json(e, lang)).collect::<Vec<_>>();
        println!(
            "{:#}",
            json!({
                "name": args.name, "refused": list(&verdict.refused), "needs_proof": list(&verdict.needs_proof),
                "advice": list(&verdict.advice), "uniqueness": "not checked",
            })
        );
    } else {
        for error in verdict.refused.iter().chain(&verdict.needs_proof).chain(&verdict.advice) {
            super::print_error(error, lang);
        }
        if ok {
            println!("✓ {}", lang.t("规则未拒绝此名称。", "No rule refuses this name."));
        }
        let note = lang.t(
            "未核验：是否与他人重名（只有平台知道）。",
            "Not checked: whether another app holds it (only a platform knows).",
        );
        println!("- {note}");
    }
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
