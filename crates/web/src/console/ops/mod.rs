//! The operator's pages: what waits, accounts, apps, policy, outbox, business domains, the audit log, how it runs.

mod apps;
mod audit;
mod domains;
mod health;
mod outbox;
mod overview;
mod policy;
mod users;

use super::Page;
use crate::route::Access::Operator;

/// Rows on one page of a list.
const PAGE: i64 = 50;

/// Rows to read for page `n` (from 0), one more than are shown, and where they begin.
const fn part(n: i64) -> (i64, i64) {
    (PAGE + 1, n.saturating_mul(PAGE))
}

/// Whether more follow than a page shows; drops the one read to know it.
fn more<T>(rows: &mut Vec<T>) -> bool {
    let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    more
}

/// Largest overlay: a whole pack with room to spare.
const OVERLAY_MAX: usize = 1024 * 1024;

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/ops", Operator, overview::show),
        Page::get("/ops/users", Operator, users::show),
        Page::post("/ops/users", Operator, users::step),
        Page::get("/ops/apps", Operator, apps::show),
        Page::post("/ops/apps", Operator, apps::step),
        Page::get("/ops/policy", Operator, policy::list),
        Page::post("/ops/policy", Operator, policy::create).max_body(OVERLAY_MAX),
        Page::get("/ops/policy/{number}", Operator, policy::one),
        Page::post("/ops/policy/{number}", Operator, policy::again),
        Page::get("/ops/outbox", Operator, outbox::list),
        Page::get("/ops/outbox/{message}", Operator, outbox::one),
        Page::get("/ops/domains", Operator, domains::show),
        Page::post("/ops/domains", Operator, domains::confirm),
        Page::get("/ops/audit", Operator, audit::show),
        Page::get("/ops/health", Operator, health::show),
        Page::post("/ops/health", Operator, health::walk),
    ]
}
