//! `/desk`: what waits, by deadline; and what was decided.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use serde::Deserialize;
use tongguan_model::{
    actor::PlatformRole,
    review::{Case, CaseKind, CaseState},
    text::bi,
};
use tongguan_service::desk::{self, Filter, Reviewers};

use super::{finding, kind_name, number, state_name};
use crate::{
    AppState,
    console::{
        Answer, Flash, Form, Go, S, Visit, ok,
        pager::Pager,
        shell::encode,
        strip::{Clock, Urgency, clock, span},
    },
};

#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    kind: String,
    state: String,
    q: String,
    mine: String,
    free: String,
    page: i64,
}

impl Asked {
    fn closed(&self) -> bool {
        matches!(self.state.as_str(), "closed" | "passed" | "refused" | "withdrawn")
    }

    fn filter(&self) -> Filter {
        Filter {
            kind: CaseKind::parse(&self.kind),
            mine: !self.mine.is_empty(),
            free: !self.free.is_empty(),
            state: CaseState::parse(&self.state).filter(|s| *s != CaseState::Open),
            text: self.q.clone(),
            page: self.page.clamp(0, 100_000),
        }
    }

    /// The address of this list with one thing changed, open for more: it ends in `?` or `&`.
    fn base(&self, without: &str) -> String {
        let pairs = [
            ("kind", self.kind.as_str()),
            ("state", &self.state),
            ("q", self.q.trim()),
            ("mine", &self.mine),
            ("free", &self.free),
        ];
        let mut out = "/desk?".to_owned();
        for (key, value) in pairs.into_iter().filter(|(k, v)| *k != without && !v.is_empty()) {
            out += &format!("{key}={}&", encode(value));
        }
        out
    }
}

/// A tab of a filter.
struct Tab {
    href: String,
    text: String,
    current: bool,
}

struct Row {
    href: String,
    number: String,
    kind: &'static str,
    title: String,
    at: String,
    clock: Option<Clock>,
    state: &'static str,
    words: String,
    holder: String,
    mine: bool,
}

struct Group {
    title: String,
    rows: Vec<Row>,
}

struct Bar {
    y: i64,
    text_y: i64,
    label: String,
    held: i64,
    soon: i64,
    width: i64,
    soon_width: i64,
    end: i64,
}

struct Beside {
    bars: Vec<Bar>,
    height: i64,
    spoken: String,
    decided: usize,
    in_time: String,
    median: String,
    tallies: Vec<TallyRow>,
}

/// One reviewer's week.
struct TallyRow {
    label: String,
    today: usize,
    week: usize,
    refused: usize,
    late: usize,
    median: String,
}

#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueuePage {
    s: S,
    asked: Asked,
    headline: String,
    tabs: Vec<Tab>,
    states: Vec<Tab>,
    groups: Vec<Group>,
    beside: Option<Beside>,
    pager: Pager,
    may_claim: bool,
}

pub(super) async fn show(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let filter = asked.filter();
    let me = visit.actor.account().map(ToString::to_string).unwrap_or_default();
    let s = visit.s.clone();
    let may_claim = visit.actor.role() == Some(PlatformRole::Reviewer);
    if asked.closed() {
        let (cases, more, reviewers) = desk::closed(&state.ctx, &visit.actor, &filter).await?;
        let rows: Vec<_> = cases.iter().map(|c| closed_row(&s, c, &reviewers, &me)).collect();
        let groups = if rows.is_empty() { vec![] } else { vec![Group { title: String::new(), rows }] };
        return Ok(ok(&QueuePage {
            headline: String::new(),
            tabs: kind_tabs(&s, &asked, None),
            states: state_tabs(&s, &asked),
            groups,
            beside: None,
            pager: Pager::numbered(&asked.base("page"), filter.page, more),
            may_claim,
            asked,
            s,
        }));
    }
    let found = desk::queue(&state.ctx, &visit.actor, &filter).await?;
    let mut groups: Vec<(Urgency, Vec<Row>)> = Vec::new();
    for case in &found.cases {
        let urgency = Urgency::of(case.due_at, s.now);
        let row = open_row(&s, case, &found, &me);
        match groups.last_mut().filter(|(u, _)| *u == urgency) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((urgency, vec![row])),
        }
    }
    Ok(ok(&QueuePage {
        headline: headline(&s, &found),
        tabs: kind_tabs(&s, &asked, Some(&found.counts)),
        states: state_tabs(&s, &asked),
        groups: groups
            .into_iter()
            .map(|(u, rows)| Group { title: urgency_name(&s, u).to_owned(), rows })
            .collect(),
        beside: Some(beside(&s, &found)),
        pager: Pager::numbered(&asked.base("page"), filter.page, found.more),
        may_claim,
        asked,
        s,
    }))
}

fn urgency_name(s: &S, urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Late => s.t("已逾期", "Late"),
        Urgency::Today => s.t("今天到期", "Due today"),
        Urgency::Tomorrow => s.t("明天", "Tomorrow"),
        Urgency::Later => s.t("之后", "Later"),
    }
}

fn headline(s: &S, found: &desk::Queue) -> String {
    let sum = |of: fn(&desk::Count) -> i64| found.counts.iter().map(of).sum::<i64>();
    let (open, late, soon) = (sum(|c| c.open), sum(|c| c.late), sum(|c| c.soon));
    let text = bi(
        format!("{open} 件在办，{late} 件逾期，{soon} 件今天到期"),
        format!("{open} open, {late} late, {soon} due today"),
    );
    text.get(s.l).to_owned()
}

fn kind_tabs(s: &S, asked: &Asked, counts: Option<&[desk::Count]>) -> Vec<Tab> {
    let base = asked.base("kind");
    let count = |kind: Option<CaseKind>| {
        let n: i64 =
            counts?.iter().filter(|c| kind.is_none_or(|k| c.kind == k.as_str())).map(|c| c.open).sum();
        Some(format!(" {n}"))
    };
    let mut tabs = vec![Tab {
        href: base.clone(),
        text: format!("{}{}", s.t("全部", "All"), count(None).unwrap_or_default()),
        current: CaseKind::parse(&asked.kind).is_none(),
    }];
    for kind in CaseKind::ALL {
        tabs.push(Tab {
            href: format!("{base}kind={}", kind.as_str()),
            text: format!("{}{}", kind_name(s, kind), count(Some(kind)).unwrap_or_default()),
            current: asked.kind == kind.as_str(),
        });
    }
    tabs
}

fn state_tabs(s: &S, asked: &Asked) -> Vec<Tab> {
    let base = asked.base("state");
    let mut tabs = vec![
        Tab { href: base.clone(), text: s.t("在办", "Open").into(), current: !asked.closed() },
        Tab {
            href: format!("{base}state=closed"),
            text: s.t("已结", "Closed").into(),
            current: asked.state == "closed",
        },
    ];
    if asked.closed() {
        for state in [CaseState::Passed, CaseState::Refused, CaseState::Withdrawn] {
            tabs.push(Tab {
                href: format!("{base}state={}", state.as_str()),
                text: state_name(s, state).1.to_owned(),
                current: asked.state == state.as_str(),
            });
        }
    }
    tabs
}

fn open_row(s: &S, case: &Case, found: &desk::Queue, me: &str) -> Row {
    let findings = finding::all(&case.findings, s.l);
    let (state, words) = finding::verdict(&findings, case.blocked, s.l);
    Row {
        clock: Some(clock(s, &found.policy, case.opened_at, case.due_at, case.due_provisional)),
        state,
        words,
        at: s.moment(&case.opened_at),
        ..row(s, case, case.assignee.as_ref(), &found.reviewers, me)
    }
}

fn row(
    s: &S,
    case: &Case,
    holder: Option<&tongguan_model::ids::AccountId>,
    reviewers: &Reviewers,
    me: &str,
) -> Row {
    Row {
        href: format!("/desk/{}", case.id),
        number: number(case),
        kind: kind_name(s, case.kind),
        title: case.title.clone(),
        at: String::new(),
        clock: None,
        state: "none",
        words: String::new(),
        holder: holder.map_or_else(|| "—".into(), |h| reviewers.label(h.as_str())),
        mine: holder.is_some_and(|h| h.as_str() == me),
    }
}

fn closed_row(s: &S, case: &Case, reviewers: &Reviewers, me: &str) -> Row {
    let (state, word) = state_name(s, case.state);
    let rules = case.decision.as_ref().map(|d| d.rules.join(" ")).unwrap_or_default();
    Row {
        at: case.decided_at.map(|at| s.moment(&at)).unwrap_or_default(),
        state,
        words: if rules.is_empty() { word.to_owned() } else { format!("{word} {rules}") },
        ..row(s, case, case.decided_by.as_ref(), reviewers, me)
    }
}

/// Bars of at most 150 units after a label of 44.
fn beside(s: &S, found: &desk::Queue) -> Beside {
    let most = found.loads.iter().map(|l| l.held).max().unwrap_or(1).max(1);
    let mut bars = Vec::new();
    let mut y = 6;
    for load in found.loads.iter().take(12) {
        let width = load.held * 150 / most;
        bars.push(Bar {
            y,
            text_y: y + 10,
            label: found.reviewers.label(&load.reviewer),
            held: load.held,
            soon: load.soon,
            width,
            soon_width: load.soon * 150 / most,
            end: 44 + width + 6,
        });
        y += 24;
    }
    let spoken: Vec<_> = bars
        .iter()
        .map(|b| {
            let text = bi(
                format!("{} 在办 {} 件，其中 {} 件今天到期或已逾期", b.label, b.held, b.soon),
                format!("{} holds {}, of them {} due today or late", b.label, b.held, b.soon),
            );
            text.get(s.l).to_owned()
        })
        .collect();
    let week = &found.week;
    Beside {
        height: y + 2,
        spoken: spoken.join(s.t("；", "; ")),
        bars,
        decided: week.decided,
        in_time: format!("{}.{}", week.in_time / 10, week.in_time % 10),
        median: span(week.median, s.zh()),
        tallies: found
            .tallies
            .iter()
            .map(|t| TallyRow {
                label: found.reviewers.label(&t.reviewer),
                today: t.today,
                week: t.week,
                refused: t.refused,
                late: t.late,
                median: span(t.median, s.zh()),
            })
            .collect(),
    }
}

/// Takes the next one.
pub(super) async fn next(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    let claimed = desk::claim_next(&state.ctx, &visit.actor, CaseKind::parse(form.get("kind"))).await?;
    Ok(match claimed {
        Some(case) => Go::to(format!("/desk/{}", case.id)).into_response(),
        None => Go::to("/desk")
            .with(
                Flash::warn(bi("没有可领取的案件。", "There is nothing to take."))
                    .more(bi("所有在办案件都已有人承办。", "Somebody holds every open case.")),
            )
            .into_response(),
    })
}
