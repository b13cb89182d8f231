//! The outbox: mail by SMTP, SMS by the configured service; without them held locally for the operator to pass on.
//! A message is written in the transaction of its cause; a job hands it on.

use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, message::header::ContentType};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
pub use tongguan_model::message::Message;
use tongguan_model::{
    account::mask_email,
    actor::{Actor, PlatformRole},
    event::Event,
    ids::MessageId,
    message::{Channel, MessageState},
};
use tongguan_rule_subject::{email, mobile};
use tongguan_store::{Tx, job, message};

use crate::{
    Ctx, Error, Result, access, provider, record, revision,
    sms::{self, Failure},
    transact,
};

/// Kind of the job that hands a message to its provider.
pub(crate) const JOB: &str = "message.send";

/// A text for somebody.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    /// Which text.
    pub template: &'static str,
    /// Subject line; nothing personal.
    pub subject: String,
    /// The text.
    pub body: String,
    /// What fills the template of the SMS service.
    pub params: Value,
}

/// What is sealed: the text, and what fills the provider's template.
#[derive(Serialize, Deserialize)]
struct Sealed {
    body: String,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    params: Value,
}

fn context(id: &str, field: &str) -> String {
    format!("message.{field}:{id}")
}

/// By what the messages to an address are found.
pub(crate) fn index(ctx: &Ctx, channel: Channel, to: &str) -> String {
    match channel {
        Channel::Mail => ctx.keys().index("message.mail", &email::key(to)),
        Channel::Sms => ctx.keys().index("message.sms", to),
    }
}

async fn push(ctx: &Ctx, tx: &mut Tx, channel: Channel, to: &str, text: Text) -> Result<()> {
    let (id, now) = (ctx.id(), ctx.now());
    let deliver = match channel {
        Channel::Mail => ctx.config().smtp_url.is_some(),
        Channel::Sms => ctx.config().sms.is_some() || ctx.config().sms_http.is_some(),
    };
    let sealed = Sealed { body: text.body, params: text.params };
    let sealed = serde_json::to_string(&sealed).map_err(Error::internal)?;
    let row = Message {
        channel,
        template: text.template.into(),
        to_sealed: ctx.keys().seal(ctx, &context(&id, "to"), to)?,
        to_index: index(ctx, channel, to),
        to_masked: match channel {
            Channel::Mail => mask_email(to),
            Channel::Sms => mobile::mask(to),
        },
        subject: text.subject,
        body_sealed: ctx.keys().seal(ctx, &context(&id, "body"), &sealed)?,
        state: if deliver { MessageState::Waiting } else { MessageState::Held },
        attempts: 0,
        last_error: None,
        created_at: now,
        sent_at: None,
        id: MessageId::from_trusted(id),
    };
    message::insert(tx, &row).await?;
    if deliver {
        let payload = json!({ "message": row.id }).to_string();
        job::push(tx, &ctx.id(), JOB, None, &payload, now, now).await?;
        ctx.wake();
    }
    Ok(())
}

/// Puts a mail into the outbox.
pub(crate) async fn mail(ctx: &Ctx, tx: &mut Tx, to: &str, text: Text) -> Result<()> {
    push(ctx, tx, Channel::Mail, to, text).await
}

/// Puts an SMS into the outbox.
pub(crate) async fn text_message(ctx: &Ctx, tx: &mut Tx, number: &str, text: Text) -> Result<()> {
    push(ctx, tx, Channel::Sms, number, text).await
}

/// The job: hands one message to its provider. It may run twice, so a mail carries an id of its own by which a
/// mailbox knows the copy.
pub(crate) async fn send(ctx: &Ctx, payload: &str) -> Result<()> {
    let payload: serde_json::Value = serde_json::from_str(payload).map_err(Error::internal)?;
    let id = payload["message"].as_str().and_then(|s| s.parse::<MessageId>().ok());
    let id = id.ok_or_else(|| Error::internal("message job without a message"))?;
    let (found, attempts) = {
        let mut tx = ctx.store().read().await?;
        let policy = revision::current(ctx, &mut tx).await?;
        (message::find(&mut tx, &id).await?, *policy.account.mail_attempts)
    };
    let Some(mut row) = found.filter(|m| m.state == MessageState::Waiting) else { return Ok(()) };
    let outcome = deliver(ctx, &row).await;
    row.attempts += 1;
    match &outcome {
        Ok(()) => {
            row.state = MessageState::Sent;
            row.sent_at = Some(ctx.now());
            row.body_sealed = String::new();
            row.last_error = None;
        }
        Err(failure) => {
            row.last_error = Some(failure.reason.clone());
            if failure.final_ || row.attempts >= attempts {
                row.state = MessageState::Failed;
            }
        }
    }
    transact!(ctx, tx, keep(ctx, &mut tx, &row))?;
    match outcome {
        Err(failure) if row.state == MessageState::Waiting => {
            Err(Error::Provider { name: row.channel.as_str(), reason: failure.reason })
        }
        _ => Ok(()),
    }
}

async fn keep(ctx: &Ctx, tx: &mut Tx, row: &Message) -> Result<()> {
    message::update(tx, row).await?;
    if row.state == MessageState::Failed {
        let data =
            json!({ "channel": row.channel.as_str(), "attempts": row.attempts, "reason": row.last_error });
        record(ctx, tx, &Actor::System, &[Event::new("message.failed", &row.id, None, data)]).await?;
    }
    Ok(())
}

fn fatal(reason: &str) -> Failure {
    Failure { final_: true, reason: reason.into() }
}

fn unseal(ctx: &Ctx, row: &Message) -> Result<(String, Option<Sealed>)> {
    let open = |field: &str, sealed: &str| ctx.keys().open(&context(row.id.as_str(), field), sealed);
    let to = open("to", &row.to_sealed)?;
    let body = match row.body_sealed.as_str() {
        "" => None,
        sealed => Some(serde_json::from_str(&open("body", sealed)?).map_err(Error::internal)?),
    };
    Ok((to, body))
}

async fn deliver(ctx: &Ctx, row: &Message) -> std::result::Result<(), Failure> {
    let Ok((to, Some(text))) = unseal(ctx, row) else { return Err(fatal("does not open")) };
    match (row.channel, &ctx.config().smtp_url, &ctx.config().sms) {
        (Channel::Mail, Some(url), _) => by_smtp(ctx, row, url, &to, text.body).await,
        (Channel::Sms, ..) if ctx.config().sms_http.is_some() => by_contract(ctx, row, &to, &text.body).await,
        (Channel::Sms, _, Some(config)) => sms::send(ctx, config, &to, &text.params).await,
        _ => Err(Failure { final_: false, reason: "no provider is configured".into() }),
    }
}

/// By the contract of `docs/providers.md`; the message's id is the key under which it is sent once.
async fn by_contract(ctx: &Ctx, row: &Message, to: &str, body: &str) -> std::result::Result<(), Failure> {
    let Some(config) = &ctx.config().sms_http else { return Err(fatal("no provider is configured")) };
    let sent = provider::text_message(ctx, config, row.id.as_str(), to, body).await;
    sent.map_err(|e| Failure { final_: !e.passes(), reason: format!("sms provider: {e}") })
}

async fn by_smtp(
    ctx: &Ctx,
    row: &Message,
    url: &str,
    to: &str,
    body: String,
) -> std::result::Result<(), Failure> {
    let mail = lettre::Message::builder()
        .from(ctx.config().mail_from.parse().map_err(|_| fatal("the sender's address is malformed"))?)
        .to(to.parse().map_err(|_| fatal("the recipient's address is malformed"))?)
        .subject(&row.subject)
        .message_id(Some(format!("<{}@tongguan>", row.id)))
        .header(ContentType::TEXT_PLAIN)
        .body(body)
        .map_err(|_| fatal("the mail cannot be put together"))?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
        .map_err(|_| fatal("the mail server's address is malformed"))?
        .timeout(Some(std::time::Duration::from_secs(20)))
        .build();
    transport.send(mail).await.map(drop).map_err(|error| {
        // The server's words may repeat the address; its code does not.
        let code = error.status().map_or_else(|| "no answer".to_owned(), |c| format!("code {c}"));
        Failure { final_: error.is_permanent(), reason: format!("mail server: {code}") }
    })
}

/// The outbox, newest first, without texts; for the operator. `to` filters by the exact address or number.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    channel: Option<Channel>,
    to: Option<&str>,
    limit: i64,
) -> Result<Vec<Message>> {
    access::platform(actor, PlatformRole::Operator)?;
    let to = sought(ctx, to);
    let mut tx = ctx.store().read().await?;
    Ok(message::list(&mut tx, channel.map_or("", Channel::as_str), &to, limit.clamp(1, 500)).await?)
}

/// The index of the address or number that is looked for; empty for any.
fn sought(ctx: &Ctx, to: Option<&str>) -> String {
    to.map(str::trim).filter(|t| !t.is_empty()).map_or_else(String::new, |to| {
        if to.contains('@') {
            index(ctx, Channel::Mail, to)
        } else {
            let digits = mobile::digits(to);
            index(ctx, Channel::Sms, &digits)
        }
    })
}

/// One page of the outbox, newest first, without texts; for the operator.
pub async fn page(
    ctx: &Ctx,
    actor: &Actor,
    (channel, state): (Option<Channel>, Option<MessageState>),
    to: Option<&str>,
    part: (i64, i64),
) -> Result<Vec<Message>> {
    access::platform(actor, PlatformRole::Operator)?;
    let to = sought(ctx, to);
    let filter = (channel.map_or("", Channel::as_str), to.as_str(), state.map_or("", MessageState::as_str));
    Ok(message::page(&mut ctx.store().read().await?, filter, part).await?)
}

/// A message with its text.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The message.
    pub message: Message,
    /// Address or number.
    pub to: String,
    /// Text; `None` once it was sent.
    pub body: Option<String>,
}

/// Opens one message; for the operator. Every look is recorded.
pub async fn open(ctx: &Ctx, actor: &Actor, id: &MessageId) -> Result<Opened> {
    access::platform(actor, PlatformRole::Operator)?;
    transact!(ctx, tx, open_in(ctx, &mut tx, actor, id))
}

async fn open_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &MessageId) -> Result<Opened> {
    let found = message::find(tx, id).await?.ok_or(Error::NotFound("message"))?;
    let (to, text) = unseal(ctx, &found)?;
    let data = json!({ "template": found.template, "channel": found.channel.as_str() });
    record(ctx, tx, actor, &[Event::new("message.viewed", id, None, data)]).await?;
    Ok(Opened { message: found, to, body: text.map(|t| t.body) })
}
