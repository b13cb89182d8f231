//! `/desk/{case}`: one case, and what the reviewer does with it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tongguan_model::{
    actor::PlatformRole,
    ids::{AccountId, CaseId},
    refusal::FieldError,
    review::{Case, CaseState, Decision},
    rulebook,
    stage::StageState,
    text::bi,
    verification::{Fact, Outcome},
};
use tongguan_service::{
    desk::{self, Dossier},
    review::{self, Step},
    subject::{self, Siblings},
};

use super::{
    canned::{self, Canned},
    finding::{self, Found},
    kind_name, number,
    part::{BETWEEN, Part},
    state_name,
};
use crate::{
    AppState,
    console::{
        Answer, Flash, Form, Go, S, Trouble, Visit, html,
        strip::{Clock, clock},
    },
};

#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    /// The material shown.
    m: String,
    /// The name that the reviewer reads on the licence.
    read: String,
}

/// A rule that may be cited.
struct Cite {
    id: String,
    title: String,
    ticked: bool,
}

/// A line of the history.
struct Past {
    state: &'static str,
    text: String,
    reason: Option<String>,
    by: String,
    at: String,
    seq: Option<i64>,
}

/// An earlier case of the same thing.
struct Earlier {
    href: String,
    number: String,
    state: &'static str,
    word: &'static str,
    at: String,
}

#[derive(Template)]
#[template(path = "desk/case.html")]
struct CasePage {
    s: S,
    case: Case,
    number: String,
    kind: &'static str,
    /// The subject's type, where it says more.
    sort: Option<String>,
    pack: String,
    holder: String,
    mine: bool,
    reviewer: bool,
    clock: Clock,
    part: Part,
    findings: Vec<Found>,
    past: Vec<Past>,
    earlier: Vec<Earlier>,
    siblings: Option<Siblings>,
    closed: Option<(&'static str, &'static str)>,
    cites: Vec<Cite>,
    canned: &'static [Canned],
    /// Reviewers that it can be handed to: account and number.
    others: Vec<(String, String)>,
    reason: String,
    /// Whether the decision's form is unfolded.
    unfolded: bool,
    /// A sentence was put together from what was ticked and waits for a look.
    composed: bool,
    /// What was typed into the form of what is confirmed by hand.
    hand: Hand,
    trouble: Trouble,
}

/// A confirmation by hand as it was typed.
#[derive(Default)]
struct Hand {
    fact: String,
    outcome: String,
    note: String,
}

impl CasePage {
    /// What may come of a comparison by hand.
    fn outcomes(&self) -> [(&'static str, String); 3] {
        Outcome::ALL.map(|o| (o.as_str(), self.s.say(&o.label()).to_owned()))
    }
}

/// What the reviewer has filled in.
#[derive(Default)]
struct Draft {
    hand: Hand,
    rules: Vec<String>,
    reason: String,
    unfolded: bool,
    composed: bool,
    trouble: Trouble,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visit: Visit,
    Path(id): Path<CaseId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let dossier = desk::dossier(&state.ctx, &visit.actor, &id).await?;
    let errors: Vec<_> =
        finding::all(&dossier.case.findings, visit.s.l).into_iter().filter(|f| f.state == "fail").collect();
    let draft = Draft {
        rules: errors.iter().map(|f| f.clause.clone()).collect(),
        reason: if errors.is_empty() { String::new() } else { finding::both(errors.iter().map(|f| &f.told)) },
        ..Draft::default()
    };
    page(&visit, dossier, (&asked.m, &asked.read), draft, StatusCode::OK)
}

fn page(visit: &Visit, d: Dossier, (shown, read): (&str, &str), draft: Draft, status: StatusCode) -> Answer {
    let s = visit.s.clone();
    let part = Part::of(&s, &d, shown, read);
    let sort = match &part {
        Part::Subject(p) => Some(p.kind.clone()),
        Part::Version(_) | Part::Name(_) | Part::Plain(_) => None,
    };
    let view = CasePage {
        number: number(&d.case),
        kind: kind_name(&s, d.case.kind),
        sort,
        pack: format!("{} r{}", d.policy.name, d.policy.number),
        holder: d.case.assignee.as_ref().map(|a| d.reviewers.label(a.as_str())).unwrap_or_default(),
        mine: d.mine,
        reviewer: visit.actor.role() == Some(PlatformRole::Reviewer),
        clock: clock(&s, &d.policy, d.case.opened_at, d.case.due_at, d.case.due_provisional),
        findings: finding::all(&d.case.findings, s.l),
        past: past(&s, &d),
        earlier: earlier(&s, &d),
        closed: (d.case.state != CaseState::Open).then(|| state_name(&s, d.case.state)),
        cites: cites(&s, &d, &draft.rules),
        canned: canned::of(d.case.kind),
        others: d.reviewers.others(visit.actor.account().map_or("", |a| a.as_str())),
        reason: draft.reason,
        unfolded: draft.unfolded,
        composed: draft.composed,
        hand: draft.hand,
        trouble: draft.trouble,
        part,
        siblings: d.siblings,
        case: d.case,
        s,
    };
    Ok(html(status, &view))
}

/// The rules of this kind of case, and those that its findings name.
fn cites(s: &S, d: &Dossier, ticked: &[String]) -> Vec<Cite> {
    let mut out: Vec<_> = rulebook::of_case(d.case.kind)
        .map(|r| Cite {
            id: r.id.into(),
            title: s.say(&r.title()).to_owned(),
            ticked: ticked.iter().any(|t| t == r.id),
        })
        .collect();
    let more = finding::all(&d.case.findings, s.l).into_iter().map(|f| f.clause);
    for id in more.chain(ticked.iter().cloned()) {
        if !id.is_empty() && !out.iter().any(|c| c.id == id) {
            let title = rulebook::find(&id).map(|r| s.say(&r.title()).to_owned()).unwrap_or_default();
            out.push(Cite { title, ticked: ticked.contains(&id), id });
        }
    }
    out
}

fn past(s: &S, d: &Dossier) -> Vec<Past> {
    let mut out = Vec::new();
    for (entry, seq) in &d.history {
        let data: serde_json::Value = serde_json::from_str(&entry.data).unwrap_or_default();
        let decision = data.get("decision").filter(|v| !v.is_null());
        let pass = decision.and_then(|v| v.get("pass")).and_then(serde_json::Value::as_bool);
        let (state, zh, en) = match (entry.kind.as_str(), pass) {
            ("case.opened", _) => ("info", "提交审核", "Submitted for review"),
            ("case.claimed", _) => ("wait", "领取", "Taken"),
            ("case.handed_over", _) => ("wait", "转交", "Handed over"),
            ("case.released", _) => ("none", "交回队列", "Given back"),
            ("case.taken_back", _) => ("warn", "由运营方收回", "Taken back by the operator"),
            ("subject.verification", _) if data["by"] == "reviewer" => {
                ("info", "人工确认", "Confirmed by hand")
            }
            ("case.withdrawn", _) => ("none", "申请人撤回", "Withdrawn by the applicant"),
            ("case.decided", Some(true)) => ("pass", "通过", "Passed"),
            ("case.decided", _) => ("fail", "驳回", "Refused"),
            _ => continue,
        };
        let by = d.reviewers.of_actor(&entry.actor).unwrap_or_else(|| match entry.actor.as_str() {
            "system" => s.t("系统", "the system").to_owned(),
            _ if entry.kind == "case.taken_back" => s.t("运营方", "the operator").to_owned(),
            _ => s.t("申请人", "the applicant").to_owned(),
        });
        let reason = decision.and_then(|v| v.get("reason")).and_then(serde_json::Value::as_str);
        out.push(Past {
            state,
            text: s.t(zh, en).to_owned(),
            reason: reason.filter(|r| !r.is_empty()).map(ToOwned::to_owned),
            by,
            at: s.moment_ms(&entry.at),
            seq: *seq,
        });
    }
    out
}

fn earlier(s: &S, d: &Dossier) -> Vec<Earlier> {
    d.earlier
        .iter()
        .map(|c| {
            let (state, word) = state_name(s, c.state);
            Earlier {
                href: format!("/desk/{}", c.id),
                number: number(c),
                state,
                word,
                at: c.decided_at.map(|at| s.day(&at)).unwrap_or_default(),
            }
        })
        .collect()
}

/// Claims, gives back, passes or refuses, by the button that was pressed.
pub(super) async fn step(
    State(state): State<AppState>,
    visit: Visit,
    Path(id): Path<CaseId>,
    form: Form,
) -> Answer {
    let act = async |step: Step| review::act(&state.ctx, &visit.actor, &id, &step).await;
    let draft = Draft {
        rules: form.all("rule").map(ToOwned::to_owned).collect(),
        reason: form.get("reason").to_owned(),
        unfolded: form.get("step") != "verify",
        hand: Hand {
            fact: form.get("fact").to_owned(),
            outcome: form.get("outcome").to_owned(),
            note: form.get("note").to_owned(),
        },
        ..Draft::default()
    };
    let done = match form.get("step") {
        "claim" => act(Step::Claim).await.map(|_| Go::to(format!("/desk/{id}")).into_response()),
        "release" => act(Step::Release).await.map(|case| {
            let text = bi(
                format!("{} 已交回队列。", number(&case)),
                format!("{} is back in the queue.", number(&case)),
            );
            Go::to("/desk").with(Flash::pass(text)).into_response()
        }),
        "hand_over" => {
            let to = AccountId::from_trusted(form.get("to").to_owned());
            act(Step::HandOver(to)).await.map(|case| {
                let text =
                    bi(format!("{} 已转交。", number(&case)), format!("{} is handed over.", number(&case)));
                Go::to("/desk").with(Flash::pass(text)).into_response()
            })
        }
        "verify" => by_hand(&state, &visit, &id, &draft.hand).await.map(|()| {
            let text = bi("人工确认已记录。", "What was confirmed by hand is on record.");
            let more = bi("申请人和后来的审核员都看得到由谁确认。", "Who confirmed it stands beside it.");
            Go::to(format!("/desk/{id}")).with(Flash::pass(text).more(more)).into_response()
        }),
        "take_back" => review::take_back(&state.ctx, &visit.actor, &id).await.map(|case| {
            let text = bi(
                format!("{} 已收回队列。", number(&case)),
                format!("{} is back in the queue.", number(&case)),
            );
            Go::to(format!("/desk/{id}")).with(Flash::pass(text)).into_response()
        }),
        "pass" => {
            let decision =
                Decision { pass: true, rules: vec![], reason: draft.reason.clone(), is_final: false };
            decided(&state, &visit, act(Step::Decide(decision)).await).await
        }
        "refuse" => {
            let dossier = review::get(&state.ctx, &visit.actor, &id).await?;
            let (rules, sentences) = picked(&dossier, &form);
            let mut all = draft.rules.clone();
            all.extend(rules);
            all.sort();
            all.dedup();
            if draft.reason.trim().is_empty() && !sentences.is_empty() {
                // The reviewer reads the sentence before the applicant does.
                let draft =
                    Draft { rules: all, reason: finding::both(sentences.iter()), composed: true, ..draft };
                let dossier = desk::dossier(&state.ctx, &visit.actor, &id).await?;
                return page(&visit, dossier, (form.get("m"), ""), draft, StatusCode::OK);
            }
            let decision = Decision {
                pass: false,
                rules: all,
                reason: draft.reason.trim().to_owned(),
                is_final: form.ticked("final"),
            };
            decided(&state, &visit, act(Step::Decide(decision)).await).await
        }
        _ => return Ok(Go::to(format!("/desk/{id}")).into_response()),
    };
    match done {
        Ok(response) => Ok(response),
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            let dossier = desk::dossier(&state.ctx, &visit.actor, &id).await?;
            page(&visit, dossier, (form.get("m"), ""), Draft { trouble, ..draft }, status)
        }
    }
}

/// Records what the reviewer compared by hand.
async fn by_hand(state: &AppState, visit: &Visit, id: &CaseId, hand: &Hand) -> tongguan_service::Result<()> {
    let unknown = |field: &str| FieldError::required(field, "SUB-6");
    let fact = Fact::parse(&hand.fact).ok_or_else(|| unknown("fact"))?;
    let outcome = Outcome::parse(&hand.outcome).ok_or_else(|| unknown("outcome"))?;
    subject::confirm_by_hand(&state.ctx, &visit.actor, id, fact, outcome, &hand.note).await
}

/// Rules and sentences of what was ticked: findings and differing fields.
fn picked(case: &Case, form: &Form) -> (Vec<String>, Vec<(String, String)>) {
    let findings = finding::all(&case.findings, tongguan_model::text::Lang::Zh);
    let (mut rules, mut sentences) = (Vec::new(), Vec::new());
    for found in form.all("finding").filter_map(|i| findings.get(i.parse::<usize>().ok()?)) {
        rules.push(found.clause.clone());
        sentences.push(found.told.clone());
    }
    for field in form.all("differs") {
        // `rule sentence || sentence`, as the page offered it.
        if let Some((rule, told)) = field.split_once(' ').filter(|(r, _)| rulebook::find(r).is_some()) {
            rules.push(rule.to_owned());
            let (zh, en) = told.split_once(BETWEEN).unwrap_or((told, told));
            sentences.push((zh.to_owned(), en.to_owned()));
        }
    }
    for one in form.all("canned").filter_map(|k| canned::of(case.kind).iter().find(|c| c.key == k)) {
        rules.push(one.rule.to_owned());
        sentences.push((one.told_zh.to_owned(), one.told_en.to_owned()));
    }
    (rules, sentences)
}

/// On to the next case that the reviewer holds, or to the queue.
async fn decided(
    state: &AppState,
    visit: &Visit,
    done: tongguan_service::Result<Case>,
) -> tongguan_service::Result<Response> {
    let case = done?;
    let next = desk::mine_next(&state.ctx, &visit.actor).await?;
    let (zh, en) =
        if case.state == CaseState::Passed { ("已通过", "passed") } else { ("已驳回", "refused") };
    let text = bi(format!("{} {zh}。", number(&case)), format!("{} is {en}.", number(&case)));
    let more = match next {
        Some(_) => bi("这是你承办的下一件。", "This is the next one that you hold."),
        None => bi("你没有其他在办案件。", "You hold no other case."),
    };
    let state = if case.state == CaseState::Passed { StageState::Pass } else { StageState::Fail };
    let flash = Flash { state, ..Flash::pass(text).more(more) };
    Ok(Go::to(next.map_or_else(|| "/desk".to_owned(), |id| format!("/desk/{id}")))
        .with(flash)
        .into_response())
}
