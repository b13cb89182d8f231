//! What the pages of one app share: the app, what the visitor is in it, the way between its pages, and a case under
//! review with its strip of working days.

use tongguan_model::{
    app::{App, MemberRole, Right},
    ids::AppId,
    review::{Case, CaseState},
    time::{Day, Millis},
};
use tongguan_service::{Ctx, app, revision};

use super::{Oops, S, Visit, nav, strip::Cell, track::strip};

/// An app as its pages head it.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// The app.
    pub(super) app: App,
    /// What the visitor is in it.
    pub(super) role: Option<MemberRole>,
}

/// One page of the app's configuration.
#[derive(Debug, Clone)]
pub(super) struct Tab {
    /// Address.
    pub(super) href: String,
    /// Its word.
    pub(super) text: &'static str,
    /// Whether it is this page.
    pub(super) current: bool,
}

const TABS: [(&str, &str, &str); 8] = [
    ("settings", "开发设置", "Developer settings"),
    ("domains", "域名", "Domains"),
    ("capabilities", "能力", "Capabilities"),
    ("members", "成员", "Members"),
    ("data-plan", "数据方案", "Data plan"),
    ("deposits", "存证", "Deposits"),
    ("qualifications", "行业资质", "Qualifications"),
    ("log", "记录", "Log"),
];

impl Frame {
    /// The frame of an app; to who may not see it, it does not exist.
    pub(super) async fn of(ctx: &Ctx, visit: &Visit, id: &AppId) -> Result<Self, Oops> {
        let (app, role) = app::get_as(ctx, &visit.actor, id).await?;
        Ok(Self { app, role })
    }

    fn may(&self, right: Right) -> bool {
        self.role.is_some_and(|role| role.may(right))
    }

    /// May do what binds the subject.
    pub(super) fn administers(&self) -> bool {
        self.may(Right::Administer)
    }

    /// May change developer settings.
    pub(super) fn develops(&self) -> bool {
        self.may(Right::Develop)
    }

    /// May change the data plan.
    pub(super) fn plans(&self) -> bool {
        matches!(self.role, Some(MemberRole::Administrator | MemberRole::Operator))
    }

    /// Address of a page of this app, `` for its first.
    pub(super) fn to(&self, page: &str) -> String {
        let id = &self.app.id;
        if page.is_empty() { format!("/apps/{id}") } else { format!("/apps/{id}/{page}") }
    }

    /// The pages of the configuration that are mounted.
    pub(super) fn tabs(&self, s: &S) -> Vec<Tab> {
        TABS.into_iter()
            .filter(|(page, ..)| nav::has(&format!("/apps/{{app}}/{page}")))
            .map(|(page, zh, en)| {
                let href = self.to(page);
                Tab { current: s.path == href, href, text: s.t(zh, en) }
            })
            .collect()
    }

    /// What the visitor is, in a word.
    pub(super) fn role_name(&self, s: &S) -> &'static str {
        self.role.map_or("", |role| member_role(s, &role))
    }
}

/// Name of a role in an app.
pub(super) fn member_role(s: &S, role: &MemberRole) -> &'static str {
    match role {
        MemberRole::Administrator => s.t("管理员", "Administrator"),
        MemberRole::Developer => s.t("开发者", "Developer"),
        MemberRole::Operator => s.t("运营者", "Operator"),
        MemberRole::Tester => s.t("体验者", "Tester"),
    }
}

/// An open case as the applicant sees it.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    /// Number.
    pub(super) number: i64,
    /// Submitted.
    pub(super) since: Millis,
    /// Decide by.
    pub(super) due: Millis,
    /// The calendar of that time is not published.
    pub(super) provisional: bool,
    /// A reviewer holds it.
    pub(super) held: bool,
    /// The deadline has passed.
    pub(super) late: bool,
    /// Its days.
    pub(super) cells: Vec<Cell>,
    /// Working days gone, and all of them.
    pub(super) nth: (usize, usize),
}

impl Waiting {
    /// The newest open case of these.
    pub(super) async fn of(ctx: &Ctx, s: &S, cases: &[Case]) -> Result<Option<Self>, Oops> {
        let Some(case) = cases.iter().find(|c| c.state == CaseState::Open) else { return Ok(None) };
        let policy = revision::now(ctx).await?;
        let days = policy.calendar.days(case.opened_at.day(), case.due_at.day());
        let today = s.now.day();
        let working = |until: Option<Day>| {
            days.iter().filter(|(day, working)| *working && until.is_none_or(|u| *day <= u)).count()
        };
        Ok(Some(Self {
            number: case.number,
            since: case.opened_at,
            due: case.due_at,
            provisional: case.due_provisional,
            held: case.assignee.is_some(),
            late: s.now > case.due_at,
            cells: strip(s, &policy, case.opened_at, case.due_at),
            nth: (working(Some(today)), working(None)),
        }))
    }
}

/// One decided or withdrawn case, for the history of a page.
#[derive(Debug, Clone)]
pub(super) struct Past {
    /// Number.
    pub(super) number: i64,
    /// Its state's shape.
    pub(super) state: &'static str,
    /// Its state in a word.
    pub(super) word: &'static str,
    /// When.
    pub(super) at: Millis,
    /// The sentence of the reviewer.
    pub(super) reason: String,
    /// Rules it rests on.
    pub(super) rules: Vec<String>,
}

impl Past {
    /// The closed cases of these.
    pub(super) fn all(s: &S, cases: &[Case]) -> Vec<Self> {
        let past = cases.iter().filter_map(|case| {
            let (state, word) = match case.state {
                CaseState::Open => return None,
                CaseState::Passed => ("pass", s.t("通过", "Passed")),
                CaseState::Refused => ("fail", s.t("驳回", "Refused")),
                CaseState::Withdrawn => ("none", s.t("已撤回", "Withdrawn")),
            };
            let decision = case.decision.clone();
            Some(Self {
                number: case.number,
                state,
                word,
                at: case.decided_at.unwrap_or(case.opened_at),
                reason: decision.as_ref().map(|d| d.reason.clone()).unwrap_or_default(),
                rules: decision.map(|d| d.rules).unwrap_or_default(),
            })
        });
        past.collect()
    }
}
