//! What every command is given: storage, clock, randomness, keys, configuration.

use std::{fmt, sync::Arc};

use tongguan_model::time::Millis;
use tongguan_store::{Store, objects::Objects};

use crate::{
    crypto::Keys,
    heavy::Heavy,
    naming::{NameIndex, RulesCache},
    preflight::LexiconCache,
    revision::PolicyCache,
};

/// The time.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Now.
    fn now(&self) -> Millis;
}

/// Randomness fit for secrets.
pub trait Entropy: Send + Sync + fmt::Debug {
    /// Fills the buffer.
    fn fill(&self, buf: &mut [u8]);
}

/// Configuration of the service, merged once in `cli`.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address under which people reach the console, without a trailing slash; used in mails and QR codes.
    pub public_url: String,
    /// Name of the operator shown in the console.
    pub operator_name: String,
    /// Demo mode: demo accounts exist and are shown on the sign-in page.
    pub demo: bool,
    /// Whether domain probes may reach private and loopback addresses.
    pub allow_private_targets: bool,
    /// SMTP server as `smtp://user:password@host:port` or `smtps://…`; `None` keeps mail in the local outbox.
    pub smtp_url: Option<String>,
    /// SMS service; `None` keeps SMS in the local outbox.
    pub sms: Option<crate::SmsConfig>,
    /// Text messages by the contract of `docs/providers.md`, instead of `sms`.
    pub sms_http: Option<crate::ProviderConfig>,
    /// The commercial register; `None`: a reviewer confirms by hand.
    pub registry: Option<crate::ProviderConfig>,
    /// The carriers' real-name records; `None`: a reviewer confirms by hand.
    pub carrier: Option<crate::ProviderConfig>,
    /// The account that fees are transferred to; without it applicants are told to ask the operator.
    pub bank: Option<crate::payment::BankAccount>,
    /// Sender of mails.
    pub mail_from: String,
    /// The program that reads text on pictures; without it they count as not read.
    pub tesseract: Option<std::path::PathBuf>,
    /// Where the index of names stands between starts; without it, it is built in memory at each.
    pub names_folder: Option<std::path::PathBuf>,
    /// Policy pack to start from on an empty database.
    pub pack: String,
    /// Name of this process in leases and job claims.
    pub holder: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".into(),
            operator_name: "通关".into(),
            demo: false,
            allow_private_targets: false,
            smtp_url: None,
            sms: None,
            sms_http: None,
            registry: None,
            carrier: None,
            bank: None,
            mail_from: "tongguan@localhost".into(),
            tesseract: None,
            names_folder: None,
            pack: "default".into(),
            holder: "serve".into(),
        }
    }
}

/// What `cli` or a test puts together.
#[derive(Debug)]
pub struct Parts {
    /// Databases.
    pub store: Store,
    /// Packages and materials.
    pub objects: Objects,
    /// Clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The operator's key and what is derived from it.
    pub keys: Keys,
    /// Configuration.
    pub config: Config,
}

/// The context of a command; cheap to clone.
#[derive(Debug, Clone)]
pub struct Ctx {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    parts: Parts,
    policies: PolicyCache,
    lexicons: LexiconCache,
    name_rules: RulesCache,
    name_index: NameIndex,
    wake: tokio::sync::Notify,
    wake_slow: tokio::sync::Notify,
    heavy: Heavy,
}

impl Ctx {
    /// Puts a context together.
    pub fn new(parts: Parts) -> Self {
        Self {
            inner: Arc::new(Inner {
                parts,
                policies: PolicyCache::default(),
                lexicons: LexiconCache::default(),
                name_rules: RulesCache::default(),
                name_index: NameIndex::default(),
                wake: tokio::sync::Notify::new(),
                wake_slow: tokio::sync::Notify::new(),
                heavy: Heavy::default(),
            }),
        }
    }

    /// Databases.
    pub fn store(&self) -> &Store {
        &self.inner.parts.store
    }

    /// Packages and materials.
    pub fn objects(&self) -> &Objects {
        &self.inner.parts.objects
    }

    /// Keys.
    pub fn keys(&self) -> &Keys {
        &self.inner.parts.keys
    }

    /// Configuration.
    pub fn config(&self) -> &Config {
        &self.inner.parts.config
    }

    /// Now.
    pub fn now(&self) -> Millis {
        self.inner.parts.clock.now()
    }

    /// Fills `N` random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut buf = [0; N];
        self.inner.parts.entropy.fill(&mut buf);
        buf
    }

    /// Fills a buffer with randomness.
    pub fn fill(&self, buf: &mut [u8]) {
        self.inner.parts.entropy.fill(buf);
    }

    /// A new identifier: UUIDv7 in hex, ordered by time.
    pub fn id(&self) -> String {
        let millis = u64::try_from(self.now().0).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.random::<10>())
            .into_uuid()
            .simple()
            .to_string()
    }

    /// A new secret token: 32 random bytes, URL-safe.
    pub fn token(&self) -> String {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.random::<32>())
    }

    /// `digits` random decimal digits without bias.
    pub fn digits(&self, digits: usize) -> String {
        let mut out = String::with_capacity(digits);
        while out.len() < digits {
            for byte in self.random::<16>() {
                if byte < 250 && out.len() < digits {
                    out.push(char::from(b'0' + byte % 10));
                }
            }
        }
        out
    }

    /// Loaded policy revisions.
    pub(crate) fn policies(&self) -> &PolicyCache {
        &self.inner.policies
    }

    /// Word lists of loaded policy revisions.
    pub(crate) fn lexicons(&self) -> &LexiconCache {
        &self.inner.lexicons
    }

    /// Naming rules of loaded policy revisions.
    pub(crate) fn name_rules(&self) -> &RulesCache {
        &self.inner.name_rules
    }

    /// The index of names.
    pub(crate) fn name_index(&self) -> &NameIndex {
        &self.inner.name_index
    }

    /// Work that takes much memory or time goes through here.
    pub(crate) fn heavy(&self) -> &Heavy {
        &self.inner.heavy
    }

    /// Wakes the workers, after a commit that enqueued a job.
    pub fn wake(&self) {
        self.inner.wake.notify_one();
        self.inner.wake_slow.notify_one();
    }

    /// Waits until somebody wakes the worker of a lane.
    pub(crate) async fn woken(&self, slow: bool) {
        let lane = if slow { &self.inner.wake_slow } else { &self.inner.wake };
        lane.notified().await;
    }
}
