//! `tongguan id`: form and check digit of a social credit code, a resident ID number or a mobile number. What fits
//! is well formed; whether it exists only the issuing authority knows.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::ValueEnum;
use serde_json::json;
use time::Date;
use tongguan_model::{refusal::FieldError, text::bi, time::parse_day};
use tongguan_rule_subject::{mobile, resident_id, uscc};

use super::{Common, Subject};

/// What kind of number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Tell by its form.
    Auto,
    /// 统一社会信用代码
    Uscc,
    /// 公民身份号码
    Resident,
    /// 手机号码
    Mobile,
}

/// What to check.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The number.
    number: String,
    /// What it is.
    #[arg(long, default_value = "auto")]
    kind: Kind,
    /// Subject type that a social credit code is for.
    #[arg(long)]
    subject: Option<Subject>,
    /// The day that bounds dates of birth, YYYY-MM-DD; today by default.
    #[arg(long, value_parser = super::day)]
    today: Option<Date>,
    #[command(flatten)]
    common: Common,
}

fn guess(text: &str) -> Kind {
    let compact: String = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let digits = compact.len() == 18 && compact[..17].bytes().all(|b| b.is_ascii_digit());
    if compact.len() <= 14 && mobile::classify(text).is_some() {
        Kind::Mobile
    } else if digits && !compact.starts_with('9') && parse_birth(&compact) {
        Kind::Resident
    } else {
        Kind::Uscc
    }
}

/// Whether digits 7 to 14 read as a day between 1850 and 2099.
fn parse_birth(number: &str) -> bool {
    let day = format!("{}-{}-{}", &number[6..10], &number[10..12], &number[12..14]);
    (("1850"..="2099").contains(&&number[6..10])) && parse_day(&day).is_some()
}

pub(crate) fn main(args: &Args) -> Result<ExitCode> {
    let policy = super::policy(&args.common.pack)?;
    let lang = args.common.lang;
    let kind = if args.kind == Kind::Auto { guess(&args.number) } else { args.kind };
    let (what, outcome, notes): (_, Result<String, FieldError>, Vec<_>) = match kind {
        Kind::Mobile => {
            (bi("手机号码", "mobile number"), mobile::real_name("number", &args.number, "SUB-6"), vec![])
        }
        Kind::Resident => {
            let today = match args.today {
                Some(day) => day,
                None => crate::clock::today(),
            };
            let found = resident_id::check("number", &args.number, today, *policy.subject.min_age);
            (bi("公民身份号码", "resident ID number"), found.map(|f| resident_id::mask(&f.number)), vec![])
        }
        Kind::Uscc => {
            let found = uscc::check("number", &args.number, args.subject.map(Into::into));
            let mut notes = Vec::new();
            if let Ok(code) = &found {
                if code.inner_mismatch {
                    notes.push(bi(
                        "内嵌组织机构代码的校验不符（旧代码可能如此），由审核员核对。",
                        "The organisation code inside fails its check (old codes may); a reviewer compares it.",
                    ));
                }
                if code.type_mismatch {
                    notes
                        .push(bi("登记机关与主体类型不符。", "Its authority does not fit the subject type."));
                }
            }
            (bi("统一社会信用代码", "social credit code"), found.map(|f| f.code), notes)
        }
        Kind::Auto => bail!("the kind of number is not clear; say --kind"),
    };
    let ok = outcome.is_ok();
    if args.common.json {
        let refused = outcome.as_ref().err().map(|e| super::error_json(e, lang));
        let notes: Vec<_> = notes.iter().map(|n| n.get(lang)).collect();
        println!(
            "{:#}",
            json!({
                "kind": what.en, "well_formed": ok, "number": outcome.as_ref().ok(), "refused": refused,
                "notes": notes, "existence": "not checked",
            })
        );
        return Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    match &outcome {
        Ok(number) => println!("✓ {} {number}", what.get(lang)),
        Err(error) => super::print_error(error, lang),
    }
    for note in notes {
        println!("! {}", note.get(lang));
    }
    println!("- {}", lang.t("未核验：此号码是否真实存在。", "Not checked: whether the number exists."));
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_told_by_the_form() {
        assert_eq!(guess("11010519491231002X"), Kind::Resident);
        assert_eq!(guess("91330100799655058B"), Kind::Uscc);
        assert_eq!(guess("914403001922038216"), Kind::Uscc);
        assert_eq!(guess("138 0013 8000"), Kind::Mobile);
    }
}
