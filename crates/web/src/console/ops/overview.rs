//! `/ops`: what waits for the operator.

use askama::Template;
use axum::extract::State;
use tongguan_model::text::bi;
use tongguan_service::overview;

use crate::{
    AppState,
    console::{Answer, S, Visit, nav, ok},
};

/// One thing that may wait.
struct Waiting {
    state: &'static str,
    count: i64,
    title: String,
    text: String,
    /// Where it is done, if that page is mounted.
    href: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "ops/overview.html")]
struct OverviewPage {
    s: S,
    waits: Vec<Waiting>,
    quiet: Vec<Waiting>,
    open: i64,
    head: String,
    unsequenced: i64,
    jobs: i64,
}

pub(super) async fn show(State(state): State<AppState>, visit: Visit) -> Answer {
    let s = visit.s;
    let o = overview::of(&state.ctx, &visit.actor).await?;
    let one = |state, count, href, title: (&str, &str), text: (&str, &str)| Waiting {
        state: if count == 0 { "pass" } else { state },
        count,
        title: s.say(&bi(title.0, title.1)).to_owned(),
        text: s.say(&bi(text.0, text.1)).to_owned(),
        href: nav::has(href).then_some(href),
    };
    let all = vec![
        one(
            "wait",
            o.payments,
            "/ops/payments",
            ("待确认的付款", "Payments to confirm"),
            (
                "核对银行流水后确认金额；认证在此等待。",
                "Compare the bank's statement and confirm the amount; certification waits for it.",
            ),
        ),
        one(
            "wait",
            o.refunds,
            "/ops/payments",
            ("待退款", "Refunds due"),
            ("订单结束后到账的款项须退回。", "Money that came after its order ended is owed back."),
        ),
        one(
            "wait",
            o.domains,
            "/ops/domains",
            ("待核对的业务域名", "Business domains to confirm"),
            (
                "归属或备案尚未确认，访问受限。",
                "Ownership or filing is not confirmed, so access is restricted.",
            ),
        ),
        one(
            "fail",
            o.late,
            "/desk",
            ("逾期案件", "Late cases"),
            (
                "审核期限已过；承办人不在时可收回。",
                "Past their deadline; a case can be taken back from an absent holder.",
            ),
        ),
        one(
            "warn",
            o.failed,
            "/ops/health",
            ("失败后重试的任务", "Jobs tried in vain"),
            ("会自动重试；看看原因。", "They are tried again by themselves; look at the cause."),
        ),
        one(
            "fail",
            o.undelivered,
            "/ops/outbox",
            ("未送达的消息", "Messages not delivered"),
            ("服务商拒收或多次失败。", "The provider refused them, or failed too often."),
        ),
        one(
            "info",
            o.held,
            "/ops/outbox",
            ("留在发件箱的消息", "Messages held here"),
            (
                "没有配置邮件或短信服务，由运营方转交。",
                "No mail or SMS provider is configured; they are handed on by hand.",
            ),
        ),
    ];
    let (waits, quiet) = all.into_iter().partition(|w| w.count > 0);
    Ok(ok(&OverviewPage {
        waits,
        quiet,
        open: o.open,
        head: o.head.map_or_else(|| "—".into(), |n| format!("#{}", s.number(&n))),
        unsequenced: o.unsequenced,
        jobs: o.jobs,
        s,
    }))
}
