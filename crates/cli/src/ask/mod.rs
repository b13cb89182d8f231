//! One rule family on the command line, without a server. Exit code 0: nothing refuses it; 1: something does.

pub(crate) mod admission;
pub(crate) mod id;
#[cfg(feature = "image")]
pub(crate) mod image;
pub(crate) mod name;
pub(crate) mod text;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tongguan_model::{refusal::FieldError, subject::SubjectType, text::Lang};
use tongguan_policy::Policy;

/// Subject types by their stored names.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Subject {
    /// 个人
    Individual,
    /// 企业
    Enterprise,
    /// 政府机构
    Government,
    /// 港澳台
    #[value(name = "hk_mo_tw", alias = "hk-mo-tw")]
    HkMoTw,
    /// 海外
    Overseas,
}

impl From<Subject> for SubjectType {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Individual => Self::Individual,
            Subject::Enterprise => Self::Enterprise,
            Subject::Government => Self::Government,
            Subject::HkMoTw => Self::HkMoTw,
            Subject::Overseas => Self::Overseas,
        }
    }
}

/// Options that every question takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Policy pack: `default`, `weixin-2026`, or an overlay file (TOML) over `default`.
    #[arg(long, default_value = "default", value_name = "NAME|FILE")]
    pub pack: String,
    /// Language of the answer: zh or en.
    #[arg(long, default_value = "zh", value_parser = parse_lang)]
    pub lang: Lang,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn parse_lang(text: &str) -> Result<Lang, String> {
    match text {
        "zh" | "zh-CN" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err("there are zh and en".into()),
    }
}

/// Reads a day of the command line.
pub(crate) fn day(text: &str) -> Result<time::Date, String> {
    tongguan_model::time::parse_day(text).ok_or_else(|| "a day looks like 2026-11-24".into())
}

/// A built-in pack, or the default with an overlay.
pub(crate) fn policy(pack: &str) -> Result<Policy> {
    if matches!(pack, "default" | "weixin-2026") {
        return Ok(Policy::builtin(pack)?);
    }
    let text = std::fs::read_to_string(pack).with_context(|| format!("cannot read the pack {pack}"))?;
    let text = inline_words(std::path::Path::new(pack), &text)?;
    Ok(Policy::builtin("default")?.overlay(pack, &text)?)
}

/// An overlay with the word lists that it names, which stand beside it.
pub(crate) fn inline_words(file: &std::path::Path, text: &str) -> Result<String> {
    let read = |name: &str| {
        std::fs::read_to_string(file.parent().unwrap_or(file).join(name)).map_err(|e| e.to_string())
    };
    Ok(Policy::inline_words(&file.display().to_string(), text, &read)?)
}

/// One finding as lines: rule, what is so, measure and limit, what to do.
pub(crate) fn print_error(error: &FieldError, lang: Lang) {
    let rule = error.rule.as_deref().unwrap_or(&error.code);
    let mut line = format!("✗ {rule} {}", error.message.get(lang));
    if let (Some(measured), Some(limit)) = (&error.measured, &error.limit) {
        line += &format!(" [{measured} / {limit}]");
    }
    println!("{line}\n  → {}", error.remedy.get(lang));
}

/// One finding as JSON.
pub(crate) fn error_json(error: &FieldError, lang: Lang) -> Value {
    json!({
        "code": error.code, "rule": error.rule, "message": error.message.get(lang), "remedy": error.remedy.get(lang),
        "measured": error.measured, "limit": error.limit,
    })
}
