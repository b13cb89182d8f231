//! Packages that want out, or want too much.

use std::io::{Cursor, Write};

use tongguan_source::{Limits, Source, SourceError};
use zip::{ZipWriter, write::SimpleFileOptions};

const LIMITS: Limits = Limits { max_files: 10, max_file_bytes: 100_000, max_total_bytes: 150_000 };

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        out.start_file(*path, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn code(bytes: &[u8]) -> &'static str {
    Source::from_zip(bytes, &LIMITS).map_or_else(|e| e.code(), |_| "ok")
}

#[test]
fn a_plain_package_is_read_and_written_back() {
    let bytes =
        zip(&[("demo/app.json", b"{}"), ("demo/pages/a.js", b"Page({})"), ("demo/.git/config", b"x")]);
    let source = Source::from_zip(&bytes, &LIMITS).unwrap();
    assert_eq!(source.iter().map(|(p, _)| p).collect::<Vec<_>>(), ["app.json", "pages/a.js"]);
    let again = Source::from_zip(&source.to_zip().unwrap(), &LIMITS).unwrap();
    assert_eq!((again.digest(), again.to_zip().unwrap()), (source.digest(), source.to_zip().unwrap()));
}

#[test]
fn paths_that_leave_are_refused() {
    for path in ["../app.json", "/etc/passwd", "a/../../b", "a\\..\\b", "C:/windows"] {
        assert_eq!(code(&zip(&[(path, b"x")])), "unsafe-path", "{path}");
    }
}

#[test]
fn bombs_are_counted_as_they_come_out() {
    let zeros = vec![0; 100_001];
    assert_eq!(code(&zip(&[("a", &zeros)])), "file-too-large");
    assert_eq!(code(&zip(&[("a", &zeros[1..]), ("b", &zeros[1..])])), "package-too-large");
    let names: Vec<String> = (0..11).map(|i| format!("f{i}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), b"x".as_slice())).collect();
    assert_eq!(code(&zip(&many)), "too-many-files");
    // A header that lies about the size: the real bytes count.
    let mut lying = zip(&[("a", &zeros)]);
    let at = lying.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    lying[at + 24..at + 28].copy_from_slice(&10u32.to_le_bytes());
    lying[22..26].copy_from_slice(&10u32.to_le_bytes());
    assert!(["file-too-large", "not-a-zip"].contains(&code(&lying)));
}

#[test]
fn links_and_doubles_are_refused() {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    out.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    assert_eq!(code(&out.finish().unwrap().into_inner()), "not-a-plain-file");
    assert_eq!(code(&zip(&[("A.js", b"1"), ("a.js", b"2")])), "duplicate-path");
    // The same name twice: made by renaming an entry in place.
    let mut twice = zip(&[("app.json", b"1"), ("bpp.json", b"2")]);
    while let Some(at) = twice.windows(8).position(|w| w == b"bpp.json") {
        twice[at] = b'a';
    }
    assert_eq!(code(&twice), "duplicate-path");
}

#[test]
fn what_is_no_zip_is_said() {
    assert_eq!(code(b"hello"), "not-a-zip");
    assert_eq!(code(b""), "not-a-zip");
    assert_eq!(code(&zip(&[])), "empty");
    let mut cut = zip(&[("app.json", b"{}")]);
    cut.truncate(cut.len() / 2);
    assert_eq!(code(&cut), "not-a-zip");
}

#[test]
fn a_folder_and_its_zip_are_the_same() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("src/pages")).unwrap();
    std::fs::write(dir.path().join("project.config.json"), r#"{"miniprogramRoot":"src/"}"#).unwrap();
    std::fs::write(dir.path().join("src/app.json"), "{}").unwrap();
    std::fs::write(dir.path().join("src/pages/a.js"), "Page({})").unwrap();
    let a = Source::from_dir(dir.path(), &LIMITS).unwrap();
    let b = Source::from_zip(&zip(&[("app.json", b"{}"), ("pages/a.js", b"Page({})")]), &LIMITS).unwrap();
    assert_eq!(a.digest(), b.digest());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("src/link")).unwrap();
        assert!(matches!(Source::from_dir(dir.path(), &LIMITS), Err(SourceError::NotPlain(_))));
    }
}

/// A link that leads back to its own folder, a pipe, a file that may not be read: each is named, and nothing waits for it.
#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_named() {
    use std::os::unix::fs::symlink;
    let refused = |make: &dyn Fn(&std::path::Path)| {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("app.json"), "{}").unwrap();
        make(dir.path());
        Source::from_dir(dir.path(), &LIMITS).unwrap_err()
    };
    let looped = refused(&|dir| symlink(".", dir.join("loop")).unwrap());
    assert!(matches!(looped, SourceError::NotPlain(p) if p == "loop"));
    let pipe = refused(&|dir| {
        assert!(std::process::Command::new("mkfifo").arg(dir.join("a.wxss")).status().unwrap().success());
    });
    assert!(matches!(pipe, SourceError::NotPlain(p) if p == "a.wxss"));
}

/// Names that are no UTF-8 do not stop the check; as bytes that no name has, they stay apart from every other file.
#[cfg(target_os = "linux")]
#[test]
fn names_of_other_encodings_are_read_or_refused() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("app.json"), "{}").unwrap();
    std::fs::write(dir.path().join(OsStr::from_bytes(b"b\xff.js")), "1").unwrap();
    let source = Source::from_dir(dir.path(), &LIMITS).unwrap();
    assert_eq!(source.iter().map(|(p, _)| p).collect::<Vec<_>>(), ["app.json", "b\u{fffd}.js"]);
    // Two that look the same cannot be told apart any more.
    std::fs::write(dir.path().join(OsStr::from_bytes(b"b\xfe.js")), "2").unwrap();
    assert_eq!(Source::from_dir(dir.path(), &LIMITS).unwrap_err().code(), "duplicate-path");
    let mut bytes = zip(&[("app.json", b"{}"), ("bXX.js", b"1")]);
    while let Some(at) = bytes.windows(6).position(|w| w == b"bXX.js") {
        bytes[at + 1..at + 3].copy_from_slice(b"\xff\xfe");
    }
    assert!(["ok", "not-a-zip", "unsafe-path"].contains(&code(&bytes)), "{}", code(&bytes));
}
