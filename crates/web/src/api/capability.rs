//! What an app may use (SYS-1).

use axum::extract::State;
use tongguan_api::capability::CapabilityOut;
use tongguan_model::ids::AppId;
use tongguan_service::capability;

use super::Answer;
use crate::{
    AppState,
    auth::Caller,
    extract::Path,
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/apps/{app}/capabilities", Access::Account, of)
            .about("What is open, what is closed, why and what opens it (SYS-1)")
            .gives_list::<CapabilityOut>(),
    ]
}

async fn of(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<AppId>,
) -> Answer<Vec<CapabilityOut>> {
    let l = caller.lang;
    let views = capability::of(&state.ctx, &caller.actor, &id).await.or_problem(l)?;
    let out = views.into_iter().map(|v| CapabilityOut {
        title: v.title.get(l).to_owned(),
        why: v.why.get(l).to_owned(),
        opens_by: v.opens_by.map(|o| o.get(l).to_owned()),
        who: v.who.as_str().into(),
        key: v.key,
        rule: v.rule,
        open: v.open,
        until: v.until.map(|t| t.0),
    });
    Ok(axum::Json(out.collect()))
}
