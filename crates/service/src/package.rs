//! Packages: uploaded, stored by content, checked by the rules of review (VER-3).

use bytes::Bytes;
use serde_json::json;
use sha2::{Digest, Sha256};
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::{App, Right},
    event::Event,
    ids::{AppId, PackageId},
    package::{Package, object},
    refusal::{FieldError, Refusal, Who},
    review::{CaseKind, CaseState},
    text::bi,
};
use tongguan_rule::Report;
pub use tongguan_rule_package::rules;
use tongguan_store::{Tx, app as apps, package as packages, review as cases};

use crate::{
    Ctx, Error, Result, access, preflight,
    preflight::Checked,
    record,
    revision::{self, Pinned},
    transact,
};

/// Takes a zip: reads it through the one loader, checks it, keeps it. The bytes are stored before the row that names them:
/// a crash leaves an object without a row, never a row without its object. The same bytes of one app are one package, whose
/// report is that of the last upload.
pub async fn upload(ctx: &Ctx, actor: &Actor, app: &AppId, zip: Bytes) -> Result<Package> {
    let mut tx = ctx.store().read().await?;
    let (found, _) = access::member(&mut tx, actor, app, Right::Develop).await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let facts = preflight::facts(&mut tx, &found, None).await?;
    drop(tx);
    let limit = *policy.package.upload_max_bytes;
    let bytes = i64::try_from(zip.len()).unwrap_or(i64::MAX);
    if bytes > limit {
        return Err(FieldError::new(
            "package",
            "upload-too-large",
            "VER-3",
            bi("上传的 zip 太大。", "The zip is too large."),
            bi("请减小包体积。", "Make the package smaller."),
        )
        .measured(bytes, limit)
        .into());
    }
    let checked = preflight::run(ctx, &policy, &facts, zip.clone()).await?;
    let new = Package {
        id: PackageId::from_trusted(ctx.id()),
        app: app.clone(),
        sha256: hex::encode(Sha256::digest(&zip)),
        bytes,
        files: i64::try_from(checked.files).unwrap_or(i64::MAX),
        unpacked: i64::try_from(checked.unpacked).unwrap_or(i64::MAX),
        entry: checked.report.entry.clone(),
        report: serde_json::Value::Null,
        errors: 0,
        warnings: 0,
        policy_revision: policy.number,
        uploaded_by: access::account(actor)?.clone(),
        created_at: ctx.now(),
    };
    let new = with_report(new, &checked.report, policy.number)?;
    ctx.objects().put(&object(&new.sha256), zip).await?;
    transact!(ctx, tx, insert(ctx, &mut tx, actor, &new))
}

async fn insert(ctx: &Ctx, tx: &mut Tx, actor: &Actor, new: &Package) -> Result<Package> {
    access::member(tx, actor, &new.app, Right::Develop).await?;
    if let Some(old) = packages::by_digest(tx, &new.app, &new.sha256).await? {
        let kept = Package {
            report: new.report.clone(),
            errors: new.errors,
            warnings: new.warnings,
            policy_revision: new.policy_revision,
            ..old
        };
        packages::set_report(tx, &kept).await?;
        return Ok(kept);
    }
    packages::insert(tx, new).await?;
    crate::sweep::schedule(ctx, tx).await?;
    let data = json!({ "sha256": new.sha256, "bytes": new.bytes, "errors": new.errors, "warnings": new.warnings,
        "policy_revision": new.policy_revision });
    record(ctx, tx, actor, &[Event::new("package.uploaded", &new.id, Some(&new.app), data)]).await?;
    Ok(new.clone())
}

/// The package with a newer report.
fn with_report(package: Package, report: &Report, revision: i64) -> Result<Package> {
    Ok(Package {
        errors: i64::try_from(report.rejecting().count()).unwrap_or(i64::MAX),
        warnings: i64::try_from(report.summary.warnings).unwrap_or(i64::MAX),
        report: serde_json::to_value(report).map_err(Error::internal)?,
        policy_revision: revision,
        ..package
    })
}

/// The packages of an app, newest first, for its members and staff.
pub async fn list(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Vec<Package>> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    Ok(packages::of_app(&mut tx, app).await?)
}

async fn find(tx: &mut Tx, app: &AppId, id: &PackageId) -> Result<Package> {
    packages::find(tx, id).await?.filter(|p| p.app == *app).ok_or(Error::NotFound("package"))
}

/// One package with the report of its last check, for members and staff.
pub async fn get(ctx: &Ctx, actor: &Actor, app: &AppId, id: &PackageId) -> Result<Package> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    find(&mut tx, app, id).await
}

/// A stored report as the rules made it; `None` before a check.
pub fn report(stored: &serde_json::Value) -> Result<Option<Report>> {
    if stored.is_null() {
        return Ok(None);
    }
    serde_json::from_value(stored.clone()).map(Some).map_err(Error::internal)
}

/// Checks a package again, by the policy and facts of now: a mended data plan needs no new upload.
pub async fn check(ctx: &Ctx, actor: &Actor, app: &AppId, id: &PackageId) -> Result<Package> {
    let mut tx = ctx.store().read().await?;
    let (found, _) = access::member(&mut tx, actor, app, Right::Submit).await?;
    let package = find(&mut tx, app, id).await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let facts = preflight::facts(&mut tx, &found, None).await?;
    drop(tx);
    let checked = inspect(ctx, &policy, &facts, &package).await?;
    keep(ctx, package, &checked.report, &policy).await
}

/// Reads the bytes of a package and checks them.
pub(crate) async fn inspect(
    ctx: &Ctx,
    policy: &Pinned,
    facts: &tongguan_rule::Facts,
    package: &Package,
) -> Result<Checked> {
    let zip = ctx.objects().get(&object(&package.sha256)).await?;
    preflight::run(ctx, policy, facts, zip).await
}

/// Keeps the newer report with the package, so that whoever is refused can read it.
pub(crate) async fn keep(ctx: &Ctx, package: Package, report: &Report, policy: &Pinned) -> Result<Package> {
    let package = with_report(package, report, policy.number)?;
    transact!(ctx, tx, keep_in(&mut tx, &package))?;
    Ok(package)
}

async fn keep_in(tx: &mut Tx, package: &Package) -> Result<()> {
    Ok(packages::set_report(tx, package).await?)
}

/// The zip as it was uploaded: for members who develop, and for the reviewer who holds a version case of the app, whose
/// look is recorded.
pub async fn content(ctx: &Ctx, actor: &Actor, app: &AppId, id: &PackageId) -> Result<(Package, Bytes)> {
    let package = transact!(ctx, tx, content_in(ctx, &mut tx, actor, app, id))?;
    let zip = ctx.objects().get(&object(&package.sha256)).await?;
    Ok((package, zip))
}

async fn content_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, id: &PackageId) -> Result<Package> {
    match actor.role() {
        Some(PlatformRole::Reviewer) => {
            let me = access::account(actor)?;
            let found: App = apps::find(tx, app).await?.ok_or(Error::NotFound("app"))?;
            let held = cases::of_app(tx, &found.id).await?.into_iter().any(|c| {
                c.kind == CaseKind::Version && c.state == CaseState::Open && c.assignee.as_ref() == Some(me)
            });
            if !held {
                return Err(Refusal::new(
                    "case-not-held",
                    "",
                    bi(
                        "只有领取了版本案件的审核员能下载代码包。",
                        "Only the reviewer who holds the version's case downloads its package.",
                    ),
                    bi("请先领取案件。", "Claim the case first."),
                )
                .who(Who::Reviewer)
                .into());
            }
        }
        Some(PlatformRole::Operator) => return Err(Error::forbidden()),
        _ => {
            access::member(tx, actor, app, Right::Develop).await?;
        }
    }
    let package = find(tx, app, id).await?;
    let data = json!({ "sha256": package.sha256 });
    record(ctx, tx, actor, &[Event::new("package.downloaded", id, Some(app), data)]).await?;
    Ok(package)
}
