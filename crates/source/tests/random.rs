//! Random bytes where a zip or a project is expected: an answer, never a panic.

use proptest::prelude::*;
use tongguan_source::{Limits, Source};

const LIMITS: Limits = Limits { max_files: 20, max_file_bytes: 10_000, max_total_bytes: 20_000 };

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = Source::from_zip(&bytes, &LIMITS);
    }

    /// A good zip with some bytes changed.
    #[test]
    fn a_damaged_zip_is_answered(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let source = Source::from_files([("app.json", "{}"), ("pages/a.js", "Page({})"), ("b/c.txt", "text text text")]);
        let mut bytes = source.to_zip().unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(read) = Source::from_zip(&bytes, &LIMITS) {
            prop_assert!(read.bytes() <= LIMITS.max_total_bytes);
        }
    }

    #[test]
    fn any_configuration_is_answered(config in "\\PC{0,200}", kind in "(file|folder|suffix|prefix|glob|regexp)", value in "\\PC{0,30}") {
        let files = |config: String| [("project.config.json", config), ("app.json", "{}".to_owned()), ("a/b.js", String::new())];
        let _ = Source::from_files(files(config)).rooted();
        let value: String = value.chars().filter(|c| !matches!(c, '"' | '\\')).collect();
        let options = format!(r#"{{"packOptions":{{"ignore":[{{"type":"{kind}","value":"{value}"}}]}}}}"#);
        let read = Source::from_files(files(options)).rooted().unwrap();
        prop_assert!(read.get("app.json").is_some());
    }
}
