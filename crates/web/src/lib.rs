//! HTTP: the REST API, the console, delivery and telemetry over the use cases of `service`.
//!
//! Every route stands once in a table ([`route::Route`]) with its access rule; router, OpenAPI document and
//! the authorisation test all read that table.

pub mod api;
mod attachment;
mod auth;
mod body;
pub mod console;
mod delivery;
mod extract;
mod health;
mod lang;
pub mod openapi;
mod otlp;
mod problem;
mod range;
pub mod route;
mod server;
mod state;

pub use problem::Problem;
pub use server::{Running, router, start};
pub use state::AppState;
