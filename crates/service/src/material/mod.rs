//! Materials: sealed before they are stored, opened only for the app's administrator and for the reviewer who holds
//! a case of the app; every look is on record.

mod looks;

pub use looks::{Look, Looker, Why, looks};

use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use tongguan_image::{
    hash::{self, Fingerprint},
    judge::{self, Judged, Verdict},
    measure::{self, Limits, MeasureError, Report},
    picture::{Paper, Picture},
};
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::Right,
    event::Event,
    ids::{AppId, MaterialId},
    material::{Material, MaterialKind, Note},
    refusal::{FieldError, Refusal, Who},
    review::CaseState,
    text::bi,
    time::Millis,
};
use tongguan_policy::SubjectPolicy;
use tongguan_store::{Tx, material, reading, reading::Mark, review, subject};

use crate::{Ctx, Error, Result, access, record, revision, transact};

/// Where its bytes lie.
pub(crate) fn object(id: &MaterialId) -> String {
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
    let (seen, bytes) = ctx.heavy().pictures.run(move || (look(&bytes, kind, &limits), bytes)).await?;
    let (seen, mark) = seen.map_err(|e| unreadable(&e))?;
    let judged = judge::judge(&seen, kind, &policy.subject.image);
    let id = MaterialId::from_trusted(ctx.id());
    let new = Material {
        kind,
        media: seen.format.media().into(),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        width: seen.width.into(),
        height: seen.height.into(),
        sha256: hex::encode(Sha256::digest(&bytes)),
        notes: judged.iter().filter(|j| j.flagged()).map(|j| note(kind, j)).chain(by_eye(kind)).collect(),
        measures: judged.iter().map(Judged::measure).collect(),
        consent_at: kind.needs_consent().then(|| ctx.now()),
        uploaded_by: access::account(actor)?.clone(),
        created_at: ctx.now(),
        app: app.clone(),
        id,
    };
    let sealed = ctx.keys().seal_bytes(ctx, &seal_context(&new.id), &bytes)?;
    ctx.objects().put(&object(&new.id), sealed).await?;
    let mark = Mark { sha256: new.sha256.clone(), structure: mark.structure[0], gradient: mark.gradient[0] };
    transact!(ctx, tx, insert(ctx, &mut tx, actor, &new, &mark))?;
    ctx.wake();
    Ok(new)
}

/// Everything that is looked at on a picture at once, while it is decoded.
fn look(
    bytes: &[u8],
    kind: MaterialKind,
    limits: &Limits,
) -> std::result::Result<(Report, Fingerprint), MeasureError> {
    let picture = Picture::open(bytes, limits, Paper::A4)?;
    Ok((measure::report(&picture, kind), hash::fingerprint(&picture)))
}

async fn insert(ctx: &Ctx, tx: &mut Tx, actor: &Actor, new: &Material, mark: &Mark) -> Result<()> {
    access::member(tx, actor, &new.app, Right::Administer).await?;
    material::insert(tx, new).await?;
    reading::insert_mark(tx, &new.id, &new.app, mark).await?;
    crate::ocr::schedule(ctx, tx, new).await?;
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

/// What a measure says against its limit: it warns and holds for the reviewer.
fn note(kind: MaterialKind, judged: &Judged) -> Note {
    let (message, remedy) = (&judged.message, &judged.remedy);
    let between = if remedy.en.is_empty() { "" } else { " " };
    Note {
        rule: judged.kind.rule().unwrap_or("SUB-5").into(),
        severity: "warning".into(),
        about: kind.as_str().into(),
        message: bi(format!("{}{}", message.zh, remedy.zh), format!("{}{between}{}", message.en, remedy.en)),
        measured: judged.value.map(|v| judged.kind.written(v)),
        limit: judged.limit.map(|v| judged.kind.written(v)),
    }
}

/// What no machine looks at: faces, and whether a card is the one of whoever holds it.
fn by_eye(kind: MaterialKind) -> Option<Note> {
    kind.needs_consent().then(|| Note {
        rule: "SUB-1".into(),
        severity: "needs_person".into(),
        about: kind.as_str().into(),
        message: bi(
            format!("{}：机器不识别人脸；本人、证件与五官是否清晰由审核员判断。", kind.label().zh),
            format!("{}: no machine looks for faces; a reviewer judges face and card.", kind.label().en),
        ),
        measured: None,
        limit: None,
    })
}

/// What refuses a picture without a person: a measure past its outer limit that the operator has switched on.
pub(crate) fn refused(found: &Material, policy: &SubjectPolicy) -> Option<FieldError> {
    found.measures.iter().find_map(|m| {
        let (value, limit) = (m.value?, policy.image.of(m.kind).filter(|l| l.enforced)?);
        let (verdict, _) = judge::verdict(m.kind, m.value, Some(&limit.value));
        (verdict == Verdict::Bad).then(|| {
            let label = m.kind.label();
            FieldError::new(
                &format!("material.{}", found.kind.as_str()),
                "picture-refused",
                m.kind.rule().unwrap_or("SUB-5"),
                bi(
                    format!("{}不合要求：{}。", found.kind.label().zh, label.zh),
                    format!("{} does not do: {}.", found.kind.label().en, label.en),
                ),
                bi("请重新扫描彩色原件后上传。", "Scan the colour original again and upload it."),
            )
            .measured(m.kind.written(value), m.kind.written(limit.bad))
        })
    })
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
    Ok((found, bytes(ctx, id).await?))
}

/// What was read on a material: its text is as personal as the picture, so the look is recorded alike.
pub async fn read(ctx: &Ctx, actor: &Actor, app: &AppId, id: &MaterialId) -> Result<crate::ocr::Seen> {
    transact!(ctx, tx, read_in(ctx, &mut tx, actor, app, id))
}

async fn read_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    id: &MaterialId,
) -> Result<crate::ocr::Seen> {
    view_in(ctx, tx, actor, app, id).await?;
    crate::ocr::seen(ctx, tx, id).await
}

/// The bytes of a material, for the machine; a person's look goes through [`view`].
pub(crate) async fn bytes(ctx: &Ctx, id: &MaterialId) -> Result<Vec<u8>> {
    let sealed = ctx.objects().get(&object(id)).await?;
    ctx.keys().open_bytes(&seal_context(id), &sealed)
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
    reading::delete(tx, id).await?;
    material::delete(tx, id).await?;
    let data = json!({ "kind": found.kind });
    record(ctx, tx, actor, &[Event::new("material.deleted", id, Some(app), data)]).await
}

/// The newest material of a kind, if any.
pub(crate) fn newest(all: &[Material], kind: MaterialKind) -> Option<&Material> {
    all.iter().find(|m| m.kind == kind)
}

/// Another subject's picture that is the same or nearly so.
#[derive(Debug, Clone, Serialize)]
pub struct Duplicate {
    /// Title of its app.
    pub app: String,
    /// Name of its subject; empty if it shows none.
    pub subject: String,
    /// When it was uploaded.
    pub at: Millis,
    /// Whether the bytes are equal.
    pub same_bytes: bool,
    /// Bits of 64 in which the perceptual hashes differ.
    pub bits: u32,
}

/// Pictures looked at closely for one of their own.
const CANDIDATES: i64 = 500;
/// What is shown of them.
const DUPLICATES: usize = 5;

/// The same or nearly the same picture under another subject, for the reviewer. A subject may use its papers again.
pub(crate) async fn duplicates(
    ctx: &Ctx,
    tx: &mut Tx,
    of: &Material,
    number: Option<&str>,
    bits_max: i64,
) -> Result<Vec<Duplicate>> {
    let Some(mine) = reading::mark(tx, &of.id).await? else { return Ok(vec![]) };
    let mut out = Vec::new();
    let code = crate::ocr::code(ctx, tx, &of.id).await?;
    for (id, mark) in reading::candidates(tx, &of.app, &mine.sha256, mine.structure, CANDIDATES).await? {
        let bits = (mine.structure ^ mark.structure).count_ones();
        let bits = bits.max((mine.gradient ^ mark.gradient).count_ones());
        let same_bytes = mine.sha256 == mark.sha256;
        if !same_bytes && i64::from(bits) > bits_max {
            continue;
        }
        let Some(other) = material::find(tx, &id).await? else { continue };
        let theirs = subject::of_app(tx, &other.app).await?;
        let same_subject = match (number, theirs.as_ref().and_then(|s| s.number_index.as_deref())) {
            (Some(mine), Some(theirs)) => mine == theirs,
            // What was never submitted has no number yet; its account tells.
            _ => other.uploaded_by == of.uploaded_by,
        };
        if same_subject {
            continue;
        }
        // Licences of one form look alike from afar: where both were read and say different codes, they are two.
        if !same_bytes && code.is_some() {
            let theirs = crate::ocr::code(ctx, tx, &id).await?;
            if theirs.is_some() && theirs != code {
                continue;
            }
        }
        let app = tongguan_store::app::find(tx, &other.app).await?;
        out.push(Duplicate {
            app: app.map(|a| a.title).unwrap_or_default(),
            subject: theirs.map(|s| s.shown_name).unwrap_or_default(),
            at: other.created_at,
            same_bytes,
            bits,
        });
        if out.len() == DUPLICATES {
            break;
        }
    }
    Ok(out)
}
