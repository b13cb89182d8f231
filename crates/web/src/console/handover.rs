//! `/apps/{app}/handover`: the administrator offers the app to another; `/handovers`: what is offered to me, and taking an app
//! back for its subject.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use tongguan_model::{
    handover::HandoverState,
    ids::{AppId, HandoverId},
    text::bi,
};
use tongguan_service::{
    Ctx, Error,
    handover::{self, Shown},
};

use super::{Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit, frame::Frame, html, ok};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    let (of_app, mine) = ("/apps/{app}/handover", "/handovers");
    vec![
        Page::get(of_app, Access::Applicant, show),
        Page::post(of_app, Access::Applicant, offer),
        Page::get(mine, Access::Applicant, show_mine),
        Page::post(mine, Access::Applicant, step),
    ]
}

fn id(form: &Form) -> Result<HandoverId, Error> {
    form.trim("handover").parse().map_err(|_| Error::NotFound("handover"))
}

#[derive(Template)]
#[template(path = "handover.html")]
struct HandoverPage {
    s: S,
    frame: Frame,
    open: Vec<Shown>,
    past: Vec<Shown>,
    input: Form,
    trouble: Trouble,
}

async fn page(
    ctx: &Ctx,
    visit: &Visit,
    app: &AppId,
    (input, trouble): (Form, Trouble),
) -> Result<HandoverPage, Oops> {
    let frame = Frame::of(ctx, visit, app).await?;
    let all = match frame.administers() {
        true => handover::of_app(ctx, &visit.actor, app).await?,
        false => Vec::new(),
    };
    let (open, past) = all.into_iter().partition(|h| h.handover.ended_at.is_none() && !h.over);
    Ok(HandoverPage { s: visit.s.clone(), frame, open, past, input, trouble })
}

async fn show(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>) -> Answer {
    Ok(ok(&page(&state.ctx, &visit, &app, Default::default()).await?))
}

async fn offer(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>, form: Form) -> Answer {
    let (ctx, actor) = (&state.ctx, &visit.actor);
    let done = match form.get("do") {
        "withdraw" => {
            handover::withdraw(ctx, actor, &id(&form)?).await.map(|()| bi("已撤回。", "It is withdrawn."))
        }
        _ => handover::offer(ctx, actor, &app, form.trim("email")).await.map(|_| {
            bi("已发出，对方接受后生效。", "It is offered; it takes effect when the other accepts.")
        }),
    };
    match done {
        Ok(done) => Ok(Go::to(format!("/apps/{app}/handover")).with(Flash::pass(done)).into_response()),
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            Ok(html(status, &page(ctx, &visit, &app, (form, trouble)).await?))
        }
    }
}

#[derive(Template)]
#[template(path = "handovers.html")]
struct MinePage {
    s: S,
    offered: Vec<Shown>,
    proving: Vec<Shown>,
    input: Form,
    trouble: Trouble,
}

async fn mine(ctx: &Ctx, visit: &Visit, (input, trouble): (Form, Trouble)) -> Result<MinePage, Oops> {
    let all = handover::mine(ctx, &visit.actor).await?;
    let (offered, proving) = all.into_iter().partition(|h| h.handover.state == HandoverState::Offered);
    Ok(MinePage { s: visit.s.clone(), offered, proving, input, trouble })
}

async fn show_mine(State(state): State<AppState>, visit: Visit) -> Answer {
    Ok(ok(&mine(&state.ctx, &visit, Default::default()).await?))
}

async fn step(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    let (ctx, actor) = (&state.ctx, &visit.actor);
    let done = match form.get("do") {
        "take" => handover::take_back(ctx, actor, form.trim("appid"))
            .await
            .map(|_| ("/handovers", bi("已登记，请获取验证码。", "It is noted; now ask for the code."))),
        "accept" => handover::accept(ctx, actor, &id(&form)?)
            .await
            .map(|()| ("/apps", bi("你已是管理员。", "You are administrator now."))),
        "decline" => handover::decline(ctx, actor, &id(&form)?)
            .await
            .map(|()| ("/handovers", bi("已拒绝。", "It is declined."))),
        "withdraw" => handover::withdraw(ctx, actor, &id(&form)?)
            .await
            .map(|()| ("/handovers", bi("已撤回。", "It is withdrawn."))),
        "code" => handover::send(ctx, actor, &id(&form)?).await.map(|phone| {
            ("/handovers", bi(format!("验证码已发送至 {phone}。"), format!("The code went to {phone}.")))
        }),
        "prove" => handover::prove(ctx, actor, &id(&form)?, form.trim("code")).await.map(|()| {
            (
                "/apps",
                bi("你已是管理员，原管理员已退出。", "You are administrator now; those before have left."),
            )
        }),
        _ => return Err(Error::NotFound("step").into()),
    };
    match done {
        Ok((to, done)) => Ok(Go::to(to).with(Flash::pass(done)).into_response()),
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            Ok(html(status, &mine(ctx, &visit, (form, trouble)).await?))
        }
    }
}
