//! Qualifications of an app's industry (PRE-5): declared with number and end, held against the catalogue's expression, announced before they end.

use serde_json::{Value, json};
use tongguan_model::{
    actor::Actor,
    app::{App, Right},
    event::Event,
    ids::AppId,
    material::Note,
    qualification::Qualification,
    refusal::FieldError,
    text::{Bilingual, Lang, bi},
    time::Millis,
};
use tongguan_store::{Tx, account, app, job, qualification};

use crate::{
    Ctx, Error, Result, access, message, record,
    revision::{self, Pinned},
    transact,
};

/// The job: a reminder before the end, or the end itself.
pub(crate) const REMIND: &str = "qualification.remind";
/// Documents of one app.
const MOST: usize = 50;

/// What an app declares, and what its industry still needs.
#[derive(Debug, Clone)]
pub struct Qualifications {
    /// Name of the industry.
    pub industry: Bilingual,
    /// What it asks for, as the catalogue has it: `A | B & C`.
    pub expression: String,
    /// Days before the end on which a mail reminds.
    pub reminder_days: Vec<i64>,
    /// Declared documents.
    pub declared: Vec<(Qualification, bool)>,
    /// The catalogue's alternatives, each a list of documents that are all needed.
    pub alternatives: Vec<Vec<String>>,
    /// What is missing of the nearest alternative; documents that have ended count as missing.
    pub missing: Vec<String>,
}

/// Documents are told apart by their names, however they are quoted.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '《' | '》' | '「' | '」' | ' ' | '\u{3000}')).collect()
}

/// Whether two names mean one document.
pub fn same(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

fn held(ctx: &Ctx, policy: &Pinned, found: &App, declared: Vec<Qualification>) -> Qualifications {
    let now = ctx.now();
    let row = policy.industries.find(&found.industry);
    let expression = row.and_then(|r| r.expression().ok().flatten());
    let has = |name: &str| declared.iter().any(|q| q.holds(now) && plain(&q.name) == plain(name));
    Qualifications {
        industry: row.map_or_else(|| bi(&found.industry, &found.industry), |r| bi(&r.zh, &r.en)),
        expression: row.map(|r| r.needs.trim().to_owned()).unwrap_or_default(),
        reminder_days: policy.certification.reminder_days.value.clone(),
        missing: expression.as_ref().map(|e| e.missing(&has)).unwrap_or_default(),
        alternatives: expression.map(|e| e.alternatives()).unwrap_or_default(),
        declared: declared.into_iter().map(|q| (q.holds(now), q)).map(|(holds, q)| (q, holds)).collect(),
    }
}

/// What an app declares, for its members and staff.
pub async fn list(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<Qualifications> {
    let mut tx = ctx.store().read().await?;
    let found = access::viewer(&mut tx, actor, id).await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let declared = qualification::of_app(&mut tx, id).await?;
    Ok(held(ctx, &policy, &found, declared))
}

/// The same for the desk, where the picture is compared with it.
pub(crate) async fn detail(ctx: &Ctx, tx: &mut Tx, found: &App, policy: &Pinned) -> Result<Value> {
    let all = held(ctx, policy, found, qualification::of_app(tx, &found.id).await?);
    let declared: Vec<_> = all
        .declared
        .iter()
        .map(|(q, holds)| {
            let last_day = q.valid_until.map(|at| at.plus(-1).day().to_string());
            json!({ "name": q.name, "number": q.number, "last_day": last_day, "holds": holds })
        })
        .collect();
    Ok(json!({ "expression": all.expression, "alternatives": all.alternatives, "missing": all.missing,
        "declared": declared }))
}

/// A document as it is declared.
#[derive(Debug, Clone)]
pub struct New {
    /// Name as the catalogue has it.
    pub name: String,
    /// Number as printed.
    pub number: String,
    /// Last day on which it holds; `None` if it has no end.
    pub last_day: Option<tongguan_model::time::Day>,
}

/// Declares a document; reminders follow from its last day.
pub async fn add(ctx: &Ctx, actor: &Actor, id: &AppId, new: &New) -> Result<Qualifications> {
    transact!(ctx, tx, add_in(ctx, &mut tx, actor, id, new))?;
    list(ctx, actor, id).await
}

fn wrong(new: &New, policy: &Pinned, found: &App, now: Millis) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let row = policy.industries.find(&found.industry);
    let known: Vec<String> =
        row.map(|r| r.alternatives().into_iter().flatten().collect()).unwrap_or_default();
    if !known.iter().any(|k| plain(k) == plain(&new.name)) {
        errors.push(FieldError::new(
            "name",
            "unknown-qualification",
            "PRE-5",
            bi("本行业的目录中没有这种资质。", "The industry's catalogue has no such document."),
            bi(format!("可选：{}。", known.join("、")), format!("Choose one of {}.", known.join(", "))),
        ));
    }
    let n = new.number.trim().chars().count();
    if n == 0 || n > 60 || new.number.chars().any(char::is_control) {
        let error = FieldError::new(
            "number",
            "qualification-number",
            "PRE-5",
            bi("请填写证书编号，1–60 个字符。", "The number needs 1 to 60 characters."),
            bi("请按证书填写。", "Enter it as printed."),
        );
        errors.push(error.measured(n, 60));
    }
    if let Some(day) = new.last_day.filter(|d| *d < now.day()) {
        let error = FieldError::new(
            "last_day",
            "qualification-ended",
            "PRE-5",
            bi("证书已过期。", "The document has ended."),
            bi("请先换证。", "Renew it first."),
        );
        errors.push(error.measured(day, now.day()));
    }
    errors
}

async fn add_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &AppId, new: &New) -> Result<()> {
    let (found, _) = access::member(tx, actor, id, Right::Administer).await?;
    let policy = revision::current(ctx, tx).await?;
    let (mut errors, now) = (wrong(new, &policy, &found, ctx.now()), ctx.now());
    let have = qualification::of_app(tx, id).await?.len();
    if have >= MOST {
        let error = FieldError::new(
            "name",
            "too-many-qualifications",
            "PRE-5",
            bi("资质数量已达上限。", "There are as many documents as may be."),
            bi("请删除不用的。", "Remove what is not used."),
        );
        errors.push(error.measured(have, MOST));
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let row = Qualification {
        id: ctx.id(),
        app: id.clone(),
        name: plain(&new.name),
        number: new.number.trim().to_owned(),
        // It holds to the end of its last day.
        valid_until: new.last_day.map(|d| Millis::at_hour(d, 0).plus(Millis::DAY)),
        created_at: now,
    };
    qualification::insert(tx, &row).await?;
    if let Some(until) = row.valid_until {
        for days in policy.certification.reminder_days.iter().copied().chain([0]) {
            let at = until.plus(-days * Millis::DAY);
            if at > now {
                let payload = json!({ "qualification": row.id, "days": days }).to_string();
                job::push(tx, &ctx.id(), REMIND, None, &payload, at, now).await?;
            }
        }
    }
    let data = json!({ "name": row.name, "valid_until": row.valid_until });
    record(ctx, tx, actor, &[Event::evident("qualification.declared", &row.id, Some(id), data)]).await
}

/// Removes a document; its reminders find nothing.
pub async fn remove(ctx: &Ctx, actor: &Actor, app: &AppId, id: &str) -> Result<()> {
    transact!(ctx, tx, remove_in(ctx, &mut tx, actor, app, id))
}

async fn remove_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, id: &str) -> Result<()> {
    access::member(tx, actor, app, Right::Administer).await?;
    if !qualification::delete(tx, app, id).await? {
        return Err(Error::NotFound("qualification"));
    }
    record(ctx, tx, actor, &[Event::evident("qualification.removed", id, Some(app), json!({}))]).await
}

/// What a submission says about the industry's documents: an error where those declared do not do, a note where none is declared.
pub(crate) async fn standing(
    ctx: &Ctx,
    tx: &mut Tx,
    found: &App,
    policy: &Pinned,
) -> Result<(Option<FieldError>, Option<Note>)> {
    let declared = qualification::of_app(tx, &found.id).await?;
    let none = declared.is_empty();
    let all = held(ctx, policy, found, declared);
    if all.missing.is_empty() {
        return Ok((None, None));
    }
    let (zh, en) = (all.missing.join("、"), all.missing.join(", "));
    if none {
        let note = Note {
            rule: "PRE-5".into(),
            severity: "warning".into(),
            about: "qualification".into(),
            message: bi(
                format!("未申报资质的名称与有效期，本行业至少需：{zh}。请与图片核对。"),
                format!(
                    "No document is declared by name and end; the industry needs at least {en}. Compare the picture."
                ),
            ),
            measured: None,
            limit: None,
        };
        return Ok((None, Some(note)));
    }
    let error = FieldError::new(
        "qualification",
        "qualification-missing",
        "PRE-5",
        bi(format!("资质不齐或已过期，还缺：{zh}。"), format!("Documents are missing or ended: {en}.")),
        bi("请补充申报有效的资质。", "Declare documents that hold."),
    );
    Ok((Some(error), None))
}

/// The job: tells the app's owner that a document ends or has ended.
pub(crate) async fn remind(ctx: &Ctx, row: &job::Row) -> Result<()> {
    transact!(ctx, tx, remind_in(ctx, &mut tx, row))
}

async fn remind_in(ctx: &Ctx, tx: &mut Tx, row: &job::Row) -> Result<()> {
    if !job::take(tx, &row.id).await? {
        return Ok(());
    }
    let payload: Value = serde_json::from_str(&row.payload).map_err(Error::internal)?;
    let days = payload["days"].as_i64().unwrap_or_default();
    let found = qualification::find(tx, payload["qualification"].as_str().unwrap_or_default()).await?;
    let Some((q, until)) = found.and_then(|q| q.valid_until.map(|u| (q, u))) else { return Ok(()) };
    // After a long stop only the latest of several reminders is sent.
    let policy = revision::current(ctx, tx).await?;
    let overtaken = policy.certification.reminder_days.iter().copied().chain([0]);
    if overtaken.filter(|d| *d < days).any(|d| ctx.now() >= until.plus(-d * Millis::DAY)) {
        return Ok(());
    }
    // A newer document of the same name makes the reminder pointless.
    let newer = qualification::of_app(tx, &q.app).await?;
    if newer.iter().any(|o| o.name == q.name && o.valid_until.is_none_or(|u| u > until)) {
        return Ok(());
    }
    let found = app::find(tx, &q.app).await?.ok_or(Error::NotFound("app"))?;
    let owner = account::find(tx, &found.owner).await?.ok_or(Error::NotFound("account"))?;
    let text = words(ctx, crate::account::lang(&owner.lang), &found, &q, until, days);
    message::mail(ctx, tx, &owner.email, text).await?;
    let data = json!({ "days": days, "name": q.name });
    record(ctx, tx, &Actor::System, &[Event::new("qualification.reminded", &q.id, Some(&q.app), data)]).await
}

fn words(ctx: &Ctx, lang: Lang, found: &App, q: &Qualification, until: Millis, days: i64) -> message::Text {
    let operator = &ctx.config().operator_name;
    let page = format!("{}/apps/{}/qualifications", ctx.config().public_url, found.id);
    let (title, name, last) = (&found.title, &q.name, until.plus(-1).day());
    let (subject, body) = match (lang, days) {
        (Lang::Zh, 0) => (
            format!("资质「{name}」已到期"),
            format!(
                "小程序「{title}」的资质「{name}」有效期至 {last}，现已到期。请换证后重新申报。\n\n{page}"
            ),
        ),
        (Lang::Zh, days) => (
            format!("资质「{name}」将在 {days} 天后到期"),
            format!(
                "小程序「{title}」的资质「{name}」有效期至 {last}。请及时换证并申报新的有效期。\n\n{page}"
            ),
        ),
        (Lang::En, 0) => (
            format!("{name} has ended"),
            format!(
                "The document \"{name}\" of the mini program \"{title}\" ended on {last}. Renew and declare it.\n\n{page}"
            ),
        ),
        (Lang::En, days) => (
            format!("{name} ends in {days} {}", if days == 1 { "day" } else { "days" }),
            format!(
                "The document \"{name}\" of the mini program \"{title}\" holds to {last}. Renew it in time and declare the new one.\n\n{page}"
            ),
        ),
    };
    message::Text {
        template: "qualification_reminder",
        subject: format!("[{operator}] {subject}"),
        body: format!("{body}\n\n{operator}\n"),
        params: Value::Null,
    }
}
