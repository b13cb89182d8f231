//! Who may read the files of a database.
#![cfg(unix)]

use std::{fs, os::unix::fs::PermissionsExt};

use tongguan_store::{Config, Store};

/// A folder that everybody may enter does not open the database to everybody.
#[tokio::test]
async fn a_new_database_is_readable_by_its_owner_only() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let store = Store::open(&Config::sqlite_in(dir.path().to_path_buf())).await.unwrap();
    let files: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|f| f.unwrap()).collect();
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?} has {mode:o}", file.path());
    }
    drop(store);
}
