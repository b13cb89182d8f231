//! The table of pages: method, path, who may open it, its handler.

use std::convert::Infallible;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::Method,
    middleware,
    routing::{MethodRouter, get, post},
};

use super::guard;
use crate::{AppState, route::Access};

/// Largest form without files.
const FORM_MAX: usize = 256 * 1024;

/// One page or form of the console.
#[derive(Clone)]
pub struct Page {
    /// `GET` or `POST`.
    pub method: Method,
    /// Path in axum's form, `/apps/{app}`.
    pub path: &'static str,
    /// Who may open it.
    pub access: Access,
    /// Largest body in bytes.
    pub max_body: usize,
    handler: MethodRouter<AppState>,
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({:?})", self.method, self.path, self.access)
    }
}

impl Page {
    /// A page to look at.
    pub fn get<H: Handler<T, AppState>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self { method: Method::GET, path, access, max_body: FORM_MAX, handler: get(handler) }
    }

    /// A form's target. Its form token is checked before the handler runs.
    pub fn post<H: Handler<T, AppState>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self { method: Method::POST, path, access, max_body: FORM_MAX, handler: post(handler) }
    }

    /// Takes a body of at most `max` bytes: for files.
    #[must_use]
    pub fn max_body(mut self, max: usize) -> Self {
        self.max_body = max;
        self
    }

    /// Adds the page to a router, behind its guard.
    pub(crate) fn mount(&self, router: Router<AppState>, state: &AppState) -> Router<AppState> {
        let guarded = self
            .handler
            .clone()
            .layer::<_, Infallible>(middleware::from_fn_with_state(
                (state.clone(), self.access),
                guard::guard,
            ))
            .layer(DefaultBodyLimit::max(self.max_body));
        router.route(self.path, guarded)
    }
}
