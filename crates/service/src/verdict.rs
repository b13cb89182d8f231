//! Signed verdicts: a report with all that it was made from, signed with the platform's key, so that anybody can make it again
//! and see who said so. `tongguan verify` does both.

use base64::{Engine, engine::general_purpose::STANDARD};
use tongguan_model::{
    actor::Actor,
    ids::{AppId, PackageId, VersionId},
    refusal::Refusal,
    text::{Lang, bi},
};
pub use tongguan_rule::{Envelope, Signature};
use tongguan_rule::{Verdict, key_id, pae};
use tongguan_store::Tx;

use crate::{Ctx, Error, Result, package, revision, version};

/// The public key of the platform's verdicts, with its name.
pub fn public_key(ctx: &Ctx) -> Result<(String, Vec<u8>)> {
    let key = ctx.keys().verdict_key()?;
    Ok((key_id(&key), key))
}

/// The verdict of a package's last check, for members and staff.
pub async fn of_package(
    ctx: &Ctx,
    actor: &Actor,
    app: &AppId,
    id: &PackageId,
    lang: Lang,
) -> Result<Envelope> {
    let found = package::get(ctx, actor, app, id).await?;
    let mut tx = ctx.store().read().await?;
    sign(ctx, &mut tx, &found.report, found.policy_revision, lang).await
}

/// The verdict with which a version was submitted, for members and staff.
pub async fn of_version(
    ctx: &Ctx,
    actor: &Actor,
    app: &AppId,
    id: &VersionId,
    lang: Lang,
) -> Result<Envelope> {
    let found = version::get(ctx, actor, app, id).await?;
    let mut tx = ctx.store().read().await?;
    // The newest case is that of the submission the report belongs to.
    let revision = found.cases.first().map(|c| c.policy_revision);
    match revision {
        Some(revision) => sign(ctx, &mut tx, &found.version.report, revision, lang).await,
        None => Err(unchecked()),
    }
}

async fn sign(
    ctx: &Ctx,
    tx: &mut Tx,
    stored: &serde_json::Value,
    revision: i64,
    lang: Lang,
) -> Result<Envelope> {
    let report = package::report(stored)?.ok_or_else(unchecked)?;
    // Reports from before facts were kept cannot be made again.
    let Some(facts) = report.facts.clone() else { return Err(unchecked()) };
    let policy = revision::load(ctx, tx, revision).await?;
    let verdict = Verdict::new(&report, &facts, &policy, lang);
    let payload = verdict.payload();
    let key = ctx.keys().verdict_key()?;
    let sig = ctx.keys().sign_verdict(&pae(Verdict::TYPE, &payload))?;
    Ok(Envelope {
        payload: STANDARD.encode(payload),
        payload_type: Verdict::TYPE.into(),
        signatures: vec![Signature { keyid: key_id(&key), sig: STANDARD.encode(sig) }],
    })
}

fn unchecked() -> Error {
    Refusal::new(
        "no-verdict",
        "VER-3",
        bi("还没有可以签名的检查结论。", "There is no check yet that a verdict could be signed for."),
        bi("请先检查代码包，或提交版本。", "Check the package first, or submit the version."),
    )
    .into()
}
