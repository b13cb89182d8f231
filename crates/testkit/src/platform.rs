//! A whole platform for one test.

use std::{path::PathBuf, sync::Arc};

use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot};
use tongguan_model::{
    account::{Account, AccountState, Trust},
    actor::{Actor, PlatformRole},
    ids::AccountId,
};
use tongguan_service::{Config, Ctx, Entropy, Keys, Parts, hash_password, job, revision, session, staff};
use tongguan_store::{Config as StoreConfig, Store, Tx, account, objects::Objects};
use tongguan_web::{AppState, Running};

use crate::{Client, FrozenClock, SeededEntropy};

/// Password of every account that testkit makes.
pub const PASSWORD: &str = "Gate-8-arches!";

/// Where Debian installs it.
const TESSERACT: &str = "/usr/bin/tesseract";

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file in a temporary folder.
    Sqlite,
    /// A schema of its own on `TEST_PG_URL`.
    Postgres,
}

/// A running platform.
#[derive(Debug)]
pub struct TestApp {
    /// Context of the use cases.
    pub ctx: Ctx,
    /// The clock.
    pub clock: Arc<FrozenClock>,
    /// Address of the server.
    pub base: String,
    running: Running,
    stop: oneshot::Sender<()>,
    place: StoreConfig,
    dir: Arc<TempDir>,
}

async fn place(backend: Backend, dir: &TempDir) -> StoreConfig {
    match backend {
        Backend::Sqlite => StoreConfig::sqlite_in(dir.path().to_owned()),
        Backend::Postgres => {
            #[expect(
                clippy::disallowed_methods,
                reason = "the harness hands the address over in the environment"
            )]
            let url = std::env::var("TEST_PG_URL").expect("TEST_PG_URL is set; `cargo xtask test` does");
            let schema = format!(
                "t{}",
                dir.path().file_name().map_or_else(String::new, |n| {
                    n.to_string_lossy()
                        .chars()
                        .filter(char::is_ascii_alphanumeric)
                        .collect::<String>()
                        .to_lowercase()
                })
            );
            let admin = sqlx::PgPool::connect(&url).await.expect("PostgreSQL answers");
            let create = sqlx::AssertSqlSafe(format!("create schema \"{schema}\""));
            sqlx::query(create).execute(&admin).await.expect("a schema can be made");
            admin.close().await;
            StoreConfig { schema, connections: 6, ..StoreConfig::postgres(&url) }
        }
    }
}

impl TestApp {
    /// Starts a platform on an empty database, with the default policy and no jobs running by themselves.
    pub async fn new(backend: Backend) -> Self {
        let dir = tempfile::Builder::new().prefix("tg").rand_bytes(12).tempdir().expect("a temporary folder");
        let place = place(backend, &dir).await;
        Self::start(place, Arc::new(dir), Arc::new(FrozenClock::default()), 7, None).await
    }

    /// A platform that reads pictures. Without tesseract the test fails.
    pub async fn reading(backend: Backend) -> Self {
        Self::reading_with(backend, TESSERACT).await
    }

    /// A platform that reads pictures with this program.
    pub async fn reading_with(backend: Backend, program: &str) -> Self {
        assert!(std::path::Path::new(program).is_file(), "{program} is missing: run cargo xtask setup");
        let dir = tempfile::Builder::new().prefix("tg").rand_bytes(12).tempdir().expect("a temporary folder");
        let place = place(backend, &dir).await;
        Self::start(place, Arc::new(dir), Arc::new(FrozenClock::default()), 7, Some(program.into())).await
    }

    /// A second server on the same database, objects and clock, as behind a load balancer. PostgreSQL only: SQLite
    /// has one process.
    pub async fn twin(&self) -> Self {
        Self::start(self.place.clone(), self.dir.clone(), self.clock.clone(), 8, None).await
    }

    async fn start(
        place: StoreConfig,
        dir: Arc<TempDir>,
        clock: Arc<FrozenClock>,
        seed: u64,
        tesseract: Option<PathBuf>,
    ) -> Self {
        let mut master = [0; 32];
        SeededEntropy::new(7).fill(&mut master);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let ctx = Ctx::new(Parts {
            store: Store::open(&place).await.expect("the store opens"),
            objects: Objects::local(&dir.path().join("objects")).expect("an object folder"),
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(seed)),
            keys: Keys::derive(&master),
            config: Config {
                public_url: base.clone(),
                allow_private_targets: true,
                tesseract,
                ..Config::default()
            },
        });
        revision::ensure(&ctx, None).await.expect("a policy");
        let (stop, stopped) = oneshot::channel();
        let state = AppState { ctx: ctx.clone(), metrics: None };
        let running = tongguan_web::start(&state, listener, async {
            let _ = stopped.await;
        });
        Self { ctx, clock, base, running: running.expect("the server starts"), stop, place, dir }
    }

    /// Nobody.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.base)
    }

    /// A signed-in account of staff; made at the first call.
    async fn staff(&self, email: &str, role: PlatformRole) -> Client {
        let made = staff::create(&self.ctx, &Actor::System, email, PASSWORD, role).await;
        if let Err(error) = made {
            assert!(error.to_string().contains("email"), "{error}");
        }
        self.sign_in(email).await
    }

    /// Signs an account in that has testkit's password.
    pub async fn sign_in(&self, email: &str) -> Client {
        let signed = session::sign_in(&self.ctx, email, PASSWORD, "testkit").await.expect("signs in");
        self.anonymous().with_token(&signed.token)
    }

    /// A signed-in, activated applicant; made at the first call, without going through registration.
    pub async fn applicant(&self, email: &str) -> Client {
        let new = Account {
            id: AccountId::from_trusted(self.ctx.id()),
            email_key: email.to_lowercase(),
            email: email.into(),
            password_hash: hash_password(&self.ctx, PASSWORD).await.expect("a hash"),
            role: PlatformRole::Applicant,
            state: AccountState::Active,
            trust: Trust::Corporate,
            phone_sealed: None,
            phone_index: None,
            lang: "zh".into(),
            created_at: self.ctx.now(),
            version: 1,
        };
        let mut tx = self.ctx.store().write().await.expect("a transaction");
        if account::find_by_email(&mut tx, &new.email_key).await.expect("a look").is_none() {
            account::insert(&mut tx, &new).await.expect("an account");
        }
        tx.commit().await.expect("it commits");
        self.sign_in(email).await
    }

    /// The reviewer.
    pub async fn reviewer(&self) -> Client {
        self.staff("reviewer@example.com", PlatformRole::Reviewer).await
    }

    /// A second reviewer.
    pub async fn reviewer2(&self) -> Client {
        self.staff("reviewer2@example.com", PlatformRole::Reviewer).await
    }

    /// The operator.
    pub async fn operator(&self) -> Client {
        self.staff("operator@example.com", PlatformRole::Operator).await
    }

    /// Changes rows without the platform's knowing, as somebody with the database's password could.
    pub async fn behind_its_back(&self, sql: &'static str) {
        let mut tx = self.ctx.store().write().await.expect("a transaction");
        let changed = match &mut tx {
            Tx::Sqlite(t) => sqlx::query(sql).execute(&mut **t).await.map(|r| r.rows_affected()),
            Tx::Postgres(t) => sqlx::query(sql).execute(&mut **t).await.map(|r| r.rows_affected()),
        };
        assert_ne!(changed.expect("the statement runs"), 0, "no row fits");
        tx.commit().await.expect("it commits");
    }

    /// Runs jobs until none is due.
    pub async fn settle(&self) {
        while job::drain(&self.ctx, 50).await.expect("the queue works") > 0 {}
    }

    /// Runs what waits, then stops the server.
    pub async fn finish(self) {
        self.settle().await;
        let _ = self.stop.send(());
        self.running.join().await.expect("the server stops cleanly");
        self.ctx.store().close().await;
    }
}
