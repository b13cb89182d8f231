//! Work that takes much memory or time: so much of it at once, so many waiting, and whoever comes then is asked to come
//! again.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{Error, Result};

/// Hashes at once: Argon2 takes 19 MiB and a core for each.
const HASHING: usize = 2;
/// They take tens of milliseconds, so this many wait a second or two.
const HASHING_WAIT: usize = 64;
/// Pictures at once: one of the most pixels takes hundreds of megabytes while it is measured.
const PICTURES: usize = 1;
/// Each waits with its whole upload in memory.
const PICTURES_WAIT: usize = 16;
/// Packages that are unpacked at once: each takes tens of megabytes and a core.
const CHECKS: usize = 2;
/// Each waits with its zip in memory.
const CHECKS_WAIT: usize = 8;
/// When to come again.
const RETRY_SECONDS: i64 = 5;

/// The kinds of heavy work, each with its own limit.
#[derive(Debug)]
pub(crate) struct Heavy {
    /// Password hashes.
    pub(crate) hashing: Gate,
    /// Pictures.
    pub(crate) pictures: Gate,
    /// Packages.
    pub(crate) checks: Gate,
}

impl Default for Heavy {
    fn default() -> Self {
        Self {
            hashing: Gate::new(HASHING, HASHING_WAIT),
            pictures: Gate::new(PICTURES, PICTURES_WAIT),
            checks: Gate::new(CHECKS, CHECKS_WAIT),
        }
    }
}

/// A limit of work at once.
#[derive(Debug)]
pub(crate) struct Gate {
    /// Whoever works or waits has a place.
    places: Arc<Semaphore>,
    working: Arc<Semaphore>,
}

impl Gate {
    fn new(working: usize, waiting: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(working + waiting)),
            working: Arc::new(Semaphore::new(working)),
        }
    }

    async fn enter(&self) -> Result<[OwnedSemaphorePermit; 2]> {
        let busy = |_| Error::Busy { retry_after_seconds: RETRY_SECONDS };
        let place = self.places.clone().try_acquire_owned().map_err(busy)?;
        Ok([place, self.working.clone().acquire_owned().await.map_err(Error::internal)?])
    }

    /// Does the work off the async threads when it is its turn. Should the caller go meanwhile, work that has begun keeps
    /// its turn to its end.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let turn = self.enter().await?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering::SeqCst},
        sync::mpsc,
    };

    use super::*;

    /// Three come where one works and one waits: two are done in turn, the third is told to come again, and when all are
    /// gone there is room.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn so_many_work_so_many_wait_and_the_rest_come_again() {
        let gate = Arc::new(Gate::new(1, 1));
        let at_once = Arc::new(AtomicUsize::new(0));
        let (go, wait) = mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        let start = || {
            let (gate, at_once, wait) = (gate.clone(), at_once.clone(), wait.clone());
            tokio::spawn(async move {
                let work = move || {
                    let before = at_once.fetch_add(1, SeqCst);
                    wait.lock().unwrap().recv().unwrap();
                    at_once.fetch_sub(1, SeqCst);
                    before
                };
                gate.run(work).await
            })
        };
        let both = [start(), start()];
        while gate.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let third = gate.run(|| ()).await;
        assert!(matches!(third, Err(Error::Busy { retry_after_seconds }) if retry_after_seconds > 0));
        go.send(()).unwrap();
        go.send(()).unwrap();
        for one in both {
            assert_eq!(one.await.unwrap().unwrap(), 0, "nobody works beside another");
        }
        gate.run(|| ()).await.unwrap();
        assert_eq!((gate.places.available_permits(), gate.working.available_permits()), (2, 1));
    }

    /// A caller who hangs up does not let another in while the work goes on.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn work_keeps_its_turn_when_its_caller_goes() {
        let gate = Arc::new(Gate::new(1, 0));
        let (go, wait) = mpsc::channel::<()>();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let task = tokio::spawn({
            let gate = gate.clone();
            async move {
                let work = move || {
                    begun.send(()).unwrap();
                    wait.recv().unwrap();
                };
                gate.run(work).await
            }
        });
        has_begun.await.unwrap();
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        assert!(gate.run(|| ()).await.is_err());
        go.send(()).unwrap();
        while gate.places.available_permits() == 0 {
            tokio::task::yield_now().await;
        }
        gate.run(|| ()).await.unwrap();
    }
}
