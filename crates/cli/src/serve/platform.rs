//! The context of the use cases from the settings: real clock, the system's randomness, store, objects, keys.

use std::{
    fs::{File, TryLockError},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use tongguan_model::time::Millis;
use tongguan_service::{Clock, Config, Ctx, Entropy, Keys, Parts, key_check, revision};
use tongguan_store::{Config as StoreConfig, Store, objects::Objects};

use super::{config::Settings, keys};

#[derive(Debug)]
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        crate::clock::now()
    }
}

#[derive(Debug)]
struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buf: &mut [u8]) {
        if let Err(error) = getrandom::fill(buf) {
            // Going on without randomness would make guessable secrets.
            tracing::error!(%error, "no randomness from the system");
            std::process::abort();
        }
    }
}

/// Keeps a second server off a SQLite data folder: it has one writer, and jobs must not be claimed twice. The lock ends with
/// the process, however that ends.
pub(super) fn lock(settings: &Settings) -> Result<Option<File>> {
    if settings.database.as_deref().is_some_and(|url| url.starts_with("postgres")) {
        return Ok(None);
    }
    keys::create_dir(&settings.data)?;
    let path = settings.data.join("serve.lock");
    let file = File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => bail!(
            "another server runs on {}; for several servers use PostgreSQL (--database postgres://…)",
            settings.data.display()
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

/// Opens everything; the database is brought to the newest migration and has a policy afterwards.
pub(super) async fn open(settings: &Settings) -> Result<Ctx> {
    // Fails only if a provider is in place already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    keys::create_dir(&settings.data)?;
    let master = keys::load_or_create(&settings.data)?;
    let place = match &settings.database {
        Some(url) if url.starts_with("postgres") => StoreConfig::postgres(url),
        Some(url) => StoreConfig { url: url.clone(), ..StoreConfig::sqlite_in(settings.data.clone()) },
        None => StoreConfig::sqlite_in(settings.data.clone()),
    };
    let mut holder = [0; 8];
    SystemEntropy.fill(&mut holder);
    let config = Config {
        holder: format!("{}-{}", std::process::id(), hex::encode(holder)),
        ..settings.service.clone()
    };
    let ctx = Ctx::new(Parts {
        store: Store::open(&place).await.context("cannot open the database")?,
        objects: Objects::local(&settings.data.join("objects")).context("cannot open the object folder")?,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        keys: Keys::derive(&master),
        config,
    });
    key_check::ensure(&ctx).await?;
    revision::ensure(&ctx, settings.overlay.as_deref()).await.context("cannot put the policy in place")?;
    Ok(ctx)
}
