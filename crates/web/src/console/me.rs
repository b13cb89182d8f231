//! `/me`: the account, its phone, password, sessions, theme.

use askama::Template;
use axum::{extract::State, response::IntoResponse};
use tongguan_model::{
    account::{Account, Trust},
    ids::SessionId,
    text::bi,
    time::Millis,
};
use tongguan_service::{Ctx, Error, account, phone, revision, session};

use super::{Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit, html, ok, shell::Theme};
use crate::{AppState, api::account::trust_note, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![Page::get("/me", Access::Account, show), Page::post("/me", Access::Account, change)]
}

struct Row {
    id: String,
    here: bool,
    agent: String,
    created: Millis,
    seen: Millis,
    ends: Millis,
}

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    s: S,
    account: Account,
    phone: Option<String>,
    rows: Vec<Row>,
    min: i64,
    trouble: Trouble,
}

impl MePage {
    fn trust(&self) -> String {
        trust_note(self.account.trust).get(self.s.l).to_owned()
    }

    fn trust_state(&self) -> &'static str {
        if self.account.trust == Trust::Corporate { "pass" } else { "info" }
    }

    fn theme_is(&self, name: &str) -> bool {
        self.s.theme.map_or("system", Theme::as_str) == name
    }
}

/// A browser and its system, from what it says of itself; the whole if it is not known.
fn agent(text: &str) -> String {
    let find = |names: &[(&'static str, &'static str)]| {
        names.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
    };
    let browser = find(&[
        ("MicroMessenger", "WeChat"),
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => text.chars().take(60).collect(),
    }
}

async fn page(ctx: &Ctx, visit: &Visit, trouble: Trouble) -> Result<MePage, Oops> {
    let account = session::me(ctx, &visit.actor).await?;
    let phone = phone::masked(ctx, &account)?;
    let here = visit.session.as_ref().map(|s| s.id.clone());
    let sessions = session::list(ctx, &visit.actor).await?;
    let rows = sessions.into_iter().map(|row| Row {
        here: here.as_ref() == Some(&row.id),
        id: row.id.to_string(),
        agent: agent(&row.agent),
        created: row.created_at,
        seen: row.seen_at,
        ends: row.expires_at,
    });
    let min = *revision::now(ctx).await?.account.password_min_length;
    Ok(MePage { s: visit.s.clone(), account, phone, rows: rows.collect(), min, trouble })
}

async fn show(State(state): State<AppState>, visit: Visit) -> Answer {
    Ok(ok(&page(&state.ctx, &visit, Trouble::default()).await?))
}

async fn change(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    let ctx = &state.ctx;
    let current = visit.session.as_ref().ok_or(Error::Unauthenticated)?;
    let flash = match form.get("do") {
        "password" => match account::change(ctx, current, form.get("old"), form.get("new")).await {
            Ok(()) => Flash::pass(bi(
                "密码已修改，其他设备上的登录已退出。",
                "The password is changed; the other sessions have ended.",
            )),
            Err(error) => {
                let view = page(ctx, &visit, Trouble::of(error, &visit.s)?).await?;
                return Ok(html(view.trouble.status(), &view));
            }
        },
        "others" => {
            let n = session::close_others(ctx, current).await?;
            Flash::pass(bi(format!("已退出其他 {n} 处登录。"), format!("{n} other sessions have ended.")))
        }
        "close" => {
            let id = form.get("session").parse::<SessionId>().map_err(|_| Error::NotFound("session"))?;
            session::close(ctx, &visit.actor, &id).await?;
            Flash::pass(bi("已退出该处登录。", "That session has ended."))
        }
        _ => return Err(Error::NotFound("step").into()),
    };
    Ok(Go::to("/me").with(flash).into_response())
}

#[cfg(test)]
mod tests {
    use super::agent;

    #[test]
    fn browsers_are_named_as_people_know_them() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36";
        assert_eq!(agent(chrome), "Chrome, Linux");
        assert_eq!(agent("curl/8.5.0"), "curl/8.5.0");
    }
}
