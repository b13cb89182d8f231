//! The index of held names, kept in step with the database by its rows, and on disk between starts.
//!
//! The rows of `app_name` are the change log: each says when it was submitted and when it left, so that what changed since the
//! last look is one query over two indexes. Each server keeps an index of its own. Its sorted part is built from all names,
//! in a file where the operator has a folder for it: a start opens that file and reads on in the log, unless the file was
//! built with other words, is damaged, or tells of rows that this database does not have (it was restored, or is another
//! one); then it is built anew. A file that cannot be written costs a warning, and the index stands in memory.

use std::{
    collections::HashSet,
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::{Deserialize, Serialize};
use tokio::sync::{RwLock, RwLockReadGuard, mpsc};
use tongguan_model::time::Millis;
use tongguan_rule_subject::name::{
    Rules,
    index::{Builder, FileBuilder, Filed, Index, Memory, Shelf, ShelfError, Stamp, mark, names_in},
};
use tongguan_store::naming;

use crate::{Ctx, Error, Result, revision::Pinned};

/// Rows this much older than the last look are read again: clocks of several servers differ, and a row is seen only
/// when its transaction commits.
const OVERLAP: i64 = 5 * 60_000;
/// Names that one page of the first reading holds.
const PAGE: i64 = 10_000;
/// Changes beside the sorted part after which it is built anew.
const MOST_CHANGES: usize = 50_000;
/// So many names of a file are read into memory, some 300 MB; of more the file itself is asked.
const MOST_IN_MEMORY: usize = 2_000_000;

type Sorted = Box<dyn Shelf + Send + Sync>;

/// The index, once somebody asked.
#[derive(Debug, Default)]
pub(crate) struct NameIndex {
    state: RwLock<Option<State>>,
    /// A sorted part is being built beside the one in use.
    building: AtomicBool,
}

impl NameIndex {
    /// What is indexed.
    pub(super) async fn read(&self) -> RwLockReadGuard<'_, Option<State>> {
        self.state.read().await
    }
}

/// Names of one policy.
#[derive(Debug)]
pub(super) struct State {
    revision: i64,
    /// Names that are held.
    pub(super) held: Index<Sorted>,
    /// Names that the operator reserved.
    pub(super) reserved: Index<Memory>,
    /// Rows up to here are in it.
    until: Millis,
}

/// How far the log was read when a file was built, and two of its rows.
#[derive(Debug, Serialize, Deserialize)]
struct Position {
    until: i64,
    last: String,
    decided: Option<i64>,
}

/// Reads what changed; builds the index if there is none for this policy.
pub(super) async fn in_step(ctx: &Ctx, policy: &Pinned, rules: &Arc<Rules>) -> Result<()> {
    let mut slot = ctx.name_index().state.write().await;
    if slot.as_ref().is_none_or(|s| s.revision != policy.number) {
        let state = match kept(ctx, policy, rules).await? {
            Some(state) => state,
            None => build(ctx, policy, rules).await?,
        };
        *slot = Some(state);
    }
    let Some(state) = slot.as_mut() else { return Ok(()) };
    let now = ctx.now();
    let changes = {
        let mut tx = ctx.store().read().await?;
        naming::changed_since(&mut tx, Millis(state.until.0.saturating_sub(OVERLAP))).await?
    };
    // A name that left and came back in one look is there now: what is held comes last.
    let (there, gone): (Vec<_>, Vec<_>) = changes.into_iter().partition(|(_, held)| *held);
    let there: HashSet<String> = there.into_iter().map(|(name, _)| name).collect();
    for (name, _) in gone.iter().filter(|(name, _)| !there.contains(name)) {
        state.held.remove(name, rules.words()).map_err(Error::internal)?;
    }
    for name in &there {
        state.held.add(name, rules.words()).map_err(Error::internal)?;
    }
    state.until = now;
    if state.held.changes() >= MOST_CHANGES && !ctx.name_index().building.swap(true, Ordering::AcqRel) {
        tokio::spawn(build_beside(ctx.clone(), policy.clone(), rules.clone()));
    }
    Ok(())
}

/// Builds a sorted part while the one in use goes on answering.
async fn build_beside(ctx: Ctx, policy: Pinned, rules: Arc<Rules>) {
    match build(&ctx, &policy, &rules).await {
        Ok(state) => {
            let mut slot = ctx.name_index().state.write().await;
            if slot.as_ref().is_some_and(|s| s.revision == policy.number) {
                *slot = Some(state);
            }
        }
        Err(error) => {
            tracing::warn!(%error, "the index of names was not built anew; the next look tries again")
        }
    }
    ctx.name_index().building.store(false, Ordering::Release);
}

fn path(folder: &Path) -> PathBuf {
    folder.join("held.index")
}

/// The file of an earlier start, if it is of these words and this database.
async fn kept(ctx: &Ctx, policy: &Pinned, rules: &Arc<Rules>) -> Result<Option<State>> {
    let Some(folder) = ctx.config().names_folder.clone().filter(|f| path(f).exists()) else {
        return Ok(None);
    };
    let words = mark(&policy.naming, rules.words());
    let opened =
        tokio::task::spawn_blocking(move || open(&path(&folder), words)).await.map_err(Error::internal)?;
    let (held, position) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            tracing::info!(%error, "the index of names is built anew");
            return Ok(None);
        }
    };
    let fits = match serde_json::from_str::<Position>(&position) {
        Ok(p) if p.until <= ctx.now().0 => {
            let mut tx = ctx.store().read().await?;
            naming::has_position(&mut tx, &p.last, p.decided).await?.then_some(p.until)
        }
        _ => None,
    };
    let Some(until) = fits else {
        tracing::info!("the index of names tells of rows that this database does not have; it is built anew");
        return Ok(None);
    };
    Ok(Some(State {
        revision: policy.number,
        held: Index::over(held),
        reserved: reserved(policy, rules),
        until: Millis(until),
    }))
}

/// Opens a file, in memory where it is small enough.
fn open(path: &Path, words: u64) -> std::result::Result<(Sorted, String), ShelfError> {
    if names_in(path, words)? > MOST_IN_MEMORY {
        let filed = Filed::open(path, words)?;
        let position = filed.position().to_owned();
        return Ok((Box::new(filed), position));
    }
    let (memory, position) = Memory::read(&mut BufReader::with_capacity(1 << 18, File::open(path)?), words)?;
    Ok((Box::new(memory), position))
}

fn reserved(policy: &Pinned, rules: &Rules) -> Index<Memory> {
    let mut builder = Builder::new(rules.words(), policy.naming.reserved.len());
    policy.naming.reserved.iter().for_each(|n| builder.push(n.trim()));
    builder.finish()
}

/// Builds the index from all names.
async fn build(ctx: &Ctx, policy: &Pinned, rules: &Arc<Rules>) -> Result<State> {
    let until = ctx.now();
    let held = match &ctx.config().names_folder {
        Some(folder) => match in_file(ctx, policy, rules, folder, until).await {
            Ok(held) => held,
            Err(error) => {
                tracing::warn!(%error, folder = %folder.display(), "the index of names cannot be kept; it stands in memory");
                in_memory(ctx, rules).await?
            }
        },
        None => in_memory(ctx, rules).await?,
    };
    Ok(State { revision: policy.number, held: Index::over(held), reserved: reserved(policy, rules), until })
}

/// One page of names after another; `None` after the last, so that a reading that fails is not taken for the end.
async fn pages(ctx: &Ctx, to: mpsc::Sender<Option<Vec<String>>>) -> Result<()> {
    let mut after = String::new();
    loop {
        let mut tx = ctx.store().read().await?;
        let page = naming::held_after(&mut tx, &after, PAGE).await?;
        drop(tx);
        let names = page.last().map(|(id, _)| after.clone_from(id));
        let names = names.map(|()| page.into_iter().map(|(_, name)| name).collect());
        let ended = names.is_none();
        // Who does not listen any more has an error of its own to tell.
        if to.send(names).await.is_err() || ended {
            return Ok(());
        }
    }
}

async fn in_memory(ctx: &Ctx, rules: &Arc<Rules>) -> Result<Sorted> {
    let (to, mut from) = mpsc::channel::<Option<Vec<String>>>(2);
    let rules = rules.clone();
    let work = tokio::task::spawn_blocking(move || -> Sorted {
        let mut builder = Builder::new(rules.words(), 0);
        while let Some(Some(page)) = from.blocking_recv() {
            page.iter().for_each(|name| builder.push(name));
        }
        Box::new(builder.finish().into_shelf())
    });
    pages(ctx, to).await?;
    work.await.map_err(Error::internal)
}

async fn in_file(
    ctx: &Ctx,
    policy: &Pinned,
    rules: &Arc<Rules>,
    folder: &Path,
    until: Millis,
) -> Result<Sorted> {
    let (last, decided) = {
        let mut tx = ctx.store().read().await?;
        naming::position(&mut tx).await?
    };
    let Some(last) = last else { return in_memory(ctx, rules).await };
    let position =
        serde_json::to_string(&Position { until: until.0, last, decided }).map_err(Error::internal)?;
    let stamp = Stamp { mark: mark(&policy.naming, rules.words()), position };
    let (to, mut from) = mpsc::channel::<Option<Vec<String>>>(2);
    let (rules, folder) = (rules.clone(), folder.to_owned());
    let work = tokio::task::spawn_blocking(move || -> std::result::Result<Sorted, ShelfError> {
        std::fs::create_dir_all(&folder)?;
        let mut builder = FileBuilder::new(rules.words(), &folder)?;
        loop {
            match from.blocking_recv() {
                Some(Some(page)) => page.iter().try_for_each(|name| builder.push(name))?,
                Some(None) => break,
                None => return Err(ShelfError::Other),
            }
        }
        builder.finish(&path(&folder), &stamp)?;
        Ok(open(&path(&folder), stamp.mark)?.0)
    });
    pages(ctx, to).await?;
    work.await.map_err(Error::internal)?.map_err(Error::internal)
}
