//! All rules, sorted by slug.

use tongguan_rule::RuleMeta;

use crate::{app::App, sink::Sink, structure};

/// A rule: what is said of it, and what it does.
pub(crate) struct Rule {
    pub(crate) meta: &'static RuleMeta,
    pub(crate) check: fn(&App<'_>, &mut Sink<'_>),
}

pub(crate) static RULES: &[Rule] =
    &[Rule { meta: &structure::missing_page::META, check: structure::missing_page::check }];

/// What is said of every rule, sorted by slug.
pub fn rules() -> impl Iterator<Item = &'static RuleMeta> {
    RULES.iter().map(|r| r.meta)
}
