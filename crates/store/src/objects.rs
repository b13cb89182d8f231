//! Objects: packages and sealed materials, in a local folder or in S3.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem};

use tongguan_model::time::Millis;

use crate::Result;

/// The object store.
#[derive(Debug, Clone)]
pub struct Objects {
    inner: Arc<dyn ObjectStore>,
}

impl Objects {
    /// A local folder, made if absent. Writes reach the disk before they count.
    pub fn local(dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir)
            .map_err(|e| object_store::Error::Generic { store: "local", source: Box::new(e) })?;
        let store = LocalFileSystem::new_with_prefix(dir)?.with_fsync(true);
        Ok(Self { inner: Arc::new(store) })
    }

    /// Any other store of the `object_store` crate, e.g. S3.
    pub fn new(inner: Arc<dyn ObjectStore>) -> Self {
        Self { inner }
    }

    /// Writes an object; an existing one is replaced whole or not at all.
    pub async fn put(&self, path: &str, bytes: impl Into<Bytes>) -> Result<()> {
        self.inner.put(&object_store::path::Path::from(path), PutPayload::from(bytes.into())).await?;
        Ok(())
    }

    /// Reads an object.
    pub async fn get(&self, path: &str) -> Result<Bytes> {
        Ok(self.inner.get(&object_store::path::Path::from(path)).await?.bytes().await?)
    }

    /// Paths of the objects that were written before a moment.
    pub async fn older_than(&self, before: Millis) -> Result<Vec<String>> {
        let all: Vec<_> = self.inner.list(None).try_collect().await?;
        let old = all.into_iter().filter(|o| o.last_modified.timestamp_millis() < before.0);
        Ok(old.map(|o| o.location.to_string()).collect())
    }

    /// When an object was last written; `None` if it is not there.
    pub async fn written_at(&self, path: &str) -> Result<Option<Millis>> {
        match self.inner.head(&object_store::path::Path::from(path)).await {
            Ok(found) => Ok(Some(Millis(found.last_modified.timestamp_millis()))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }

    /// Removes an object; absent is fine.
    pub async fn delete(&self, path: &str) -> Result<()> {
        match self.inner.delete(&object_store::path::Path::from(path)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }
}
