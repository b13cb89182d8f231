//! The parts of an app's page: the eight gates, what is to be done next, the working days until then.

use tongguan_model::{
    refusal::Who,
    review::{Case, CaseState},
    stage::{Stage, StageKey, StageState, Turn},
    text::{Bilingual, Lang, bi},
    time::Millis,
};
use tongguan_service::{revision::Pinned, stage::Track};

use super::{
    nav,
    shell::S,
    strip::{Cell, cells},
};

/// One gate of the road.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// State class.
    pub state: &'static str,
    /// Its page, if it is mounted.
    pub href: Option<String>,
    /// Whether this is where the app stands.
    pub current: bool,
    /// Icon in the arch.
    pub icon: Option<&'static str>,
    /// What stands there without an icon: the number, or a mark.
    pub mark: String,
    /// 1 to 8.
    pub number: usize,
    /// Its name.
    pub name: &'static str,
    /// How it stands.
    pub say: String,
    /// Smaller print.
    pub note: Option<String>,
}

/// One thing to do next.
#[derive(Debug, Clone)]
pub struct Move {
    /// State class.
    pub state: &'static str,
    /// Icon of whose move it is.
    pub icon: &'static str,
    /// Whose move it is.
    pub who: &'static str,
    /// Title.
    pub title: String,
    /// What is, and what to do.
    pub body: String,
    /// Rules behind it.
    pub rules: Vec<String>,
    /// What it blocks.
    pub blocks: Vec<String>,
    /// Where it is done, if that page is mounted.
    pub href: Option<String>,
    /// Whether the applicant does it.
    pub mine: bool,
    /// The page's one main action.
    pub main: bool,
    /// By when.
    pub due: Option<String>,
    /// More about the deadline.
    pub due_note: Vec<String>,
    /// The working days.
    pub strip: Vec<Cell>,
}

/// The road of an app as pages show it.
#[derive(Debug, Clone)]
pub struct Road {
    /// The gates.
    pub gates: Vec<Gate>,
    /// What is to be done, most blocking first.
    pub moves: Vec<Move>,
    /// Gates that are passed.
    pub passed: usize,
    /// How many moves are the applicant's, and how many are others'.
    pub counts: (usize, usize),
}

const fn names(key: StageKey) -> (&'static str, &'static str, &'static str) {
    match key {
        StageKey::Admission => ("准备", "Prepare", "/data-plan"),
        StageKey::Account => ("账号", "Account", "/phone"),
        StageKey::Subject => ("主体", "Subject", "/subject"),
        StageKey::Naming => ("命名", "Naming", "/name"),
        StageKey::Certification => ("认证", "Certify", "/certification"),
        StageKey::Developer => ("配置", "Set up", "/settings"),
        StageKey::Review => ("审核", "Review", "/versions"),
        StageKey::Release => ("发布", "Release", "/release"),
    }
}

/// A page below an app, if it is mounted.
pub fn below(app: &str, page: &str) -> Option<String> {
    (!page.is_empty() && nav::has(&format!("/apps/{{app}}{page}"))).then(|| format!("/apps/{app}{page}"))
}

fn gate(s: &S, app: &str, stage: &Stage, number: usize, current: bool) -> Gate {
    let (zh, en, page) = names(stage.key);
    let (icon, mark) = match stage.state {
        StageState::Pass => (Some("check"), String::new()),
        StageState::Wait => (Some("clock"), String::new()),
        StageState::Shut => (Some("bars"), String::new()),
        StageState::Warn | StageState::Fail => (None, "!".to_owned()),
        StageState::Turn => (None, number.to_string()),
    };
    Gate {
        state: stage.state.as_str(),
        href: below(app, page),
        current,
        icon,
        mark,
        number,
        name: s.t(zh, en),
        say: s.say(&stage.say).to_owned(),
        note: stage.note.as_ref().map(|n| s.say(n).to_owned()),
    }
}

fn closed(key: StageKey) -> Stage {
    Stage { key, state: StageState::Shut, say: bi("未开放", "Closed"), note: None }
}

/// The working days from submission to deadline; empty where they would not fit.
pub fn strip(s: &S, policy: &Pinned, from: Millis, due: Millis) -> Vec<Cell> {
    let cells = cells(s, policy, from, due);
    let width: usize = cells.iter().map(|c| if c.class == "rest" { 11 } else { 26 }).sum();
    if width > 210 { Vec::new() } else { cells }
}

fn due_note(s: &S, due: Millis, mine: bool) -> String {
    let days = (due.plus(-1).day() - s.now.day()).whole_days();
    match (due <= s.now, days, mine) {
        (true, ..) => s.t("已超过期限", "late").to_owned(),
        (false, 0, _) => s.t("今天到期", "due today").to_owned(),
        (false, n, _) => match s.l {
            Lang::Zh => format!("还有 {n} 天"),
            Lang::En => s.count(n, "", "day left", "days left"),
        },
    }
}

fn a_move(s: &S, app: &str, turn: &Turn, cases: &[(Case, i64)], policy: &Pinned) -> Move {
    let texts = |all: &[Bilingual]| all.iter().map(|b| s.say(b).to_owned()).collect();
    let mine = turn.who == Who::Applicant;
    let case =
        turn.due_at.and_then(|due| cases.iter().find(|(c, _)| c.due_at == due && c.state == CaseState::Open));
    let mut notes = Vec::new();
    if let Some(due) = turn.due_at {
        notes.push(due_note(s, due, mine));
        if let Some((_, nth)) = case {
            notes.push(bi(format!("排第 {nth} 位"), format!("no. {nth} in line")).get(s.l).to_owned());
        }
        if turn.due_provisional {
            notes.push(
                s.t(
                    "节假日安排尚未公布，此期限为暂定",
                    "the holiday calendar is not published yet: provisional",
                )
                .to_owned(),
            );
        }
    }
    Move {
        state: turn.state.as_str(),
        icon: if mine { "user" } else { "clock" },
        who: s.who_name(&turn.who),
        title: s.say(&turn.title).to_owned(),
        body: s.say(&turn.body).to_owned(),
        rules: turn.rules.clone(),
        blocks: texts(&turn.blocks),
        href: below(app, &turn.page),
        mine,
        main: false,
        due: turn.due_at.as_ref().map(|d| s.due(d)),
        due_note: notes,
        strip: match (turn.due_at, case) {
            (Some(due), Some((case, _))) => strip(s, policy, case.opened_at, due),
            _ => Vec::new(),
        },
    }
}

/// The road of an app. A stage that says nothing of itself is closed.
pub fn road(s: &S, app: &str, track: &Track, cases: &[(Case, i64)], policy: &Pinned) -> Road {
    let stages: Vec<Stage> = StageKey::ALL
        .into_iter()
        .map(|key| track.stages.iter().find(|t| t.key == key).cloned().unwrap_or_else(|| closed(key)))
        .collect();
    // The current gate: the first that is the applicant's, else the first that is not passed.
    let mine = |t: &Stage| matches!(t.state, StageState::Turn | StageState::Fail);
    let current =
        stages.iter().position(mine).or_else(|| stages.iter().position(|t| t.state != StageState::Pass));
    let gates = stages.iter().enumerate().map(|(i, t)| gate(s, app, t, i + 1, current == Some(i)));
    let mut moves: Vec<_> = track.turns.iter().map(|t| a_move(s, app, t, cases, policy)).collect();
    if let Some(first) = moves.iter_mut().find(|m| m.mine && m.href.is_some()) {
        first.main = true;
    }
    let own = moves.iter().filter(|m| m.mine).count();
    Road {
        gates: gates.collect(),
        passed: stages.iter().filter(|t| matches!(t.state, StageState::Pass)).count(),
        counts: (own, moves.len() - own),
        moves,
    }
}

impl Road {
    /// `过了 3 关，还有 5 关`.
    pub fn headline(&self, s: &S) -> String {
        let left = self.gates.len() - self.passed;
        let text = match (self.passed, left) {
            (_, 0) => bi("八关都过了", "All eight gates passed"),
            (n, left) => bi(
                format!("过了 {n} 关，还有 {left} 关"),
                format!("{n} {} passed, {left} to go", if n == 1 { "gate" } else { "gates" }),
            ),
        };
        text.get(s.l).to_owned()
    }

    /// `2 件等你，1 件等别人`.
    pub fn waiting(&self, s: &S) -> String {
        let (own, others) = self.counts;
        let who = |zh: &str, en: &str, n: usize| {
            (n > 0).then(|| {
                let verb = if n == 1 { "waits" } else { "wait" };
                bi(format!("{n} 件等{zh}"), format!("{n} {verb} for {en}"))
            })
        };
        let you = if s.is_staff() { ("申请人", "the applicant") } else { ("你", "you") };
        let parts = [who(you.0, you.1, own), who("别人", "others", others)];
        parts.iter().flatten().map(|b| b.get(s.l)).collect::<Vec<_>>().join(s.t("，", ", "))
    }
}
