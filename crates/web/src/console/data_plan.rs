//! `/apps/{app}/data-plan`: what the mini program collects, what for, where and how long (SYS-4). Rows are added
//! without script: the button sends the form, which comes back with one more.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use tongguan_model::{
    app::{DataPlan, DataUse},
    ids::AppId,
    refusal::FieldError,
    text::bi,
};
use tongguan_service::{Ctx, Error, app};

use super::{Answer, Flash, Form, Go, Page, S, Trouble, Visit, frame::Frame, html, ok};
use crate::{AppState, route::Access};

/// More kinds than the platform knows are a mistake, or an attempt to fill the page.
const ROWS_MAX: usize = 60;

pub(super) fn pages() -> Vec<Page> {
    let at = "/apps/{app}/data-plan";
    vec![Page::get(at, Access::Applicant, show), Page::post(at, Access::Applicant, change)]
}

/// Kinds of data with their terms; others can be typed.
const KINDS: [(&str, &str, &str); 14] = [
    ("UserInfo", "昵称与头像", "Nickname and picture"),
    ("PhoneNumber", "手机号", "Phone number"),
    ("Location", "位置", "Location"),
    ("Address", "通讯地址", "Postal address"),
    ("Invoice", "发票抬头", "Invoice title"),
    ("RunData", "运动步数", "Step count"),
    ("Record", "麦克风", "Microphone"),
    ("Camera", "摄像头", "Camera"),
    ("Album", "选中的照片或视频", "Chosen photos and videos"),
    ("AlbumWriteOnly", "写入相册", "Writing to the album"),
    ("Contact", "通讯录", "Contacts"),
    ("Clipboard", "剪切板", "Clipboard"),
    ("DeviceInfo", "设备信息", "Device information"),
    ("Calendar", "日历（写入）", "Calendar, writing"),
];
const PLATFORMS: [(&str, &str); 4] =
    [("android", "Android"), ("ios", "iOS"), ("harmony", "HarmonyOS"), ("web", "Web")];

struct Kind {
    key: &'static str,
    name: &'static str,
}

#[derive(Clone, Default)]
struct Row {
    kind: String,
    purpose: String,
    place: String,
    keep_days: String,
    /// Names of its fields in errors: kind, purpose, place, days.
    fields: [String; 4],
}

impl Row {
    fn is_blank(&self) -> bool {
        [&self.kind, &self.purpose, &self.place, &self.keep_days].iter().all(|v| v.trim().is_empty())
    }
}

struct Platform {
    key: &'static str,
    name: &'static str,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "data-plan.html")]
struct DataPlanPage {
    s: S,
    frame: Frame,
    declared: bool,
    rows: Vec<Row>,
    kinds: Vec<Kind>,
    platforms: Vec<Platform>,
    others: Vec<String>,
    trouble: Trouble,
    /// Rows were added or taken away, nothing is saved.
    unsaved: bool,
}

impl DataPlanPage {
    fn name(&self, key: &str) -> &'static str {
        self.kinds.iter().find(|k| k.key == key).map_or("", |k| k.name)
    }
}

fn view(s: S, frame: Frame, mut rows: Vec<Row>, platforms: &[String], trouble: Trouble) -> DataPlanPage {
    let kinds = KINDS.iter().map(|&(key, zh, en)| Kind { key, name: s.t(zh, en) });
    let boxes = PLATFORMS.iter().map(|&(key, name)| Platform {
        key,
        name,
        ticked: platforms.iter().any(|p| p == key),
    });
    for (i, row) in rows.iter_mut().enumerate() {
        row.fields = ["kind", "purpose", "place", "keep_days"].map(|name| format!("uses[{i}].{name}"));
    }
    let known = |p: &String| PLATFORMS.iter().any(|(key, _)| key == p);
    DataPlanPage {
        kinds: kinds.collect(),
        platforms: boxes.collect(),
        others: platforms.iter().filter(|p| !known(p)).cloned().collect(),
        declared: frame.app.data_plan.is_some(),
        unsaved: false,
        rows,
        trouble,
        frame,
        s,
    }
}

async fn show(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>) -> Answer {
    let frame = Frame::of(&state.ctx, &visit, &app).await?;
    let plan = frame.app.data_plan.clone().unwrap_or_default();
    let mut rows: Vec<_> = plan
        .uses
        .into_iter()
        .map(|u| Row {
            kind: u.kind,
            purpose: u.purpose,
            place: u.place,
            keep_days: u.keep_days.to_string(),
            fields: Default::default(),
        })
        .collect();
    if frame.plans() && frame.app.data_plan.is_none() {
        rows.push(Row::default());
    }
    Ok(ok(&view(visit.s, frame, rows, &plan.platforms, Trouble::default())))
}

fn sent(form: &Form) -> Vec<Row> {
    let column = |name: &'static str| form.all(name).map(str::to_owned).collect::<Vec<_>>();
    let (kinds, purposes) = (column("kind"), column("purpose"));
    let (places, days) = (column("place"), column("keep_days"));
    let cell = |column: &[String], i: usize| column.get(i).cloned().unwrap_or_default();
    (0..kinds.len().min(ROWS_MAX))
        .map(|i| Row {
            kind: kinds[i].clone(),
            purpose: cell(&purposes, i),
            place: cell(&places, i),
            keep_days: cell(&days, i),
            fields: Default::default(),
        })
        .collect()
}

async fn change(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>, form: Form) -> Answer {
    let ctx = &state.ctx;
    let frame = Frame::of(ctx, &visit, &app).await?;
    // Who may not is told that, not what is wrong with the plan.
    if !frame.plans() {
        return Err(Error::forbidden().into());
    }
    let mut rows = sent(&form);
    let platforms: Vec<_> = form.all("platform").map(str::to_owned).collect();
    let dropped = form.get("do").strip_prefix("drop:").and_then(|i| i.parse::<usize>().ok());
    if form.get("do") == "add" || dropped.is_some() {
        match dropped {
            Some(i) if i < rows.len() => drop(rows.remove(i)),
            _ if rows.len() < ROWS_MAX => rows.push(Row::default()),
            _ => {}
        }
        let page =
            DataPlanPage { unsaved: true, ..view(visit.s, frame, rows, &platforms, Trouble::default()) };
        return Ok(ok(&page));
    }
    rows.retain(|row| !row.is_blank());
    match save(ctx, &visit, &app, &rows, &platforms).await {
        Ok(()) => {
            let done = Flash::pass(bi("数据方案已保存。", "The data plan is saved.")).more(bi(
                "预检会按它核对代码与隐私政策。",
                "The check holds code and privacy policy against it.",
            ));
            Ok(Go::to(format!("/apps/{app}/data-plan")).with(done).into_response())
        }
        Err(error) => {
            let trouble =
                Trouble::of(error, &visit.s)?.named(&visit.s, &[("platforms", "运行平台", "Platforms")]);
            Ok(html(trouble.status(), &view(visit.s, frame, rows, &platforms, trouble)))
        }
    }
}

async fn save(
    ctx: &Ctx,
    visit: &Visit,
    app: &AppId,
    rows: &[Row],
    platforms: &[String],
) -> Result<(), Error> {
    let mut errors = Vec::new();
    let mut uses = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let days = row.keep_days.trim();
        // An empty field is told by the use case, with the other empty ones.
        if !days.is_empty() && days.parse::<u32>().is_err() {
            errors.push(FieldError::new(
                &format!("uses[{i}].keep_days"),
                "not-days",
                "SYS-4",
                bi("天数须为整数。", "Days are a whole number."),
                bi("请填写保留天数，如 180。", "Enter the days it is kept, such as 180."),
            ));
        }
        uses.push(DataUse {
            kind: row.kind.trim().to_owned(),
            purpose: row.purpose.trim().to_owned(),
            place: row.place.trim().to_owned(),
            keep_days: days.parse().unwrap_or_default(),
        });
    }
    let plan = DataPlan { uses, platforms: platforms.to_vec() };
    match app::set_data_plan(ctx, &visit.actor, app, &plan).await {
        Ok(_) if errors.is_empty() => Ok(()),
        Ok(_) => Err(errors.into()),
        Err(Error::Invalid(more)) => {
            let told: Vec<_> = errors.iter().map(|e| e.field.clone()).collect();
            errors.extend(more.into_iter().filter(|e| !told.contains(&e.field)));
            Err(errors.into())
        }
        Err(error) => Err(error),
    }
}
