//! Certificates of deposits: what they say against what was recorded, its place in the log, who signed the log.

use std::{fs, io::Read, path::Path, process::ExitCode};

use anyhow::{Context, Result};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tongguan_ledger::{Certificate, FORMAT, Verifier};
use tongguan_model::{text::Lang, time::Millis};

use super::{Args, Said};
use crate::terminal;

/// Whether a document is a certificate, of this format or of a later one.
pub(super) fn is(document: &Value) -> bool {
    let name = FORMAT.split('/').next().unwrap_or(FORMAT);
    document["format"].as_str().is_some_and(|f| f.starts_with(name))
}

/// The log's key: itself, or in a file, alone or as `key` of what `/api/v1/log` says.
fn key(given: &str) -> Result<Verifier> {
    if let Ok(key) = Verifier::parse(given.trim()) {
        return Ok(key);
    }
    let text = fs::read_to_string(given).with_context(|| format!("cannot read the key {given}"))?;
    let within = serde_json::from_str::<Value>(&text).ok().and_then(|v| v["key"].as_str().map(str::to_owned));
    Verifier::parse(within.as_deref().unwrap_or(text.trim()))
        .with_context(|| format!("{given} holds no key of a log"))
}

fn digest(file: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    let mut read = fs::File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut piece = vec![0; 1 << 16];
    loop {
        let n = read.read(&mut piece).with_context(|| format!("cannot read {}", file.display()))?;
        if n == 0 {
            break;
        }
        hash.update(&piece[..n]);
    }
    Ok(hex::encode(hash.finalize()))
}

pub(super) fn main(args: &Args, document: Value, l: Lang) -> Result<ExitCode> {
    let name = args.report.display();
    let certificate: Certificate =
        serde_json::from_value(document).with_context(|| format!("{name} is no certificate"))?;
    let trusted = args.key.as_deref().map(key).transpose()?;
    let mut said = Said { l, lines: String::new(), wrong: 0 };
    if let Some(file) = &args.package {
        let found = digest(file)?;
        if found.eq_ignore_ascii_case(&certificate.sha256) {
            said.good("文件与存证的摘要一致", "the file has the digest that was deposited");
        } else {
            said.bad(
                &format!("文件的摘要是 {found}，存证的是 {}", certificate.sha256),
                &format!("the file's digest is {found}; {} was deposited", certificate.sha256),
            );
        }
    }
    match certificate.verify(trusted.as_ref(), &[]) {
        Ok(proven) => {
            let (zh, en) = (
                format!("第 {} 条记录在 {} 条的日志之中，签名有效", proven.index, proven.size),
                format!("entry {} is in the log of {}, and the log is signed", proven.index, proven.size),
            );
            said.good(&zh, &en);
            let at = Millis(certificate.deposited_at).clock();
            said.good(&format!("存证时间 {at}（北京时间）"), &format!("deposited at {at}, Beijing time"));
            if proven.witnesses.is_empty() {
                said.note(
                    "时间仅由运营方证明，没有第三方见证",
                    "the operator alone attests the time; nobody witnessed it",
                );
            }
            if !proven.trusted {
                said.note(
                    "公钥取自证书自身：请用 --key 给出从平台得到的日志公钥（/api/v1/log）",
                    "the key is the certificate's own: give the log's key, as the platform publishes it (/api/v1/log), with --key",
                );
            }
        }
        Err(why) => said.bad(&format!("证书不成立：{why}"), &format!("the certificate does not hold: {why}")),
    }
    terminal::print(&said.lines)?;
    Ok(if said.wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
