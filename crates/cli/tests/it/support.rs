//! A `tongguan serve` in a process of its own, on either database.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
};

use tempfile::TempDir;
use tongguan_service::{Config, Ctx, Keys, Parts};
use tongguan_store::{Config as StoreConfig, Store, objects::Objects};
use tongguan_testkit::{Backend, FrozenClock, SeededEntropy};

/// The binary under test.
pub(crate) fn tongguan() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongguan"));
    for name in ["TONGGUAN_DATABASE_URL", "TONGGUAN_LOG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"] {
        command.env_remove(name);
    }
    command
}

/// A mini program of one page with this template.
pub(crate) fn one_page(template: &str) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let files = [
        ("app.json", r#"{ "pages": ["i"] }"#),
        ("app.js", "App({})"),
        ("i.js", "Page({})"),
        ("i.json", "{}"),
        ("i.wxml", template),
    ];
    for (name, text) in files {
        std::fs::write(dir.path().join(name), text).expect("a file");
    }
    dir
}

/// Where a platform keeps its data, over several starts.
pub(crate) struct Place {
    dir: TempDir,
    /// PostgreSQL, or SQLite in the folder.
    pub(crate) database: Option<String>,
}

impl Place {
    /// A fresh one.
    pub(crate) async fn new(backend: Backend) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let database = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(create_database(dir.path()).await),
        };
        Self { dir, database }
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// Starts the platform and waits until it says that it is ready.
    pub(crate) fn serve(&self, more: &[&str]) -> Server {
        self.serve_at("127.0.0.1:0", more)
    }

    /// Starts the platform at an address.
    pub(crate) fn serve_at(&self, listen: &str, more: &[&str]) -> Server {
        Server::start(self.command(listen, more))
    }

    /// Starts the platform, which must refuse with status 2, and gives what it says.
    pub(crate) fn refuses(&self, more: &[&str]) -> String {
        let out = self.command("127.0.0.1:0", more).output().expect("the binary runs");
        assert_eq!(out.status.code(), Some(2), "{}", text(&out.stdout));
        text(&out.stderr)
    }

    fn command(&self, listen: &str, more: &[&str]) -> Command {
        let mut command = tongguan();
        command.args(["serve", "--listen", listen, "--data"]).arg(self.data()).args(more);
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        command
    }

    /// The operator's key that the platform made at its first start.
    fn keys(&self) -> Keys {
        let text = std::fs::read_to_string(self.data().join("keys/master.key")).expect("the key file");
        let mut master = [0; 32];
        hex::decode_to_slice(text.trim(), &mut master).expect("32 bytes in hex");
        Keys::derive(&master)
    }

    /// Looks into a stopped platform's data.
    pub(crate) async fn open(&self) -> Ctx {
        let place = match &self.database {
            Some(url) => StoreConfig::postgres(url),
            None => StoreConfig::sqlite_in(self.data()),
        };
        Ctx::new(Parts {
            store: Store::open(&place).await.expect("the store opens"),
            objects: Objects::local(&self.data().join("objects")).expect("the object folder"),
            clock: std::sync::Arc::new(FrozenClock::default()),
            entropy: std::sync::Arc::new(SeededEntropy::new(1)),
            keys: self.keys(),
            config: Config::default(),
        })
    }
}

async fn create_database(dir: &Path) -> String {
    #[expect(clippy::disallowed_methods, reason = "the harness hands the address over in the environment")]
    let url = std::env::var("TEST_PG_URL").expect("TEST_PG_URL is set; `cargo xtask test` does");
    let unique: String =
        dir.to_string_lossy().chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let name = format!("cli_{unique}");
    let admin = sqlx::PgPool::connect(&url).await.expect("PostgreSQL answers");
    let create = sqlx::AssertSqlSafe(format!("create database {name}"));
    sqlx::query(create).execute(&admin).await.expect("a database can be made");
    admin.close().await;
    let (server, _) = url.rsplit_once('/').expect("an address with a database");
    format!("{server}/{name}")
}

/// A running platform; killed when dropped.
pub(crate) struct Server {
    child: Child,
    /// Its address.
    pub(crate) url: String,
    /// What it greeted with.
    pub(crate) greeting: String,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary starts");
        let stdout = child.stdout.take().expect("its output");
        let mut greeting = String::new();
        let mut ready = false;
        for line in BufReader::new(stdout).lines() {
            let line = line.expect("text");
            if line == "ready" {
                ready = true;
                break;
            }
            greeting += &line;
            greeting.push('\n');
        }
        assert!(ready, "serve ended before it was ready: {greeting}");
        let url = greeting
            .lines()
            .find_map(|l| l.trim().strip_prefix("console")?.trim().strip_suffix('/'))
            .expect("the console's address")
            .to_owned();
        Self { child, url, greeting }
    }

    /// SIGKILL, as when the power goes.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }

    /// SIGTERM; waits for its end.
    pub(crate) fn terminate(mut self) -> ExitStatus {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
        self.child.wait().expect("it ends")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Text of an output, for assertions.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs the whole tour; fails unless it passes.
pub(crate) fn tour(url: &str) -> Output {
    let out = tongguan().args(["tour", "--server", url]).output().expect("the tour runs");
    assert!(out.status.success(), "{}\n{}", text(&out.stdout), text(&out.stderr));
    out
}
