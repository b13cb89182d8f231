//! A whole platform for one test.

use std::sync::Arc;

use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot};
use tongguan_model::actor::{Actor, PlatformRole};
use tongguan_service::{Config, Ctx, Entropy, Keys, Parts, job, revision, session, staff};
use tongguan_store::{Config as StoreConfig, Store, objects::Objects};
use tongguan_web::{AppState, Running};

use crate::{Client, FrozenClock, SeededEntropy};

/// Password of every account that testkit makes.
pub const PASSWORD: &str = "Gate-8-arches!";

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
    _dir: TempDir,
}

async fn store(backend: Backend, dir: &TempDir) -> Store {
    let config = match backend {
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
    };
    Store::open(&config).await.expect("the store opens")
}

impl TestApp {
    /// Starts a platform on an empty database, with the default policy and no jobs running by themselves.
    pub async fn new(backend: Backend) -> Self {
        let dir = tempfile::Builder::new().prefix("tg").rand_bytes(12).tempdir().expect("a temporary folder");
        let clock = Arc::new(FrozenClock::default());
        let entropy = SeededEntropy::new(7);
        let mut master = [0; 32];
        entropy.fill(&mut master);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let ctx = Ctx::new(Parts {
            store: store(backend, &dir).await,
            objects: Objects::local(&dir.path().join("objects")).expect("an object folder"),
            clock: clock.clone(),
            entropy: Arc::new(entropy),
            keys: Keys::derive(&master),
            config: Config { public_url: base.clone(), allow_private_targets: true, ..Config::default() },
        });
        revision::ensure(&ctx).await.expect("a policy");
        let (stop, stopped) = oneshot::channel();
        let state = AppState { ctx: ctx.clone(), metrics: None };
        let running = tongguan_web::start(&state, listener, async {
            let _ = stopped.await;
        });
        Self { ctx, clock, base, running: running.expect("the server starts"), stop, _dir: dir }
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
