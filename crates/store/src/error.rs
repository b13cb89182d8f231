//! What can go wrong below a use case.

/// A storage error.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row was changed by somebody else since it was read.
    #[error("{0} was changed meanwhile")]
    Stale(&'static str),
    /// A unique key stands in the way; the name is the constraint's or column's.
    #[error("not unique: {0}")]
    Duplicate(String),
    /// PostgreSQL asked to run the transaction again.
    #[error("the transaction must run again")]
    Retry,
    /// A stored value cannot be read back.
    #[error("unreadable value in {0}")]
    Corrupt(&'static str),
    /// The database refused or is unreachable.
    #[error("database: {0}")]
    Database(sqlx::Error),
    /// A migration failed.
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The object store failed.
    #[error("object store: {0}")]
    Object(#[from] object_store::Error),
    /// The file of the database cannot be made.
    #[error("database file: {0}")]
    File(std::io::Error),
    /// The address of the database is not one we know.
    #[error("database address must start with sqlite: or postgres:")]
    Address,
}

/// Result of a store function.
pub type Result<T> = std::result::Result<T, StoreError>;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(db) = &error {
            if db.is_unique_violation() {
                let name = db.constraint().map_or_else(|| db.message().to_owned(), ToOwned::to_owned);
                return Self::Duplicate(name);
            }
            // 40001 serialization_failure, 40P01 deadlock_detected; 5 and 6 with extensions: SQLITE_BUSY, SQLITE_LOCKED.
            if matches!(db.code().as_deref(), Some("40001" | "40P01" | "5" | "6" | "261" | "517" | "262")) {
                return Self::Retry;
            }
        }
        Self::Database(error)
    }
}

impl StoreError {
    /// Whether the whole transaction may simply be run again.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Retry)
    }

    /// Whether it is a unique violation that names `part` (a column or constraint).
    pub fn is_duplicate_of(&self, part: &str) -> bool {
        matches!(self, Self::Duplicate(name) if name.contains(part))
    }
}
