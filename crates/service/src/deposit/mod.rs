//! Deposits (CER-7): the digest of a contract or a work goes into the log, its depositor gets a certificate that anybody can
//! check offline. The file is never kept.

mod paper;

pub use paper::paper;

use serde_json::json;
use sha2::{Digest, Sha256};
use tongguan_ledger::{Certificate, title_hash};
use tongguan_model::{
    actor::Actor,
    app::Right,
    deposit::{Deposit, DepositKind},
    event::Event,
    ids::AppId,
    refusal::FieldError,
    text::bi,
    time::Millis,
};
use tongguan_policy::EvidencePolicy;
use tongguan_store::{Tx, deposit, evidence};

use crate::{Ctx, Error, Result, access, log, record, revision, transact};

/// Those of an app that are listed.
const LISTED: i64 = 500;
/// Without a witness or a time-stamp nobody but the operator vouches for the time.
const OPERATOR_ONLY: &str = "operator-attested only";

/// What is deposited: a digest, or a file whose digest is made here.
#[derive(Debug, Clone)]
pub enum What {
    /// Hex SHA-256.
    Digest(String),
    /// The file.
    File(bytes::Bytes),
}

/// A new deposit.
#[derive(Debug, Clone)]
pub struct New {
    /// Kind.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Digest or file.
    pub what: What,
}

/// A deposit, and its place in the log once it has one.
#[derive(Debug, Clone)]
pub struct DepositView {
    /// The deposit.
    pub deposit: Deposit,
    /// Place in the log, from 0.
    pub index: Option<i64>,
}

/// Where a deposit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits for its place in the log.
    Waiting,
    /// It is in the log.
    Logged {
        /// Place, from 0.
        index: u64,
        /// Whether deposit, record, proof and signature agree, checked for this answer.
        holds: bool,
    },
}

/// What everybody may see of a deposit, with what was found when it was looked at.
#[derive(Debug, Clone)]
pub struct PublicView {
    /// Kind.
    pub kind: DepositKind,
    /// Hex SHA-256.
    pub sha256: String,
    /// When.
    pub at: Millis,
    /// Where it stands.
    pub state: Standing,
}

fn wrong(new: &New, policy: &EvidencePolicy) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if DepositKind::parse(&new.kind).is_none() {
        errors.push(FieldError::new(
            "kind",
            "deposit-kind",
            "CER-7",
            bi("类型只能是合同、作品或其他文件。", "The kind is contract, work or other."),
            bi("请选择其中一项。", "Choose one of them."),
        ));
    }
    let (n, most) = (new.title.trim().chars().count(), *policy.title_max);
    if n == 0 || n > usize::try_from(most).unwrap_or(0) || new.title.chars().any(char::is_control) {
        let error = FieldError::new(
            "title",
            "deposit-title",
            "CER-7",
            bi(
                format!("标题须为 1–{most} 个字符，不含换行。"),
                format!("The title needs 1 to {most} characters on one line."),
            ),
            bi("请改短标题。", "Give it a shorter title."),
        );
        errors.push(error.measured(n, most));
    }
    match &new.what {
        What::Digest(hex) if hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
            let error = FieldError::new(
                "sha256",
                "deposit-digest",
                "CER-7",
                bi("摘要须为 64 位十六进制的 SHA-256。", "The digest is a SHA-256 of 64 hexadecimal digits."),
                bi("可用 sha256sum 文件名 计算。", "Make it with sha256sum FILE."),
            );
            errors.push(error.measured(hex.chars().count(), 64));
        }
        What::File(bytes) if bytes.is_empty() => errors.push(FieldError::new(
            "file",
            "deposit-empty",
            "CER-7",
            bi("没有收到文件。", "No file came."),
            bi("请选择文件，或只填摘要。", "Choose a file, or give its digest."),
        )),
        What::File(bytes) if i64::try_from(bytes.len()).unwrap_or(i64::MAX) > *policy.deposit_max_bytes => {
            let error = FieldError::new(
                "file",
                "deposit-too-large",
                "CER-7",
                bi("文件太大。", "The file is too large."),
                bi(
                    "请在本地计算 SHA-256，只填摘要。",
                    "Make its SHA-256 yourself and give the digest alone.",
                ),
            );
            errors.push(error.measured(bytes.len(), *policy.deposit_max_bytes));
        }
        What::Digest(_) | What::File(_) => {}
    }
    errors
}

/// Deposits; the place in the log follows within seconds.
pub async fn make(ctx: &Ctx, actor: &Actor, app: &AppId, new: &New) -> Result<Deposit> {
    transact!(ctx, tx, make_in(ctx, &mut tx, actor, app, new))
}

async fn make_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, new: &New) -> Result<Deposit> {
    access::member(tx, actor, app, Right::Administer).await?;
    let policy = revision::current(ctx, tx).await?;
    let (mut errors, now) = (wrong(new, &policy.evidence), ctx.now());
    let (made, most) =
        (deposit::since(tx, app, now.plus(-Millis::DAY)).await?, *policy.evidence.deposits_per_day);
    if made >= most {
        let error = FieldError::new(
            "title",
            "too-many-deposits",
            "CER-7",
            bi("24 小时内的存证次数已达上限。", "As many deposits as may be were made within 24 hours."),
            bi("请稍后再试。", "Try again later."),
        );
        errors.push(error.measured(made, most));
    }
    let Some(kind) = DepositKind::parse(&new.kind).filter(|_| errors.is_empty()) else {
        return Err(errors.into());
    };
    let (sha256, bytes) = match &new.what {
        What::Digest(hex) => (hex.to_ascii_lowercase(), None),
        What::File(bytes) => (hex::encode(Sha256::digest(bytes)), i64::try_from(bytes.len()).ok()),
    };
    let (title, salt) = (new.title.trim().to_owned(), ctx.random::<16>());
    let made = Deposit {
        id: ctx.id(),
        app: app.clone(),
        kind,
        title_salt: hex::encode(salt),
        sha256,
        bytes,
        at: now,
        title,
    };
    let row = deposit::Row {
        id: made.id.clone(),
        app_id: app.to_string(),
        kind: kind.as_str().into(),
        title_sealed: ctx.keys().seal(ctx, &context(&made.id), &made.title)?,
        title_salt: made.title_salt.clone(),
        sha256: made.sha256.clone(),
        bytes,
        at: now.0,
    };
    deposit::insert(tx, &row).await?;
    let data = json!({
        "kind": kind.as_str(), "sha256": made.sha256, "title": title_hash(&salt, &made.title),
        "seen": matches!(new.what, What::File(_)),
    });
    record(ctx, tx, actor, &[Event::evident(Certificate::RECORD, &made.id, Some(app), data)]).await?;
    Ok(made)
}

fn context(id: &str) -> String {
    format!("deposit.title:{id}")
}

fn opened(ctx: &Ctx, row: deposit::Row) -> Result<Deposit> {
    Ok(Deposit {
        title: ctx.keys().open(&context(&row.id), &row.title_sealed)?,
        app: AppId::from_trusted(row.app_id),
        kind: DepositKind::parse(&row.kind).ok_or_else(|| Error::internal("a deposit of no kind"))?,
        title_salt: row.title_salt,
        sha256: row.sha256,
        bytes: row.bytes,
        at: Millis(row.at),
        id: row.id,
    })
}

async fn record_of(tx: &mut Tx, id: &str) -> Result<evidence::Row> {
    let found = evidence::of_target(tx, Certificate::RECORD, id).await?;
    found.ok_or_else(|| Error::internal("a deposit without its record"))
}

/// The deposits of an app, newest first; for its members and staff.
pub async fn list(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Vec<DepositView>> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    let rows = deposit::of_app(&mut tx, app, Certificate::RECORD, LISTED).await?;
    let view = |p: deposit::Placed| Ok(DepositView { deposit: opened(ctx, p.row)?, index: p.seq });
    rows.into_iter().map(view).collect()
}

/// The certificate of a deposit, for the app's members and staff.
pub async fn certificate(ctx: &Ctx, actor: &Actor, app: &AppId, id: &str) -> Result<Certificate> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    let row = deposit::find(&mut tx, id).await?.filter(|r| r.app_id == app.as_str());
    let made = opened(ctx, row.ok_or(Error::NotFound("deposit"))?)?;
    let record = record_of(&mut tx, id).await?;
    certify(ctx, made, log::proof(ctx, &mut tx, record).await?)
}

fn certify(ctx: &Ctx, made: Deposit, proof: log::Proof) -> Result<Certificate> {
    Ok(Certificate {
        format: tongguan_ledger::FORMAT.into(),
        operator: ctx.config().operator_name.clone(),
        page: page(ctx, &made.id),
        id: made.id,
        kind: made.kind.as_str().into(),
        title: made.title,
        title_salt: made.title_salt,
        sha256: made.sha256,
        deposited_at: made.at.0,
        body: proof.row.body,
        salt: proof.row.salt,
        receipt: proof.receipt.to_string(),
        key: proof.key.to_string(),
        attestation: OPERATOR_ONLY.into(),
    })
}

/// Address of the public page of a deposit.
pub fn page(ctx: &Ctx, id: &str) -> String {
    format!("{}/evidence/{id}", ctx.config().public_url)
}

/// What everybody may see of a deposit, its certificate checked as anybody would; its title is not part of it.
pub async fn look(ctx: &Ctx, id: &str) -> Result<PublicView> {
    let mut tx = ctx.store().read().await?;
    let row = deposit::find(&mut tx, id).await?.ok_or(Error::NotFound("deposit"))?;
    let made = opened(ctx, row)?;
    let (kind, sha256, at) = (made.kind, made.sha256.clone(), made.at);
    let record = record_of(&mut tx, id).await?;
    let state = if log::has(&mut tx, &record).await? {
        let proof = log::proof(ctx, &mut tx, record).await?;
        let (index, key) = (proof.receipt.index, proof.key.clone());
        let holds = certify(ctx, made, proof)?.verify(Some(&key), &[]).is_ok();
        Standing::Logged { index, holds }
    } else {
        Standing::Waiting
    };
    Ok(PublicView { kind, sha256, at, state })
}
