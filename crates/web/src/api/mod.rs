//! The REST API: `/api/v1`, one module a noun, one function a verb.

use crate::route::Route;

mod account;
mod admission;
mod app;
mod ops;
mod phone;
mod session;

/// Every route of the API, once.
pub fn routes() -> Vec<Route> {
    [session::routes(), account::routes(), admission::routes(), ops::routes(), phone::routes(), app::routes()]
        .concat()
}
