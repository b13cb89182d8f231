//! `/ops/users`: accounts; adding staff, suspending, restoring.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use serde::Deserialize;
use tongguan_model::{
    account::{Account, AccountState, Trust},
    actor::PlatformRole,
    ids::AccountId,
    refusal::FieldError,
    text::bi,
};
use tongguan_service::staff;

use super::{more, part};
use crate::{
    AppState,
    console::{Answer, Flash, Form, Go, S, Trouble, Visit, html, pager::Pager, shell::encode},
};

#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    role: String,
    q: String,
    page: i64,
}

struct Row {
    id: String,
    email: String,
    role: &'static str,
    state: &'static str,
    word: &'static str,
    free_mail: bool,
    phone: bool,
    since: String,
    suspended: bool,
    pending: bool,
    me: bool,
}

#[derive(Template)]
#[template(path = "ops/users.html")]
struct UsersPage {
    s: S,
    rows: Vec<Row>,
    total: i64,
    asked: Asked,
    pager: Pager,
    input: Form,
    trouble: Trouble,
}

fn row(s: &S, a: &Account, me: Option<&AccountId>) -> Row {
    let (state, word) = match a.state {
        AccountState::Pending => ("wait", s.t("待激活", "not activated")),
        AccountState::Active => ("pass", s.t("正常", "active")),
        AccountState::Suspended => ("shut", s.t("已停用", "suspended")),
        AccountState::Erased => ("shut", s.t("已注销", "deleted")),
    };
    Row {
        id: a.id.to_string(),
        role: s.role_name(&a.role),
        free_mail: a.trust == Trust::FreeMail,
        phone: a.phone_sealed.is_some(),
        since: s.day(&a.created_at),
        suspended: a.state == AccountState::Suspended,
        pending: matches!(a.state, AccountState::Pending | AccountState::Erased),
        me: me == Some(&a.id),
        email: a.email.clone(),
        state,
        word,
    }
}

async fn page(
    state: &AppState,
    visit: &Visit,
    asked: Asked,
    form: (Form, Trouble),
    status: StatusCode,
) -> Answer {
    let s = visit.s.clone();
    let (q, role, n) = (asked.q.trim(), PlatformRole::parse(&asked.role), asked.page.max(0));
    let (mut all, total) = staff::page(&state.ctx, &visit.actor, role, q, part(n)).await?;
    let base = format!("/ops/users?role={}&q={}&", encode(&asked.role), encode(q));
    let pager = Pager::numbered(&base, n, more(&mut all));
    let (input, trouble) = form;
    let rows = all.iter().map(|a| row(&s, a, visit.actor.account())).collect();
    Ok(html(status, &UsersPage { rows, total, asked, pager, input, trouble, s }))
}

pub(super) async fn show(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    page(&state, &visit, asked, Default::default(), StatusCode::OK).await
}

pub(super) async fn step(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    let (ctx, actor) = (&state.ctx, &visit.actor);
    let id = AccountId::from_trusted(form.trim("user"));
    let done = match form.get("step") {
        "suspend" => staff::set_suspended(ctx, actor, &id, true).await.map(|()| {
            bi(
                "账号已停用，会话已结束，承办的案件已回到队列。",
                "The account is suspended, its sessions ended, its cases back in the queue.",
            )
        }),
        "restore" => staff::set_suspended(ctx, actor, &id, false)
            .await
            .map(|()| bi("账号已恢复。", "The account is let in again.")),
        _ => match PlatformRole::parse(form.get("role")).filter(|r| *r != PlatformRole::Applicant) {
            Some(role) => {
                staff::create(ctx, actor, form.trim("email"), form.get("password"), role).await.map(|_| {
                    bi(
                        "工作人员已添加，可用所设密码登录。",
                        "Added; the account signs in with the password you set.",
                    )
                })
            }
            None => Err(FieldError::required("role", "").into()),
        },
    };
    match done {
        Ok(text) => Ok(Go::to("/ops/users").with(Flash::pass(text)).into_response()),
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            page(&state, &visit, Asked::default(), (form, trouble), status).await
        }
    }
}
