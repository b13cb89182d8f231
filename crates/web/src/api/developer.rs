//! AppSecret, server domains, business domains (DEV-1 … DEV-4).

use std::collections::BTreeMap;

use axum::{extract::State, http::StatusCode};
use tongguan_api::developer::{
    AddDomainsIn, BusinessDomainIn, BusinessDomainOut, ConfirmDomainIn, DomainsOut, IcpIn, IssuedSecretOut,
    ReplaceDomainsIn, SecretOut, ServerDomainOut,
};
use tongguan_model::{
    developer::DomainKind,
    ids::{AppId, DomainId},
    refusal::FieldError,
    text::{Lang, bi},
};
use tongguan_service::{
    Error,
    developer::{self, BusinessView, Change, Settings},
};

use super::Answer;
use crate::{
    AppState, Problem,
    auth::Caller,
    body::Json,
    extract::Path,
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/apps/{app}/secret", Access::Applicant, secret)
            .about("Whether an AppSecret is issued, never the secret")
            .gives::<SecretOut>(),
        Route::post("/api/v1/apps/{app}/secret", Access::Applicant, issue_secret)
            .about("Issue or rotate the AppSecret; it is shown this once (DEV-1)")
            .gives::<IssuedSecretOut>(),
        Route::get("/api/v1/apps/{app}/domains", Access::Account, domains)
            .about("Server and business domains with their limits")
            .gives::<DomainsOut>(),
        Route::post("/api/v1/apps/{app}/domains", Access::Applicant, add)
            .about("Add server domains of a kind; counts as one change (DEV-2)")
            .takes::<AddDomainsIn>()
            .gives::<DomainsOut>(),
        Route::put("/api/v1/apps/{app}/domains", Access::Applicant, replace)
            .about("Put server domains in place of all there are; counts as one change (DEV-2)")
            .takes::<ReplaceDomainsIn>()
            .gives::<DomainsOut>(),
        Route::delete("/api/v1/apps/{app}/domains/{domain}", Access::Applicant, remove)
            .about("Remove a server domain; counts as one change")
            .gives::<DomainsOut>(),
        Route::post("/api/v1/apps/{app}/business-domains", Access::Applicant, add_business)
            .about("Add a business domain; answers the ownership file to be served at its root (DEV-4)")
            .takes::<BusinessDomainIn>()
            .gives::<BusinessDomainOut>(),
        Route::post("/api/v1/apps/{app}/business-domains/{domain}/check", Access::Applicant, check_business)
            .about("Look for the ownership file on the domain's server")
            .gives::<BusinessDomainOut>()
            .status(200),
        Route::put("/api/v1/apps/{app}/business-domains/{domain}/icp", Access::Applicant, set_icp)
            .about("State the number of the ICP filing")
            .takes::<IcpIn>()
            .gives::<BusinessDomainOut>(),
        Route::delete("/api/v1/apps/{app}/business-domains/{domain}", Access::Applicant, remove_business)
            .about("Remove a business domain")
            .status(204),
        Route::get("/api/v1/ops/business-domains", Access::Operator, waiting)
            .about("Business domains that wait for a proof or for their filing to be compared")
            .gives_list::<BusinessDomainOut>(),
        Route::post("/api/v1/ops/business-domains/{domain}/confirm", Access::Operator, confirm)
            .about("Confirm ownership or filing by hand, where there is no network")
            .takes::<ConfirmDomainIn>()
            .gives::<BusinessDomainOut>()
            .status(200),
    ]
}

fn business_out(v: BusinessView, l: Lang) -> BusinessDomainOut {
    let d = v.domain;
    let icp_state = match (d.icp.is_empty(), d.icp_confirmed_at.is_some()) {
        (true, _) => "absent",
        (false, false) => "not_checked",
        (false, true) => "confirmed",
    };
    let (trouble, remedy) = v.trouble.map(|(t, r)| (t.get(l).to_owned(), r.get(l).to_owned())).unzip();
    BusinessDomainOut {
        id: d.id.to_string(),
        app: d.app.to_string(),
        domain: d.domain,
        state: d.state.as_str().into(),
        verified_by: d.verified_by,
        file_name: d.file_name,
        file_content: d.file_content,
        checked_at: d.checked_at.map(|t| t.0),
        check_code: d.check_code,
        trouble,
        remedy,
        icp: d.icp,
        icp_state: icp_state.into(),
        restrictions: v.restrictions.iter().map(|r| r.get(l).to_owned()).collect(),
    }
}

fn domains_out(s: Settings, l: Lang) -> DomainsOut {
    let server = s.server.into_iter().map(|d| ServerDomainOut {
        id: d.id.to_string(),
        kind: d.kind.as_str().into(),
        domain: d.domain,
        created_at: d.created_at.0,
    });
    DomainsOut {
        server: server.collect(),
        kinds: s.kinds.iter().map(|k| k.as_str().into()).collect(),
        per_kind: s.per_kind,
        changes: s.changes,
        changes_limit: s.changes_limit,
        business: s.business.into_iter().map(|b| business_out(b, l)).collect(),
        business_limit: s.business_limit,
    }
}

async fn secret(State(state): State<AppState>, caller: Caller, Path(app): Path<AppId>) -> Answer<SecretOut> {
    let found = developer::secret(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    let (hint, issued_at) = found.issued.map(|(hint, at)| (hint, at.0)).unzip();
    Ok(axum::Json(SecretOut { appid: found.appid, hint, issued_at }))
}

async fn issue_secret(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Result<(StatusCode, axum::Json<IssuedSecretOut>), Problem> {
    let made = developer::issue_secret(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    let out = IssuedSecretOut {
        appid: made.appid,
        secret: made.secret,
        issued_at: made.issued_at.0,
        rotated: made.rotated,
    };
    Ok((StatusCode::CREATED, axum::Json(out)))
}

async fn domains(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Answer<DomainsOut> {
    let all = developer::settings(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(domains_out(all, caller.lang)))
}

async fn change(state: &AppState, caller: &Caller, app: &AppId, change: &Change) -> Answer<DomainsOut> {
    let all = developer::change(&state.ctx, &caller.actor, app, change).await.or_problem(caller.lang)?;
    Ok(axum::Json(domains_out(all, caller.lang)))
}

async fn add(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<AddDomainsIn>,
) -> Result<(StatusCode, axum::Json<DomainsOut>), Problem> {
    let kind = DomainKind::parse(&input.kind).ok_or_else(|| {
        Error::from(FieldError::new(
            "kind",
            "unknown-domain-kind",
            "DEV-2",
            bi("没有这类域名。", "There is no such kind of domain."),
            bi("可选：request、socket、upload、download。", "Choose request, socket, upload or download."),
        ))
    });
    let kind = kind.or_problem(caller.lang)?;
    let all = change(&state, &caller, &app, &Change::Add(kind, input.domains)).await?;
    Ok((StatusCode::CREATED, all))
}

async fn replace(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<ReplaceDomainsIn>,
) -> Answer<DomainsOut> {
    let all = [
        (DomainKind::Request, input.request),
        (DomainKind::Socket, input.socket),
        (DomainKind::Upload, input.upload),
        (DomainKind::Download, input.download),
        (DomainKind::Tcp, input.tcp),
        (DomainKind::Udp, input.udp),
    ];
    let all: BTreeMap<_, _> = all.into_iter().filter(|(_, names)| !names.is_empty()).collect();
    change(&state, &caller, &app, &Change::Replace(all)).await
}

async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, DomainId)>,
) -> Answer<DomainsOut> {
    change(&state, &caller, &app, &Change::Remove(id)).await
}

async fn add_business(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<BusinessDomainIn>,
) -> Result<(StatusCode, axum::Json<BusinessDomainOut>), Problem> {
    let made = developer::add_business(&state.ctx, &caller.actor, &app, &input.domain, &input.icp).await;
    Ok((StatusCode::CREATED, axum::Json(business_out(made.or_problem(caller.lang)?, caller.lang))))
}

async fn check_business(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, DomainId)>,
) -> Answer<BusinessDomainOut> {
    let found = developer::check_business(&state.ctx, &caller.actor, &app, &id).await;
    Ok(axum::Json(business_out(found.or_problem(caller.lang)?, caller.lang)))
}

async fn set_icp(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, DomainId)>,
    Json(input): Json<IcpIn>,
) -> Answer<BusinessDomainOut> {
    let found = developer::set_icp(&state.ctx, &caller.actor, &app, &id, &input.icp).await;
    Ok(axum::Json(business_out(found.or_problem(caller.lang)?, caller.lang)))
}

async fn remove_business(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, DomainId)>,
) -> Result<StatusCode, Problem> {
    developer::remove_business(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn waiting(State(state): State<AppState>, caller: Caller) -> Answer<Vec<BusinessDomainOut>> {
    let rows = developer::waiting_business(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    Ok(axum::Json(rows.into_iter().map(|b| business_out(b, caller.lang)).collect()))
}

async fn confirm(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DomainId>,
    Json(input): Json<ConfirmDomainIn>,
) -> Answer<BusinessDomainOut> {
    let done = developer::confirm_business(&state.ctx, &caller.actor, &id, input.ownership, input.icp).await;
    Ok(axum::Json(business_out(done.or_problem(caller.lang)?, caller.lang)))
}
