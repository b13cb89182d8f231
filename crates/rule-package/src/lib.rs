//! Rules over a mini program's package. [`check`] is the one engine of the terminal, of CI and of
//! review (SYS-2).
//!
//! [`app`] reads the package once: pages, components, templates, styles, scripts. A rule looks at that model and reports
//! through [`sink::Sink`]. Every step is linear in the size of the package, and no parser is handed a text that nests
//! deeper than it can bear.

mod app;
mod content;
mod function;
mod honesty;
mod interface;
mod near;
mod network;
mod passed_name;
mod privacy;
mod quality;
mod registry;
mod secrets;
mod sink;
mod structure;
mod style;
mod suppression;
mod version;

pub use registry::rules;

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use tongguan_policy::PackagePolicy;
use tongguan_rule::{CheckInput, Found, Report};
use tongguan_source::Source;

/// Judges a package: the same input gives the same report, byte for byte.
pub fn check(input: &CheckInput<'_>) -> Report {
    check_with(input, &|_, _, _| {})
}

/// [`check`] that says how far it is: rules that were begun before, all rules, and the slug of the one that begins.
pub fn check_with(input: &CheckInput<'_>, progress: &(dyn Fn(usize, usize, &str) + Sync)) -> Report {
    roomy(|| {
        let app = app::App::read(input);
        // Each rule has a sink of its own, and their order is that of the list, whichever is through first.
        let begun = AtomicUsize::new(0);
        let sinks = each(registry::RULES, |rule| {
            let before = begun.fetch_add(1, Ordering::Relaxed);
            progress(before, registry::RULES.len(), rule.meta.slug);
            let mut sink = sink::Sink::new(&app);
            if registry::runs(input, rule.meta.slug) {
                (rule.check)(&app, &mut sink);
            }
            sink
        });
        let mut sink = sink::Sink::new(&app);
        for one in sinks {
            sink.absorb(one);
        }
        let lightened = sink.weigh();
        let suppressed = suppression::apply(&app, &mut sink);
        let entry = app.pages.first().map(|p| p.path.clone()).unwrap_or_default();
        let (findings, not_checked) = sink.finish();
        let mut report = Report::new(input, Found { entry, findings, suppressed, not_checked });
        report.lightened = lightened;
        report
    })
}

/// Bytes that are uploaded of the main package, whose name is empty, and of each subpackage by its folder, as `package-size`
/// counts them.
pub fn weights(source: &Source, policy: &PackagePolicy) -> Vec<(String, u64)> {
    let manifest = source.text("app.json").and_then(|t| app::json::parse(t).ok());
    let subs = manifest.as_ref().and_then(|m| m.as_object()).map(|m| app::manifest::read(m).1);
    let subs = subs.unwrap_or_default();
    let weights = structure::package_size::weigh(source, policy, &subs);
    let names = std::iter::once(String::new()).chain(subs.into_iter().map(|s| s.root));
    names.zip(weights).collect()
}

/// Stack for reading scripts and templates: their parsers recurse. Pages that are not touched cost nothing.
const STACK: usize = 256 << 20;

/// Does the same for each of many things, on all cores, with large stacks; the answers come in their order.
pub(crate) fn each<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(things.len()));
    let take = || {
        let mut mine = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(i) else { break };
            mine.push((i, work(thing)));
        }
        done.lock().unwrap_or_else(PoisonError::into_inner).append(&mut mine);
    };
    let helpers =
        std::thread::available_parallelism().map_or(1, usize::from).min(things.len()).saturating_sub(1);
    std::thread::scope(|scope| {
        for _ in 0..helpers {
            // Without another thread, this one does it all.
            let builder = std::thread::Builder::new().name("rules".into()).stack_size(STACK);
            let _ = builder.spawn_scoped(scope, take);
        }
        take();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, answer)| answer).collect()
}

/// Runs a task with a large stack.
pub(crate) fn roomy<T: Send>(task: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("rules".into()).stack_size(STACK);
        match builder.spawn_scoped(scope, task) {
            Ok(handle) => handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(error) => panic!("no thread for the rules: {error}"),
        }
    })
}
