//! `tongguan image`: what the measures say of a picture; `tongguan image calibrate`: how they do on real scans.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::{Subcommand, ValueEnum};
use serde_json::json;
use tongguan_image::{
    calibrate::{self, Row},
    hash,
    judge::{Judged, Verdict, judge},
    measure::{Format as FileFormat, Limits, Report, report},
    picture::{Paper, Picture},
    qr,
};
use tongguan_model::{
    material::{MaterialKind, MeasureKind},
    text::Lang,
};
use tongguan_policy::Policy;

/// How to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What the picture shows on which sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sheet {
    /// 副本
    A4,
    /// 正本
    A3,
}

/// A picture to measure.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// JPEG or PNG.
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// Kind of material, as the console names it.
    #[arg(long, default_value = "business_licence", value_parser = parse_kind)]
    kind: MaterialKind,
    /// Sheet that it shows: a licence's duplicate is A4, its original A3.
    #[arg(long, default_value = "a4")]
    sheet: Sheet,
    /// How to answer.
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    common: Limited,
}

/// Where the limits come from and the language.
#[derive(Debug, clap::Args)]
struct Limited {
    /// Policy pack: `default`, `weixin-2026`, or an overlay file (TOML) over `default`.
    #[arg(long, default_value = "default", value_name = "NAME|FILE")]
    pack: String,
    /// Language of the answer: zh or en.
    #[arg(long, default_value = "zh", value_parser = super::parse_lang)]
    lang: Lang,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure a folder of scans sorted as clean/, blur/, grey/, …; print distributions, the confusion matrix, and limits
    /// that these scans suggest as an overlay.
    Calibrate {
        /// The folder.
        dir: PathBuf,
        #[command(flatten)]
        common: Limited,
    },
}

fn parse_kind(text: &str) -> Result<MaterialKind, String> {
    MaterialKind::parse(text).ok_or_else(|| {
        let kinds: Vec<_> = MaterialKind::ALL.iter().map(|k| k.as_str()).collect();
        format!("there are {}", kinds.join(", "))
    })
}

fn limits(policy: &Policy) -> Limits {
    Limits {
        max_bytes: u64::try_from(*policy.subject.material_max_bytes).unwrap_or_default(),
        max_pixels: u64::try_from(*policy.subject.material_max_pixels).unwrap_or_default(),
    }
}

pub(crate) fn main(args: &Args) -> Result<ExitCode> {
    if let Some(Command::Calibrate { dir, common }) = &args.command {
        return calibrate(dir, &super::policy(&common.pack)?);
    }
    let policy = super::policy(&args.common.pack)?;
    let file = args.file.as_deref().context("no file is named")?;
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let sheet = if args.sheet == Sheet::A3 { Paper::A3 } else { Paper::A4 };
    let picture = Picture::open(&bytes, &limits(&policy), sheet)
        .with_context(|| format!("{} cannot be measured", file.display()))?;
    let report = report(&picture, args.kind);
    let judged = judge(&report, args.kind, &policy.subject.image);
    match args.format {
        Format::Text => print(&picture, &report, &judged, args.common.lang),
        Format::Json => println!("{:#}", as_json(&picture, &report, &judged, args.common.lang)),
    }
    let told = judged.iter().any(Judged::flagged);
    Ok(if told { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn media(format: FileFormat) -> &'static str {
    format.media()
}

fn print(picture: &Picture<'_>, report: &Report, judged: &[Judged], lang: Lang) {
    println!(
        "{} {}×{} {}",
        media(report.format),
        report.width,
        report.height,
        lang.t("（度量只提示，由审核员判断）", "(measures inform; a reviewer judges)")
    );
    for one in judged {
        let sign = match one.verdict {
            Verdict::Good => "✓",
            Verdict::NotMeasured => "-",
            Verdict::Doubt => "!",
            Verdict::Bad => "✗",
        };
        let rule = one.kind.rule().filter(|_| one.flagged()).map(|r| format!("{r} ")).unwrap_or_default();
        println!("{sign} {rule}{}", one.message.get(lang));
        if one.flagged() {
            for [x, y, w, h] in &one.place {
                println!("  {} {x},{y} {w}×{h}", lang.t("位置", "at"));
            }
            println!("  → {}", one.remedy.get(lang));
        }
    }
    match qr::decode(picture) {
        Some(code) => println!("- {} {}", lang.t("二维码", "QR code"), code.payload.escape_debug()),
        None => println!("- {}", lang.t("没有读到二维码。", "No QR code was read.")),
    }
}

fn as_json(picture: &Picture<'_>, report: &Report, judged: &[Judged], lang: Lang) -> serde_json::Value {
    let measures: Vec<_> = judged
        .iter()
        .map(|one| {
            json!({
                "kind": one.kind, "rule": one.kind.rule(), "value": one.value, "limit": one.limit,
                "verdict": one.verdict, "enforced": one.enforced, "place": one.place,
                "message": one.message.get(lang), "remedy": one.remedy.get(lang),
            })
        })
        .collect();
    let print = hash::fingerprint(picture);
    json!({
        "media": media(report.format), "width": report.width, "height": report.height, "bytes": report.bytes,
        "measures": measures, "qr": qr::decode(picture),
        "fingerprint": {
            "structure": print.structure.map(|v| format!("{v:016x}")),
            "gradient": print.gradient.map(|v| format!("{v:016x}")),
        },
    })
}

fn calibrate(dir: &Path, policy: &Policy) -> Result<ExitCode> {
    let rows = measure_all(dir, policy)?;
    let image = &policy.subject.image;
    println!("{}", calibrate::markdown(&calibrate::matrix(&rows, image)));
    let mut classes: Vec<&str> = rows.iter().map(|r| r.class.as_str()).collect();
    classes.dedup();
    println!("measure / class: least, 5 %, middle, 95 %, most");
    for kind in MeasureKind::ALL.into_iter().filter(|kind| image.of(*kind).is_some()) {
        println!("{}", kind.as_str());
        for class in &classes {
            if let Some(q) = calibrate::quantiles(&rows, class, kind) {
                println!("  {class:<20} {}", q.map(|v| format!("{v:10.4}")).join(" "));
            }
        }
    }
    println!(
        "\n# suggested by these scans; look at it before you put it in force\n{}",
        calibrate::overlay(&rows, image)
    );
    Ok(ExitCode::SUCCESS)
}

/// Every picture of every folder; what cannot be opened is said and left out.
fn measure_all(dir: &Path, policy: &Policy) -> Result<Vec<Row>> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(dir)
        .with_context(|| format!("cannot read {}", dir.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let mut rows = Vec::new();
    for folder in folders {
        let class = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if class != calibrate::CLEAN && calibrate::names(&class).is_empty() {
            eprintln!(
                "tongguan: {class}/ is no class that a measure names; it is shown, nothing counts as found"
            );
        }
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(&folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
        files.sort();
        for file in files {
            let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            match Picture::open(&bytes, &limits(policy), Paper::A4) {
                Ok(picture) => {
                    let report = report(&picture, MaterialKind::BusinessLicence);
                    let values = report.measures.into_iter().map(|m| (m.kind, m.value)).collect();
                    rows.push(Row { class: class.clone(), values });
                }
                Err(error) => eprintln!("tongguan: {}: {error}", file.display()),
            }
        }
    }
    if rows.is_empty() {
        bail!("no picture in {}; sort scans into clean/, blur/, grey/, …", dir.display());
    }
    Ok(rows)
}
