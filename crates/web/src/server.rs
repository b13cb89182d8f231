//! Puts the surfaces together and serves them.

use std::{future::Future, net::SocketAddr, time::Duration};

use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tokio::{net::TcpListener, task::JoinHandle};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
    set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
};

use crate::{AppState, api, console, health, openapi};

const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// All surfaces as one router.
pub fn router(state: &AppState) -> Router {
    let mut router = health::routes().merge(openapi::routes()).merge(console::assets());
    for route in api::routes() {
        router = route.mount(router, state);
    }
    for page in console::pages() {
        router = page.mount(router, state);
    }
    router = router.fallback(console::nowhere);
    let security =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    // A zip is packed already, and its Content-Length lets a host cap the download.
    let packed = DefaultPredicate::new().and(NotForContentType::const_new("application/zip"));
    router
        .layer(middleware::from_fn(no_nul))
        .layer(middleware::from_fn(measure))
        .layer(security(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(security(header::REFERRER_POLICY, "same-origin"))
        .layer(security(header::X_FRAME_OPTIONS, "DENY"))
        .layer(security(header::CACHE_CONTROL, "no-store"))
        .layer(CompressionLayer::new().compress_when(packed))
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::REQUEST_TIMEOUT, REQUEST_TIMEOUT))
        .with_state(state.clone())
}

/// U+0000 names nothing, and PostgreSQL takes it in no text.
async fn no_nul(request: Request, next: Next) -> Response {
    if request.uri().path_and_query().is_some_and(|p| p.as_str().contains("%00")) {
        let lang = crate::lang::of(request.headers(), request.uri());
        return crate::Problem::new(tongguan_service::Error::NotFound("address"), lang).into_response();
    }
    next.run(request).await
}

async fn measure(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let start = tokio::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let labels = [("path", path.clone()), ("method", method.to_string()), ("status", status.to_string())];
    metrics::histogram!("tongguan_http_seconds", &labels).record(start.elapsed().as_secs_f64());
    tracing::debug!(%method, path, status, "request");
    response
}

/// A server that runs.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    task: JoinHandle<std::io::Result<()>>,
}

impl Running {
    /// Waits for its end.
    pub async fn join(self) -> std::io::Result<()> {
        self.task.await.map_err(std::io::Error::other)?
    }
}

/// Serves on a bound listener until `stop` completes; requests under way are finished first.
pub fn start(
    state: &AppState,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<Running> {
    let addr = listener.local_addr()?;
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let serve = axum::serve(listener, service).with_graceful_shutdown(stop);
    Ok(Running { addr, task: tokio::spawn(async move { serve.await }) })
}
