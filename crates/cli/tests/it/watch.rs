//! `tongguan check --watch`: what is different after a save.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use crate::support::{one_page, tongguan};

/// Ends the watcher also when a test fails.
struct Watcher(Child);

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn only_the_difference_is_said_after_a_save() {
    let dir = one_page("<text>国家级</text>\n<text>国家级乙</text>");
    let file = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    let mut child = tongguan()
        .args(["check", "--watch", "--lang", "en"])
        .arg(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    let out = BufReader::new(child.stdout.take().expect("its output"));
    let _watcher = Watcher(child);
    let mut lines = out.lines();
    let mut round = || {
        let mut said = String::new();
        for line in lines.by_ref() {
            let line = line.expect("text");
            if line.starts_with("Waiting for a save") {
                return said;
            }
            said += &line;
            said.push('\n');
        }
        panic!("the watcher ended: {said}");
    };
    let first = round();
    assert!(
        first.contains("i.wxml:1:7") && first.contains("i.wxml:2:7") && first.contains("2 errors"),
        "{first}"
    );
    // One is mended, one moves, one is new.
    file("i.wxml", "<view/>\n<text>国家级乙</text>\n<text>国家级丙</text>");
    let second = round();
    assert!(second.contains("✓ mended banned-word i.wxml:1:7"), "{second}");
    assert!(second.contains("i.wxml:3:7") && !second.contains("i.wxml:2:7"), "{second}");
    // Settings that cannot be read are said, and the watcher goes on.
    file("tongguan.toml", "nonsense = 1\n");
    let third = round();
    assert!(third.contains("tongguan.toml:1:1"), "{third}");
    file("tongguan.toml", "");
    file("i.wxml", "<view/>");
    let fourth = round();
    assert!(fourth.contains("would not reject it"), "{fourth}");
}
