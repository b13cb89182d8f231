//! The track: where an app stands in the eight stages, and whose move it is.

use tongguan_model::{
    actor::Actor,
    ids::AppId,
    refusal::Who,
    stage::{Stage, StageState, Turn},
};

use crate::{
    Ctx, Result, access, account, admission, certification, developer, naming, release, revision, subject,
    version,
};

/// An app's track.
#[derive(Debug, Clone)]
pub struct Track {
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// What is to be done: the applicant's moves first, then others'.
    pub turns: Vec<Turn>,
}

/// The track of an app, for its members and staff.
pub async fn of(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<Track> {
    let mut tx = ctx.store().read().await?;
    let app = access::viewer(&mut tx, actor, id).await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let all = [
        admission::standing(ctx, &mut tx, &app, &policy).await?,
        account::standing(ctx, &mut tx, &app, &policy).await?,
        subject::standing(ctx, &mut tx, &app, &policy).await?,
        naming::standing(ctx, &mut tx, &app, &policy).await?,
        certification::standing(ctx, &mut tx, &app, &policy).await?,
        developer::standing(ctx, &mut tx, &app, &policy).await?,
        version::standing(ctx, &mut tx, &app, &policy).await?,
        release::standing(ctx, &mut tx, &app, &policy).await?,
    ];
    let mut track = Track { stages: vec![], turns: vec![] };
    for standing in all {
        track.stages.push(standing.stage);
        track.turns.extend(standing.turns);
    }
    track.stages.sort_by_key(|s| s.key);
    track.turns.sort_by_key(|t| (t.who != Who::Applicant, t.state == StageState::Warn, t.stage));
    Ok(track)
}
