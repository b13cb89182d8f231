//! Whether the operator's key is the one the database was sealed with. Starting with another would write rows
//! that nobody can read together with the old ones.

use tongguan_store::{Tx, setting};

use crate::{Ctx, Error, Result, transact};

const NAME: &str = "key_check";

/// Remembers the key's mark in an empty database, and refuses another key afterwards.
pub async fn ensure(ctx: &Ctx) -> Result<()> {
    let mark = ctx.keys().index("key", "check");
    transact!(ctx, tx, ensure_in(&mut tx, &mark))
}

async fn ensure_in(tx: &mut Tx, mark: &str) -> Result<()> {
    match setting::get(tx, NAME).await? {
        Some(kept) if kept == mark => Ok(()),
        Some(_) => Err(Error::internal(
            "this database was sealed with another key; start with the data folder whose keys/ belongs to it",
        )),
        None => Ok(setting::set(tx, NAME, mark).await?),
    }
}
