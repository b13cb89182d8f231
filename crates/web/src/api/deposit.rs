//! Deposits and their certificates (CER-7).

use axum::{extract::State, http::StatusCode, response::Response};
use bytes::Bytes;
use serde::Deserialize;
use tongguan_api::deposit::{CertificateOut, DepositIn, DepositOut, PublicDepositOut};
use tongguan_model::{deposit::Deposit, ids::AppId};
use tongguan_service::{
    Ctx,
    deposit::{self, New, Standing, What},
};

use super::Answer;
use crate::{
    AppState, Problem,
    attachment::attachment,
    auth::Caller,
    body::Json,
    extract::{Path, Query},
    problem::OrProblem,
    route::{Access, Route},
};

/// Largest body that is taken in at all: the policy's limit of a file, and what a form has around it. It stands in memory.
pub(crate) const MAX: usize = 65 << 20;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/apps/{app}/deposits", Access::Account, list)
            .about("Deposits, newest first (CER-7)")
            .gives_list::<DepositOut>(),
        Route::post("/api/v1/apps/{app}/deposits", Access::Applicant, digest)
            .about("Deposit the digest of a contract or work; the file stays with its owner")
            .takes::<DepositIn>()
            .gives::<DepositOut>(),
        Route::post("/api/v1/apps/{app}/deposits/files", Access::Applicant, file)
            .about("Deposit a file: its digest is made here, the file is not kept")
            .param("kind", "`contract`, `work` or `other`")
            .param("title", "its title; only the certificate shows it")
            .takes_bytes("application/octet-stream", MAX)
            .gives::<DepositOut>(),
        Route::get("/api/v1/apps/{app}/deposits/{deposit}/certificate", Access::Account, certificate)
            .about("The certificate of a deposit, which `tongguan verify` checks offline")
            .gives::<CertificateOut>(),
        Route::get("/api/v1/apps/{app}/deposits/{deposit}/certificate.pdf", Access::Account, paper)
            .about("The certificate of a deposit to print, with a QR code of its public page")
            .gives_bytes("application/pdf"),
        Route::get("/api/v1/evidence/{deposit}", Access::Public, look)
            .about("What everybody may see of a deposit, checked for this answer")
            .gives::<PublicDepositOut>(),
    ]
}

fn out(ctx: &Ctx, d: Deposit, index: Option<i64>) -> DepositOut {
    DepositOut {
        page: deposit::page(ctx, &d.id),
        id: d.id,
        kind: d.kind.as_str().into(),
        title: d.title,
        sha256: d.sha256,
        bytes: d.bytes,
        at: d.at.0,
        index,
    }
}

async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Answer<Vec<DepositOut>> {
    let all = deposit::list(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(all.into_iter().map(|v| out(&state.ctx, v.deposit, v.index)).collect()))
}

type Made = Result<(StatusCode, axum::Json<DepositOut>), Problem>;

async fn make(state: &AppState, caller: &Caller, app: &AppId, new: New) -> Made {
    let made = deposit::make(&state.ctx, &caller.actor, app, &new).await.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(out(&state.ctx, made, None))))
}

async fn digest(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<DepositIn>,
) -> Made {
    let new = New { kind: input.kind, title: input.title, what: What::Digest(input.sha256) };
    make(&state, &caller, &app, new).await
}

/// What a file is.
#[derive(Debug, Deserialize)]
struct About {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    title: String,
}

async fn file(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Query(about): Query<About>,
    bytes: Bytes,
) -> Made {
    let new = New { kind: about.kind, title: about.title, what: What::File(bytes) };
    make(&state, &caller, &app, new).await
}

async fn certificate(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, String)>,
) -> Answer<CertificateOut> {
    let c = deposit::certificate(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(CertificateOut {
        format: c.format,
        id: c.id,
        operator: c.operator,
        page: c.page,
        kind: c.kind,
        title: c.title,
        title_salt: c.title_salt,
        sha256: c.sha256,
        deposited_at: c.deposited_at,
        body: c.body,
        salt: c.salt,
        receipt: c.receipt,
        key: c.key,
        attestation: c.attestation,
    }))
}

async fn paper(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, String)>,
) -> Result<Response, Problem> {
    let c = deposit::certificate(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    let pdf = deposit::paper(&c).or_problem(caller.lang)?;
    Ok(attachment("application/pdf", &format!("certificate-{}.pdf", c.id), pdf))
}

async fn look(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<PublicDepositOut> {
    let seen = deposit::look(&state.ctx, &id).await.or_problem(caller.lang)?;
    let (index, holds) = match seen.state {
        Standing::Waiting => (None, false),
        Standing::Logged { index, holds } => (Some(index), holds),
    };
    Ok(axum::Json(PublicDepositOut {
        kind: seen.kind.as_str().into(),
        sha256: seen.sha256,
        at: seen.at.0,
        index,
        holds,
    }))
}
