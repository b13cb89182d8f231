//! `/apps/{app}/members`: who may do what in the app; the last administrator stays (ACC-6).

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use tongguan_model::{
    app::MemberRole,
    ids::{AccountId, AppId},
    refusal::FieldError,
    text::bi,
};
use tongguan_service::{Ctx, Error, app};

use super::{
    Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit,
    frame::{Frame, member_role},
    html, ok,
};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    let at = "/apps/{app}/members";
    vec![Page::get(at, Access::Applicant, show), Page::post(at, Access::Applicant, change)]
}

struct Choice {
    key: &'static str,
    name: &'static str,
    about: &'static str,
}

struct Member {
    account: String,
    email: String,
    role: &'static str,
    role_name: &'static str,
    me: bool,
    /// The only administrator: neither leaves nor steps down.
    last: bool,
}

#[derive(Template)]
#[template(path = "members.html")]
struct MembersPage {
    s: S,
    frame: Frame,
    members: Vec<Member>,
    roles: Vec<Choice>,
    email: String,
    role: String,
    trouble: Trouble,
}

fn about(s: &S, role: MemberRole) -> &'static str {
    match role {
        MemberRole::Administrator => {
            s.t("全部操作，含主体、认证与成员", "everything, with subject, certification and members")
        }
        MemberRole::Developer => s.t("开发设置、上传与送审", "developer settings, packages, submissions"),
        MemberRole::Operator => s.t("发布、事件、数据方案", "releases, incidents, the data plan"),
        MemberRole::Tester => s.t("查看与体验版本", "looks, and tries versions"),
    }
}

async fn page(
    ctx: &Ctx,
    visit: Visit,
    app: &AppId,
    sent: Option<(&Form, Trouble)>,
) -> Result<MembersPage, Oops> {
    let frame = Frame::of(ctx, &visit, app).await?;
    let all = app::members(ctx, &visit.actor, app).await?;
    let administrators = all.iter().filter(|(_, _, role)| *role == MemberRole::Administrator).count();
    let s = visit.s.clone();
    let members = all.into_iter().map(|(account, email, role)| Member {
        me: visit.actor.account() == Some(&account),
        last: role == MemberRole::Administrator && administrators == 1,
        role: role.as_str(),
        role_name: member_role(&s, &role),
        account: account.to_string(),
        email,
    });
    let members = members.collect();
    let roles = MemberRole::ALL.into_iter().map(|role| Choice {
        key: role.as_str(),
        name: member_role(&s, &role),
        about: about(&s, role),
    });
    // Only the form for a new member is shown again with what was typed.
    let typed = |name| match &sent {
        Some((form, _)) if form.get("do") == "add" => form.trim(name).to_owned(),
        _ => String::new(),
    };
    Ok(MembersPage {
        roles: roles.collect(),
        email: typed("email"),
        role: typed("role"),
        trouble: sent.as_ref().map(|(_, trouble)| trouble.clone()).unwrap_or_default(),
        members,
        frame,
        s,
    })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>) -> Answer {
    Ok(ok(&page(&state.ctx, visit, &app, None).await?))
}

fn role(form: &Form) -> Result<MemberRole, Error> {
    MemberRole::parse(form.get("role")).ok_or_else(|| {
        FieldError::new(
            "role",
            "unknown-role",
            "",
            bi("没有选择角色。", "No role was chosen."),
            bi("请选择一个角色。", "Choose one."),
        )
        .into()
    })
}

async fn change(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>, form: Form) -> Answer {
    let ctx = &state.ctx;
    let (result, done) = match form.get("do") {
        "remove" => {
            let account = AccountId::from_trusted(form.trim("account").to_owned());
            let gone = app::remove_member(ctx, &visit.actor, &app, &account).await;
            (gone, bi("成员已移除，立即生效。", "The member is removed, at once."))
        }
        act => {
            let set = match role(&form) {
                Ok(role) => app::set_member(ctx, &visit.actor, &app, form.trim("email"), role).await,
                // Who may not set members is told that first.
                Err(wrong) => match Frame::of(ctx, &visit, &app).await?.administers() {
                    true => Err(wrong),
                    false => Err(Error::forbidden()),
                },
            };
            let done = if act == "add" {
                bi("成员已添加。", "The member is added.")
            } else {
                bi("角色已更改，立即生效。", "The role is changed, at once.")
            };
            (set, done)
        }
    };
    match result {
        Ok(()) => {
            // Who removed or demoted themselves may no longer see this page.
            let still = Frame::of(ctx, &visit, &app).await.is_ok();
            let to = if still { format!("/apps/{app}/members") } else { "/apps".into() };
            Ok(Go::to(to).with(Flash::pass(done)).into_response())
        }
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            Ok(html(status, &page(ctx, visit, &app, Some((&form, trouble))).await?))
        }
    }
}
