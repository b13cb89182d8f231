//! The REST API: `/api/v1`, one module a noun, one function a verb.

use crate::route::Route;

mod app;
mod session;

/// Every route of the API, once.
pub fn routes() -> Vec<Route> {
    [session::routes(), app::routes()].concat()
}
