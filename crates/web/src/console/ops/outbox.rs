//! `/ops/outbox`: mail and SMS without their texts; `/ops/outbox/{message}`: one with its text, each look recorded.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use tongguan_model::{
    ids::MessageId,
    message::{Channel, Message, MessageState},
};
use tongguan_service::message;

use super::{more, part};
use crate::{
    AppState,
    console::{Answer, S, Visit, ok, pager::Pager, shell::encode},
};

#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    channel: String,
    state: String,
    to: String,
    page: i64,
}

struct Row {
    id: String,
    channel: &'static str,
    template: String,
    about: Option<&'static str>,
    to: String,
    subject: String,
    state: &'static str,
    word: &'static str,
    error: Option<String>,
    attempts: i64,
    at: String,
}

struct Pick {
    value: &'static str,
    text: &'static str,
}

#[derive(Template)]
#[template(path = "ops/outbox.html")]
struct OutboxPage {
    s: S,
    rows: Vec<Row>,
    states: Vec<Pick>,
    asked: Asked,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "ops/message.html")]
struct MessagePage {
    s: S,
    row: Row,
    to: String,
    body: Option<String>,
}

/// What a text is for.
fn about(s: &S, template: &str) -> Option<&'static str> {
    Some(match template {
        "activation" => s.t("激活账号", "Activate the account"),
        "already_registered" => s.t("邮箱已注册", "The address has an account"),
        "reset" => s.t("重设密码", "Reset the password"),
        "password_changed" => s.t("密码已修改", "The password was changed"),
        "phone_code" => s.t("绑定手机的验证码", "Code to bind a phone"),
        _ => return None,
    })
}

fn channel_name(s: &S, channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => s.t("邮件", "Mail"),
        Channel::Sms => s.t("短信", "SMS"),
    }
}

fn state_name(s: &S, state: MessageState) -> (&'static str, &'static str) {
    match state {
        MessageState::Held => ("info", s.t("留在此处", "held here")),
        MessageState::Waiting => ("wait", s.t("待发送", "waiting")),
        MessageState::Sent => ("pass", s.t("已发送", "sent")),
        MessageState::Failed => ("fail", s.t("失败", "failed")),
    }
}

fn row(s: &S, m: Message) -> Row {
    let (state, word) = state_name(s, m.state);
    Row {
        id: m.id.to_string(),
        channel: channel_name(s, m.channel),
        at: s.moment(&m.created_at),
        about: about(s, &m.template),
        template: m.template,
        to: m.to_masked,
        subject: m.subject,
        error: m.last_error,
        attempts: m.attempts,
        state,
        word,
    }
}

pub(super) async fn list(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let s = visit.s;
    let channel = Channel::parse(&asked.channel);
    let (wanted, n) = (MessageState::parse(&asked.state), asked.page.max(0));
    let mut all =
        message::page(&state.ctx, &visit.actor, (channel, wanted), Some(&asked.to), part(n)).await?;
    let base = format!(
        "/ops/outbox?channel={}&state={}&to={}&",
        encode(&asked.channel),
        encode(&asked.state),
        encode(asked.to.trim())
    );
    let pager = Pager::numbered(&base, n, more(&mut all));
    let states = MessageState::ALL.map(|m| Pick { value: m.as_str(), text: state_name(&s, m).1 }).into();
    Ok(ok(&OutboxPage { rows: all.into_iter().map(|m| row(&s, m)).collect(), states, asked, pager, s }))
}

pub(super) async fn one(State(state): State<AppState>, visit: Visit, Path(id): Path<MessageId>) -> Answer {
    let opened = message::open(&state.ctx, &visit.actor, &id).await?;
    let row = row(&visit.s, opened.message);
    Ok(ok(&MessagePage { s: visit.s, row, to: opened.to, body: opened.body }))
}
