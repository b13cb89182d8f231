//! `/ops/payments`: fees to confirm, random amounts to pay, refunds, the books.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use serde::Deserialize;
use tongguan_model::{
    ids::{CertificationId, PaymentId},
    payment::{Book, PaymentState},
    text::bi,
};
use tongguan_service::{
    Ctx, Error,
    certification::{self, Transfer},
    payment::{self, PaymentView},
};

use super::{Answer, Flash, Form, Go, Page, S, Trouble, Visit, html, ok, pager::Pager};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/ops/payments", Access::Operator, show),
        Page::post("/ops/payments", Access::Operator, act),
    ]
}

/// What the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Tab {
    #[default]
    Fees,
    Transfers,
    Refunds,
    Done,
}

impl Tab {
    const ALL: [Self; 4] = [Self::Fees, Self::Transfers, Self::Refunds, Self::Done];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Fees => "fees",
            Self::Transfers => "transfers",
            Self::Refunds => "refunds",
            Self::Done => "done",
        }
    }

    fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|t| t.as_str() == text).unwrap_or_default()
    }
}

/// One entry of the tabs.
struct TabView {
    tab: Tab,
    name: &'static str,
    count: i64,
}

/// Rows on one page of a tab.
const A_PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "ops-payments.html")]
struct PaymentsPage {
    s: S,
    tab: Tab,
    tabs: Vec<TabView>,
    payments: Vec<PaymentView>,
    pager: Pager,
    transfers: Vec<Transfer>,
    books: Vec<(String, i64)>,
    /// The row whose form was wrong, with what was typed there.
    at: String,
    typed: Form,
    trouble: Trouble,
}

fn book_name(s: &S, book: Book) -> String {
    let (zh, en) = match book {
        Book::Bank => ("银行存款", "Bank"),
        Book::Deposits => ("预收账款", "Deposits of applicants"),
        Book::Fees => ("认证收入", "Fees earned"),
        Book::Verification => ("打款验证支出", "Verification payments"),
    };
    s.t(zh, en).to_owned()
}

async fn page(
    ctx: &Ctx,
    visit: &Visit,
    (tab, n): (Tab, i64),
    wrong: Option<(Form, Trouble)>,
) -> Result<PaymentsPage, super::Oops> {
    let (s, actor) = (visit.s.clone(), &visit.actor);
    let counts = payment::counts(ctx, actor).await?;
    let count = |state: PaymentState| counts.iter().find(|(s, _)| s == state.as_str()).map_or(0, |(_, n)| *n);
    let over = [PaymentState::Paid, PaymentState::Refunded, PaymentState::Closed];
    let tabs = vec![
        TabView {
            tab: Tab::Fees,
            name: s.t("待确认到账", "Fees to confirm"),
            count: count(PaymentState::Waiting),
        },
        TabView {
            tab: Tab::Transfers,
            name: s.t("待打款", "Amounts to pay"),
            count: i64::try_from(certification::transfers_waiting(ctx, actor).await?).unwrap_or(i64::MAX),
        },
        TabView {
            tab: Tab::Refunds,
            name: s.t("待退款", "Refunds due"),
            count: count(PaymentState::RefundDue),
        },
        TabView {
            tab: Tab::Done,
            name: s.t("已完成与已关闭", "Done and closed"),
            count: over.into_iter().map(count).sum(),
        },
    ];
    // Only this tab opens accounts and amounts, and every look at it is recorded.
    let transfers = if tab == Tab::Transfers { certification::transfers(ctx, actor).await? } else { vec![] };
    let part = (A_PAGE + 1, n.saturating_mul(A_PAGE));
    let mut payments = match tab {
        Tab::Fees => payment::page(ctx, actor, Some(PaymentState::Waiting), part).await?,
        Tab::Refunds => payment::page(ctx, actor, Some(PaymentState::RefundDue), part).await?,
        Tab::Done => payment::page(ctx, actor, None, part).await?,
        Tab::Transfers => vec![],
    };
    let more = payments.len() > A_PAGE as usize;
    payments.truncate(A_PAGE as usize);
    let pager = Pager::numbered(&format!("/ops/payments?tab={}&", tab.as_str()), n, more);
    let books = payment::balances(ctx, actor).await?;
    let (typed, trouble) = wrong.unwrap_or_default();
    Ok(PaymentsPage {
        books: books.into_iter().map(|(book, cents)| (book_name(&s, book), cents)).collect(),
        at: if trouble.any() { typed.trim("id").to_owned() } else { String::new() },
        s,
        tab,
        tabs,
        payments,
        pager,
        transfers,
        typed,
        trouble,
    })
}

#[derive(Deserialize)]
struct Where {
    #[serde(default)]
    tab: String,
    #[serde(default)]
    page: i64,
}

async fn show(State(state): State<AppState>, visit: Visit, Query(query): Query<Where>) -> Answer {
    Ok(ok(&page(&state.ctx, &visit, (Tab::parse(&query.tab), query.page.max(0)), None).await?))
}

async fn perform(ctx: &Ctx, visit: &Visit, form: &Form) -> Result<Flash, Error> {
    let actor = &visit.actor;
    let (id, reference) = (form.trim("id"), form.trim("reference"));
    let payment_id = PaymentId::from_trusted(id);
    let order = CertificationId::from_trusted(id);
    Ok(match form.get("do") {
        "confirm" => {
            let cents = form.trim("amount_cents").parse().map_err(|_| Error::NotFound("payment"))?;
            let done = payment::confirm(ctx, actor, &payment_id, cents, reference).await?;
            match done.payment.state {
                PaymentState::RefundDue => {
                    Flash::warn(bi("款项到账时订单已关闭。", "The order had closed before the money came."))
                        .more(bi("此笔款项须退还，见「待退款」。", "It is owed back; see the refunds."))
                }
                _ => Flash::pass(bi("已确认到账，认证继续。", "Confirmed; the certification goes on.")),
            }
        }
        "refund" => {
            payment::refund(ctx, actor, &payment_id, reference).await?;
            Flash::pass(bi("已登记退款。", "The refund is recorded."))
        }
        "sent" => {
            certification::transfer_sent(ctx, actor, &order).await?;
            Flash::pass(bi(
                "已登记打款，等申请人填写金额。",
                "Recorded; now the applicant enters the amount.",
            ))
        }
        "failed" => {
            certification::transfer_failed(ctx, actor, &order, form.get("reason")).await?;
            Flash::warn(bi(
                "已登记退汇，认证失败，费用须退还。",
                "Recorded; the certification is refused and its fee is owed back.",
            ))
        }
        _ => return Err(Error::NotFound("form")),
    })
}

async fn act(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    let tab = Tab::parse(form.get("tab"));
    match perform(&state.ctx, &visit, &form).await {
        Ok(flash) => Ok(Go::to(format!("/ops/payments?tab={}", tab.as_str())).with(flash).into_response()),
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?.named(
                &visit.s,
                &[("reference", "银行流水号", "Bank reference"), ("reason", "退汇原因", "Reason")],
            );
            let status = trouble.status();
            Ok(html(status, &page(&state.ctx, &visit, (tab, 0), Some((form, trouble))).await?))
        }
    }
}
