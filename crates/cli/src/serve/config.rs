//! Configuration: defaults, the file, the command line, merged once.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use tongguan_policy::Policy;
use tongguan_service::{Config, ProviderConfig, SmsConfig, payment::BankAccount};

use super::Args;

/// The file given by `--config`. An unknown key is refused with its line and column.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    /// Address under which people reach the console.
    public_url: Option<String>,
    /// Name of the operator shown in the console.
    operator_name: Option<String>,
    /// Policy pack of the first start: `default` or `weixin-2026`.
    pack: Option<String>,
    /// Overlay of the first start; a path, relative to this file.
    overlay: Option<PathBuf>,
    /// Whether domain probes may reach private and loopback addresses.
    allow_private_targets: bool,
    /// The program that reads text on pictures, or `off`; without this key the installed one.
    tesseract: Option<PathBuf>,
    mail: Mail,
    sms: Option<Sms>,
    sms_http: Option<Provider>,
    registry: Option<Provider>,
    carrier: Option<Provider>,
    bank: Option<Bank>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Mail {
    /// `smtp://user:password@host:port` or `smtps://…`; without it mail stays in the operator's outbox.
    smtp_url: Option<String>,
    /// Sender.
    from: Option<String>,
}

/// A provider that speaks the contract of `docs/providers.md`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Provider {
    name: String,
    url: String,
    key_id: String,
    secret: String,
}

/// Refused at the start, not at the first call.
fn provider(what: &str, from: Option<Provider>, allow_private: bool) -> Result<Option<ProviderConfig>> {
    let Some(p) = from else { return Ok(None) };
    let config = ProviderConfig { name: p.name, url: p.url, key_id: p.key_id, secret: p.secret };
    config.vet(allow_private).map_err(|why| anyhow!("[{what}] {why}"))?;
    Ok(Some(config))
}

/// Alibaba Cloud's SMS service; without it codes stay in the operator's outbox.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sms {
    #[serde(default = "aliyun")]
    endpoint: String,
    key_id: String,
    key_secret: String,
    sign_name: String,
    template: String,
}

/// The account that certification fees are transferred to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bank {
    holder: String,
    bank: String,
    account: String,
}

impl Bank {
    /// For a demo, so that the page of an order shows what a configured one shows.
    fn demo() -> BankAccount {
        BankAccount {
            holder: "通关演示，请勿转账".into(),
            bank: "演示银行".into(),
            account: "0000 0000 0000 0000".into(),
        }
    }
}

impl From<Bank> for BankAccount {
    fn from(b: Bank) -> Self {
        Self { holder: b.holder, bank: b.bank, account: b.account }
    }
}

fn aliyun() -> String {
    "https://dysmsapi.aliyuncs.com".into()
}

/// What `serve` runs by.
#[derive(Debug)]
pub(super) struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Data folder.
    pub data: PathBuf,
    /// PostgreSQL, or SQLite in the data folder.
    pub database: Option<String>,
    /// Text of the overlay for the first start.
    pub overlay: Option<String>,
    /// Configuration of the use cases.
    pub service: Config,
    has_url: bool,
}

fn parse(path: &Path, text: &str) -> Result<File> {
    toml::from_str(text).map_err(|error| {
        let (line, column) = place(text, error.span().map_or(0, |s| s.start));
        anyhow!("{}:{line}:{column}: {}", path.display(), error.message())
    })
}

fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

fn overlay(config: &Path, file: &File, pack: &str) -> Result<Option<String>> {
    let policy = Policy::builtin(pack)?;
    let Some(path) = &file.overlay else { return Ok(None) };
    let path = config.parent().unwrap_or(Path::new(".")).join(path);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read the overlay {}", path.display()))?;
    let text = crate::ask::inline_words(&path, &text)?;
    policy.overlay(&path.display().to_string(), &text)?;
    Ok(Some(text))
}

/// Where Debian and a local installation put it.
const TESSERACT: [&str; 2] = ["/usr/bin/tesseract", "/usr/local/bin/tesseract"];

/// The program that reads pictures; one that is named must be there.
fn tesseract(named: Option<PathBuf>) -> Result<Option<PathBuf>> {
    match named {
        Some(path) if path.as_os_str() == "off" => Ok(None),
        Some(path) if path.is_file() => Ok(Some(path)),
        Some(path) => bail!("tesseract: {} is no file", path.display()),
        None => Ok(TESSERACT.iter().map(PathBuf::from).find(|path| path.is_file())),
    }
}

impl Settings {
    /// Defaults, then the file, then the command line.
    pub(super) fn merge(args: Args) -> Result<Self> {
        let (path, file) = match &args.config {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                (path.clone(), parse(path, &text)?)
            }
            None => (PathBuf::new(), File::default()),
        };
        if let Some(url) = &args.database
            && !url.starts_with("postgres:")
            && !url.starts_with("postgresql:")
            && !url.starts_with("sqlite:")
        {
            bail!("--database takes postgres://… or sqlite:PATH");
        }
        let default = Config::default();
        let pack = file.pack.clone().unwrap_or_else(|| default.pack.clone());
        let overlay = overlay(&path, &file, &pack)?;
        let service = Config {
            public_url: file.public_url.as_deref().unwrap_or_default().trim_end_matches('/').to_owned(),
            operator_name: file.operator_name.unwrap_or(default.operator_name),
            demo: args.demo,
            allow_private_targets: file.allow_private_targets,
            smtp_url: file.mail.smtp_url,
            sms: file.sms.map(|s| SmsConfig {
                endpoint: s.endpoint,
                key_id: s.key_id,
                key_secret: s.key_secret,
                sign_name: s.sign_name,
                template: s.template,
            }),
            sms_http: provider("sms_http", file.sms_http, file.allow_private_targets)?,
            registry: provider("registry", file.registry, file.allow_private_targets)?,
            carrier: provider("carrier", file.carrier, file.allow_private_targets)?,
            bank: file.bank.map(|b| b.into()).or_else(|| args.demo.then(Bank::demo)),
            mail_from: file.mail.from.unwrap_or(default.mail_from),
            tesseract: tesseract(file.tesseract)?,
            names_folder: Some(args.data.join("names")),
            pack,
            holder: default.holder,
        };
        let has_url = !service.public_url.is_empty();
        Ok(Self { listen: args.listen, data: args.data, database: args.database, overlay, service, has_url })
    }

    /// Takes the address it listens on for its public one if none is configured; of all addresses, the one that this
    /// machine surely reaches.
    pub(super) fn on(mut self, listen: SocketAddr) -> Self {
        self.listen = listen;
        if !self.has_url {
            let ip = match listen.ip() {
                IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
                ip => ip,
            };
            self.service.public_url = format!("http://{}", SocketAddr::new(ip, listen.port()));
        }
        self
    }

    /// For the greeting; an address may hold a password.
    pub(super) fn database_kind(&self) -> &'static str {
        match &self.database {
            Some(url) if url.starts_with("postgres") => "PostgreSQL",
            _ => "SQLite",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_refused_with_its_line_and_column() {
        let text =
            "public_url = \"https://mp.example\"\n\n[mail]\nfrom = \"a@b.example\"\n  smpt_url = \"x\"\n";
        let error = parse(Path::new("t.toml"), text).unwrap_err().to_string();
        assert!(error.starts_with("t.toml:5:3: unknown field `smpt_url`"), "{error}");
        let error = parse(Path::new("t.toml"), "pack = 3\n").unwrap_err().to_string();
        assert!(error.starts_with("t.toml:1:8: "), "{error}");
    }

    #[test]
    fn a_program_that_is_named_must_be_there() {
        assert_eq!(tesseract(Some("off".into())).unwrap(), None);
        assert!(tesseract(Some("/nowhere/tesseract".into())).unwrap_err().to_string().contains("/nowhere"));
        assert!(tesseract(None).unwrap().is_none_or(|path| path.is_file()));
    }

    #[test]
    fn a_whole_file_is_understood() {
        let text = "public_url = \"https://mp.example/\"\npack = \"weixin-2026\"\n[mail]\nsmtp_url = \"smtp://h:25\"\n\
            [sms]\nkey_id = \"a\"\nkey_secret = \"b\"\nsign_name = \"c\"\ntemplate = \"SMS_1\"\n\
            [bank]\nholder = \"h\"\nbank = \"b\"\naccount = \"1\"\n";
        let file = parse(Path::new("t.toml"), text).unwrap();
        assert_eq!(file.sms.unwrap().endpoint, aliyun());
        assert_eq!(file.bank.unwrap().account, "1");
        assert_eq!(file.pack.as_deref(), Some("weixin-2026"));
    }

    #[test]
    fn a_provider_that_cannot_be_called_is_refused_at_the_start() {
        let of = |url: &str, secret: &str| {
            let (name, key_id) = ("p".into(), "k".into());
            provider(
                "registry",
                Some(Provider { name, url: url.into(), key_id, secret: secret.into() }),
                false,
            )
        };
        let secret = "s".repeat(32);
        assert!(of("https://registry.example.cn", &secret).is_ok());
        let error = of("http://registry.example.cn", &secret).unwrap_err().to_string();
        assert_eq!(error, "[registry] url: it must be https");
        assert!(of("https://registry.example.cn", "short").is_err());
    }
}
