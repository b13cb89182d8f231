//! `/apps/{app}/domains`: server domains by kind, business domains with their ownership file (DEV-2 … DEV-4).

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use tongguan_model::{
    developer::{BusinessState, DomainKind},
    ids::{AppId, DomainId},
    text::{Bilingual, bi},
    time::Millis,
};
use tongguan_service::{
    Ctx, Error,
    developer::{self, BusinessView, Change, Settings},
};

use super::{Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit, frame::Frame, html, ok};
use crate::{AppState, attachment::attachment, route::Access};

pub(super) fn pages() -> Vec<Page> {
    let at = "/apps/{app}/domains";
    vec![
        Page::get(at, Access::Applicant, show),
        Page::post(at, Access::Applicant, change),
        Page::get("/apps/{app}/domains/{domain}/file", Access::Applicant, file),
    ]
}

/// One server domain.
struct Server {
    id: String,
    domain: String,
    at: Millis,
}

/// The server domains of a kind.
struct Group {
    key: &'static str,
    scheme: &'static str,
    api: &'static str,
    rows: Vec<Server>,
    /// What stands in the form that replaces all.
    text: String,
}

/// One business domain.
struct Business {
    id: String,
    domain: String,
    open: bool,
    verified: Option<&'static str>,
    restrictions: Vec<String>,
    trouble: Option<(String, String)>,
    checked_at: Option<Millis>,
    file_name: String,
    file_href: String,
    icp: String,
    icp_field: String,
    icp_word: &'static str,
}

#[derive(Template)]
#[template(path = "domains.html")]
struct DomainsPage {
    s: S,
    frame: Frame,
    groups: Vec<Group>,
    per_kind: i64,
    changes: i64,
    changes_limit: i64,
    business: Vec<Business>,
    business_limit: i64,
    /// What was typed into the form that was sent.
    act: String,
    kind: String,
    domains: String,
    domain: String,
    icp: String,
    trouble: Trouble,
}

impl DomainsPage {
    fn edits(&self) -> bool {
        self.frame.develops() && self.frame.app.appid.is_some()
    }

    fn left(&self) -> i64 {
        (self.changes_limit - self.changes).max(0)
    }
}

const fn api(kind: DomainKind) -> &'static str {
    match kind {
        DomainKind::Request => "wx.request",
        DomainKind::Socket => "wx.connectSocket",
        DomainKind::Upload => "wx.uploadFile",
        DomainKind::Download => "wx.downloadFile",
        DomainKind::Tcp => "wx.createTCPSocket",
        DomainKind::Udp => "wx.createUDPSocket",
    }
}

fn groups(settings: &Settings, form: Option<&Form>) -> Vec<Group> {
    let group = |kind: &DomainKind| {
        let rows: Vec<_> = settings
            .server
            .iter()
            .filter(|d| d.kind == *kind)
            .map(|d| Server { id: d.id.to_string(), domain: d.domain.clone(), at: d.created_at })
            .collect();
        let have = rows.iter().map(|r| r.domain.as_str()).collect::<Vec<_>>().join("\n");
        Group {
            key: kind.as_str(),
            scheme: kind.scheme(),
            api: api(*kind),
            text: form.map_or(have, |form| form.get(kind.as_str()).to_owned()),
            rows,
        }
    };
    settings.kinds.iter().map(group).collect()
}

fn business(s: &S, frame: &Frame, view: BusinessView, form: Option<&Form>) -> Business {
    let d = view.domain;
    let typed = form.filter(|f| f.get("do") == "icp" && f.get("id") == d.id.as_str());
    Business {
        open: view.restrictions.is_empty(),
        verified: match (d.state, d.verified_by.as_deref()) {
            (BusinessState::Verified, Some("operator")) => {
                Some(s.t("归属由运营方人工确认", "ownership confirmed by the operator"))
            }
            (BusinessState::Verified, _) => Some(s.t("归属已验证", "ownership proved")),
            (BusinessState::Waiting, _) => None,
        },
        restrictions: view.restrictions.iter().map(|r| s.say(r).to_owned()).collect(),
        trouble: view.trouble.map(|(what, fix)| (s.say(&what).to_owned(), s.say(&fix).to_owned())),
        checked_at: d.checked_at,
        file_href: frame.to(&format!("domains/{}/file", d.id)),
        file_name: d.file_name,
        icp_field: format!("icp-{}", d.id),
        icp_word: match (d.icp.is_empty(), d.icp_confirmed_at) {
            (true, _) => s.t("未填写", "not stated"),
            (false, None) => s.t("未核实", "not checked"),
            (false, Some(_)) => s.t("已核实", "checked"),
        },
        icp: typed.map_or(d.icp, |f| f.get("icp").to_owned()),
        id: d.id.to_string(),
        domain: d.domain,
    }
}

async fn page(
    ctx: &Ctx,
    visit: Visit,
    app: &AppId,
    sent: Option<(&Form, Trouble)>,
) -> Result<DomainsPage, Oops> {
    let frame = Frame::of(ctx, &visit, app).await?;
    let settings = developer::settings(ctx, &visit.actor, app).await?;
    let s = visit.s;
    let form = sent.as_ref().map(|(form, _)| *form);
    let typed = |name: &str| form.map(|f| f.get(name).to_owned()).unwrap_or_default();
    let act = typed("do");
    let adds = |name: &str, wanted: &str| if act == wanted { typed(name) } else { String::new() };
    Ok(DomainsPage {
        groups: groups(&settings, form.filter(|_| act == "replace")),
        per_kind: settings.per_kind,
        changes: settings.changes,
        changes_limit: settings.changes_limit,
        business: settings.business.into_iter().map(|b| business(&s, &frame, b, form)).collect(),
        business_limit: settings.business_limit,
        kind: adds("kind", "add"),
        domains: adds("domains", "add"),
        domain: adds("domain", "add-business"),
        icp: adds("icp", "add-business"),
        act,
        trouble: sent.map(|(_, trouble)| trouble).unwrap_or_default(),
        frame,
        s,
    })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>) -> Answer {
    Ok(ok(&page(&state.ctx, visit, &app, None).await?))
}

/// The names of a text field, one a line.
fn names(text: &str) -> Vec<String> {
    text.split_whitespace().map(ToOwned::to_owned).collect()
}

/// Names of a list are wrong one by one; a text field is wrong as a whole, with the line said.
fn on_lines(s: &S, trouble: &mut Trouble) {
    for f in &mut trouble.fields {
        let Some((field, i)) = f.field.split_once('[').map(|(a, b)| (a.to_owned(), b.to_owned())) else {
            continue;
        };
        if let Ok(i) = i.trim_end_matches(']').parse::<usize>() {
            let line = bi(format!("第 {} 行：{}", i + 1, f.detail), format!("Line {}: {}", i + 1, f.detail));
            line.get(s.l).clone_into(&mut f.detail);
        }
        f.field = field;
    }
}

async fn change(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>, form: Form) -> Answer {
    let ctx = &state.ctx;
    match done(ctx, &visit, &app, &form).await {
        Ok(flash) => Ok(Go::to(format!("/apps/{app}/domains")).with(flash).into_response()),
        Err(error) => {
            let mut trouble = Trouble::of(error, &visit.s)?
                .named(&visit.s, &[("domains", "域名", "Domains"), ("icp", "备案号", "ICP filing")]);
            on_lines(&visit.s, &mut trouble);
            if form.get("do") == "icp" {
                let field = format!("icp-{}", form.get("id"));
                trouble.fields.iter_mut().for_each(|f| f.field.clone_from(&field));
            }
            let status = trouble.status();
            Ok(html(status, &page(ctx, visit, &app, Some((&form, trouble))).await?))
        }
    }
}

async fn done(ctx: &Ctx, visit: &Visit, app: &AppId, form: &Form) -> Result<Flash, Error> {
    let actor = &visit.actor;
    let id = DomainId::from_trusted(form.get("id").to_owned());
    let said = |zh: &str, en: &str| Ok(Flash::pass(bi(zh, en)));
    match form.get("do") {
        "add" => {
            let kind = DomainKind::parse(form.get("kind")).ok_or(Error::NotFound("kind"))?;
            let add = Change::Add(kind, names(form.get("domains")));
            developer::change(ctx, actor, app, &add).await?;
            said("服务器域名已添加。", "The server domains are added.")
        }
        "replace" => {
            let all: BTreeMap<_, _> = DomainKind::ALL
                .into_iter()
                .map(|kind| (kind, names(form.get(kind.as_str()))))
                .filter(|(_, names)| !names.is_empty())
                .collect();
            developer::change(ctx, actor, app, &Change::Replace(all)).await?;
            said("服务器域名已替换。", "The server domains are replaced.")
        }
        "remove" => {
            developer::change(ctx, actor, app, &Change::Remove(id)).await?;
            said("服务器域名已删除。", "The server domain is removed.")
        }
        "add-business" => {
            developer::add_business(ctx, actor, app, form.trim("domain"), form.trim("icp")).await?;
            said(
                "业务域名已添加。下载校验文件放到域名根目录，再验证。",
                "The business domain is added. Put its file at the root, then check it.",
            )
        }
        "check" => Ok(looked(developer::check_business(ctx, actor, app, &id).await?)),
        "icp" => {
            developer::set_icp(ctx, actor, app, &id, form.trim("icp")).await?;
            said("备案号已保存，由运营方核实。", "The filing number is saved; the operator compares it.")
        }
        "remove-business" => {
            developer::remove_business(ctx, actor, app, &id).await?;
            said("业务域名已删除。", "The business domain is removed.")
        }
        _ => Err(Error::NotFound("command")),
    }
}

fn looked(view: BusinessView) -> Flash {
    let name = &view.domain.domain;
    let about = |text: &Bilingual| bi(format!("{name}：{}", text.zh), format!("{name}: {}", text.en));
    match &view.trouble {
        Some((what, fix)) => Flash::warn(about(what)).more(fix.clone()),
        None => {
            Flash::pass(about(&bi("校验文件正确，归属已验证。", "the file is right; ownership is proved.")))
        }
    }
}

/// The ownership file as it must lie at the root: these bytes and no others.
async fn file(
    State(state): State<AppState>,
    visit: Visit,
    Path((app, id)): Path<(AppId, DomainId)>,
) -> Answer {
    let settings = developer::settings(&state.ctx, &visit.actor, &app).await?;
    let found = settings.business.into_iter().find(|b| b.domain.id == id);
    let domain = found.ok_or(Error::NotFound("domain"))?.domain;
    Ok(attachment("text/plain; charset=utf-8", &domain.file_name, domain.file_content))
}
