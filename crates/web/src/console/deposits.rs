//! `/apps/{app}/deposits`: deposits of an app (CER-7); `/evidence/{deposit}`: what everybody may see of one.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use tongguan_model::{deposit::DepositKind, ids::AppId, text::bi, time::Millis};
use tongguan_service::{
    Ctx,
    deposit::{self, New, PublicView, Standing, What},
    log, revision,
};

use super::{Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit, frame::Frame, html, ok};
use crate::{AppState, api::DEPOSIT_MAX, attachment::attachment, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/apps/{app}/deposits", Access::Applicant, show),
        Page::post("/apps/{app}/deposits", Access::Applicant, make).max_body(DEPOSIT_MAX),
        Page::get("/apps/{app}/deposits/{deposit}/certificate.json", Access::Applicant, certificate),
        Page::get("/apps/{app}/deposits/{deposit}/certificate.pdf", Access::Applicant, paper),
        Page::get("/evidence/{deposit}", Access::Public, look),
    ]
}

struct Row {
    id: String,
    kind: &'static str,
    title: String,
    sha256: String,
    at: Millis,
    index: Option<i64>,
}

#[derive(Template)]
#[template(path = "deposits.html")]
struct DepositsPage {
    s: S,
    frame: Frame,
    rows: Vec<Row>,
    kinds: Vec<(&'static str, &'static str)>,
    kind: String,
    title: String,
    sha256: String,
    mib: i64,
    trouble: Trouble,
}

fn kind_name(s: &S, kind: DepositKind) -> &'static str {
    match kind {
        DepositKind::Contract => s.t("合同", "Contract"),
        DepositKind::Work => s.t("作品", "Work"),
        DepositKind::Other => s.t("其他文件", "Other file"),
    }
}

async fn page(
    ctx: &Ctx,
    visit: Visit,
    app: &AppId,
    sent: Option<(&Form, Trouble)>,
) -> Result<DepositsPage, Oops> {
    let frame = Frame::of(ctx, &visit, app).await?;
    let s = visit.s.clone();
    let rows = deposit::list(ctx, &visit.actor, app).await?.into_iter().map(|v| Row {
        kind: kind_name(&s, v.deposit.kind),
        id: v.deposit.id,
        title: v.deposit.title,
        sha256: v.deposit.sha256,
        at: v.deposit.at,
        index: v.index,
    });
    let rows = rows.collect();
    let policy = revision::now(ctx).await?;
    let typed = |name| sent.as_ref().map(|(form, _)| form.trim(name).to_owned()).unwrap_or_default();
    Ok(DepositsPage {
        kinds: DepositKind::ALL.into_iter().map(|k| (k.as_str(), kind_name(&s, k))).collect(),
        kind: typed("kind"),
        title: typed("title"),
        sha256: typed("sha256"),
        mib: *policy.evidence.deposit_max_bytes >> 20,
        trouble: sent.as_ref().map(|(_, trouble)| trouble.clone()).unwrap_or_default(),
        rows,
        frame,
        s,
    })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>) -> Answer {
    Ok(ok(&page(&state.ctx, visit, &app, None).await?))
}

async fn make(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>, form: Form) -> Answer {
    let ctx = &state.ctx;
    let what = match (form.file("file"), form.trim("sha256")) {
        (Some(file), _) => What::File(file.bytes.clone()),
        (None, "") => What::File(bytes::Bytes::new()),
        (None, digest) => What::Digest(digest.to_owned()),
    };
    let new = New { kind: form.trim("kind").to_owned(), title: form.trim("title").to_owned(), what };
    match deposit::make(ctx, &visit.actor, &app, &new).await {
        Ok(_) => {
            let done = bi("已存证，几秒后进入日志。", "Deposited; it enters the log within seconds.");
            Ok(Go::to(format!("/apps/{app}/deposits")).with(Flash::pass(done)).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            Ok(html(status, &page(ctx, visit, &app, Some((&form, trouble))).await?))
        }
    }
}

async fn certificate(
    State(state): State<AppState>,
    visit: Visit,
    Path((app, id)): Path<(AppId, String)>,
) -> Answer {
    let made = deposit::certificate(&state.ctx, &visit.actor, &app, &id).await?;
    let text = serde_json::to_vec_pretty(&made).map_err(tongguan_service::Error::internal)?;
    Ok(attachment("application/json", &format!("certificate-{}.json", made.id), text))
}

async fn paper(
    State(state): State<AppState>,
    visit: Visit,
    Path((app, id)): Path<(AppId, String)>,
) -> Answer {
    let made = deposit::certificate(&state.ctx, &visit.actor, &app, &id).await?;
    Ok(attachment("application/pdf", &format!("certificate-{}.pdf", made.id), deposit::paper(&made)?))
}

#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage {
    s: S,
    kind: &'static str,
    view: PublicView,
    log: String,
    key: String,
}

impl EvidencePage {
    fn held(&self) -> bool {
        matches!(self.view.state, Standing::Logged { holds: true, .. })
    }

    /// Place in the log.
    fn index(&self) -> Option<u64> {
        match self.view.state {
            Standing::Waiting => None,
            Standing::Logged { index, .. } => Some(index),
        }
    }
}

async fn look(State(state): State<AppState>, visit: Visit, Path(id): Path<String>) -> Answer {
    let view = deposit::look(&state.ctx, &id).await?;
    let key = log::key(&state.ctx).await?;
    let kind = kind_name(&visit.s, view.kind);
    Ok(ok(&EvidencePage { kind, view, log: key.name().to_owned(), key: key.to_string(), s: visit.s }))
}
