//! In front of every page: session, access, form token; behind it: error pages, cookies, security headers.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tongguan_model::text::bi;
use tongguan_service::Error;

use super::{Go, Oops, cookie, flash::Flash, form::Form, oops, shell::encode, visit::Visit};
use crate::{AppState, auth, lang, route::Access};

/// What a page may load: its own files, and pictures inside itself.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Lets a request through to its page, if its access rule and its form token do.
pub(super) async fn guard(
    State((state, access)): State<(AppState, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers().clone();
    let uri = request.uri().clone();
    let (visit, opened) = Visit::open(&state, &headers, &uri).await;
    let response = match opened {
        Err(error) => Oops(error).into_response(),
        Ok(()) => match admitted(&state, access, &visit, request).await {
            Ok(request) => next.run(request).await,
            Err(stop) => stop,
        },
    };
    let chosen = lang::from_query(&uri);
    finish(&state, &visit, response, chosen.is_some())
}

/// An answer for an address that leads nowhere.
pub(crate) async fn nowhere(
    State(state): State<AppState>,
    headers: HeaderMap,
    uri: axum::http::Uri,
) -> Response {
    if uri.path().starts_with("/api/") {
        let lang = lang::of(&headers, &uri);
        return crate::Problem::new(Error::NotFound("route"), lang).into_response();
    }
    let (visit, opened) = Visit::open(&state, &headers, &uri).await;
    let error = opened.err().unwrap_or(Error::NotFound("page"));
    finish(&state, &visit, Oops(error).into_response(), lang::from_query(&uri).is_some())
}

async fn admitted(
    state: &AppState,
    access: Access,
    visit: &Visit,
    request: Request,
) -> Result<Request, Response> {
    let post = request.method() == Method::POST;
    match auth::admit(access, &visit.actor) {
        Err(Error::Unauthenticated) if !post => return Err(sign_in(visit)),
        Err(error) if !post => return Err(Oops(error).into_response()),
        _ => {}
    }
    let (parts, body) = request.into_parts();
    let mut passed = Request::from_parts(parts.clone(), axum::body::Body::empty());
    if post {
        // Who may not call at all does not get to send a body either.
        if let Err(error @ Error::Forbidden(_)) = auth::admit(access, &visit.actor) {
            return Err(Oops(error).into_response());
        }
        let form = Form::read(Request::from_parts(parts, body)).await?;
        if !visit.is_token(&state.ctx, form.get("_token")) {
            return Err(Oops(stale_form()).into_response());
        }
        if auth::admit(access, &visit.actor).is_err() {
            return Err(sign_in(visit));
        }
        passed.extensions_mut().insert(form);
    }
    passed.extensions_mut().insert(visit.clone());
    Ok(passed)
}

fn stale_form() -> Error {
    Error::Forbidden(bi(
        "表单已失效：登录已过期、已换账号，或浏览器未保存 Cookie。请返回上一页，刷新后再提交。",
        "This form is no longer valid: the session has ended or changed, or cookies are off. Go back, reload the page and \
         send it again.",
    ))
}

fn sign_in(visit: &Visit) -> Response {
    let next = encode(&visit.s.here());
    Go::to(format!("/signin?next={next}")).into_response()
}

fn is_html(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"))
}

/// Error pages, cookies, headers.
fn finish(state: &AppState, visit: &Visit, response: Response, lang_chosen: bool) -> Response {
    let ctx = &state.ctx;
    let mut response = oops::page(visit, response);
    let shown = is_html(&response);
    let next = response.extensions_mut().remove::<Flash>();
    let headers = response.headers_mut();
    if let Some(flash) = next {
        cookie::add(headers, cookie::set(ctx, cookie::FLASH, &flash.sign(ctx), Some(120)));
    } else if shown && visit.s.flash.is_some() {
        cookie::add(headers, cookie::set(ctx, cookie::FLASH, "", Some(0)));
    }
    if let Some(half) = visit.fresh.as_deref().filter(|_| shown) {
        cookie::add(headers, cookie::set(ctx, cookie::FORM, half, None));
    }
    if lang_chosen {
        cookie::add(headers, cookie::keep(ctx, lang::COOKIE, visit.s.l.t("zh", "en")));
    }
    // A file of a user brings a stricter one.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CSP));
    headers.append(header::VARY, HeaderValue::from_static("cookie, accept-language"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}

/// Statuses that stand without a body of their own.
pub(super) fn bare(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}
