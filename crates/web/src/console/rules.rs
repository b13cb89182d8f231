//! `/rules` and `/rules/{id}`: what each rule says, with the numbers in force and where they come from; public.
//! `/desk/rules`: the same by kind of case, for whoever decides.

use askama::Template;
use axum::extract::{Path, State};
use tongguan_model::{
    review::CaseKind,
    rulebook::{self, Requirement},
};
use tongguan_service::{
    Error,
    rulebook::{self as book, Number, RuleMeta, Severity},
};

use super::{
    Answer, Page, S, Visit, desk,
    markdown::{self, Block},
    ok,
};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/rules", Access::Public, list),
        Page::get("/rules/{id}", Access::Public, one),
        Page::get("/desk/rules", Access::Staff, of_desk),
    ]
}

/// A requirement or a rule in a list.
struct Line {
    id: String,
    title: String,
    text: String,
    /// Chinese or English only: a rule's code name.
    mono: bool,
    state: &'static str,
    word: &'static str,
}

struct Family {
    title: String,
    lines: Vec<Line>,
}

fn line(s: &S, r: &Requirement) -> Line {
    Line {
        id: r.id.into(),
        title: s.say(&r.title()).to_owned(),
        text: s.say(&r.text()).to_owned(),
        mono: false,
        state: "",
        word: "",
    }
}

fn weight(s: &S, severity: Severity) -> (&'static str, &'static str) {
    let state = match severity {
        Severity::Error => "fail",
        Severity::Warning => "warn",
        Severity::NeedsPerson => "person",
        Severity::Info => "info",
    };
    (state, severity.word(s.l))
}

fn rule_line(s: &S, r: &RuleMeta) -> Line {
    let (state, word) = weight(s, r.severity);
    Line {
        id: r.slug.into(),
        title: r.code.into(),
        text: markdown::first_sentence(r.docs),
        mono: true,
        state,
        word,
    }
}

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    s: S,
    title: &'static str,
    lead: &'static str,
    families: Vec<Family>,
    wide: bool,
}

async fn list(visit: Visit) -> Answer {
    let s = visit.s;
    let mut families: Vec<_> = rulebook::families()
        .into_iter()
        .map(|(key, name)| Family {
            title: format!("{} {key}", s.say(&name)),
            lines: rulebook::ALL.iter().filter(|r| r.family() == key).map(|r| line(&s, r)).collect(),
        })
        .collect();
    families.push(packages(&s));
    Ok(ok(&RulesPage {
        title: s.t("规则", "Rules"),
        lead: s.t(
            "每一次驳回都引用这里的规则。数值来自当前规则包，注明来源和生效日期。",
            "Every refusal cites a rule of these. The numbers come from the pack in force, with source and date.",
        ),
        families,
        wide: false,
        s,
    }))
}

fn packages(s: &S) -> Family {
    Family {
        title: s.t("代码包检查", "Checks of packages").to_owned(),
        lines: book::package_rules().map(|r| rule_line(s, r)).collect(),
    }
}

async fn of_desk(visit: Visit) -> Answer {
    let s = visit.s;
    let mut families: Vec<_> = CaseKind::ALL
        .into_iter()
        .map(|kind| Family {
            title: format!("{} {}", desk::kind_name(&s, kind), s.t("可引用", "may cite")),
            lines: rulebook::of_case(kind).map(|r| line(&s, r)).collect(),
        })
        .collect();
    families.push(packages(&s));
    Ok(ok(&RulesPage {
        title: s.t("可引用的规则", "Rules to cite"),
        lead: s.t(
            "驳回须引用至少一条。申请人点开编号即看到同一页。",
            "A refusal cites at least one. The applicant opens the same page by its number.",
        ),
        families,
        wide: true,
        s,
    }))
}

#[derive(Template)]
#[template(path = "rule.html")]
struct RulePage {
    s: S,
    id: String,
    title: String,
    text: String,
    kinds: Vec<&'static str>,
    numbers: Vec<Number>,
    pack: String,
    revision: i64,
    rules: Vec<Line>,
    /// A package rule's weight and requirement.
    weight: Option<(&'static str, &'static str, &'static str)>,
    docs: Vec<Block>,
}

async fn one(State(state): State<AppState>, visit: Visit, Path(id): Path<String>) -> Answer {
    let s = visit.s;
    let (pack, revision, all) = book::in_force(&state.ctx).await?;
    if let Some(r) = rulebook::find(&id) {
        let kinds = CaseKind::ALL.into_iter().filter(|k| rulebook::of_case(*k).any(|x| x.id == r.id));
        return Ok(ok(&RulePage {
            title: s.say(&r.title()).to_owned(),
            text: s.say(&r.text()).to_owned(),
            kinds: kinds.map(|k| desk::kind_name(&s, k)).collect(),
            numbers: all.into_iter().filter(|n| n.id == r.id).collect(),
            rules: book::package_rules()
                .filter(|m| m.requirement == r.id)
                .map(|m| rule_line(&s, m))
                .collect(),
            weight: None,
            docs: vec![],
            pack,
            revision,
            id,
            s,
        }));
    }
    let rule = book::package_rules().find(|m| m.slug == id || m.code == id).ok_or(Error::NotFound("rule"))?;
    let (state, word) = weight(&s, rule.severity);
    Ok(ok(&RulePage {
        title: rule.slug.into(),
        text: String::new(),
        kinds: vec![desk::kind_name(&s, CaseKind::Version)],
        numbers: all.into_iter().filter(|n| n.id == rule.requirement).collect(),
        rules: vec![],
        weight: Some((state, word, rule.requirement)),
        docs: markdown::read(rule.docs),
        id: rule.code.into(),
        pack,
        revision,
        s,
    }))
}
