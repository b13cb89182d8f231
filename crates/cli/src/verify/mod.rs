//! `tongguan verify`: makes a report again from the inputs it names, compares the bytes, then checks who signed it; or checks
//! the certificate of a deposit, offline.
//!
//! Exit code 0: it holds, and is signed by the given key; 1: something differs; 2: it could not be tried.

mod certificate;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::Value;
use tongguan_model::text::Lang;
use tongguan_policy::{Pack, Policy};
use tongguan_rule::{CheckInput, Envelope, Facts, Lexicons, Verdict, key_id, pae};
use tongguan_text::Word;

use crate::{check::read, terminal};

/// What to verify.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A signed verdict of a platform, a report of `tongguan check --format json`, or the certificate of a deposit.
    report: PathBuf,
    /// What it is about: the package, a project folder or a zip of one; of a certificate the file that was deposited, which may
    /// be left out.
    #[arg(value_name = "DIR|ZIP|FILE")]
    package: Option<PathBuf>,
    /// The platform's public key. Of verdicts: its key set (`/.well-known/tongguan-verdict-keys.json`) as a file, or 64 hex
    /// digits. Of certificates: the log's key (`key` of `/api/v1/log`), or a file with it.
    #[arg(long, value_name = "FILE|KEY")]
    key: Option<String>,
    /// The pack of an unsigned report, if it is not a built-in one.
    #[arg(long, value_name = "NAME|FILE")]
    pack: Option<String>,
    /// The facts of an unsigned report; `tongguan.toml` of the project folder by default.
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// Language of what is said, zh or en; by the locale if it is not given.
    #[arg(long, value_parser = crate::ask::parse_lang)]
    lang: Option<Lang>,
}

/// What a report was made from.
struct Claim {
    /// The bytes of the report.
    report: String,
    lang: Lang,
    facts: Facts,
    /// Words of the project; a platform has none beside its policy.
    words: Vec<Word>,
    policy: Pack,
    /// The given key by which it is signed, or that there is none; `None` if there is nothing to check.
    signed: Option<Option<String>>,
    /// Names of the keys it claims to be signed by.
    keys: Vec<String>,
}

pub(crate) fn main(args: &Args) -> Result<ExitCode> {
    let l = args.lang.unwrap_or_else(terminal::lang);
    let name = args.report.display();
    let text = fs::read_to_string(&args.report).with_context(|| format!("cannot read {name}"))?;
    let document: Value = serde_json::from_str(&text).with_context(|| format!("{name} is no JSON"))?;
    if certificate::is(&document) {
        return certificate::main(args, document, l);
    }
    if args.package.is_none() {
        bail!("{name} is about a package: name its folder or zip too");
    }
    let claim = match document.get("payload") {
        Some(_) => signed(args, document).with_context(|| format!("{name} is no signed verdict"))?,
        None => unsigned(args, text, &document).with_context(|| format!("{name} is no report"))?,
    };
    let mut said = Said { l, lines: String::new(), wrong: 0 };
    compare(&claim, args, &mut said)?;
    match &claim.signed {
        Some(Some(key)) if claim.keys.contains(key) => {
            said.good(&format!("签名有效，密钥 {key}"), &format!("the signature is good, key {key}"));
        }
        // Nothing protects the name of the key in an envelope; one that is not true is no verdict as it was given.
        Some(Some(key)) => said.bad(
            &format!("签名出自密钥 {key}，报告却写明 {}", claim.keys.join(", ")),
            &format!("the signature is of key {key}, the verdict names {}", claim.keys.join(", ")),
        ),
        Some(None) => said.bad(
            &format!("签名与所给密钥不符（自称密钥 {}）", claim.keys.join(", ")),
            &format!("the signature is not of the given key (it claims {})", claim.keys.join(", ")),
        ),
        None if claim.keys.is_empty() => said.note("没有签名", "there is no signature"),
        None => said.note(
            "未检查签名：请用 --key 给出平台的公钥（/.well-known/tongguan-verdict-keys.json）",
            "the signature was not checked: give the platform's key with --key (/.well-known/tongguan-verdict-keys.json)",
        ),
    }
    terminal::print(&said.lines)?;
    Ok(if said.wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Args {
    /// The package of a verdict or report.
    fn package(&self) -> Result<&Path> {
        self.package.as_deref().context("the package is not named")
    }
}

/// Collects what is said.
struct Said {
    l: Lang,
    lines: String,
    wrong: usize,
}

impl Said {
    fn say(&mut self, mark: &str, zh: &str, en: &str) {
        self.lines += &format!("{mark} {}\n", self.l.t(zh, en));
    }

    fn good(&mut self, zh: &str, en: &str) {
        self.say("✓", zh, en);
    }

    fn note(&mut self, zh: &str, en: &str) {
        self.say("–", zh, en);
    }

    fn bad(&mut self, zh: &str, en: &str) {
        self.wrong += 1;
        self.say("✗", zh, en);
    }
}

/// Each input by its digest, then the bytes.
fn compare(claim: &Claim, args: &Args, said: &mut Said) -> Result<()> {
    let stated: Value = serde_json::from_str(&claim.report).context("the report is no JSON")?;
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let source = read::source(args.package()?, &claim.policy)?;
    let lexicons = Lexicons::new(&claim.policy, &claim.words);
    let inputs = &stated["inputs"];
    let day = text(&inputs["today"]);
    let today = tongguan_model::time::parse_day(&day);
    for (zh, en, stated, real) in [
        ("程序版本", "version of the program", &stated["version"], env!("CARGO_PKG_VERSION").to_owned()),
        ("代码包", "package", &inputs["package"], source.digest()),
        ("事实", "facts", &inputs["facts"], claim.facts.digest()),
        ("规则包", "policy", &inputs["policy"], claim.policy.digest().to_owned()),
        ("词库", "lexicons", &inputs["lexicons"], lexicons.digest().to_owned()),
    ] {
        let stated = text(stated);
        if stated == real {
            said.good(&format!("{zh}一致：{real}"), &format!("{en}: the same, {real}"));
        } else {
            said.bad(
                &format!("{zh}不同：报告写明 {stated}，实为 {real}"),
                &format!("{en}: the report says {stated}, it is {real}"),
            );
        }
    }
    let Some(today) = today else {
        said.bad(&format!("日期 {day:?} 无法读取"), &format!("the day {day:?} cannot be read"));
        return Ok(());
    };
    let input = CheckInput {
        source: &source,
        facts: &claim.facts,
        policy: &claim.policy,
        lexicons: &lexicons,
        today,
    };
    let again = tongguan_rule_package::check(&input).to_json(claim.lang);
    if again == claim.report {
        said.good(
            &format!("按 {day} 重新检查，报告逐字节相同（{} 字节）", again.len()),
            &format!("checked again for {day}: the same bytes ({})", again.len()),
        );
        return Ok(());
    }
    let line = again.lines().zip(claim.report.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| again.lines().count().min(claim.report.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("").trim().to_owned();
    said.bad(
        &format!("报告不同：第 {} 行写明 {:?}，重新检查得 {:?}", line + 1, at(&claim.report), at(&again)),
        &format!(
            "the report differs: line {} says {:?}, checked again it is {:?}",
            line + 1,
            at(&claim.report),
            at(&again)
        ),
    );
    Ok(())
}

/// A verdict in its envelope.
fn signed(args: &Args, document: Value) -> Result<Claim> {
    let envelope: Envelope = serde_json::from_value(document)?;
    if envelope.payload_type != Verdict::TYPE {
        bail!("its payload is {:?}", envelope.payload_type);
    }
    let payload = STANDARD.decode(&envelope.payload).context("the payload is no base64")?;
    let verdict: Verdict = serde_json::from_slice(&payload)?;
    let keys: Vec<_> = envelope.signatures.iter().map(|s| s.keyid.clone()).collect();
    let signed = match &args.key {
        None => None,
        Some(key) => {
            let known = keys_of(key)?;
            let bytes = pae(&envelope.payload_type, &payload);
            let by = |sig: &[u8]| {
                known.iter().find(|k| UnparsedPublicKey::new(&ED25519, k).verify(&bytes, sig).is_ok())
            };
            let mut sigs = envelope.signatures.iter().filter_map(|s| STANDARD.decode(&s.sig).ok());
            Some(sigs.find_map(|sig| by(&sig).map(|key| key_id(key))))
        }
    };
    Ok(Claim {
        report: verdict.report,
        lang: verdict.lang,
        facts: serde_json::from_str(&verdict.facts).context("the facts cannot be read")?,
        words: Vec::new(),
        policy: Policy::from_json(&verdict.policy).context("the policy cannot be read")?.into(),
        signed,
        keys,
    })
}

/// A report of a terminal: its pack by name, its facts from the project.
fn unsigned(args: &Args, text: String, document: &Value) -> Result<Claim> {
    let pack = document["pack"].as_str().context("it names no pack")?;
    let policy = crate::ask::policy(args.pack.as_deref().unwrap_or(pack))?.into();
    let (facts, words) = read::facts(args.package()?, args.facts.as_deref())?;
    // Its language is that in which its sentences come out the same; Chinese characters tell.
    let sentence = document["findings"][0]["fix"].as_str().or(document["not_checked"][0]["why"].as_str());
    let chinese = sentence.is_none_or(|s| s.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}')));
    let lang = if chinese { Lang::Zh } else { Lang::En };
    if args.key.is_some() {
        bail!("a report of a terminal has no signature; a platform gives signed ones");
    }
    Ok(Claim { report: text, lang, facts, words, policy, signed: None, keys: Vec::new() })
}

/// Public keys: 64 hex digits, or a file with them or with a JSON Web Key Set.
fn keys_of(given: &str) -> Result<Vec<Vec<u8>>> {
    let hexed = |text: &str| hex::decode(text.trim()).ok().filter(|k| k.len() == 32);
    if let Some(key) = hexed(given) {
        return Ok(vec![key]);
    }
    let text = fs::read_to_string(given).with_context(|| format!("cannot read the key {given}"))?;
    if let Some(key) = hexed(&text) {
        return Ok(vec![key]);
    }
    let set: Value = serde_json::from_str(&text).with_context(|| format!("{given} holds no key"))?;
    let keys: Vec<_> = set["keys"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|k| k["kty"] == "OKP" && k["crv"] == "Ed25519")
        .filter_map(|k| URL_SAFE_NO_PAD.decode(k["x"].as_str()?).ok())
        .filter(|k| k.len() == 32)
        .collect();
    if keys.is_empty() {
        bail!("{given} holds no Ed25519 key");
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_as_hex_and_as_key_sets() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("keys.json");
        let key = [7_u8; 32];
        let set = serde_json::json!({ "keys": [
            { "kty": "RSA", "n": "x" },
            { "kty": "OKP", "crv": "Ed25519", "kid": key_id(&key), "x": URL_SAFE_NO_PAD.encode(key) },
        ] });
        fs::write(&file, set.to_string()).unwrap();
        assert_eq!(keys_of(file.to_str().unwrap()).unwrap(), [key.to_vec()]);
        assert_eq!(keys_of(&"07".repeat(32)).unwrap(), [key.to_vec()]);
        fs::write(&file, "{}").unwrap();
        assert!(keys_of(file.to_str().unwrap()).is_err());
    }
}
