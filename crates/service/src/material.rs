//! Materials: sealed before they are stored, opened only for the app's administrator and for the reviewer who holds
//! a case of the app; every look is on record.

use serde_json::json;
use sha2::{Digest, Sha256};
use tongguan_image::measure::{Limits, MeasureError, Probe, probe};
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::Right,
    event::Event,
    ids::{AppId, MaterialId},
    material::{Material, MaterialKind, Measure, MeasureKind, Note},
    refusal::{FieldError, Refusal, Who},
    review::CaseState,
    text::bi,
};
use tongguan_policy::SubjectPolicy;
use tongguan_store::{Tx, material, review, subject};

use crate::{Ctx, Error, Result, access, record, revision, transact};

fn object(id: &MaterialId) -> String {
    format!("material/{id}")
}

fn seal_context(id: &MaterialId) -> String {
    format!("material:{id}")
}

/// Stores a picture. The bytes are sealed and written first: a crash leaves an object that no row names, never a row
/// without its object.
pub async fn upload(
    ctx: &Ctx,
    actor: &Actor,
    app: &AppId,
    kind: &str,
    consent: bool,
    bytes: Vec<u8>,
) -> Result<Material> {
    let mut tx = ctx.store().read().await?;
    let policy = revision::current(ctx, &mut tx).await?;
    access::member(&mut tx, actor, app, Right::Administer).await?;
    drop(tx);
    let kind = MaterialKind::parse(kind).ok_or_else(|| unknown_kind(kind))?;
    if kind.needs_consent() && !consent {
        return Err(FieldError::new(
            "consent",
            "consent-required",
            "SUB-1",
            bi(
                "证件照与人脸属敏感个人信息，须单独同意后才能上传。",
                "Photos of IDs and faces are sensitive personal data and need a consent of their own.",
            ),
            bi("请阅读说明并勾选同意。", "Read the notice and tick the consent."),
        )
        .into());
    }
    let limits = Limits {
        max_bytes: u64::try_from(*policy.subject.material_max_bytes).unwrap_or_default(),
        max_pixels: u64::try_from(*policy.subject.material_max_pixels).unwrap_or_default(),
    };
    let (seen, bytes) = ctx.heavy().pictures.run(move || (probe(&bytes, &limits), bytes)).await?;
    let seen = seen.map_err(|e| unreadable(&e))?;
    let id = MaterialId::from_trusted(ctx.id());
    let new = Material {
        kind,
        media: seen.format.media().into(),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        width: seen.width.into(),
        height: seen.height.into(),
        sha256: hex::encode(Sha256::digest(&bytes)),
        notes: notes(kind, &seen, &policy.subject),
        measures: measures(kind, &seen, &policy.subject),
        consent_at: kind.needs_consent().then(|| ctx.now()),
        uploaded_by: access::account(actor)?.clone(),
        created_at: ctx.now(),
        app: app.clone(),
        id,
    };
    let sealed = ctx.keys().seal_bytes(ctx, &seal_context(&new.id), &bytes)?;
    ctx.objects().put(&object(&new.id), sealed).await?;
    transact!(ctx, tx, insert(ctx, &mut tx, actor, &new))?;
    Ok(new)
}

async fn insert(ctx: &Ctx, tx: &mut Tx, actor: &Actor, new: &Material) -> Result<()> {
    access::member(tx, actor, &new.app, Right::Administer).await?;
    material::insert(tx, new).await?;
    crate::sweep::schedule(ctx, tx).await?;
    let data = json!({ "kind": new.kind, "sha256": new.sha256, "consent": new.consent_at.is_some() });
    record(ctx, tx, actor, &[Event::new("material.uploaded", &new.id, Some(&new.app), data)]).await
}

fn unknown_kind(kind: &str) -> FieldError {
    let kinds: Vec<_> = MaterialKind::ALL.iter().map(|k| k.as_str()).collect();
    FieldError::new(
        "kind",
        "unknown-material",
        "",
        bi(format!("没有材料种类「{kind}」。"), format!("There is no material kind \"{kind}\".")),
        bi(format!("可选：{}。", kinds.join("、")), format!("Choose one of {}.", kinds.join(", "))),
    )
}

fn unreadable(error: &MeasureError) -> FieldError {
    let field = FieldError::new(
        "file",
        "picture-unreadable",
        "SUB-5",
        bi(format!("图片无法使用：{error}"), format!("The picture cannot be used: {error}.")),
        bi("请上传 JPEG 或 PNG 原件。", "Upload the JPEG or PNG original."),
    );
    match error {
        MeasureError::Bytes { bytes, max } => field.measured(bytes, max),
        MeasureError::Pixels { width, height, max } => {
            field.measured(u64::from(*width) * u64::from(*height), max)
        }
        _ => field,
    }
}

fn is_scan(kind: MaterialKind) -> bool {
    matches!(kind, MaterialKind::BusinessLicence | MaterialKind::OrganisationCertificate)
}

/// Everything that was measured; only scans of certificates have limits.
fn measures(kind: MaterialKind, seen: &Probe, policy: &SubjectPolicy) -> Vec<Measure> {
    let scan = is_scan(kind);
    let one = |kind, value, at_least: Option<f64>, place| Measure {
        kind,
        value,
        at_least: at_least.filter(|_| scan),
        at_most: None,
        place,
    };
    let mut out = Vec::new();
    if scan {
        out.push(one(MeasureKind::Resolution, seen.dpi, Some(*policy.min_dpi), None));
        let seal = Some(seen.red_fraction);
        out.push(one(MeasureKind::Seal, seal, Some(*policy.red_fraction_min), seen.red_box));
    }
    out.push(one(MeasureKind::Colour, Some(1.0 - seen.gray_fraction), None, None));
    out.push(one(MeasureKind::Brightness, Some(seen.brightness), None, None));
    out.push(one(MeasureKind::Sharpness, Some(seen.sharpness), None, None));
    out
}

/// What the measures say against the limits. A measure warns and holds for the reviewer; it never refuses by itself.
fn notes(kind: MaterialKind, seen: &Probe, policy: &SubjectPolicy) -> Vec<Note> {
    let mut out = Vec::new();
    let mut note = |rule: &str, zh: String, en: String, measured: String, limit: String| {
        out.push(Note {
            rule: rule.into(),
            severity: "warning".into(),
            about: kind.as_str().into(),
            message: bi(zh, en),
            measured: Some(measured),
            limit: Some(limit),
        });
    };
    if !is_scan(kind) {
        return out;
    }
    let min = *policy.min_dpi;
    match seen.dpi {
        Some(dpi) if dpi + 0.5 < min => note(
            "SUB-2",
            format!("分辨率 {dpi:.0} dpi，需 ≥ {min:.0}。请重新扫描。"),
            format!("{dpi:.0} dpi, needs ≥ {min:.0}. Scan it again."),
            format!("{dpi:.0}"),
            format!("{min:.0}"),
        ),
        None => note(
            "SUB-2",
            "文件没有声明分辨率，未检查，由审核员判断。".into(),
            "The file declares no resolution: not checked, a reviewer will judge.".into(),
            "none".into(),
            format!("{min:.0}"),
        ),
        Some(_) => {}
    }
    let red = *policy.red_fraction_min;
    if seen.red_fraction < red {
        note(
            "SUB-5",
            format!(
                "可能是黑白或灰度复印件（红章占比 {:.2}%，需 ≥ {:.2}%）。请上传彩色原件。",
                seen.red_fraction * 100.0,
                red * 100.0
            ),
            format!(
                "Perhaps a grey copy (red seal {:.2}%, needs ≥ {:.2}%). Upload a colour original.",
                seen.red_fraction * 100.0,
                red * 100.0
            ),
            format!("{:.4}", seen.red_fraction),
            format!("{red:.4}"),
        );
    }
    out
}

/// The materials of an app, for its members and staff; without their bytes.
pub async fn list(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Vec<Material>> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    Ok(material::of_app(&mut tx, app).await?)
}

/// The bytes of a material; the look is recorded before they are given.
pub async fn view(ctx: &Ctx, actor: &Actor, app: &AppId, id: &MaterialId) -> Result<(Material, Vec<u8>)> {
    let found = transact!(ctx, tx, view_in(ctx, &mut tx, actor, app, id))?;
    let sealed = ctx.objects().get(&object(id)).await?;
    let bytes = ctx.keys().open_bytes(&seal_context(id), &sealed)?;
    Ok((found, bytes))
}

async fn view_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, id: &MaterialId) -> Result<Material> {
    let why = match actor.role() {
        Some(PlatformRole::Reviewer) => {
            let me = access::account(actor)?;
            let held = review::of_app(tx, app)
                .await?
                .into_iter()
                .find(|c| c.state == CaseState::Open && c.assignee.as_ref() == Some(me));
            let Some(case) = held else {
                return Err(Refusal::new(
                    "case-not-held",
                    "",
                    bi(
                        "只有领取了案件的审核员能查看材料。",
                        "Only the reviewer who holds the case sees its materials.",
                    ),
                    bi("请先领取案件。", "Claim the case first."),
                )
                .who(Who::Reviewer)
                .into());
            };
            format!("case {}", case.number)
        }
        // An operator runs the platform; looking at people's papers is not part of it.
        Some(PlatformRole::Operator) => return Err(Error::forbidden()),
        _ => {
            access::member(tx, actor, app, Right::Administer).await?;
            "administrator".to_owned()
        }
    };
    let found = material::find(tx, id).await?.filter(|m| m.app == *app).ok_or(Error::NotFound("material"))?;
    let data = json!({ "kind": found.kind, "why": why });
    record(ctx, tx, actor, &[Event::new("material.viewed", id, Some(app), data)]).await?;
    Ok(found)
}

/// Removes a material that no submission rests on.
pub async fn delete(ctx: &Ctx, actor: &Actor, app: &AppId, id: &MaterialId) -> Result<()> {
    transact!(ctx, tx, delete_in(ctx, &mut tx, actor, app, id))?;
    ctx.objects().delete(&object(id)).await?;
    Ok(())
}

async fn delete_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, id: &MaterialId) -> Result<()> {
    access::member(tx, actor, app, Right::Administer).await?;
    let found = material::find(tx, id).await?.filter(|m| m.app == *app).ok_or(Error::NotFound("material"))?;
    let pinned = subject::of_app(tx, app).await?.is_some_and(|s| s.materials.contains(id))
        || tongguan_store::certification::of_app(tx, app).await?.iter().any(|o| o.materials.contains(id))
        || tongguan_store::naming::of_app(tx, app).await?.iter().any(|n| n.proofs.contains(id));
    if pinned {
        return Err(Refusal::new(
            "material-pinned",
            "",
            bi(
                "此材料已随一次提交入档，不能删除。",
                "A submission rests on this material; it cannot be removed.",
            ),
            bi("可上传新的材料，下次提交会使用新的。", "Upload a newer one; the next submission uses it."),
        )
        .into());
    }
    material::delete(tx, id).await?;
    let data = json!({ "kind": found.kind });
    record(ctx, tx, actor, &[Event::new("material.deleted", id, Some(app), data)]).await
}

/// The newest material of a kind, if any.
pub(crate) fn newest(all: &[Material], kind: MaterialKind) -> Option<&Material> {
    all.iter().find(|m| m.kind == kind)
}
