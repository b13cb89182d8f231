//! How far a check is, on a terminal that waits for it.

use std::{
    io::{self, IsTerminal, Write},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use tongguan_model::text::Lang;

/// A check that is done by then shows nothing.
const PATIENCE: Duration = Duration::from_millis(300);
/// Cells of the bar.
const CELLS: usize = 24;

/// A bar on the standard error, if that is a terminal.
#[derive(Debug)]
pub(super) struct Progress {
    start: Instant,
    on: bool,
    drawn: AtomicBool,
    lang: Lang,
}

impl Progress {
    pub(super) fn new(lang: Lang) -> Self {
        Self { start: Instant::now(), on: io::stderr().is_terminal(), drawn: AtomicBool::new(false), lang }
    }

    /// `done` of `all` rules are through; `rule` is next.
    pub(super) fn at(&self, done: usize, all: usize, rule: &str) {
        if self.on && self.start.elapsed() >= PATIENCE {
            self.drawn.store(true, Ordering::Relaxed);
            // Nobody is told if the terminal is gone: the report is what counts.
            let _ = write!(io::stderr(), "\r\x1b[2K{}", bar(done, all, rule, self.lang));
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if self.drawn.load(Ordering::Relaxed) {
            let _ = write!(io::stderr(), "\r\x1b[2K");
        }
    }
}

fn bar(done: usize, all: usize, rule: &str, l: Lang) -> String {
    let full = (done * CELLS).checked_div(all).unwrap_or(0).min(CELLS);
    format!(
        "{} [{}{}] {done}/{all} {rule}",
        l.t("检查", "checking"),
        "=".repeat(full),
        " ".repeat(CELLS - full)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills() {
        assert_eq!(bar(0, 4, "a", Lang::En), format!("checking [{}] 0/4 a", " ".repeat(24)));
        assert_eq!(bar(2, 4, "b", Lang::Zh), format!("检查 [{}{}] 2/4 b", "=".repeat(12), " ".repeat(12)));
        assert_eq!(bar(4, 4, "", Lang::En), format!("checking [{}] 4/4 ", "=".repeat(24)));
        assert!(bar(0, 0, "", Lang::En).ends_with("0/0 "));
    }
}
