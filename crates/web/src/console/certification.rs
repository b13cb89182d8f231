//! `/apps/{app}/certification`: where an app stands with each certification, and the applicant's part of every step.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use tongguan_model::{
    app::{App, Right},
    certification::{CertificationState, Product, Status},
    ids::{AppId, CertificationId},
    refusal::FieldError,
    stage::StageState,
    text::bi,
};
use tongguan_service::{
    Ctx, Error, app,
    capability::{self, CapabilityView},
    certification::{self, FaceState, FaceView, OrderView, View},
    material,
    payment::BankAccount,
    phone::qr_svg,
    review, revision, stage,
};

use super::{
    Answer, Flash, Form, Go, Page, S, Trouble, Visit, html, ok,
    track::{Road, road},
};
use crate::{AppState, api::PICTURE_MAX, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/apps/{app}/certification", Access::Account, show),
        Page::post("/apps/{app}/certification", Access::Applicant, act).max_body(PICTURE_MAX),
        Page::get("/apps/{app}/certification/face/{token}", Access::Applicant, wait),
    ]
}

/// A step of an order as the page draws it; the fee is the first.
struct Gate {
    state: StageState,
    name: String,
    say: String,
}

/// One product with its newest order.
struct Part {
    view: View,
    /// The newest order.
    order: Option<OrderView>,
    /// Earlier ones.
    earlier: Vec<OrderView>,
    gates: Vec<Gate>,
    /// Whether a material of its documents needs a consent.
    consent: bool,
    /// Whether its documents are uploaded here: both products use the same.
    uploads: bool,
    state: StageState,
    say: String,
}

#[derive(Template)]
#[template(path = "certification.html")]
struct CertificationPage {
    s: S,
    app: App,
    road: Road,
    parts: Vec<Part>,
    caps: Vec<CapabilityView>,
    bank: Option<BankAccount>,
    /// Whether the viewer may act.
    mine: bool,
    /// The order whose form was wrong, and the typed amount.
    at: String,
    amount: String,
    trouble: Trouble,
}

fn gates(s: &S, o: &OrderView) -> Vec<Gate> {
    let order = &o.order;
    let mut out = Vec::new();
    if order.fee_cents > 0 {
        let at = o.payment.as_ref().and_then(|p| p.paid_at);
        let state = match (order.state, at) {
            (CertificationState::Ordered, _) => StageState::Turn,
            (_, Some(_)) => StageState::Pass,
            _ => StageState::Shut,
        };
        let fee = s.money(&order.fee_cents);
        let say = match (at, order.state) {
            (Some(at), _) => s.moment(&at),
            (None, CertificationState::Ordered) => fee,
            (None, _) => s.t("未付", "not paid").to_owned(),
        };
        out.push(Gate { state, name: s.t("付款", "Fee").to_owned(), say });
    }
    let over = matches!(order.state, CertificationState::Passed | CertificationState::Expired);
    let begun = order.state.is_running() && order.state != CertificationState::Ordered;
    for (i, step) in order.steps.iter().enumerate() {
        let (state, say) = if over || i < order.step {
            (StageState::Pass, s.t("已通过", "passed").to_owned())
        } else if begun && i == order.step {
            (turn_state(order.state, order.reason.is_some()), s.say(&order.state.label()).to_owned())
        } else if order.state == CertificationState::Refused && i == order.step {
            (StageState::Fail, s.t("未通过", "refused").to_owned())
        } else {
            (StageState::Shut, s.t("未开始", "not begun").to_owned())
        };
        out.push(Gate { state, name: s.say(&step.label()).to_owned(), say });
    }
    out
}

/// Whose move a running order is.
fn turn_state(state: CertificationState, returned: bool) -> StageState {
    use CertificationState as C;
    match state {
        C::Documents | C::Face if returned => StageState::Fail,
        C::Ordered | C::Documents | C::Face | C::Amount => StageState::Turn,
        _ => StageState::Wait,
    }
}

fn part(s: &S, mut view: View) -> Part {
    let mut orders = std::mem::take(&mut view.orders).into_iter();
    let order = orders.next();
    let newest = order.as_ref().map(|o| &o.order);
    let (state, say) = match view.status {
        Status::NotRequired => (StageState::Pass, bi("无须认证", "Not required")),
        Status::Passed => (StageState::Pass, bi("已认证", "Certified")),
        Status::Expired => (StageState::Fail, bi("已到期", "Expired")),
        Status::Running => newest.map_or((StageState::Wait, bi("进行中", "On its way")), |o| {
            (turn_state(o.state, o.reason.is_some()), o.state.label())
        }),
        Status::Uncertified if view.subject.is_none() => {
            (StageState::Shut, bi("等主体通过", "Waits for the subject"))
        }
        // Nobody's duty, so nobody's turn.
        Status::Uncertified if view.product == Product::MiniProgram => {
            (StageState::Shut, bi("未申请", "Not ordered"))
        }
        Status::Uncertified => (StageState::Turn, bi("未认证", "Not certified")),
    };
    Part {
        uploads: false,
        consent: order.as_ref().is_some_and(|o| o.needs.iter().any(|n| n.0.needs_consent())),
        gates: order.as_ref().map(|o| gates(s, o)).unwrap_or_default(),
        order,
        earlier: orders.collect(),
        say: s.say(&say).to_owned(),
        state,
        view,
    }
}

async fn page(
    ctx: &Ctx,
    visit: &Visit,
    id: &AppId,
    wrong: Option<(&Form, Trouble)>,
) -> Result<CertificationPage, super::Oops> {
    let (s, actor) = (visit.s.clone(), &visit.actor);
    let app = app::get(ctx, actor, id).await?;
    let me = actor.account();
    let members = app::members(ctx, actor, id).await?;
    let mine = members.iter().any(|(account, _, role)| Some(account) == me && role.may(Right::Administer));
    let policy = revision::now(ctx).await?;
    let track = stage::of(ctx, actor, id).await?;
    let cases = review::of_app(ctx, actor, id).await?;
    let views = certification::view(ctx, actor, id).await?;
    let mut caps = capability::of(ctx, actor, id).await?;
    caps.retain(|c| c.open || c.opens_by.is_some());
    let mut parts: Vec<_> = views.into_iter().map(|v| part(&s, v)).collect();
    let documents =
        |p: &&mut Part| p.order.as_ref().is_some_and(|o| o.order.state == CertificationState::Documents);
    if let Some(first) = parts.iter_mut().find(documents) {
        first.uploads = true;
    }
    let (at, amount, trouble) = match wrong {
        Some((form, trouble)) => {
            (form.trim("certification").to_owned(), form.trim("amount_cents").to_owned(), trouble)
        }
        None => Default::default(),
    };
    Ok(CertificationPage {
        road: road(&s, id.as_str(), &track, &cases, &policy),
        bank: ctx.config().bank.clone(),
        parts,
        at,
        amount,
        s,
        app,
        caps,
        mine,
        trouble,
    })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(id): Path<AppId>) -> Answer {
    Ok(ok(&page(&state.ctx, &visit, &id, None).await?))
}

/// Reads an amount below or above one yuan: `37` after the printed `0.`, or `0.37`.
fn cents(text: &str) -> Option<i64> {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        None => (text.len() == 2 && digits(text)).then(|| text.parse().ok())?,
        Some((yuan, fen)) if digits(yuan) && digits(fen) && fen.len() == 2 => {
            Some(yuan.parse::<i64>().ok()?.checked_mul(100)? + fen.parse::<i64>().ok()?)
        }
        Some(_) => None,
    }
}

fn unreadable() -> Error {
    FieldError::new(
        "amount_cents",
        "amount-form",
        "CER-2",
        bi("金额须为两位数字，此次不计次数。", "The amount is two digits; this did not count as a try."),
        bi("例如到账 0.37 元，填写 37。", "For 0.37 yuan enter 37."),
    )
    .into()
}

/// One form of the page: what it does and what is said of it.
async fn perform(ctx: &Ctx, visit: &Visit, app: &AppId, form: &Form) -> Result<Flash, Error> {
    let actor = &visit.actor;
    let id = CertificationId::from_trusted(form.trim("certification"));
    let done = |zh: &str, en: &str| Ok(Flash::pass(bi(zh, en)));
    match form.get("do") {
        "order" => {
            let product = Product::parse(form.get("product")).ok_or(Error::NotFound("product"))?;
            certification::order(ctx, actor, app, product).await?;
            done("已下单。", "Ordered.")
        }
        "upload" => {
            let bytes = form.file("file").map(|f| f.bytes.to_vec()).ok_or_else(no_file)?;
            material::upload(ctx, actor, app, form.get("kind"), form.ticked("consent"), bytes).await?;
            done("已上传。", "Uploaded.")
        }
        "documents" => {
            certification::submit_documents(ctx, actor, app, &id, &[]).await?;
            done("证照已提交审核。", "The documents are at the desk.")
        }
        "amount" => {
            let cents = cents(form.trim("amount_cents")).ok_or_else(unreadable)?;
            certification::enter_amount(ctx, actor, app, &id, cents).await?;
            done("金额相符，认证通过。", "The amount is right; the certification has passed.")
        }
        "withdraw" => {
            certification::withdraw(ctx, actor, app, &id).await?;
            done("已撤回。已付的费用由运营方退还。", "Withdrawn. The operator pays back what was paid.")
        }
        _ => Err(Error::NotFound("form")),
    }
}

fn no_file() -> Error {
    FieldError::new(
        "file",
        "required",
        "CER-2",
        bi("没有选择文件。", "No file was chosen."),
        bi("请选择 JPEG 或 PNG 图片。", "Choose a JPEG or PNG picture."),
    )
    .into()
}

async fn act(State(state): State<AppState>, visit: Visit, Path(id): Path<AppId>, form: Form) -> Answer {
    let ctx = &state.ctx;
    let here = format!("/apps/{id}/certification");
    if form.get("do") == "face" {
        let order = CertificationId::from_trusted(form.trim("certification"));
        match certification::open_face(ctx, &visit.actor, &id, &order).await {
            Ok(made) => return Ok(Go::to(format!("{here}/face/{}", made.token)).into_response()),
            Err(error) => {
                let trouble = Trouble::of(error, &visit.s)?;
                let status = trouble.status();
                return Ok(html(status, &page(ctx, &visit, &id, Some((&form, trouble))).await?));
            }
        }
    }
    match perform(ctx, &visit, &id, &form).await {
        Ok(flash) => Ok(Go::to(here).with(flash).into_response()),
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            Ok(html(status, &page(ctx, &visit, &id, Some((&form, trouble))).await?))
        }
    }
}

#[derive(Template)]
#[template(path = "certification-face.html")]
struct FacePage {
    s: S,
    app: App,
    state: FaceState,
    url: String,
    qr: String,
    view: FaceView,
}

async fn wait(
    State(state): State<AppState>,
    visit: Visit,
    Path((id, token)): Path<(AppId, String)>,
) -> Answer {
    let ctx = &state.ctx;
    let app = app::get(ctx, &visit.actor, &id).await?;
    let view = certification::look_face(ctx, &token).await?;
    let url = format!("{}/face/{token}", ctx.config().public_url);
    let qr = format!("data:image/svg+xml;base64,{}", STANDARD.encode(qr_svg(&url)?));
    Ok(ok(&FacePage { s: visit.s, app, state: view.state, url, qr, view }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn amounts_are_read_as_they_are_printed() {
        assert_eq!(["37", "07", "0.37", "1.05"].map(super::cents), [Some(37), Some(7), Some(37), Some(105)]);
        for bad in ["", "7", "0.7", "370", "a7", "0.3x", ".37", "0.", "-1"] {
            assert_eq!(super::cents(bad), None, "{bad}");
        }
    }
}
