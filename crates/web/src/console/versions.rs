//! `/apps/{app}/versions`: the versions of an app, and the upload of the next.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use tongguan_model::{
    app::App,
    ids::{AppId, PackageId},
    refusal::FieldError,
    text::bi,
    version::VersionState,
};
use tongguan_service::{
    app, package,
    version::{self, Create, View},
};

use super::{Answer, Flash, Form, Go, Page, S, Trouble, Visit, html, ok};
use crate::{AppState, route::Access};

/// Above the policy's limit, so that the policy's own refusal is heard.
const MAX: usize = 64 * 1024 * 1024;

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/apps/{app}/versions", Access::Account, show),
        Page::post("/apps/{app}/versions", Access::Applicant, upload).max_body(MAX),
    ]
}

/// A version as a row of the list, and as the head of its page.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) label: Option<String>,
    pub(super) skipped: bool,
    pub(super) state: &'static str,
    pub(super) shape: &'static str,
    pub(super) word: &'static str,
    pub(super) when: String,
    pub(super) description: String,
    pub(super) errors: i64,
    pub(super) warnings: i64,
}

/// State class and word of a version.
pub(super) fn state_word(s: &S, state: VersionState) -> (&'static str, &'static str) {
    match state {
        VersionState::Draft => ("turn", s.t("待送审", "Draft")),
        VersionState::InReview => ("wait", s.t("审核中", "Under review")),
        VersionState::Passed => ("pass", s.t("已通过", "Passed")),
        VersionState::Refused => ("fail", s.t("被驳回", "Refused")),
        VersionState::Withdrawn => ("warn", s.t("已撤回", "Withdrawn")),
        VersionState::Discarded => ("none", s.t("已作废", "Discarded")),
    }
}

pub(super) fn row(s: &S, v: &View) -> Row {
    let (state, word) = state_word(s, v.version.state);
    let at = v.version.decided_at.or(v.version.submitted_at).unwrap_or(v.version.created_at);
    Row {
        id: v.version.id.to_string(),
        number: v.version.number.clone(),
        label: v.version.label.clone(),
        skipped: v.version.skipped && v.version.state != VersionState::Discarded,
        state,
        // What waits for its owner has no shape of its own.
        shape: if state == "turn" { "info" } else { state },
        word,
        when: s.moment(&at),
        description: v.version.description.clone(),
        errors: v.package.errors,
        warnings: v.package.warnings,
    }
}

#[derive(Template)]
#[template(path = "versions.html")]
struct VersionsPage {
    s: S,
    app: App,
    rows: Vec<Row>,
    next: String,
    input: Form,
    uploaded: Option<(String, String)>,
    trouble: Trouble,
}

/// One step above the highest number.
fn next(views: &[View]) -> String {
    let parse = |n: &str| {
        let parts: Vec<u32> = n.split('.').filter_map(|p| p.parse().ok()).collect();
        <[u32; 3]>::try_from(parts).ok()
    };
    let counted = views.iter().filter(|v| v.version.state != VersionState::Discarded);
    match counted.filter_map(|v| parse(&v.version.number)).max() {
        Some([major, minor, patch]) => format!("{major}.{minor}.{}", patch + 1),
        None => "1.0.0".to_owned(),
    }
}

async fn page(
    state: &AppState,
    visit: &Visit,
    id: &AppId,
    input: Form,
    uploaded: Option<(String, String)>,
    trouble: Trouble,
) -> Result<VersionsPage, super::Oops> {
    let app = app::get(&state.ctx, &visit.actor, id).await?;
    let views = version::list(&state.ctx, &visit.actor, id).await?;
    let rows = views.iter().map(|v| row(&visit.s, v)).collect();
    Ok(VersionsPage { s: visit.s.clone(), app, rows, next: next(&views), input, uploaded, trouble })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(id): Path<AppId>) -> Answer {
    Ok(ok(&page(&state, &visit, &id, Form::default(), None, Trouble::default()).await?))
}

/// The id and digest of the package that is already there, or that comes with the form.
async fn take(
    state: &AppState,
    visit: &Visit,
    id: &AppId,
    form: &Form,
) -> tongguan_service::Result<(PackageId, String)> {
    let before = PackageId::from_trusted(form.trim("uploaded"));
    let made = match form.file("package") {
        Some(file) => package::upload(&state.ctx, &visit.actor, id, file.bytes.clone()).await?,
        None if !before.as_str().is_empty() => package::get(&state.ctx, &visit.actor, id, &before).await?,
        None => {
            return Err(FieldError::new(
                "package",
                "no-file",
                "VER-3",
                bi("没有选择文件。", "No file was chosen."),
                bi("请选择小程序的 zip。", "Choose the zip of the mini program."),
            )
            .into());
        }
    };
    Ok((made.id, made.sha256))
}

async fn upload(State(state): State<AppState>, visit: Visit, Path(id): Path<AppId>, form: Form) -> Answer {
    let (package, sha256) = match take(&state, &visit, &id, &form).await {
        Ok(taken) => taken,
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            return Ok(html(trouble.status(), &page(&state, &visit, &id, form, None, trouble).await?));
        }
    };
    let input = Create {
        package: package.clone(),
        number: form.trim("number").to_owned(),
        description: form.trim("description").to_owned(),
    };
    match version::create(&state.ctx, &visit.actor, &id, &input).await {
        Ok(made) => {
            let to = format!("/apps/{id}/versions/{}", made.version.id);
            let number = made.version.number;
            let errors = made.package.errors;
            let go = if errors > 0 {
                let flash = Flash::warn(bi(
                    format!("{number} 已上传，预检有 {errors} 处错误。"),
                    format!("{number} is uploaded. Errors found by the check: {errors}."),
                ));
                Go::to(format!("{to}/check"))
                    .with(flash.more(bi("改好后重新上传。", "Mend them and upload again.")))
            } else {
                let flash = Flash::pass(bi(
                    format!("{number} 已上传，预检没有错误。"),
                    format!("{number} is uploaded; the check found no errors."),
                ));
                Go::to(to).with(flash.more(bi("可以送审。", "It can be submitted.")))
            };
            Ok(go.into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let uploaded = Some((package.to_string(), sha256));
            Ok(html(trouble.status(), &page(&state, &visit, &id, form, uploaded, trouble).await?))
        }
    }
}
