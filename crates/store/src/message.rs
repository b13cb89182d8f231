//! Mail and SMS: the outbox.

use sqlx::FromRow;
use tongguan_model::{
    ids::MessageId,
    message::{Channel, Message, MessageState},
    time::Millis,
};

use crate::{Result, StoreError, Tx, db::on};

#[derive(FromRow)]
struct Row {
    id: String,
    channel: String,
    template: String,
    to_sealed: String,
    to_index: String,
    to_masked: String,
    subject: String,
    body_sealed: String,
    state: String,
    attempts: i64,
    last_error: Option<String>,
    created_at: i64,
    sent_at: Option<i64>,
}

impl TryFrom<Row> for Message {
    type Error = StoreError;

    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: MessageId::from_trusted(r.id),
            channel: Channel::parse(&r.channel).ok_or(StoreError::Corrupt("message.channel"))?,
            template: r.template,
            to_sealed: r.to_sealed,
            to_index: r.to_index,
            to_masked: r.to_masked,
            subject: r.subject,
            body_sealed: r.body_sealed,
            state: MessageState::parse(&r.state).ok_or(StoreError::Corrupt("message.state"))?,
            attempts: r.attempts,
            last_error: r.last_error,
            created_at: Millis(r.created_at),
            sent_at: r.sent_at.map(Millis),
        })
    }
}

/// Puts a message into the outbox.
pub async fn insert(tx: &mut Tx, m: &Message) -> Result<()> {
    const SQL: &str = "insert into message (id, channel, template, to_sealed, to_index, to_masked, subject, \
        body_sealed, state, attempts, last_error, created_at, sent_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(m.id.as_str())
        .bind(m.channel.as_str())
        .bind(&m.template)
        .bind(&m.to_sealed)
        .bind(&m.to_index)
        .bind(&m.to_masked)
        .bind(&m.subject)
        .bind(&m.body_sealed)
        .bind(m.state.as_str())
        .bind(m.attempts)
        .bind(&m.last_error)
        .bind(m.created_at.0)
        .bind(m.sent_at.map(|t| t.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The message with this id.
pub async fn find(tx: &mut Tx, id: &MessageId) -> Result<Option<Message>> {
    const SQL: &str = "select * from message where id = $1";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(id.as_str()).fetch_optional(c).await)?
        .map(Message::try_from)
        .transpose()
}

/// Newest messages; `channel` and `to_index` filter when not empty.
pub async fn list(tx: &mut Tx, channel: &str, to_index: &str, limit: i64) -> Result<Vec<Message>> {
    const SQL: &str = "select * from message where ($1 = '' or channel = $1) and ($2 = '' or to_index = $2) \
        order by created_at desc, id desc limit $3";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL).bind(channel).bind(to_index).bind(limit).fetch_all(c).await)?
        .into_iter()
        .map(Message::try_from)
        .collect()
}

/// One page of the messages, newest first; `channel`, `to_index` and `state` filter when not empty.
pub async fn page(
    tx: &mut Tx,
    (channel, to_index, state): (&str, &str, &str),
    (limit, offset): (i64, i64),
) -> Result<Vec<Message>> {
    const SQL: &str = "select * from message where ($1 = '' or channel = $1) and ($2 = '' or to_index = $2) \
        and ($3 = '' or state = $3) order by created_at desc, id desc limit $4 offset $5";
    on!(tx, |c| sqlx::query_as::<_, Row>(SQL)
        .bind(channel)
        .bind(to_index)
        .bind(state)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?
    .into_iter()
    .map(Message::try_from)
    .collect()
}

/// How many messages are in each state.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "select state, cast(count(*) as bigint) from message group by state";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await)?)
}

/// Keeps how the last attempt went.
pub async fn update(tx: &mut Tx, m: &Message) -> Result<()> {
    const SQL: &str = "update message set body_sealed = $2, state = $3, attempts = $4, last_error = $5, sent_at = $6 \
        where id = $1";
    on!(tx, |c| sqlx::query(SQL)
        .bind(m.id.as_str())
        .bind(&m.body_sealed)
        .bind(m.state.as_str())
        .bind(m.attempts)
        .bind(&m.last_error)
        .bind(m.sent_at.map(|t| t.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes messages made before a moment, unless they still wait.
pub async fn purge(tx: &mut Tx, before: Millis) -> Result<u64> {
    const SQL: &str = "delete from message where created_at <= $1 and state <> 'waiting'";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(before.0).execute(c).await.map(|r| r.rows_affected()))?)
}

/// Removes every message to one address, waiting or not.
pub async fn delete_to(tx: &mut Tx, to_index: &str) -> Result<u64> {
    const SQL: &str = "delete from message where to_index = $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(to_index).execute(c).await.map(|r| r.rows_affected()))?)
}
