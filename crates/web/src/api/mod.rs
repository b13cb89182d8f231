//! The REST API: `/api/v1`, one module a noun, one function a verb.

use crate::{Problem, route::Route};

pub(crate) mod account;
mod admission;
mod app;
mod capability;
mod certification;
mod deposit;
mod desk;
mod developer;
mod handover;
mod log;
mod material;
mod naming;
mod operate;
mod ops;
mod package;
mod payment;
mod phone;
pub(crate) mod privacy;
mod proof;
mod qualification;
mod release;
mod session;
mod stage;
mod subject;
mod verdict;
mod version;
mod watch;

pub(crate) use deposit::MAX as DEPOSIT_MAX;
pub(crate) use material::MAX as PICTURE_MAX;

/// JSON, or a problem.
type Answer<T> = Result<axum::Json<T>, Problem>;

/// Every route of the API, once.
pub fn routes() -> Vec<Route> {
    [
        session::routes(),
        account::routes(),
        admission::routes(),
        ops::routes(),
        operate::routes(),
        phone::routes(),
        app::routes(),
        capability::routes(),
        certification::routes(),
        payment::routes(),
        developer::routes(),
        stage::routes(),
        subject::routes(),
        proof::routes(),
        qualification::routes(),
        privacy::routes(),
        handover::routes(),
        material::routes(),
        naming::routes(),
        package::routes(),
        verdict::routes(),
        log::routes(),
        deposit::routes(),
        version::routes(),
        release::routes(),
        crate::delivery::routes(),
        watch::routes(),
        desk::routes(),
    ]
    .concat()
}
