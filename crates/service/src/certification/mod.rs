//! Certification (认证, CER-1 … CER-8): order and fee, the steps of the subject's type, a year of validity.
//!
//! Every command loads the order, applies a pure transition of the model and hands the result to [`keep`], the one place
//! that draws what follows from a new state: amounts, deadlines, money, reminders.

mod amount;
mod desk;
mod documents;
mod face;
mod job;
mod keep;
mod mail;
mod order;
mod standing;
mod transfer;
mod view;

pub use amount::enter as enter_amount;
pub use documents::submit as submit_documents;
pub use face::{
    FaceState, FaceTicket, FaceView, look as look_face, open as open_face, upload as upload_face,
};
pub use order::{order, withdraw};
pub use transfer::{
    Payee, Transfer, count as transfers_waiting, failed as transfer_failed, list as transfers,
    sent as transfer_sent,
};
pub use view::{OrderView, View, get, view};

pub(crate) use desk::{decided, detail};
pub(crate) use job::{DUE, EXPIRE, REMIND, due, expire, remind};
pub(crate) use order::{lapse, paid};
pub(crate) use standing::standing;

use tongguan_model::{
    app::App,
    certification::{Certification, Outlook, Product, StepKey},
    ids::{AppId, CertificationId},
    subject::SubjectType,
};
use tongguan_store::{Tx, certification};

use crate::{Ctx, Error, Result, revision, revision::Pinned, subject};

/// The steps of a type by policy; empty where it cannot be certified.
fn steps(policy: &Pinned, kind: SubjectType) -> Vec<StepKey> {
    policy.certification.steps.of(kind).iter().filter_map(|s| StepKey::parse(s)).collect()
}

/// The fee of a product for a type by policy.
fn fee_cents(policy: &Pinned, product: Product, kind: SubjectType) -> i64 {
    match product {
        Product::Account => **policy.certification.fee_cents.of(kind),
        Product::MiniProgram => *policy.certification.mini_program_fee_cents,
    }
}

/// An order of this app.
async fn of_app(tx: &mut Tx, app: &AppId, id: &CertificationId) -> Result<Certification> {
    let found = certification::find(tx, id).await?.filter(|o| o.app == *app);
    found.ok_or(Error::NotFound("certification"))
}

/// The policy that an order is judged by.
async fn policy_of(ctx: &Ctx, tx: &mut Tx, order: &Certification) -> Result<Pinned> {
    revision::load(ctx, tx, order.policy_revision).await
}

/// What a pass of this order would renew, and how long it would hold.
async fn outlook(tx: &mut Tx, app: &AppId, product: Product, policy: &Pinned) -> Result<Outlook> {
    Ok(Outlook {
        held_until: certification::valid_until(tx, app, product).await?,
        years: *policy.certification.validity_years,
    })
}

/// Name of the subject for headings; an individual's is personal and not used.
async fn shown_name(tx: &mut Tx, app: &App) -> Result<String> {
    let found = tongguan_store::subject::of_app(tx, &app.id).await?;
    Ok(match found {
        Some(s) if !s.shown_name.is_empty() => s.shown_name,
        _ => app.title.clone(),
    })
}

/// The declared facts of an app's subject.
async fn facts(ctx: &Ctx, tx: &mut Tx, app: &AppId) -> Result<subject::Facts> {
    let found = tongguan_store::subject::of_app(tx, app).await?.ok_or(Error::NotFound("subject"))?;
    subject::open_facts(ctx, &found)
}
