//! Rules over a mini program's package. [`check`] is the one engine of the terminal and of review.
//!
//! [`app`] reads the package once: pages, components, templates, styles, scripts. A rule looks at that model and reports
//! through [`sink::Sink`]. Every step is linear in the size of the package, and no parser is handed a text that nests
//! deeper than it can bear.

#![expect(dead_code, reason = "used by the rules that follow in the next commits")]

mod app;
mod registry;
mod sink;
mod structure;

pub use registry::rules;

use tongguan_rule::{CheckInput, Report};

/// Judges a package: the same input gives the same report, byte for byte.
pub fn check(input: &CheckInput<'_>) -> Report {
    let app = app::App::read(input);
    let mut sink = sink::Sink::new(&app);
    for rule in registry::RULES {
        if !input.policy.review.switches.disabled.iter().any(|d| d == rule.meta.slug) {
            (rule.check)(&app, &mut sink);
        }
    }
    let entry = app.pages.first().map(|p| p.path.clone()).unwrap_or_default();
    let (findings, not_checked) = sink.finish();
    Report::new(input, entry, findings, not_checked)
}
