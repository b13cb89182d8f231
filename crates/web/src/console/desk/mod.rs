//! The reviewer's desk: `/desk` the queue, `/desk/{case}` a case.
//!
//! A case's page is the same frame for every kind (`case.rs`, `desk/case.html`); what is judged stands in a part of its
//! own: `part.rs` says how a kind adds one.

mod canned;
mod case;
mod finding;
mod look;
mod part;
mod queue;
mod version;

use tongguan_model::review::{Case, CaseKind, CaseState};

use super::{Page, shell::Shell};
use crate::route::Access;

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/desk", Access::Staff, queue::show),
        Page::post("/desk", Access::Reviewer, queue::next),
        Page::get("/desk/{case}", Access::Staff, case::show),
        // Reviewers decide; an operator may take a case from an absent holder. The use case says which.
        Page::post("/desk/{case}", Access::Staff, case::step),
        Page::get("/desk/{case}/materials/{material}", Access::Reviewer, look::picture),
        Page::get("/desk/{case}/package", Access::Reviewer, look::package),
    ]
}

/// The word for a kind of case.
pub(super) fn kind_name(s: &Shell, kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Subject => s.t("主体", "Subject"),
        CaseKind::Name => s.t("命名", "Name"),
        CaseKind::Certification => s.t("认证", "Certification"),
        CaseKind::Version => s.t("版本", "Version"),
    }
}

/// The word for a state of a case, with its class.
pub(super) fn state_name(s: &Shell, state: CaseState) -> (&'static str, &'static str) {
    match state {
        CaseState::Open => ("wait", s.t("审核中", "open")),
        CaseState::Passed => ("pass", s.t("通过", "passed")),
        CaseState::Refused => ("fail", s.t("驳回", "refused")),
        CaseState::Withdrawn => ("none", s.t("申请人撤回", "withdrawn")),
    }
}

/// Number of a case as people write it.
pub(super) fn number(case: &Case) -> String {
    format!("C-{:05}", case.number)
}
