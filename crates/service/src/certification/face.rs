//! Step 2: the legal representative opens a QR page on a phone and takes a selfie that shows a random number; a reviewer
//! compares it. What is told is what happened: a person compared, no machine did.

use serde_json::{Value, json};
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::{App, Right},
    certification::{Certification, CertificationState},
    event::Event,
    ids::{AppId, CertificationId, MaterialId},
    material::{MaterialKind, Note},
    text::bi,
    ticket::{Purpose, Ticket},
    time::Millis,
};
use tongguan_store::{Tx, app, certification};

use super::{documents::to_desk, keep, of_app, shown_name};
use crate::{Ctx, Error, Result, access, material, phone::qr_svg, purge, record, revision, ticket, transact};

/// A QR code for the legal representative's phone.
#[derive(Debug, Clone)]
pub struct FaceTicket {
    /// The secret in it.
    pub token: String,
    /// The address it leads to.
    pub url: String,
    /// The code as SVG.
    pub qr_svg: String,
    /// The number that the picture must show.
    pub number: String,
    /// Good until.
    pub expires_at: Millis,
}

/// How far a face check by QR code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaceState {
    /// Waits for the picture.
    Open,
    /// The picture is at the desk.
    Done,
    /// Too late, replaced by a newer QR code, or the order has gone on.
    Ended,
}

impl FaceState {
    /// Wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Ended => "ended",
        }
    }
}

/// What the phone's page and the waiting page show.
#[derive(Debug, Clone)]
pub struct FaceView {
    /// How far.
    pub state: FaceState,
    /// Title of the app.
    pub title: String,
    /// The number that the picture must show.
    pub number: String,
    /// The QR code is good until.
    pub expires_at: Millis,
}

/// Makes a QR code for the face check of an order; earlier ones of the caller for it end.
pub async fn open(ctx: &Ctx, actor: &Actor, app: &AppId, id: &CertificationId) -> Result<FaceTicket> {
    let (issued, number) = transact!(ctx, tx, open_in(ctx, &mut tx, actor, app, id))?;
    let url = format!("{}/face/{}", ctx.config().public_url, issued.token);
    Ok(FaceTicket { qr_svg: qr_svg(&url)?, url, number, token: issued.token, expires_at: issued.expires_at })
}

async fn open_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    id: &CertificationId,
) -> Result<(ticket::Issued, String)> {
    access::member(tx, actor, app, Right::Administer).await?;
    let order = of_app(tx, app, id).await?;
    // The transition itself happens when the picture arrives; here it only says whether the step is open.
    order.submit_face(ctx.now(), MaterialId::from_trusted(""))?;
    let me = access::account(actor)?;
    let policy = revision::current(ctx, tx).await?;
    tongguan_store::ticket::close_about(tx, me, Purpose::Face, id.as_str(), ctx.now()).await?;
    purge::schedule(ctx, tx).await?;
    let number = ctx.digits(usize::try_from(*policy.account.sms_code_digits).unwrap_or(6));
    let data = json!({ "certification": id, "number": number });
    let life = *policy.account.ticket_minutes * Millis::MINUTE;
    let issued = ticket::issue(ctx, tx, Purpose::Face, Some(me), &data, life).await?;
    record(ctx, tx, actor, &[Event::new("certification.face_opened", id, Some(app), json!({}))]).await?;
    Ok((issued, number))
}

/// The order, its app and the number behind a ticket.
async fn behind(tx: &mut Tx, found: &Ticket) -> Result<(Certification, App, String)> {
    let data: Value = serde_json::from_str(&found.data).map_err(Error::internal)?;
    let text = |key: &str| data[key].as_str().unwrap_or_default().to_owned();
    let id = CertificationId::from_trusted(text("certification"));
    let order = certification::find(tx, &id).await?.ok_or(Error::NotFound("certification"))?;
    let owner = app::find(tx, &order.app).await?.ok_or(Error::NotFound("app"))?;
    Ok((order, owner, text("number")))
}

/// How far the face check of a QR code is.
pub async fn look(ctx: &Ctx, token: &str) -> Result<FaceView> {
    let mut tx = ctx.store().read().await?;
    let found = ticket::find(&mut tx, Purpose::Face, token).await?;
    let (order, app, number) = behind(&mut tx, &found).await?;
    let done = serde_json::from_str::<Value>(&found.data).is_ok_and(|d| d["done"] == true);
    let state = if done {
        FaceState::Done
    } else if found.usable(ctx.now()).is_ok() && order.state == CertificationState::Face {
        FaceState::Open
    } else {
        FaceState::Ended
    };
    Ok(FaceView { state, title: app.title, number, expires_at: found.expires_at })
}

/// Takes the picture from the phone and hands it to the desk. Whoever holds the QR code may send it, once.
pub async fn upload(ctx: &Ctx, token: &str, consent: bool, bytes: Vec<u8>) -> Result<FaceView> {
    let (actor, app) = {
        let mut tx = ctx.store().read().await?;
        let found = ticket::usable(ctx, &mut tx, Purpose::Face, token).await?;
        let (order, _, _) = behind(&mut tx, &found).await?;
        let app = order.app.clone();
        order.submit_face(ctx.now(), MaterialId::from_trusted(""))?;
        (on_behalf(&found)?, app)
    };
    let kind = MaterialKind::Face.as_str();
    let made = material::upload(ctx, &actor, &app, kind, consent, bytes).await?;
    transact!(ctx, tx, upload_in(ctx, &mut tx, &actor, token, &made.id))?;
    look(ctx, token).await
}

/// The administrator who showed the QR code.
fn on_behalf(found: &Ticket) -> Result<Actor> {
    let id = found.account.clone().ok_or_else(|| Error::internal("face ticket without an account"))?;
    Ok(Actor::Account { id, role: PlatformRole::Applicant })
}

async fn upload_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, token: &str, picture: &MaterialId) -> Result<()> {
    let found = ticket::usable(ctx, tx, Purpose::Face, token).await?;
    let (order, app, number) = behind(tx, &found).await?;
    access::member(tx, actor, &app.id, Right::Administer).await?;
    let data = json!({ "certification": order.id, "number": number, "done": true }).to_string();
    tongguan_store::ticket::set_data(tx, &found.id, &found.data, &data).await?;
    ticket::take(ctx, tx, Purpose::Face, token).await?;
    let from = order.state;
    let next = order.submit_face(ctx.now(), picture.clone())?;
    let note = Note {
        rule: "CER-2".into(),
        severity: "info".into(),
        about: MaterialKind::Face.as_str().into(),
        message: bi(
            format!("照片须由法定代表人本人手持或显示数字 {number}。未做机器比对，由审核员判断。"),
            format!(
                "The picture must show the legal representative with the number {number}. No machine compared it: a \
                 reviewer judges."
            ),
        ),
        measured: None,
        limit: Some(number),
    };
    let event = Event::evident(
        "certification.face_submitted",
        &next.id,
        Some(&app.id),
        json!({ "product": next.product, "material": picture }),
    );
    record(ctx, tx, actor, &[event]).await?;
    let title = format!("{} · {} · 人脸", shown_name(tx, &app).await?, next.product.label().zh);
    let next = to_desk(ctx, tx, actor, next, title, &[note]).await?;
    keep::keep(ctx, tx, actor, from, next).await.map(drop)
}
