//! `/apps/{app}/looks`: every look at the app's papers and facts.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use tongguan_model::{ids::AppId, time::Millis};
use tongguan_service::material::{Look, Looker, Why, looks};

use super::{Answer, Page, S, Visit, frame::Frame, ok};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![Page::get("/apps/{app}/looks", Access::Applicant, show)]
}

/// Lines of a page.
const A_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "looks.html")]
struct LooksPage {
    s: S,
    frame: Frame,
    rows: Vec<Look>,
    older: Option<String>,
}

impl LooksPage {
    fn who(&self, look: &Look) -> &'static str {
        match look.who {
            Looker::Me => self.s.t("你", "You"),
            Looker::Administrator => self.s.t("管理员", "An administrator"),
            Looker::Reviewer => self.s.t("审核员", "A reviewer"),
        }
    }

    fn what(&self, look: &Look) -> String {
        match look.kind {
            Some(kind) => self.s.say(&kind.label()).to_owned(),
            None => self.s.t("主体信息", "The subject's facts").to_owned(),
        }
    }

    fn why(&self, look: &Look) -> String {
        match look.why {
            Why::Case(n) => format!("{}{n}", self.s.t("审核案件 #", "to decide case #")),
            Why::Own => self.s.t("查看本应用的材料", "a look at the app's own papers").to_owned(),
            Why::Export => self.s.t("导出个人数据", "export of personal data").to_owned(),
        }
    }
}

#[derive(Deserialize)]
struct Where {
    at: Option<i64>,
    #[serde(default)]
    id: String,
}

async fn show(
    State(state): State<AppState>,
    visit: Visit,
    Path(app): Path<AppId>,
    Query(from): Query<Where>,
) -> Answer {
    let frame = Frame::of(&state.ctx, &visit, &app).await?;
    let rows = match frame.administers() {
        true => {
            let before = (Millis(from.at.unwrap_or(i64::MAX)), from.id.as_str());
            looks(&state.ctx, &visit.actor, &app, before, i64::try_from(A_PAGE).unwrap_or(50)).await?
        }
        false => Vec::new(),
    };
    let last = rows.last().filter(|_| rows.len() == A_PAGE);
    let older = last.map(|l| format!("{}?at={}&id={}", frame.to("looks"), l.at.0, l.id));
    Ok(ok(&LooksPage { s: visit.s, frame, rows, older }))
}
