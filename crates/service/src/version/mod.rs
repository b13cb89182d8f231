//! Versions (VER-1 … VER-3): made from a package, submitted with every rule passed, decided at the desk, withdrawn on record.

mod changes;
mod desk;
mod diff;
mod standing;
mod submit;
mod withdraw;

use serde_json::{Value, json};
use tongguan_model::{
    actor::Actor,
    app::Right,
    event::Event,
    ids::{AppId, PackageId, VersionId},
    package::Package,
    refusal::{FieldError, Refusal},
    review::Case,
    text::bi,
    version::{Version, VersionState},
};
use tongguan_rule_subject::version::{Version as Number, check};
use tongguan_store::{Tx, package as packages, review as cases, version as versions};

pub(crate) use changes::changes;
pub(crate) use desk::{decided, detail};
pub(crate) use standing::standing;
pub use submit::submit;
pub use withdraw::{discard, withdraw};

use crate::{Ctx, Error, Result, access, record, transact};

/// Characters of a description.
const DESCRIPTION_MAX: usize = 500;

/// What a new version needs.
#[derive(Debug, Clone)]
pub struct Create {
    /// The package.
    pub package: PackageId,
    /// `major.minor.patch`.
    pub number: String,
    /// What is new.
    pub description: String,
}

/// A version with its package and its cases, newest first.
#[derive(Debug, Clone)]
pub struct View {
    /// The version.
    pub version: Version,
    /// Its package.
    pub package: Package,
    /// Its cases; a withdrawn one stays (VER-2).
    pub cases: Vec<Case>,
}

/// The highest number that counts: of versions that were submitted and not discarded, other than `except`.
fn highest(all: &[Version], except: Option<&VersionId>) -> Option<Number> {
    all.iter()
        .filter(|v| v.submitted_at.is_some() && v.state != VersionState::Discarded && Some(&v.id) != except)
        .filter_map(|v| v.number.parse().ok())
        .max()
}

/// Makes a draft from a package.
pub async fn create(ctx: &Ctx, actor: &Actor, app: &AppId, input: &Create) -> Result<View> {
    transact!(ctx, tx, create_in(ctx, &mut tx, actor, app, input))
}

async fn create_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, input: &Create) -> Result<View> {
    access::member(tx, actor, app, Right::Submit).await?;
    let mut errors = Vec::new();
    let package = packages::find(tx, &input.package).await?.filter(|p| p.app == *app);
    if package.is_none() {
        errors.push(FieldError::new(
            "package",
            "unknown-package",
            "VER-1",
            bi("没有这个代码包。", "There is no such package."),
            bi("请先上传代码包。", "Upload the package first."),
        ));
    }
    let all = versions::of_app(tx, app).await?;
    let number = check("number", &input.number, highest(&all, None));
    let chars = input.description.trim().chars().count();
    if chars > DESCRIPTION_MAX {
        errors.push(
            FieldError::new(
                "description",
                "description-length",
                "VER-1",
                bi("版本说明太长。", "The description is too long."),
                bi("请缩短。", "Shorten it."),
            )
            .measured(chars, DESCRIPTION_MAX),
        );
    }
    let (number, package) = match (number, package) {
        (Ok((number, skipped)), Some(package)) if errors.is_empty() => ((number, skipped), package),
        (number, _) => {
            errors.extend(number.err());
            return Err(errors.into());
        }
    };
    let new = Version {
        id: VersionId::from_trusted(ctx.id()),
        app: app.clone(),
        package: package.id.clone(),
        number: number.0.to_string(),
        description: input.description.trim().to_owned(),
        state: VersionState::Draft,
        label: None,
        skipped: number.1,
        report: Value::Null,
        created_by: access::account(actor)?.clone(),
        created_at: ctx.now(),
        submitted_at: None,
        decided_at: None,
        version: 1,
    };
    match versions::insert(tx, &new).await {
        Err(e) if e.is_duplicate_of("number") => return Err(number_taken(&new.number)),
        other => other?,
    }
    let data = json!({ "number": new.number, "package": package.sha256 });
    record(ctx, tx, actor, &[Event::new("version.created", &new.id, Some(app), data)]).await?;
    Ok(View { version: new, package, cases: Vec::new() })
}

fn number_taken(number: &str) -> Error {
    Refusal::new(
        "number-taken",
        "VER-1",
        bi(format!("版本 {number} 已存在。"), format!("There is a version {number} already.")),
        bi("请用更高的版本号，或先作废那一个。", "Use a higher number, or discard that one first."),
    )
    .measured(number, "—")
    .into()
}

async fn view(tx: &mut Tx, version: Version) -> Result<View> {
    let package = packages::find(tx, &version.package).await?.ok_or(Error::NotFound("package"))?;
    let cases = cases::of_target(tx, version.id.as_str()).await?;
    Ok(View { version, package, cases })
}

/// The versions of an app, newest first, for its members and staff.
pub async fn list(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Vec<View>> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    let mut out = Vec::new();
    for version in versions::of_app(&mut tx, app).await? {
        out.push(view(&mut tx, version).await?);
    }
    Ok(out)
}

/// One version, for members and staff.
pub async fn get(ctx: &Ctx, actor: &Actor, app: &AppId, id: &VersionId) -> Result<View> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    let version = find(&mut tx, app, id).await?;
    view(&mut tx, version).await
}

async fn find(tx: &mut Tx, app: &AppId, id: &VersionId) -> Result<Version> {
    versions::find(tx, id).await?.filter(|v| v.app == *app).ok_or(Error::NotFound("version"))
}

/// As it is after the row was written.
fn written(version: Version) -> Version {
    Version { version: version.version + 1, ..version }
}
