//! No source file is longer than 600 lines.

use std::{
    fs,
    path::{Path, PathBuf},
};

const HARD_LIMIT: usize = 600;

fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder of the repository").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if name != "target" && name != "node_modules" && name != "fixtures" {
                walk(&path, out);
            }
        } else if path.extension().is_some_and(|e| ["rs", "sql", "html", "js", "mjs"].iter().any(|x| e == *x))
        {
            out.push(path);
        }
    }
}

#[test]
fn no_source_file_is_longer_than_the_hard_limit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace");
    let mut files = Vec::new();
    for dir in ["crates", "xtask", "tests"] {
        if root.join(dir).is_dir() {
            walk(&root.join(dir), &mut files);
        }
    }
    assert!(files.len() > 150, "the walk found only {} files", files.len());
    let long: Vec<_> = files
        .iter()
        .map(|path| (fs::read_to_string(path).expect("UTF-8").lines().count(), path))
        .filter(|(lines, _)| *lines > HARD_LIMIT)
        .collect();
    assert!(long.is_empty(), "longer than {HARD_LIMIT} lines: {long:?}");
}
