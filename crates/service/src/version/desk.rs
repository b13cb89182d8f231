//! The desk's side of a version.

use serde_json::{Value, json};
use tongguan_model::{
    actor::Actor,
    event::Event,
    ids::VersionId,
    release::ReleaseState,
    review::{Case, CaseState},
};
use tongguan_store::{
    Tx, app as apps, package as packages, release as releases, review as cases, version as versions,
};

use super::written;
use crate::{Ctx, Error, Result, record, subject};

/// What a decision of the desk does.
pub(crate) async fn decided(ctx: &Ctx, tx: &mut Tx, actor: &Actor, case: &Case, pass: bool) -> Result<()> {
    let id = VersionId::from_trusted(case.target.clone());
    let version = versions::find(tx, &id).await?.ok_or(Error::NotFound("version"))?;
    let version = version.decide(ctx.now(), pass)?;
    versions::update(tx, &version).await?;
    let version = written(version);
    let data = json!({ "number": version.number, "state": version.state });
    record(ctx, tx, actor, &[Event::new("version.decided", &id, Some(&case.app), data)]).await
}

/// What the desk shows of a version case, besides the report, which is its findings.
pub(crate) async fn detail(tx: &mut Tx, case: &Case) -> Result<Value> {
    let id = VersionId::from_trusted(case.target.clone());
    let version = versions::find(tx, &id).await?.ok_or(Error::NotFound("version"))?;
    let package = packages::find(tx, &version.package).await?.ok_or(Error::NotFound("package"))?;
    let app = apps::find(tx, &case.app).await?.ok_or(Error::NotFound("app"))?;
    let kind = subject::kind_of(tx, &case.app).await?;
    let live = releases::of_app(tx, &case.app).await?.into_iter().find(|r| r.state == ReleaseState::Live);
    let live = match live {
        Some(release) => versions::find(tx, &release.target).await?,
        None => None,
    };
    let live_package = match &live {
        Some(version) => packages::find(tx, &version.package).await?,
        None => None,
    };
    let before = cases::of_target(tx, id.as_str()).await?;
    let before = before.iter().filter(|c| c.state != CaseState::Open && c.id != case.id).map(|c| {
        json!({ "number": c.number, "state": c.state, "decision": c.decision, "decided_at": c.decided_at })
    });
    let facts = |p: &tongguan_model::package::Package| {
        json!({ "id": p.id, "sha256": p.sha256, "bytes": p.bytes, "files": p.files, "unpacked": p.unpacked,
            "entry": p.entry })
    };
    Ok(json!({
        "number": version.number, "description": version.description, "label": version.label,
        "skipped": version.skipped, "state": version.state, "submitted_at": version.submitted_at,
        "package": facts(&package),
        "live": live.map(|v| json!({ "number": v.number, "package": live_package.as_ref().map(facts) })),
        "name": app.name, "appid": app.appid, "industry": app.industry, "data_plan": app.data_plan,
        "subject": kind.map(|(k, s)| json!({ "type": k, "state": s })),
        "before": before.collect::<Vec<_>>(),
    }))
}
