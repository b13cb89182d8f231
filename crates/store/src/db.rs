//! The two databases behind one value, and the transaction that every use case passes on.

use std::{fs, io, path::PathBuf, str::FromStr, time::Duration};

use sqlx::{
    Connection, PgConnection, Postgres, Sqlite, Transaction,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Result, StoreError};

/// Where the data lives.
#[derive(Debug, Clone)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Telemetry's own database: a file beside SQLite's, a schema of its own on PostgreSQL.
    pub telemetry_url: String,
    /// Readers on SQLite, connections on PostgreSQL.
    pub connections: u32,
    /// Schema of PostgreSQL (`public` unless a test clones one).
    pub schema: String,
}

impl Config {
    /// SQLite in a data folder.
    pub fn sqlite_in(dir: PathBuf) -> Self {
        Self {
            url: format!("sqlite:{}", dir.join("tongguan.db").display()),
            telemetry_url: format!("sqlite:{}", dir.join("telemetry.db").display()),
            connections: 4,
            schema: "public".into(),
        }
    }

    /// PostgreSQL by address.
    pub fn postgres(url: &str) -> Self {
        Self { url: url.into(), telemetry_url: url.into(), connections: 16, schema: "public".into() }
    }
}

/// One database: SQLite with a single writer and several readers, or PostgreSQL.
#[derive(Debug, Clone)]
pub(crate) enum Db {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

/// The business database and, apart from it, telemetry.
#[derive(Debug, Clone)]
pub struct Store {
    main: Db,
    telemetry: Db,
}

/// A running transaction. Dropping it rolls back; only [`Tx::commit`] keeps what it did.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one body on the connection of either database; it is type-checked for both.
macro_rules! on {
    ($tx:expr, |$c:ident| $body:expr) => {
        match $tx {
            $crate::Tx::Sqlite(t) => {
                let $c = &mut **t;
                $body
            }
            $crate::Tx::Postgres(t) => {
                let $c = &mut **t;
                $body
            }
        }
    };
}
pub(crate) use on;

impl Tx {
    /// Keeps what the transaction did.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(t) => t.commit().await?,
            Self::Postgres(t) => t.commit().await?,
        }
        Ok(())
    }

    /// Whether this is PostgreSQL; for the few statements in `dialect.rs`.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }
}

/// Makes the file of a new database readable by its owner only; SQLite gives its companions the same mode.
fn create_private(path: &str) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(StoreError::File(error)),
        _ => Ok(()),
    }
}

impl Db {
    async fn open(url: &str, schema: &str, connections: u32) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.trim_start_matches("//");
            create_private(path)?;
            let options = SqliteConnectOptions::new()
                .filename(path)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // A signed checkpoint must never outlive its commits.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10));
            let writer = SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(Duration::from_secs(60))
                .connect_with(options.clone())
                .await?;
            let readers = SqlitePoolOptions::new()
                .max_connections(connections.max(1))
                .acquire_timeout(Duration::from_secs(30))
                .connect_with(options.read_only(false))
                .await?;
            Ok(Self::Sqlite { writer, readers })
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?.options([("search_path", schema)]);
            // The pool would try for a minute and then only say that it took too long.
            PgConnection::connect_with(&options).await?.close().await?;
            let pool = PgPoolOptions::new()
                .max_connections(connections.max(2))
                .acquire_timeout(Duration::from_secs(60))
                .connect_with(options)
                .await?;
            Ok(Self::Postgres(pool))
        } else {
            Err(StoreError::Address)
        }
    }

    async fn write(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { writer, .. } => Ok(Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)),
            Self::Postgres(pool) => {
                Ok(Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE").await?))
            }
        }
    }

    async fn read(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { readers, .. } => Ok(Tx::Sqlite(readers.begin().await?)),
            Self::Postgres(pool) => {
                Ok(Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?))
            }
        }
    }

    async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Store {
    /// Opens both databases and brings them up to the newest migration.
    pub async fn open(config: &Config) -> Result<Self> {
        let main = Db::open(&config.url, &config.schema, config.connections).await?;
        let telemetry_schema = match config.schema.as_str() {
            "public" => "telemetry".to_owned(),
            schema => format!("{schema}_telemetry"),
        };
        let telemetry = Db::open(&config.telemetry_url, &telemetry_schema, config.connections.min(4)).await?;
        let store = Self { main, telemetry };
        crate::dialect::migrate(&store.main, &store.telemetry, &telemetry_schema).await?;
        Ok(store)
    }

    /// Begins a write: `BEGIN IMMEDIATE` on SQLite, `SERIALIZABLE` on PostgreSQL.
    pub async fn write(&self) -> Result<Tx> {
        self.main.write().await
    }

    /// Begins a consistent read.
    pub async fn read(&self) -> Result<Tx> {
        self.main.read().await
    }

    /// Begins a write to telemetry, which never waits for the business writer.
    pub async fn telemetry_write(&self) -> Result<Tx> {
        self.telemetry.write().await
    }

    /// Begins a read of telemetry.
    pub async fn telemetry_read(&self) -> Result<Tx> {
        self.telemetry.read().await
    }

    /// `sqlite` or `postgres`, for the health page.
    pub fn backend(&self) -> &'static str {
        match self.main {
            Db::Sqlite { .. } => "sqlite",
            Db::Postgres(_) => "postgres",
        }
    }

    /// Closes the pools; SQLite folds its WAL into the file.
    pub async fn close(&self) {
        self.telemetry.close().await;
        self.main.close().await;
    }
}
