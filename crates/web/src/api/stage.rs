//! The track of an app.

use axum::extract::State;
use tongguan_api::stage::{StageOut, TrackOut, TurnOut};
use tongguan_model::ids::AppId;
use tongguan_service::stage;

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
        Route::get("/api/v1/apps/{app}/stages", Access::Account, of)
            .about("Where an app stands, what blocks, whose move it is, by when")
            .gives::<TrackOut>(),
    ]
}

async fn of(State(state): State<AppState>, caller: Caller, Path(app): Path<AppId>) -> Answer<TrackOut> {
    let l = caller.lang;
    let track = stage::of(&state.ctx, &caller.actor, &app).await.or_problem(l)?;
    let stages = track.stages.into_iter().map(|s| StageOut {
        key: s.key.as_str().into(),
        state: s.state.as_str().into(),
        say: s.say.get(l).into(),
        note: s.note.map(|n| n.get(l).into()),
    });
    let turns = track.turns.into_iter().map(|t| TurnOut {
        stage: t.stage.as_str().into(),
        state: t.state.as_str().into(),
        who: serde_json::to_value(t.who).ok().and_then(|v| v.as_str().map(Into::into)).unwrap_or_default(),
        title: t.title.get(l).into(),
        body: t.body.get(l).into(),
        rules: t.rules,
        blocks: t.blocks.iter().map(|b| b.get(l).into()).collect(),
        due_at: t.due_at.map(|d| d.0),
        due_provisional: t.due_provisional,
        page: t.page,
    });
    Ok(axum::Json(TrackOut { stages: stages.collect(), turns: turns.collect() }))
}
